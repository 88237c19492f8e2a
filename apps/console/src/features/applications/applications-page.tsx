import {
  applicationStatuses,
  applicationStatusTitles,
  applications,
  hardshipTitles,
  organisations,
  programmeCodes,
  programmeTitles,
} from '@zhuxue/contracts'
import type { ReactNode } from 'react'
import { type RowOf, useRead } from '../../api/hooks.ts'
import { timeText, yuanPlain } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Due, Money, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { programmeOptions, statusTone } from '../shared/programme.ts'
import { useSchools } from '../shared/schools.ts'
import { applicationTexts as t } from './texts.ts'

export type ApplicationRow = RowOf<typeof applications.listApplications>

function TwoLines({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <span className="two-lines">
      <span>{first}</span>
      <span className="muted small">{second}</span>
    </span>
  )
}

/** Columns shared by the list of applications and the county's batch table. */
export const applicationColumns: readonly Column<ApplicationRow>[] = [
  { key: 'student', title: t.student, main: true, render: (r) => r.studentName, csv: (r) => r.studentName },
  { key: 'no', title: t.referenceNo, exportOnly: true, render: (r) => r.referenceNo, csv: (r) => r.referenceNo },
  {
    key: 'class',
    title: t.classAndNo,
    render: (r) => <TwoLines first={r.className} second={<span className="mono">{r.referenceNo}</span>} />,
  },
  { key: 'className', title: t.className, exportOnly: true, render: (r) => r.className, csv: (r) => r.className },
  {
    key: 'programme',
    title: t.programmeAndRoute,
    render: (r) => <TwoLines first={programmeTitles[r.programme]} second={r.routeTitle ?? ''} />,
    csv: (r) => programmeTitles[r.programme],
  },
  { key: 'route', title: t.route, exportOnly: true, render: (r) => r.routeTitle, csv: (r) => r.routeTitle },
  {
    key: 'hardship',
    title: t.hardship,
    render: (r) => (r.hardship ? hardshipTitles[r.hardship] : '—'),
    csv: (r) => (r.hardship ? hardshipTitles[r.hardship] : null),
  },
  {
    key: 'amount',
    title: t.amount,
    align: 'right',
    render: (r) => <Money fen={r.termFen} />,
    csv: (r) => yuanPlain(r.termFen),
  },
  {
    key: 'status',
    title: common.status,
    render: (r) => (
      <span className="tags">
        <Tag tone={statusTone(r.status)}>{applicationStatusTitles[r.status]}</Tag>
        {r.held && <Tag tone="warn">{t.held}</Tag>}
        {r.blocks > 0 && <Tag tone="bad">{t.blocked(r.blocks)}</Tag>}
      </span>
    ),
    csv: (r) => applicationStatusTitles[r.status],
  },
  {
    key: 'submitted',
    title: t.submittedAt,
    render: (r) => timeText(r.submittedAt),
    csv: (r) => timeText(r.submittedAt),
  },
  { key: 'due', title: t.due, render: (r) => <Due on={r.dueOn} late={r.late} />, csv: (r) => r.dueOn },
]

export const schoolColumn: Column<ApplicationRow> = {
  key: 'school',
  title: common.school,
  render: (r) => r.schoolName,
  csv: (r) => r.schoolName,
}

/** List of applications in scope. */
export default function ApplicationsPage() {
  const schools = useSchools()
  const can = useCan()
  const filters = useFilters(['q', 'status', 'programme', 'schoolId', 'classId'])
  const { q, schoolId, classId } = filters.values
  const status = filters.oneOf('status', applicationStatuses)
  const programme = filters.oneOf('programme', programmeCodes)
  const many = schools.only === undefined && schools.options.length > 1
  const classes = useRead(
    organisations.listClasses,
    { query: { limit: '200', ...(schoolId && { schoolId }) } },
    { enabled: can(organisations.listClasses.permission) },
  )
  const args = {
    query: {
      ...(q && { q }),
      ...(status && { status }),
      ...(programme && { programme }),
      ...(schoolId && { schoolId }),
      ...(classId && { classId }),
    },
  }
  const columns = many
    ? [...applicationColumns.slice(0, 2), schoolColumn, ...applicationColumns.slice(2)]
    : applicationColumns
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={<ExportButton route={applications.listApplications} args={args} columns={columns} filename={t.title} />}
    >
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'search', name: 'q', label: t.find, hint: t.findHint },
          {
            kind: 'select',
            name: 'status',
            label: common.status,
            options: optionsOf(applicationStatuses, applicationStatusTitles),
          },
          { kind: 'select', name: 'programme', label: t.programme, options: programmeOptions },
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
        ]}
      />
      <ListView
        route={applications.listApplications}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        linkOf={(r) => `/applications/${r.id}`}
        rowTone={(r) => (r.late ? 'late' : r.held ? 'held' : undefined)}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
    </Page>
  )
}
