import { activation } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { useMe } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Due, Facts, Notice, Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { textOf } from '../../ui/form.ts'
import { ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { reportTexts as t } from './texts.ts'

type Row = RowOf<typeof activation.listRollReports>
const statuses = ['open', 'correcting', 'corrected', 'answered'] as const
const tone: Record<Row['status'], Tone> = { open: 'warn', correcting: 'info', corrected: 'good', answered: 'mute' }

const facts = (r: Row): [string, string][] => [
  [t.current, r.current ?? '—'],
  [t.claimed, r.claimed],
  ...(r.note ? [[t.note, r.note] as [string, string]] : []),
]

/** What the student wrote, and what was said to it. */
function Said({ row }: { row: Row }) {
  return (
    <>
      {row.note && <div>{row.note}</div>}
      {row.refusedReason && <div className="muted">{t.refusedBefore(row.refusedReason)}</div>}
      {row.answer && <div className="muted">{t.answerWas(row.answer)}</div>}
      {!row.note && !row.refusedReason && !row.answer && '—'}
    </>
  )
}

function Correct({ row, onClose }: { row: Row; onClose: () => void }) {
  const write = useWrite(activation.correctRollReport)
  const { message } = App.useApp()
  return (
    <ActDialog
      title={t.correctTitle(row.studentName, row.label)}
      intro={<Facts items={facts(row)} />}
      fields={[
        { kind: 'text', name: 'value', label: t.value, help: t.valueHelp, required: true, max: 100 },
        { kind: 'area', name: 'reason', label: t.reason, help: t.reasonHelp, required: true, max: 300 },
      ]}
      submitText={t.correct}
      onClose={onClose}
      onSubmit={async (v) => {
        await write.run({ params: { id: row.id }, body: { value: textOf(v, 'value'), reason: textOf(v, 'reason') } })
        message.success(t.corrected)
        onClose()
      }}
    />
  )
}

function Answer({ row, onClose }: { row: Row; onClose: () => void }) {
  const write = useWrite(activation.answerRollReport)
  const { message } = App.useApp()
  return (
    <ActDialog
      title={t.answerTitle(row.studentName, row.label)}
      intro={
        <>
          <Facts items={facts(row)} />
          {!row.correctable && <Notice tone="info" title={t.notHere} />}
        </>
      }
      fields={[{ kind: 'area', name: 'reason', label: t.answerText, help: t.answerHelp, required: true, max: 300 }]}
      submitText={t.answer}
      onClose={onClose}
      onSubmit={async (v) => {
        await write.run({ params: { id: row.id }, body: { reason: textOf(v, 'reason') } })
        message.success(t.answered)
        onClose()
      }}
    />
  )
}

/** What students say is wrong on the roll: corrected by a change that another person reviews, or answered. */
export default function ReportsPage() {
  const me = useMe()
  const filters = useFilters(['status'])
  // what waits comes first; the rest is a choice away
  const status = filters.oneOf('status', statuses) ?? (filters.values.status === '' ? 'open' : undefined)
  const [correcting, setCorrecting] = useState<Row | null>(null)
  const [answering, setAnswering] = useState<Row | null>(null)
  const columns: Column<Row>[] = [
    { key: 'student', title: t.student, main: true, render: (r) => r.studentName },
    { key: 'class', title: t.className, render: (r) => r.className },
    { key: 'field', title: t.field, render: (r) => r.label },
    { key: 'current', title: t.current, render: (r) => r.current ?? '—' },
    { key: 'claimed', title: t.claimed, render: (r) => r.claimed },
    {
      key: 'note',
      title: t.note,
      render: (r) => <Said row={r} />,
    },
    { key: 'due', title: t.due, render: (r) => (r.status === 'open' ? <Due on={r.dueOn} /> : '—') },
    { key: 'status', title: t.status, render: (r) => <Tag tone={tone[r.status]}>{t.statuses[r.status]}</Tag> },
    {
      key: 'act',
      title: t.act,
      render: (r) =>
        r.status !== 'open' ? (
          '—'
        ) : (
          <span className="row-acts">
            {r.correctable && (
              <Button data-row-link="" type="primary" onClick={() => setCorrecting(r)}>
                {t.correct}
              </Button>
            )}
            <Button data-row-link="" onClick={() => setAnswering(r)}>
              {t.answer}
            </Button>
          </span>
        ),
    },
  ]
  return (
    <Page title={t.title} intro={t.intro}>
      <FilterBar
        filters={{
          ...filters,
          values: { ...filters.values, status: status ?? '' },
          set: (name: string, value: string) => filters.set(name, value === '' ? 'all' : value),
        }}
        defs={[{ kind: 'select', name: 'status', label: t.status, options: optionsOf(statuses, t.statuses) }]}
      />
      <ListView
        route={activation.listRollReports}
        args={{ query: status ? { status } : {} }}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        rowTone={(r) => (r.status === 'open' && r.dueOn < me.today ? 'late' : undefined)}
        linkOf={(r) => `/students/${r.studentId}`}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
      {correcting && <Correct row={correcting} onClose={() => setCorrecting(null)} />}
      {answering && <Answer row={answering} onClose={() => setAnswering(null)} />}
    </Page>
  )
}
