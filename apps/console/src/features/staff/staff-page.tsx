import { office, roles, roleTitles } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { dayText, timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { CreateDialog, DisableDialog, GrantDialog, ResetDialog, RevokeDialog, type StaffRow } from './dialogs.tsx'
import { type Issued, OneTimePassword } from './one-time-password.tsx'
import { staffTexts as t } from './texts.ts'

type Open =
  | { readonly kind: 'create' }
  | { readonly kind: 'grant' | 'reset' | 'disable'; readonly staff: StaffRow }
  | { readonly kind: 'revoke'; readonly grant: StaffRow['grants'][number] }

function stateOf(s: StaffRow, now: string) {
  if (s.disabled) return <Tag tone="bad">{t.disabled}</Tag>
  if (s.lockedUntil !== null && Date.parse(s.lockedUntil) > Date.parse(now)) return <Tag tone="warn">{t.locked}</Tag>
  return <Tag tone="good">{t.active}</Tag>
}

const stateText = (s: StaffRow) => (s.disabled ? t.disabled : t.active)
const grantText = (s: StaffRow) => s.grants.map((g) => `${g.orgName} ${g.roleTitle}`).join('；')

/** Accounts and roles (security administrator). */
export default function StaffPage() {
  const me = useMe()
  const filters = useFilters(['q', 'role'])
  const role = filters.oneOf('role', roles)
  const { q } = filters.values
  const args = { query: { ...(q && { q }), ...(role && { role }) } }
  const [open, setOpen] = useState<Open | null>(null)
  const [issued, setIssued] = useState<Issued | null>(null)
  const close = () => setOpen(null)
  const columns: Column<StaffRow>[] = [
    { key: 'name', title: t.name, main: true, render: (s) => s.name, csv: (s) => s.name },
    {
      key: 'username',
      title: t.username,
      render: (s) => <span className="mono">{s.username}</span>,
      csv: (s) => s.username,
    },
    {
      key: 'grants',
      title: t.grants,
      csv: grantText,
      render: (s) =>
        s.grants.length === 0 ? (
          <span className="muted">{t.noGrants}</span>
        ) : (
          <ul className="grants">
            {s.grants.map((g) => (
              <li key={g.id}>
                {g.orgName} · {g.roleTitle}
                {g.validUntil && <span className="muted">{t.until(dayText(g.validUntil))}</span>}
                {s.id !== me.id && (
                  <Button
                    size="small"
                    type="link"
                    aria-label={`${t.revoke}：${s.name} ${g.roleTitle}`}
                    onClick={() => setOpen({ kind: 'revoke', grant: g })}
                  >
                    {t.revoke}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        ),
    },
    { key: 'last', title: t.lastLogin, render: (s) => timeText(s.lastLoginAt), csv: (s) => timeText(s.lastLoginAt) },
    { key: 'state', title: t.state, render: (s) => stateOf(s, me.now), csv: stateText },
    {
      key: 'act',
      title: t.act,
      render: (s) =>
        s.id === me.id ? (
          '—'
        ) : (
          <span className="row-acts">
            <Button size="small" onClick={() => setOpen({ kind: 'grant', staff: s })}>
              {t.addGrant}
            </Button>
            <Button size="small" onClick={() => setOpen({ kind: 'reset', staff: s })}>
              {t.reset}
            </Button>
            <Button size="small" danger={!s.disabled} onClick={() => setOpen({ kind: 'disable', staff: s })}>
              {s.disabled ? t.enable : t.disable}
            </Button>
          </span>
        ),
    },
  ]
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <ExportButton route={office.listStaff} args={args} columns={columns} filename={t.title} />
          <Button type="primary" onClick={() => setOpen({ kind: 'create' })}>
            {t.create}
          </Button>
        </>
      }
    >
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'search', name: 'q', label: t.find, hint: t.findHint },
          { kind: 'select', name: 'role', label: t.role, options: optionsOf(roles, roleTitles) },
        ]}
      />
      <ListView
        route={office.listStaff}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(s) => s.id}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
      {open?.kind === 'create' && <CreateDialog onClose={close} onIssued={setIssued} />}
      {open?.kind === 'grant' && <GrantDialog staff={open.staff} onClose={close} />}
      {open?.kind === 'reset' && <ResetDialog staff={open.staff} onClose={close} onIssued={setIssued} />}
      {open?.kind === 'disable' && <DisableDialog staff={open.staff} onClose={close} />}
      {open?.kind === 'revoke' && <RevokeDialog grant={open.grant} onClose={close} />}
      {issued && <OneTimePassword issued={issued} onClose={() => setIssued(null)} />}
    </Page>
  )
}
