import { cardReportOutcomes, cardReportStatuses, cardReportStatusTitles, cards } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Due, Facts, Notice, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { cardReportTone, cardTexts as t } from './texts.ts'

type Row = RowOf<typeof cards.listCardReports>

function Decide({ row, onClose }: { row: Row; onClose: () => void }) {
  const write = useWrite(cards.decideCardReport)
  const { message } = App.useApp()
  return (
    <ActDialog
      title={t.decideTitle(row.studentName)}
      intro={
        <Facts
          items={[
            [t.reportKind, row.kindTitle],
            ...(row.note ? [[t.reportNote, row.note] as [string, string]] : []),
            [t.decideCard, `${t.last4} ${row.last4}`],
            [t.cardNow, row.cardStatusTitle],
          ]}
        />
      }
      fields={[
        {
          kind: 'radio',
          name: 'outcome',
          label: t.outcome,
          required: true,
          options: optionsOf(cardReportOutcomes, t.outcomes),
        },
        { kind: 'area', name: 'answer', label: t.answer, help: t.answerHelp, required: true, max: 200 },
      ]}
      submitText={t.decide}
      onClose={onClose}
      onSubmit={async (v) => {
        const outcome = choiceOf(v, 'outcome', cardReportOutcomes)
        if (!outcome) return
        await write.run({ params: { id: row.id }, body: { outcome, answer: textOf(v, 'answer') } })
        message.success(t.decided)
        onClose()
      }}
    >
      {(v) => (choiceOf(v, 'outcome', ['reissued']) ? <Notice tone="warn" title={t.reissueHint} /> : null)}
    </ActDialog>
  )
}

/** What students say about their cards: reissued, corrected or answered; the student reads the words. */
export default function CardReportsPage() {
  const me = useMe()
  const can = useCan()
  const filters = useFilters(['status'])
  const status = filters.oneOf('status', cardReportStatuses)
  const [deciding, setDeciding] = useState<Row | null>(null)
  const columns: Column<Row>[] = [
    { key: 'student', title: t.student, main: true, render: (r) => r.studentName },
    { key: 'class', title: t.className, render: (r) => r.className },
    { key: 'last4', title: t.last4, render: (r) => <span className="mono">{r.last4}</span> },
    { key: 'kind', title: t.reportKind, render: (r) => r.kindTitle },
    { key: 'note', title: t.reportNote, render: (r) => r.note || '—' },
    { key: 'at', title: t.at, render: (r) => timeText(r.at) },
    { key: 'due', title: t.due, render: (r) => (r.status === 'open' ? <Due on={r.dueOn} /> : '—') },
    {
      key: 'status',
      title: common.status,
      render: (r) => (
        <>
          <Tag tone={cardReportTone[r.status]}>{r.statusTitle}</Tag>
          {r.answer && (
            <span className="muted">
              {r.decidedBy}：{r.answer}
            </span>
          )}
        </>
      ),
    },
    ...(can(cards.decideCardReport.permission)
      ? [
          {
            key: 'act',
            title: t.act,
            render: (r: Row) =>
              r.status === 'open' ? (
                <Button data-row-link="" type="primary" onClick={() => setDeciding(r)}>
                  {t.decide}
                </Button>
              ) : (
                '—'
              ),
          },
        ]
      : []),
  ]
  return (
    <Page title={t.reportsTitle} intro={t.reportsIntro} back={{ to: '/cards', text: t.back }}>
      <FilterBar
        filters={filters}
        defs={[
          {
            kind: 'select',
            name: 'status',
            label: common.status,
            options: optionsOf(cardReportStatuses, cardReportStatusTitles),
          },
        ]}
      />
      <ListView
        route={cards.listCardReports}
        args={{ query: status ? { status } : {} }}
        caption={t.reportsTitle}
        columns={columns}
        rowKey={(r) => r.id}
        rowTone={(r) => (r.status === 'open' && r.dueOn < me.today ? 'late' : undefined)}
        linkOf={(r) => (can('students.read') ? `/students/${r.studentId}` : null)}
        empty={{ title: t.reportsEmpty, help: t.reportsEmptyHelp }}
      />
      {deciding && <Decide row={deciding} onClose={() => setDeciding(null)} />}
    </Page>
  )
}
