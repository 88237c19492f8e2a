import { hardshipTitles, organisations, type RollStatus, roll, rollStatuses, rollStatusTitles } from '@zhuxue/contracts'
import { type RowOf, useRead } from '../../api/hooks.ts'
import { useCan } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { useSchools } from '../shared/schools.ts'
import { slipTexts, studentTexts as t } from './texts.ts'

type Row = RowOf<typeof roll.listStudents>

export const rollTone = (s: RollStatus): Tone =>
  s === 'on-roll' ? 'good' : s === 'pre-registered' ? 'info' : s === 'suspended' ? 'warn' : 'mute'

const columns: Column<Row>[] = [
  { key: 'name', title: t.name, main: true, render: (r) => r.name, csv: (r) => r.name },
  {
    key: 'rollNumber',
    title: t.rollNumber,
    render: (r) => <span className="mono">{r.rollNumber}</span>,
    csv: (r) => r.rollNumber,
  },
  { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
  { key: 'major', title: t.major, render: (r) => r.majorName, csv: (r) => r.majorName },
  { key: 'grade', title: t.grade, render: (r) => common.grade(r.grade), csv: (r) => r.grade },
  {
    key: 'status',
    title: t.rollStatus,
    render: (r) => <Tag tone={rollTone(r.rollStatus)}>{rollStatusTitles[r.rollStatus]}</Tag>,
    csv: (r) => rollStatusTitles[r.rollStatus],
  },
  {
    key: 'mode',
    title: t.studyMode,
    render: (r) => (r.studyMode === 'full-time' ? common.fullTime : common.partTime),
    csv: (r) => (r.studyMode === 'full-time' ? common.fullTime : common.partTime),
  },
  {
    key: 'hardship',
    title: t.hardship,
    render: (r) => (r.hardship ? hardshipTitles[r.hardship] : <span className="muted">{t.notDetermined}</span>),
    csv: (r) => (r.hardship ? hardshipTitles[r.hardship] : t.notDetermined),
  },
  {
    key: 'activated',
    title: t.activated,
    render: (r) => (r.activated ? t.activatedYes : <Tag tone="warn">{t.activatedNo}</Tag>),
    csv: (r) => (r.activated ? t.activatedYes : t.activatedNo),
  },
]

/** Student roster. */
export default function StudentsPage() {
  const can = useCan()
  const schools = useSchools()
  const filters = useFilters(['q', 'schoolId', 'classId', 'rollStatus'])
  const { q, schoolId, classId } = filters.values
  const classes = useRead(
    organisations.listClasses,
    { query: { limit: '200', ...(schoolId !== '' && { schoolId }) } },
    { enabled: schools.only !== undefined || schoolId !== '' || !schools.loading },
  )
  const rollStatus = filters.oneOf('rollStatus', rollStatuses)
  const args = {
    query: {
      ...(q && { q }),
      ...(schoolId && { schoolId }),
      ...(classId && { classId }),
      ...(rollStatus && { rollStatus }),
    },
  }
  const schoolColumn: Column<Row> = {
    key: 'school',
    title: common.school,
    render: (r) => r.schoolName,
    csv: (r) => r.schoolName,
  }
  const many = schools.only === undefined && schools.options.length > 1
  const shown = many ? [...columns.slice(0, 2), schoolColumn, ...columns.slice(2)] : columns
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <ExportButton route={roll.listStudents} args={args} columns={shown} filename={t.title} />
          {can(roll.printSlips.permission) && (
            <LinkButton to="/slips" icon="print">
              {slipTexts.title}
            </LinkButton>
          )}
        </>
      }
    >
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'search', name: 'q', label: t.find, hint: t.findHint },
          ...(many
            ? [{ kind: 'select' as const, name: 'schoolId', label: common.school, options: schools.options }]
            : []),
          {
            kind: 'select',
            name: 'classId',
            label: t.className,
            options: (classes.data?.items ?? []).map((c) => ({
              value: c.id,
              label: many && !schoolId ? `${c.schoolName} ${c.name}` : c.name,
            })),
          },
          {
            kind: 'select',
            name: 'rollStatus',
            label: t.rollStatus,
            options: optionsOf(rollStatuses, rollStatusTitles),
          },
        ]}
      />
      <ListView
        route={roll.listStudents}
        args={args}
        caption={t.title}
        columns={shown}
        rowKey={(r) => r.id}
        linkOf={(r) => `/students/${r.id}`}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
    </Page>
  )
}
