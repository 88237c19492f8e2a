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
import { useSchools } from '../shared/schools.ts'
import { alertTexts as t } from './texts.ts'

type Row = RowOf<typeof activation.listAlerts>
const statuses = ['open', 'closed'] as const
/** '计算机2501班：杨志强、陈家豪', a line for each class. */
const namesOf = (r: Row): string[] => {
  const classes = [...new Set(r.students.map((s) => s.className))].sort()
  const names = (c: string) => r.students.filter((s) => s.className === c).map((s) => s.name)
  return classes.map((c) => t.inClass(c, names(c)))
}

function Names({ row }: { row: Row }) {
  return namesOf(row).map((line) => <div key={line}>{line}</div>)
}

/** The hour's beginning and end; the day once, and one time where both are the same minute. */
const spanText = (first: string, last: string): string => {
  const [a, b] = [timeText(first), timeText(last)]
  if (a === b) return a
  return a.slice(0, 10) === b.slice(0, 10) ? `${a}–${b.slice(11)}` : `${a} 至 ${b}`
}

/** Alerts of bulk activation: asked, explained, closed by a person. */
export default function AlertsPage() {
  const me = useMe()
  const schools = useSchools()
  const { message } = App.useApp()
  const filters = useFilters(['status'])
  const status = filters.oneOf('status', statuses)
  const close = useWrite(activation.closeAlert)
  const [open, setOpen] = useState<Row | null>(null)
  const columns: Column<Row>[] = [
    { key: 'count', title: t.count, main: true, render: (r) => t.accounts(r.students.length) },
    { key: 'students', title: t.students, render: (r) => <Names row={r} /> },
    ...(schools.only === undefined ? [{ key: 'school', title: t.school, render: (r: Row) => r.schoolName }] : []),
    {
      key: 'signal',
      title: t.signal,
      render: (r) => (
        <>
          <div>{t.signals[r.signal]}</div>
          <div className="muted">{r.label}</div>
        </>
      ),
    },
    { key: 'from', title: t.from, render: (r) => <span className="nowrap">{spanText(r.firstAt, r.lastAt)}</span> },
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
          <>
            <div>{r.explanation}</div>
            <div className="muted">{r.closedBy}</div>
          </>
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
              columns={1}
              items={[
                [t.signal, `${t.signals[open.signal]}：${open.label}`],
                [t.students, <Names key="n" row={open} />],
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
