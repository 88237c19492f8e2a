import { office, roles, roleTitles } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { dayText, timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { CreateDialog, DisableDialog, ResetDialog, ResetFactorDialog, RevokeDialog, type StaffRow } from './dialogs.tsx'
import { CoverDialog, GrantDialog, HandoverDialog } from './grant-dialogs.tsx'
import { type Issued, OneTimePassword } from './one-time-password.tsx'
import { staffTexts as t } from './texts.ts'

type Open =
  | { readonly kind: 'create' }
  | { readonly kind: 'grant' | 'reset' | 'factor' | 'disable'; readonly staff: StaffRow }
  | {
      readonly kind: 'revoke' | 'cover' | 'handover'
      readonly staff: StaffRow
      readonly grant: StaffRow['grants'][number]
    }

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
  const navigate = useNavigate()
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
        s.grants.length === 0 && s.waiting.length === 0 ? (
          <span className="muted">{t.noGrants}</span>
        ) : (
          <ul className="grants">
            {s.grants.map((g) => (
              <li key={g.id}>
                {g.orgName} · {g.roleTitle}
                {g.cover && <Tag tone="info">{t.coverTag}</Tag>}
                {g.validFrom && <span className="muted">{t.from(dayText(g.validFrom))}</span>}
                {g.validUntil && <span className="muted">{t.until(dayText(g.validUntil))}</span>}
                {s.id !== me.id && (
                  <span className="grant-acts">
                    <Button
                      size="small"
                      type="link"
                      aria-label={`${t.revoke}：${s.name} ${g.roleTitle}`}
                      onClick={() => setOpen({ kind: 'revoke', staff: s, grant: g })}
                    >
                      {t.revoke}
                    </Button>
                    {(['cover', 'handover'] as const).map((kind) => (
                      <Button
                        key={kind}
                        size="small"
                        type="link"
                        aria-label={`${t[kind]}：${s.name} ${g.roleTitle}`}
                        onClick={() => setOpen({ kind, staff: s, grant: g })}
                      >
                        {t[kind]}
                      </Button>
                    ))}
                  </span>
                )}
              </li>
            ))}
            {s.waiting.map((w) => (
              <li key={w.id}>
                <Tag tone="warn">{t.waiting(`${w.orgName} ${w.roleTitle}`)}</Tag>
              </li>
            ))}
          </ul>
        ),
    },
    {
      key: 'factor',
      title: t.factor,
      render: (s) =>
        s.demoAccount ? (
          <Tag tone="warn">{t.demo}</Tag>
        ) : (
          <Tag tone={s.secondFactor ? 'good' : 'mute'}>{s.secondFactor ? t.factorYes : t.factorNo}</Tag>
        ),
      csv: (s) => (s.demoAccount ? t.demo : s.secondFactor ? t.factorYes : t.factorNo),
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
            {s.secondFactor && (
              <Button size="small" onClick={() => setOpen({ kind: 'factor', staff: s })}>
                {t.resetFactor}
              </Button>
            )}
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
      {open?.kind === 'factor' && <ResetFactorDialog staff={open.staff} onClose={close} onIssued={setIssued} />}
      {open?.kind === 'cover' && <CoverDialog staff={open.staff} grant={open.grant} onClose={close} />}
      {open?.kind === 'handover' && (
        <HandoverDialog
          staff={open.staff}
          grant={open.grant}
          onClose={close}
          onStarted={(id) => void navigate(`/handovers/${id}`)}
        />
      )}
      {open?.kind === 'disable' && <DisableDialog staff={open.staff} onClose={close} />}
      {open?.kind === 'revoke' && <RevokeDialog grant={open.grant} onClose={close} />}
      {issued && <OneTimePassword issued={issued} onClose={() => setIssued(null)} />}
    </Page>
  )
}
