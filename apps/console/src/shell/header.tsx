import { useQueryClient } from '@tanstack/react-query'
import { session } from '@zhuxue/contracts'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { asApiError } from '../api/errors.ts'
import { api } from '../api/instance.ts'
import { sessionState } from '../api/session-state.ts'
import { accountTexts } from '../features/account/texts.ts'
import { common } from '../texts.ts'
import { Tag } from '../ui/bits.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icons.tsx'
import { useMe } from './me.tsx'
import { PasswordForm } from './password.tsx'
import { shellTexts as t } from './texts.ts'

function useLeave() {
  const client = useQueryClient()
  const { message } = App.useApp()
  return async (everywhere: boolean) => {
    try {
      await api.call(session.logout, { body: { everywhere } })
      sessionState.setMe(null)
      client.clear()
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
}

function GrantSwitch() {
  const me = useMe()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const choose = async (grantId: string) => {
    try {
      sessionState.setMe(await api.call(session.switchGrant, { body: { grantId } }))
      client.clear()
      await navigate('/work')
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
  const label = me.grant ? `${me.grant.orgName} · ${me.grant.roleTitle}` : t.noGrant
  // on a phone a long organisation gives way, the role stays
  const words = me.grant ? (
    <>
      <span className="grant-org">{me.grant.orgName}</span>
      <span className="grant-role">{` · ${me.grant.roleTitle}`}</span>
    </>
  ) : (
    t.noGrant
  )
  if (me.grants.length < 2) return <span className="grant-one">{words}</span>
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: me.grant ? [me.grant.id] : [],
        items: me.grants.map((g) => ({ key: g.id, label: `${g.orgName} · ${g.roleTitle}` })),
        onClick: ({ key }) => void choose(key),
      }}
    >
      <Button className="grant-button" aria-label={`${t.switchTo}：${label}`} aria-haspopup="menu">
        <span className="grant-label">{words}</span>
        <Icon name="down" size={14} />
      </Button>
    </Dropdown>
  )
}

function Account({ onHelp }: { onHelp: () => void }) {
  const me = useMe()
  const leave = useLeave()
  const { modal } = App.useApp()
  const navigate = useNavigate()
  const [password, setPassword] = useState(false)
  const onClick = ({ key }: { key: string }) => {
    if (key === 'password') setPassword(true)
    else if (key === 'account') void navigate('/account')
    else if (key === 'keys') onHelp()
    else if (key === 'leave') void leave(false)
    else
      modal.confirm({
        title: t.logoutEverywhere,
        content: t.logoutEverywhereAsk,
        okText: t.logoutEverywhere,
        onOk: () => leave(true),
      })
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          onClick,
          items: [
            { key: 'account', label: accountTexts.title },
            { key: 'password', label: t.changePassword },
            { key: 'keys', label: t.shortcuts },
            { type: 'divider' },
            { key: 'leave', label: t.logout },
            { key: 'everywhere', label: t.logoutEverywhere },
          ],
        }}
      >
        <Button type="text" className="account-button" aria-label={`${t.account}：${me.name}`} aria-haspopup="menu">
          <Icon name="user" />
          <span className="account-name">{me.name}</span>
        </Button>
      </Dropdown>
      {password && (
        <Dialog title={t.passwordTitle} footer={null} onCancel={() => setPassword(false)} mask={{ closable: false }}>
          <PasswordForm onDone={() => setPassword(false)} onCancel={() => setPassword(false)} />
        </Dialog>
      )}
    </>
  )
}

/** Top bar: product, acting grant, account. */
export function Header({ onMenu, onHelp }: { onMenu: () => void; onHelp: () => void }) {
  const { demoAccount } = useMe()
  return (
    <header className="header no-print">
      <Button
        type="text"
        className="menu-button"
        aria-label={t.openMenu}
        onClick={onMenu}
        icon={<Icon name="menu" size={22} />}
      />
      <img src="/console/icon.svg" alt="" width="30" height="30" />
      <span className="brand">
        {common.product}
        <span className="brand-long">{common.productLong}</span>
      </span>
      <span className="header-gap" />
      {demoAccount && <Tag tone="warn">{accountTexts.demo}</Tag>}
      <GrantSwitch />
      <Button
        type="text"
        className="help-button"
        aria-label={t.shortcuts}
        onClick={onHelp}
        icon={<Icon name="help" />}
      />
      <Account onHelp={onHelp} />
    </header>
  )
}

/** Log-out for screens outside the shell (password change, wrong kind of account). */
export function LeaveButton() {
  const leave = useLeave()
  return <Button onClick={() => void leave(false)}>{t.logout}</Button>
}
