import { roll } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { dayText } from '../../lib/format.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Due, Facts, Notice, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { EnterChange } from './enter-change.tsx'
import { changeTone, rollChangeTexts as t } from './texts.ts'

type Row = RowOf<typeof roll.listRollChanges>
const statuses = ['entered', 'confirmed', 'refused'] as const

function Review({ row, onClose, onDone }: { row: Row; onClose: () => void; onDone: (text: string) => void }) {
  const review = useWrite(roll.reviewRollChange)
  return (
    <ActDialog
      title={t.reviewTitle(row.studentName, row.typeTitle)}
      intro={
        <Facts
          items={[
            [t.student, `${row.studentName}（${row.className}）`],
            [t.occurredOn, dayText(row.occurredOn)],
            [t.effectiveOn, dayText(row.effectiveOn)],
            [t.enteredBy, row.enteredBy],
            [t.reason, row.reason],
            ...(row.correction ? [[t.correction, t.correctionText(row.correction)] as [string, string]] : []),
          ]}
        />
      }
      fields={(v) => [
        {
          kind: 'radio',
          name: 'decision',
          label: t.decision,
          required: true,
          options: [
            { value: 'confirm', label: t.confirm },
            { value: 'refuse', label: t.refuse },
          ],
        },
        { kind: 'area', name: 'reason', label: common.reason, max: 300, required: textOf(v, 'decision') === 'refuse' },
      ]}
      submitText={common.confirm}
      onClose={onClose}
      onSubmit={async (v) => {
        const decision = choiceOf(v, 'decision', ['confirm', 'refuse'])
        if (!decision) return
        const reply = await review.run({ params: { id: row.id }, body: { decision, reason: textOf(v, 'reason') } })
        onDone(decision === 'confirm' ? t.done(reply.stoppedInstalments, reply.withdrawnApplications) : t.refused)
        onClose()
      }}
    >
      {(v) =>
        textOf(v, 'decision') === 'confirm' &&
        row.stopsInstalments > 0 && <Notice tone="warn" title={t.reviewWarn(row.stopsInstalments)} />
      }
    </ActDialog>
  )
}

/** Roll changes: enter, and review by another person. */
export default function RollChangesPage() {
  const me = useMe()
  const can = useCan()
  const filters = useFilters(['status', 'id'])
  const [params] = useSearchParams()
  const [entering, setEntering] = useState(false)
  const [reviewing, setReviewing] = useState<Row | null>(null)
  const [done, setDone] = useState<{ id: string; text: string } | null>(null)
  const status = filters.oneOf('status', statuses)
  const args = { query: status ? { status } : {} }
  const mayReview = can(roll.reviewRollChange.permission)
  const columns: Column<Row>[] = [
    { key: 'student', title: t.student, main: true, render: (r) => r.studentName, csv: (r) => r.studentName },
    { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
    { key: 'type', title: t.type, render: (r) => r.typeTitle, csv: (r) => r.typeTitle },
    { key: 'on', title: t.occurredOn, render: (r) => dayText(r.occurredOn), csv: (r) => r.occurredOn },
    { key: 'from', title: t.effectiveOn, render: (r) => dayText(r.effectiveOn), csv: (r) => r.effectiveOn },
    {
      key: 'reason',
      title: t.reason,
      render: (r) => (r.correction ? `${t.correctionText(r.correction)}；${r.reason}` : r.reason),
      csv: (r) => r.reason,
    },
    { key: 'effect', title: t.effect, render: (r) => t.stops(r.stopsInstalments), csv: (r) => r.stopsInstalments },
    { key: 'by', title: t.enteredBy, render: (r) => r.enteredBy, csv: (r) => r.enteredBy },
    {
      key: 'status',
      title: common.status,
      render: (r) => <Tag tone={changeTone[r.status]}>{t.statusTitles[r.status]}</Tag>,
      csv: (r) => t.statusTitles[r.status],
    },
    {
      key: 'due',
      title: t.dueOn,
      render: (r) => (r.status === 'entered' ? <Due on={r.dueOn} /> : '—'),
      csv: (r) => r.dueOn,
    },
    ...(mayReview
      ? [
          {
            key: 'act',
            title: t.act,
            render: (r: Row) =>
              r.status !== 'entered' ? (
                '—'
              ) : r.enteredById === me.id ? (
                <span className="muted">{t.sameSelf}</span>
              ) : (
                <Button
                  data-row-link=""
                  autoFocus={params.get('id') === r.id}
                  type={params.get('id') === r.id ? 'primary' : 'default'}
                  onClick={() => setReviewing(r)}
                >
                  {t.review}
                </Button>
              ),
          },
        ]
      : []),
  ]
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <ExportButton route={roll.listRollChanges} args={args} columns={columns} filename={t.title} />
          {can(roll.enterRollChange.permission) && (
            <Button type="primary" onClick={() => setEntering(true)}>
              {t.enter}
            </Button>
          )}
        </>
      }
    >
      {done && <NextItem done={done.text} doneId={done.id} kind="roll-change" />}
      <FilterBar
        filters={filters}
        defs={[{ kind: 'select', name: 'status', label: common.status, options: optionsOf(statuses, t.statusTitles) }]}
      />
      <ListView
        route={roll.listRollChanges}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        rowTone={(r) => (r.status === 'entered' && r.dueOn < me.today ? 'late' : undefined)}
        linkOf={(r) => `/students/${r.studentId}`}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
      {entering && <EnterChange onClose={() => setEntering(false)} />}
      {reviewing && (
        <Review
          row={reviewing}
          onClose={() => setReviewing(null)}
          onDone={(text) => setDone({ id: reviewing.id, text })}
        />
      )}
    </Page>
  )
}
