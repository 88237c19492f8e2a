import { disbursement, programmeTitles, runStatuses, runStatusTitles } from '@zhuxue/contracts'
import type { RowOf } from '../../api/hooks.ts'
import { periodText, timeText, yuanPlain } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Money, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { useSchools } from '../shared/schools.ts'
import { runTone, runTexts as t } from './texts.ts'

type Run = RowOf<typeof disbursement.listRuns>

const columns: Column<Run>[] = [
  {
    key: 'no',
    title: t.runNo,
    main: true,
    render: (r) => <span className="mono">{r.runNo}</span>,
    csv: (r) => r.runNo,
  },
  { key: 'school', title: common.school, render: (r) => r.schoolName, csv: (r) => r.schoolName },
  {
    key: 'programme',
    title: common.programme,
    render: (r) => programmeTitles[r.programme],
    csv: (r) => programmeTitles[r.programme],
  },
  { key: 'period', title: t.period, render: (r) => periodText(r.period), csv: (r) => r.period },
  { key: 'items', title: t.items, align: 'right', render: (r) => r.items, csv: (r) => r.items },
  {
    key: 'total',
    title: t.total,
    align: 'right',
    render: (r) => <Money fen={r.totalFen} />,
    csv: (r) => yuanPlain(r.totalFen),
  },
  {
    key: 'result',
    title: `${t.paid} / ${t.returned}`,
    render: (r) => (
      <span className="tags">
        {`${r.paid} / ${r.returned}`}
        {r.unknown > 0 && <Tag tone="warn">{`${t.unknown} ${r.unknown}`}</Tag>}
      </span>
    ),
    csv: (r) => `${r.paid} / ${r.returned}`,
  },
  { key: 'by', title: t.builtBy, render: (r) => r.builtBy, csv: (r) => r.builtBy },
  { key: 'at', title: t.builtAt, render: (r) => timeText(r.builtAt), csv: (r) => timeText(r.builtAt) },
  {
    key: 'status',
    title: common.status,
    render: (r) => <Tag tone={runTone[r.status]}>{r.statusTitle}</Tag>,
    csv: (r) => r.statusTitle,
  },
]

/** Disbursement runs. */
export default function RunsPage() {
  const can = useCan()
  const schools = useSchools()
  const filters = useFilters(['status', 'schoolId'])
  const status = filters.oneOf('status', runStatuses)
  const { schoolId } = filters.values
  const args = { query: { ...(status && { status }), ...(schoolId && { schoolId }) } }
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <ExportButton route={disbursement.listRuns} args={args} columns={columns} filename={t.title} />
          {can(disbursement.buildRun.permission) && (
            <LinkButton to="/runs/new" type="primary">
              {t.new}
            </LinkButton>
          )}
        </>
      }
    >
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'select', name: 'status', label: common.status, options: optionsOf(runStatuses, runStatusTitles) },
          ...(schools.options.length > 1
            ? [{ kind: 'select' as const, name: 'schoolId', label: common.school, options: schools.options }]
            : []),
        ]}
      />
      <ListView
        route={disbursement.listRuns}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        linkOf={(r) => `/runs/${r.id}`}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
    </Page>
  )
}
