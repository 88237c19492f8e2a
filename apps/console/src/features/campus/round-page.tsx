import { campus, outcomeTitles } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { type RowOf, useRead, useWrite } from '../../api/hooks.ts'
import { dayText, termTitle, timeText, yuanPlain } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Due, Money, Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { textOf } from '../../ui/form.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { type Round, RoundFacts } from './campus-page.tsx'
import { campusTexts as t } from './texts.ts'

type Row = RowOf<typeof campus.listCampusApplications>

export function campusTone(status: Row['status']): Tone {
  if (status === 'awarded') return 'good'
  if (status === 'returned') return 'warn'
  if (status === 'not-awarded' || status === 'withdrawn') return 'bad'
  return status === 'recalled' ? 'mute' : 'info'
}

const columns: readonly Column<Row>[] = [
  { key: 'student', title: t.student, main: true, render: (r) => r.studentName, csv: (r) => r.studentName },
  { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
  {
    key: 'no',
    title: t.referenceNo,
    render: (r) => <span className="mono">{r.referenceNo}</span>,
    csv: (r) => r.referenceNo,
  },
  {
    key: 'amount',
    title: t.money,
    align: 'right',
    render: (r) => <Money fen={r.amountFen} />,
    csv: (r) => yuanPlain(r.amountFen),
  },
  {
    key: 'status',
    title: common.status,
    render: (r) => (
      <span className="tags">
        <Tag tone={campusTone(r.status)}>{r.statusTitle}</Tag>
        {r.outcome === 'to-verify' && r.status === 'reviewing' && <Tag tone="warn">{outcomeTitles['to-verify']}</Tag>}
      </span>
    ),
    csv: (r) => r.statusTitle,
  },
  {
    key: 'submitted',
    title: t.submittedAt,
    render: (r) => timeText(r.submittedAt),
    csv: (r) => timeText(r.submittedAt),
  },
  { key: 'due', title: t.due, render: (r) => <Due on={r.dueOn} />, csv: (r) => r.dueOn },
]

function Publish({ round, onClose }: { round: Round; onClose: () => void }) {
  const { message } = App.useApp()
  const publish = useWrite(campus.publishCampusNotice)
  return (
    <ActDialog
      title={t.publishTitle}
      intro={t.publishIntro(round.toPublish)}
      fields={[{ kind: 'area', name: 'note', label: t.note, max: 500 }]}
      submitText={t.publish}
      onClose={onClose}
      onSubmit={async (v) => {
        const reply = await publish.run({ params: { id: round.id }, body: { note: textOf(v, 'note') } })
        message.success(t.published(reply.names, dayText(reply.lastDay)), 6)
        onClose()
      }}
    />
  )
}

/** One round: where it stands, its applications, and the acts on the whole list. */
export default function CampusRoundPage() {
  const { id = '' } = useParams()
  const can = useCan()
  const read = useRead(campus.listCampusRounds, {})
  const round = read.data?.rounds.find((r) => r.id === id)
  const filters = useFilters(['mine'])
  const [publishing, setPublishing] = useState(false)
  const args = { query: { roundId: id, ...(filters.values.mine === '1' && { mine: '1' as const }) } }
  return (
    <Page
      title={round?.title ?? t.title}
      back={{ to: '/campus', text: t.back }}
      intro={round && termTitle(round.term)}
      actions={
        round && (
          <>
            <ExportButton route={campus.listCampusApplications} args={args} columns={columns} filename={round.title} />
            {can(campus.decideCampusList.permission) && <LinkButton to={`/campus/${id}/list`}>{t.list}</LinkButton>}
            {can(campus.listHandouts.permission) && round.awarded > 0 && (
              <LinkButton to={`/handouts?roundId=${id}`}>{t.handouts}</LinkButton>
            )}
            {can(campus.publishCampusNotice.permission) && round.toPublish > 0 && (
              <Button type="primary" onClick={() => setPublishing(true)}>
                {t.publish}
              </Button>
            )}
          </>
        )
      }
    >
      <Await read={read} rows={4}>
        {() =>
          round && (
            <Card title={t.standing}>
              <RoundFacts round={round} />
            </Card>
          )
        }
      </Await>
      {can(campus.decideCampusList.permission) && (
        <FilterBar
          filters={filters}
          defs={[{ kind: 'select', name: 'mine', label: t.applications, options: [{ value: '1', label: t.mine }] }]}
        />
      )}
      <ListView
        route={campus.listCampusApplications}
        args={args}
        caption={t.applications}
        columns={columns}
        rowKey={(r) => r.id}
        linkOf={(r) => `/campus-applications/${r.id}`}
        rowTone={(r) => (r.held ? 'held' : undefined)}
        empty={{ title: t.noApplications }}
      />
      {publishing && round && <Publish round={round} onClose={() => setPublishing(false)} />}
    </Page>
  )
}
