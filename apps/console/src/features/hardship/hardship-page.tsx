import { applications, hardshipTitles } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import type { RowOf } from '../../api/hooks.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { DecideDialog } from './dialogs.tsx'
import { hardshipTone } from './hardship-card.tsx'
import { hardshipTexts as t } from './texts.ts'

type Row = RowOf<typeof applications.listHardship>
const statuses = ['proposed', 'decided', 'refused'] as const

const columns: Column<Row>[] = [
  { key: 'student', title: t.student, main: true, render: (r) => r.studentName, csv: (r) => r.studentName },
  { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
  { key: 'year', title: t.year, render: (r) => r.determination.academicYear, csv: (r) => r.determination.academicYear },
  {
    key: 'model',
    title: t.model,
    render: (r) => t.modelScore(hardshipTitles[r.determination.modelLevel], r.determination.score),
    csv: (r) => t.modelScore(hardshipTitles[r.determination.modelLevel], r.determination.score),
  },
  {
    key: 'proposed',
    title: t.proposed,
    render: (r) => hardshipTitles[r.determination.proposedLevel],
    csv: (r) => hardshipTitles[r.determination.proposedLevel],
  },
  { key: 'by', title: t.proposedBy, render: (r) => r.determination.proposedBy, csv: (r) => r.determination.proposedBy },
  {
    key: 'decided',
    title: t.decided,
    render: (r) => (r.determination.level ? hardshipTitles[r.determination.level] : '—'),
    csv: (r) => (r.determination.level ? hardshipTitles[r.determination.level] : null),
  },
  {
    key: 'status',
    title: common.status,
    render: (r) => <Tag tone={hardshipTone[r.determination.status]}>{t.status[r.determination.status]}</Tag>,
    csv: (r) => t.status[r.determination.status],
  },
]

/** In the address: every status, chosen on purpose. */
const ALL = 'all'

/** Hardship determinations: proposed ones wait for a second person. */
export default function HardshipPage() {
  const me = useMe()
  const can = useCan()
  const filters = useFilters(['status'])
  const mayDecide = can(applications.decideHardship.permission)
  // Who decides wants to see what waits, not the determinations of former years; 「全部」 is one choice away.
  const typed = filters.values.status
  const status = filters.oneOf('status', statuses) ?? (mayDecide && typed === '' ? 'proposed' : undefined)
  const shown = {
    ...filters,
    values: { ...filters.values, status: status ?? '' },
    set: (name: string, value: string) => filters.set(name, value === '' && mayDecide ? ALL : value),
  }
  const args = { query: status ? { status } : {} }
  const [deciding, setDeciding] = useState<Row | null>(null)
  const [done, setDone] = useState<{ id: string; text: string } | null>(null)
  const act: Column<Row> = {
    key: 'act',
    title: t.decide,
    render: (r) =>
      r.determination.status !== 'proposed' ? (
        '—'
      ) : r.determination.proposedById === me.id ? (
        <span className="muted">{t.self}</span>
      ) : (
        <Button data-row-link="" onClick={() => setDeciding(r)}>
          {t.decide}
        </Button>
      ),
  }
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={<ExportButton route={applications.listHardship} args={args} columns={columns} filename={t.title} />}
    >
      {done && <NextItem key={done.id} done={done.text} doneId={done.id} kind="hardship" />}
      <FilterBar
        filters={shown}
        defs={[{ kind: 'select', name: 'status', label: common.status, options: optionsOf(statuses, t.status) }]}
      />
      <ListView
        route={applications.listHardship}
        args={args}
        caption={t.title}
        columns={mayDecide ? [...columns, act] : columns}
        rowKey={(r) => r.determination.id}
        linkOf={(r) => (can('students.read') ? `/students/${r.studentId}` : null)}
        empty={{ title: status === 'proposed' ? t.emptyProposed : t.emptyTitle, help: t.emptyHelp }}
      />
      {deciding && (
        <DecideDialog
          name={deciding.studentName}
          hardship={deciding.determination}
          onClose={() => setDeciding(null)}
          onDone={(text) => setDone({ id: deciding.determination.id, text })}
        />
      )}
    </Page>
  )
}
