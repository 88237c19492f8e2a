import { grantRequestStatuses, grantRequestStatusTitles, staff } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { dayText, timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { textOf } from '../../ui/form.ts'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { requestTexts as t } from './request-texts.ts'

type Request = RowOf<typeof staff.listGrantRequests>
type Decision = 'confirm' | 'refuse' | 'withdraw'

const tones: Record<Request['status'], Tone> = { waiting: 'warn', confirmed: 'good', refused: 'bad', withdrawn: 'mute' }

function Decide({ request, decision, onClose }: { request: Request; decision: Decision; onClose: () => void }) {
  const decide = useWrite(staff.decideGrantRequest)
  return (
    <ActDialog
      title={t.titles[decision](request.staffName)}
      intro={`${request.orgName} · ${request.roleTitle}。${t.intros[decision]}`}
      danger={decision === 'refuse'}
      fields={
        decision === 'confirm'
          ? []
          : [{ kind: 'area', name: 'reason', label: common.reason, required: decision === 'refuse', max: 200 }]
      }
      submitText={t.acts[decision]}
      onClose={onClose}
      onSubmit={async (v) => {
        const reason = textOf(v, 'reason')
        await decide.run({ params: { id: request.id }, body: { decision, ...(reason && { reason }) } })
        onClose()
      }}
    />
  )
}

const period = (r: Request): string =>
  r.validFrom === null && r.validUntil === null
    ? t.always
    : `${r.validFrom ? dayText(r.validFrom) : t.now} – ${r.validUntil ? dayText(r.validUntil) : t.always}`

/** Grants that were asked for: another security administrator confirms or refuses, whoever asked may withdraw. */
export default function RequestsPage() {
  const me = useMe()
  const filters = useFilters(['status'])
  const status = filters.oneOf('status', grantRequestStatuses)
  const args = { query: { ...(status && { status }) } }
  const [open, setOpen] = useState<{ request: Request; decision: Decision } | null>(null)
  const acts = (r: Request): readonly Decision[] =>
    r.status !== 'waiting' || r.staffId === me.id
      ? []
      : r.requestedById === me.id
        ? ['withdraw']
        : ['confirm', 'refuse']
  const columns: Column<Request>[] = [
    {
      key: 'name',
      title: t.person,
      main: true,
      render: (r) => `${r.staffName}（${r.username}）`,
      csv: (r) => `${r.staffName}（${r.username}）`,
    },
    {
      key: 'role',
      title: t.role,
      csv: (r) => `${r.orgName} ${r.roleTitle}`,
      render: (r) => (
        <>
          {r.orgName} · {r.roleTitle}
          {r.coversName && <Tag tone="info">{t.cover(r.coversName)}</Tag>}
          {r.handover && <Tag tone="info">{t.handover}</Tag>}
        </>
      ),
    },
    { key: 'period', title: t.period, render: period, csv: period },
    { key: 'reason', title: common.reason, render: (r) => r.reason, csv: (r) => r.reason },
    {
      key: 'by',
      title: t.requestedBy,
      render: (r) => (
        <>
          {r.requestedBy}
          <br />
          <span className="muted">{timeText(r.requestedAt)}</span>
        </>
      ),
      csv: (r) => `${r.requestedBy} ${timeText(r.requestedAt)}`,
    },
    {
      key: 'status',
      title: common.status,
      csv: (r) => r.statusTitle,
      render: (r) => (
        <>
          <Tag tone={tones[r.status]}>{r.statusTitle}</Tag>
          {r.decidedBy && (
            <span className="muted">
              {r.decidedBy} {timeText(r.decidedAt)}
              {r.decisionReason ? `：${r.decisionReason}` : ''}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'act',
      title: t.act,
      render: (r) => (
        <span className="row-acts">
          {acts(r).map((decision) => (
            <Button
              key={decision}
              size="small"
              type={decision === 'confirm' ? 'primary' : 'default'}
              aria-label={`${t.acts[decision]}：${r.staffName} ${r.roleTitle}`}
              onClick={() => setOpen({ request: r, decision })}
            >
              {t.acts[decision]}
            </Button>
          ))}
          {acts(r).length === 0 && '—'}
        </span>
      ),
    },
  ]
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={<ExportButton route={staff.listGrantRequests} args={args} columns={columns} filename={t.title} />}
    >
      <FilterBar
        filters={filters}
        defs={[
          {
            kind: 'select',
            name: 'status',
            label: common.status,
            options: optionsOf(grantRequestStatuses, grantRequestStatusTitles),
          },
        ]}
      />
      <ListView
        route={staff.listGrantRequests}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        empty={{ title: t.empty, help: t.emptyHelp }}
      />
      {open && <Decide {...open} onClose={() => setOpen(null)} />}
    </Page>
  )
}
