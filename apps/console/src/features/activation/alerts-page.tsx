import { activation } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Due, Facts, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { textOf } from '../../ui/form.ts'
import { ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { alertTexts as t } from './texts.ts'

type Row = RowOf<typeof activation.listAlerts>
const statuses = ['open', 'closed'] as const
const namesOf = (r: Row): string => r.students.map((s) => `${s.name}（${s.className}）`).join('、')

/** Alerts of bulk activation: asked, explained, closed by a person. */
export default function AlertsPage() {
  const me = useMe()
  const { message } = App.useApp()
  const filters = useFilters(['status'])
  const status = filters.oneOf('status', statuses)
  const close = useWrite(activation.closeAlert)
  const [open, setOpen] = useState<Row | null>(null)
  const columns: Column<Row>[] = [
    { key: 'count', title: t.count, main: true, render: (r) => t.accounts(r.students.length) },
    { key: 'school', title: t.school, render: (r) => r.schoolName },
    { key: 'signal', title: t.signal, render: (r) => t.signals[r.signal] },
    { key: 'place', title: t.place, render: (r) => r.label },
    { key: 'from', title: t.from, render: (r) => `${timeText(r.firstAt)} — ${timeText(r.lastAt)}` },
    { key: 'due', title: t.due, render: (r) => (r.status === 'open' ? <Due on={r.dueOn} /> : '—') },
    {
      key: 'status',
      title: t.status,
      render: (r) => <Tag tone={r.status === 'open' ? 'warn' : 'good'}>{t.statuses[r.status]}</Tag>,
    },
    {
      key: 'act',
      title: t.act,
      render: (r) =>
        r.status === 'open' ? (
          <Button data-row-link="" onClick={() => setOpen(r)}>
            {t.close}
          </Button>
        ) : (
          `${r.explanation ?? ''}（${r.closedBy ?? ''}）`
        ),
    },
  ]
  return (
    <Page title={t.title} intro={t.intro}>
      <FilterBar
        filters={filters}
        defs={[{ kind: 'select', name: 'status', label: t.status, options: optionsOf(statuses, t.statuses) }]}
      />
      <ListView
        route={activation.listAlerts}
        args={{ query: status ? { status } : {} }}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        rowTone={(r) => (r.status === 'open' && r.dueOn < me.today ? 'late' : undefined)}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
      {open && (
        <ActDialog
          title={t.closeTitle}
          intro={
            <Facts
              items={[
                [t.signal, `${t.signals[open.signal]}：${open.label}`],
                [t.count, namesOf(open)],
              ]}
            />
          }
          fields={[
            {
              kind: 'area',
              name: 'explanation',
              label: t.explanation,
              help: t.explanationHelp,
              required: true,
              max: 300,
            },
          ]}
          submitText={t.close}
          onClose={() => setOpen(null)}
          onSubmit={async (v) => {
            await close.run({ params: { id: open.id }, body: { explanation: textOf(v, 'explanation') } })
            message.success(t.closed)
            setOpen(null)
          }}
        />
      )}
    </Page>
  )
}
