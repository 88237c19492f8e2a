import { activation, activationStepTitles, organisations, type ReplyOf, roll } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useList, useRead, useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Stat, Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { Icon } from '../../ui/icons.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { useSchools } from '../shared/schools.ts'
import { Reissue } from '../students/reissue.tsx'
import { EnterPaper } from './enter-paper.tsx'
import { activationTexts as t } from './texts.ts'

type Row = RowOf<typeof activation.progress>
type Step = Row['steps'][number]
const stages = ['no-slip', 'not-yet', 'under-way', 'finished', 'complete'] as const
const stageTone: Record<Row['stage'], Tone> = {
  'no-slip': 'mute',
  'not-yet': 'warn',
  'under-way': 'info',
  finished: 'info',
  complete: 'good',
}
const stepTone: Record<Step['state'], Tone> = { done: 'good', waiting: 'info', later: 'mute', open: 'warn' }
const stepIds = Object.keys(activationStepTitles) as Step['id'][]

const stepColumn = (id: Step['id']): Column<Row> => ({
  key: id,
  title: activationStepTitles[id],
  render: (r) => {
    const s = r.steps.find((x) => x.id === id)
    if (s) return <Tag tone={stepTone[s.state]}>{t.states[s.state]}</Tag>
    // activated before there were steps: complete, and nothing is asked of her
    return <span className="muted">{r.stage === 'complete' ? t.notAsked : '—'}</span>
  },
})

/** Who is at which step of the activation; reminders, slips again, papers. */
export default function ProgressPage() {
  const can = useCan()
  const { message } = App.useApp()
  const schools = useSchools()
  const filters = useFilters(['schoolId', 'classId', 'stage'])
  const { schoolId, classId } = filters.values
  const stage = filters.oneOf('stage', stages)
  const where = { ...(schoolId && { schoolId }), ...(classId && { classId }) }
  const args = { query: { ...where, ...(stage && { stage }) } }
  const classes = useRead(organisations.listClasses, { query: { limit: '200', ...(schoolId && { schoolId }) } })
  const summary = useRead(activation.progressSummary, { query: where })
  const list = useList(activation.progress, args)
  const remind = useWrite(activation.remind)
  const [asking, setAsking] = useState<readonly Row[] | null>(null)
  const [slip, setSlip] = useState<Row | null>(null)
  const [paper, setPaper] = useState<Row | null>(null)
  const many = schools.only === undefined && schools.options.length > 1
  const teacher = can(roll.reissueSlip.permission)
  const open = list.items.filter((r) => r.stage !== 'complete' && r.stage !== 'no-slip')

  const columns: Column<Row>[] = [
    { key: 'name', title: t.name, main: true, render: (r) => r.name },
    { key: 'class', title: t.className, render: (r) => (many ? `${r.schoolName} ${r.className}` : r.className) },
    { key: 'stage', title: t.stage, render: (r) => <Tag tone={stageTone[r.stage]}>{t.stages[r.stage]}</Tag> },
    ...stepIds.map(stepColumn),
    { key: 'login', title: t.lastLogin, render: (r) => (r.lastLoginAt ? timeText(r.lastLoginAt) : '—') },
    { key: 'reminded', title: t.reminded, render: (r) => r.remindedOn ?? '—' },
    ...(teacher || can(activation.enterPaperConsent.permission)
      ? [
          {
            key: 'act',
            title: t.act,
            render: (r: Row) => (
              <span className="row-acts">
                {teacher && (r.stage === 'not-yet' || r.stage === 'no-slip') && (
                  <Button data-row-link="" size="small" onClick={() => setSlip(r)}>
                    {t.slip}
                  </Button>
                )}
                {r.paperWaiting ? (
                  <Tag tone="info">{t.paper}</Tag>
                ) : (
                  can(activation.enterPaperConsent.permission) && (
                    <Button data-row-link="" size="small" onClick={() => setPaper(r)}>
                      {t.paperEnter}
                    </Button>
                  )
                )}
              </span>
            ),
          },
        ]
      : []),
  ]
  const csv = `/api/v1/activation/progress.csv?${new URLSearchParams(where)}`
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <Button icon={<Icon name="download" size={16} />} href={csv} download>
            {t.export}
          </Button>
          {can(roll.printSlips.permission) && (
            <LinkButton to="/slips" icon="print">
              {t.slip}
            </LinkButton>
          )}
          {can(activation.remind.permission) && (
            <Button type="primary" disabled={open.length === 0} onClick={() => setAsking(open.slice(0, 200))}>
              {t.remindAll}
            </Button>
          )}
        </>
      }
    >
      {summary.data && (
        <section className="stats stats-card" aria-label={t.summaryTitle}>
          <Stat label={t.total} value={summary.data.students} />
          <Stat label={t.stages.complete} value={summary.data.complete} tone="good" />
          <Stat label={t.stages.finished} value={summary.data.finished} />
          <Stat label={t.stages['under-way']} value={summary.data.underWay} />
          <Stat label={t.stages['not-yet']} value={summary.data.notYet} />
          <Stat label={t.stages['no-slip']} value={summary.data.noSlip} />
        </section>
      )}
      <FilterBar
        filters={filters}
        defs={[
          ...(many ? [{ kind: 'select' as const, name: 'schoolId', label: '学校', options: schools.options }] : []),
          {
            kind: 'select',
            name: 'classId',
            label: t.className,
            options: (classes.data?.items ?? []).map((c) => ({
              value: c.id,
              label: many && !schoolId ? `${c.schoolName} ${c.name}` : c.name,
            })),
          },
          { kind: 'select', name: 'stage', label: t.stage, options: optionsOf(stages, t.stages) },
        ]}
      />
      {slip && <Reissue studentId={slip.studentId} className={slip.className} onClose={() => setSlip(null)} />}
      <ListView
        route={activation.progress}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.studentId}
        linkOf={(r) => `/students/${r.studentId}`}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
      {asking && (
        <ActDialog
          title={t.remindTitle}
          intro={t.remindText(asking.length)}
          fields={[]}
          submitText={t.remind}
          onClose={() => setAsking(null)}
          onSubmit={async () => {
            const reply: ReplyOf<typeof activation.remind> = await remind.run({
              body: { studentIds: asking.map((r) => r.studentId) },
            })
            message.success(t.reminded_(reply))
            setAsking(null)
          }}
        />
      )}
      {paper && <EnterPaper studentId={paper.studentId} name={paper.name} onClose={() => setPaper(null)} />}
    </Page>
  )
}
