import { organisations, outcomeTitles, outreach, programmeCodes, programmeTitles } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import { asApiError } from '../../api/errors.ts'
import { type RowOf, useRead, useWrite } from '../../api/hooks.ts'
import { dayText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { Card, Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { outreachTexts as t } from './texts.ts'

type Row = RowOf<typeof outreach.outreachStudents>
type CountRow = RowOf<typeof outreach.outreachCounts>
const outcomes = ['entitled', 'competes', 'to-verify'] as const
const tones: Record<(typeof outcomes)[number], Tone> = { entitled: 'good', competes: 'info', 'to-verify': 'warn' }

const programmesText = (r: Row): string =>
  r.programmes.map((p) => `${p.title}（${outcomeTitles[p.outcome]}）`).join('、')

const columns: Column<Row>[] = [
  { key: 'student', title: t.student, main: true, render: (r) => r.name, csv: (r) => r.name },
  { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
  {
    key: 'programmes',
    title: t.may,
    render: (r) => (
      <span className="row-acts">
        {r.programmes.map((p) => (
          <Tag key={p.programme} tone={tones[p.outcome]}>
            {p.title}：{outcomeTitles[p.outcome]}
          </Tag>
        ))}
      </span>
    ),
    csv: programmesText,
  },
  { key: 'closes', title: t.closesOn, render: (r) => dayText(r.closesOn), csv: (r) => r.closesOn },
  {
    key: 'reminded',
    title: t.lastReminder,
    render: (r) => (r.remindedOn ? `${dayText(r.remindedOn)}，${t.times(r.reminders)}` : t.never),
    csv: (r) => r.remindedOn ?? '',
  },
]

/** A class or school with its programmes, in the order in which they came. */
interface Group {
  readonly id: string
  readonly name: string
  readonly rows: readonly CountRow[]
}

function groupsOf(items: readonly CountRow[]): Group[] {
  const groups = new Map<string, Group & { rows: CountRow[] }>()
  for (const item of items) {
    const group = groups.get(item.id) ?? { id: item.id, name: item.name, rows: [] }
    group.rows.push(item)
    groups.set(item.id, group)
  }
  return [...groups.values()]
}

/** One line for a class or school; every programme is a column, so that they can be compared downwards. */
const countColumns = (title: string, programmes: readonly CountRow['programme'][]): Column<Group>[] => [
  { key: 'name', title, main: true, render: (g) => g.name },
  ...programmes.map(
    (code): Column<Group> => ({
      key: code,
      title: programmeTitles[code],
      render: (g) => {
        const r = g.rows.find((x) => x.programme === code)
        return r ? <Missing row={r} /> : '—'
      },
    }),
  ),
]

const Missing = ({ row }: { row: CountRow }) => (
  <span>
    <b>{t.missingOf(row.missing)}</b>{' '}
    <span className="muted small">{t.countLine(row.likely, row.applied, row.reminded)}</span>
  </span>
)

/** Counts by class or school, for the whole scope; above the names of a school folded up, so that these come first. */
function Counts() {
  const [open, setOpen] = useState(false)
  // a class was chosen in the list: its names stand below
  const [chosen] = useSearchParams()
  const classId = chosen.get('classId')
  useEffect(() => {
    if (classId !== null) setOpen(false)
  }, [classId])
  const counts = useRead(outreach.outreachCounts, {})
  if (counts.isPending) return <Loading rows={3} />
  if (counts.error) return <Failed error={counts.error} retry={() => void counts.refetch()} />
  const { items, by } = counts.data
  if (items.length === 0) return null
  const groups = groupsOf(items)
  const programmes = [...new Set(items.map((r) => r.programme))]
  if (by === 'school') {
    return (
      <Card title={t.countsBySchool} className="card-flush">
        <Table rows={groups} columns={countColumns(t.school, programmes)} rowKey={(g) => g.id} caption={t.counts} />
      </Card>
    )
  }
  return (
    <details className="card card-flush fold" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        {t.countsByClass(groups.length)}
        {programmes.map((code) => (
          <Tag key={code} tone="info">{`${programmeTitles[code]} ${t.missingOf(missingOf(items, code))}`}</Tag>
        ))}
      </summary>
      <Table
        rows={groups}
        columns={countColumns(t.className, programmes)}
        rowKey={(g) => g.id}
        linkOf={(g) => `/outreach?classId=${g.id}`}
        caption={t.counts}
      />
    </details>
  )
}

const missingOf = (items: readonly CountRow[], programme: string): number =>
  items.reduce((sum, r) => (r.programme === programme ? sum + r.missing : sum), 0)

/** Students who may get something and have not applied; one tap reminds one, the chosen or all of them. */
function Students() {
  const can = useCan()
  const { message, modal } = App.useApp()
  const write = useWrite(outreach.remind)
  const filters = useFilters(['classId', 'programme', 'outcome'])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const classes = useRead(organisations.listClasses, { query: { limit: '200' } })
  const programme = filters.oneOf('programme', programmeCodes)
  const outcome = filters.oneOf('outcome', outcomes)
  const { classId } = filters.values
  const args = { query: { ...(classId && { classId }), ...(programme && { programme }), ...(outcome && { outcome }) } }
  const mayRemind = can(outreach.remind.permission)
  const remind = async (studentIds: string[]) => {
    try {
      const r = await write.run({ body: { studentIds } })
      message.success(t.done(r.reminded, r.tooSoon, r.notWaiting))
      setChosen(new Set())
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
  const askAll = () =>
    modal.confirm({
      title: t.remindAllTitle,
      content: t.remindAllText,
      okText: t.confirm,
      cancelText: t.cancel,
      onOk: () => remind([]),
    })
  const act: Column<Row> = {
    key: 'act',
    title: t.act,
    render: (r) =>
      r.mayRemind ? (
        <Button size="small" disabled={write.pending} onClick={() => void remind([r.studentId])}>
          {t.remind}
        </Button>
      ) : (
        <span className="muted">{t.tooSoon}</span>
      ),
  }
  return (
    <>
      <h2 className="part-title" id="students">
        {t.list}
      </h2>
      <FilterBar
        filters={filters}
        defs={[
          {
            kind: 'select',
            name: 'classId',
            label: t.className,
            options: (classes.data?.items ?? []).map((c) => ({ value: c.id, label: c.name })),
          },
          {
            kind: 'select',
            name: 'programme',
            label: t.programme,
            options: optionsOf(programmeCodes, programmeTitles),
          },
          { kind: 'select', name: 'outcome', label: t.outcome, options: optionsOf(outcomes, outcomeTitles) },
        ]}
      />
      <ListView
        route={outreach.outreachStudents}
        args={args}
        caption={t.list}
        columns={mayRemind ? [...columns, act] : columns}
        rowKey={(r) => r.studentId}
        linkOf={(r) => (can('students.read') ? `/students/${r.studentId}` : null)}
        empty={{ title: t.empty, help: t.emptyHelp }}
        {...(mayRemind
          ? {
              selection: {
                keys: chosen,
                onChange: setChosen,
                allLabel: t.selectAll,
                rowLabel: () => t.selectRow(''),
              },
            }
          : {})}
        head={() => (
          <p className="row-acts list-acts">
            {mayRemind && (
              <>
                <Button
                  type="primary"
                  disabled={chosen.size === 0 || write.pending}
                  onClick={() => void remind([...chosen])}
                >
                  {t.remindChosen(chosen.size)}
                </Button>
                <Button disabled={write.pending} onClick={askAll}>
                  {t.remindAll}
                </Button>
              </>
            )}
            <ExportButton route={outreach.outreachStudents} args={args} columns={columns} filename={t.list} />
          </p>
        )}
      />
    </>
  )
}

/** 应助尽助: counts for everybody who may see them, names for the school's own people. */
export default function OutreachPage() {
  const can = useCan()
  return (
    <Page title={t.title} intro={t.intro}>
      <Counts />
      {can(outreach.outreachStudents.permission) && <Students />}
    </Page>
  )
}
