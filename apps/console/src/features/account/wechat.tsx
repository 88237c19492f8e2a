import { type ReplyOf, wechat } from '@zhuxue/contracts'
import { App, Button, Switch } from 'antd'
import { useEffect, useState } from 'react'
import { asApiError } from '../../api/errors.ts'
import { useRead, useWrite } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Facts, Notice } from '../../ui/bits.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { passwordField, passwordOf } from './dialogs.tsx'
import { wechatTexts as t } from './wechat-texts.ts'

type Status = ReplyOf<typeof wechat.wechatStatus>
type Code = ReplyOf<typeof wechat.wechatCode>

/** Reminders by the official account: bound by a one-time code that the person sends there. Not shown where there is none. */
export function WechatCard() {
  const status = useRead(wechat.wechatStatus, {})
  const [asking, setAsking] = useState(false)
  const [code, setCode] = useState<Code | null>(null)
  if (!status.data?.enabled) return null
  return (
    <Card title={t.title}>
      <Bound data={status.data} onBind={() => setAsking(true)} refetch={() => void status.refetch()} />
      {asking && (
        <AskCode
          onClose={() => setAsking(false)}
          onCode={(made) => {
            setAsking(false)
            setCode(made)
          }}
        />
      )}
      {code && (
        <ShowCode
          code={code}
          status={status.data}
          ask={() => void status.refetch()}
          onClose={() => {
            setCode(null)
            void status.refetch()
          }}
        />
      )}
    </Card>
  )
}

function Bound({ data, onBind, refetch }: { data: Status; onBind: () => void; refetch: () => void }) {
  const unbind = useWrite(wechat.wechatUnbind)
  const remind = useWrite(wechat.wechatReminders)
  const { message, modal } = App.useApp()
  const act = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work()
      message.success(done)
    } catch (e) {
      message.error(asApiError(e).message)
    }
    refetch()
  }
  if (data.boundAt === null) {
    return (
      <div className="stack">
        <span className="muted">{t.intro}</span>
        <span>
          <Button size="small" onClick={onBind}>
            {t.bind}
          </Button>
        </span>
      </div>
    )
  }
  return (
    <Facts
      columns={1}
      items={[
        [
          t.account,
          <span key="account" className="row-acts">
            {t.bound(data.accountName, timeText(data.boundAt))}
            <Button
              size="small"
              onClick={() =>
                modal.confirm({
                  title: t.unbindTitle,
                  content: t.unbindText,
                  okText: t.unbind,
                  cancelText: t.cancel,
                  onOk: () => act(() => unbind.run({ body: {} }), t.unbound),
                })
              }
            >
              {t.unbind}
            </Button>
          </span>,
        ],
        [
          t.remind,
          <span key="remind" className="row-acts">
            <Switch
              checked={data.remind}
              aria-label={t.remind}
              onChange={(on) => void act(() => remind.run({ body: { on } }), on ? t.remindOn : t.remindOff)}
            />
            <span className="muted">{t.remindHelp}</span>
          </span>,
        ],
      ]}
    />
  )
}

function AskCode({ onClose, onCode }: { onClose: () => void; onCode: (code: Code) => void }) {
  const make = useWrite(wechat.wechatCode)
  return (
    <ActDialog
      title={t.bind}
      intro={t.askIntro}
      fields={[passwordField]}
      submitText={t.makeCode}
      onClose={onClose}
      onSubmit={async (v) => onCode(await make.run({ body: { password: passwordOf(v) } }))}
    />
  )
}

/** The code, large, with the three steps; closes the circle by itself when the message has arrived. */
function ShowCode({
  code,
  status,
  ask,
  onClose,
}: {
  code: Code
  status: Status
  ask: () => void
  onClose: () => void
}) {
  const me = useMe()
  const bound = status.boundAt !== null
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (bound) return
    const timer = setInterval(ask, 3000)
    return () => clearInterval(timer)
  }, [bound, ask])
  const simulate = async () => {
    try {
      setSaid((await api.call(wechat.demoWechatMessage, { body: { text: code.code } })).answer)
      ask()
    } catch (e) {
      setSaid(asApiError(e).message)
    }
  }
  return (
    <Dialog title={t.bind} footer={null} onCancel={onClose} mask={{ closable: false }} destroyOnHidden>
      {bound ? (
        <Notice tone="good" title={t.done} announce />
      ) : (
        <>
          <ol className="steps-list">
            <li>{t.step1(status.accountName)}</li>
            <li>
              {t.step2}
              <p className="secret wechat-code">{code.code}</p>
            </li>
            <li>{t.step3}</li>
          </ol>
          <p className="muted">{t.until(timeText(code.expiresAt))}</p>
          {me.demo && <Button onClick={() => void simulate()}>{t.simulate}</Button>}
        </>
      )}
      {said && <p className="muted">{t.said(said)}</p>}
      {bound && (
        <p>
          <Button type="primary" onClick={onClose}>
            {t.close}
          </Button>
        </p>
      )}
    </Dialog>
  )
}
