import { disbursement, programmeTitles, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useRead } from '../../api/hooks.ts'
import { saveCsv, toCsv } from '../../lib/csv.ts'
import { termChoices, termTitle, timeText, yuan, yuanPlain } from '../../lib/format.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Card, Notice, Stat } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Await, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { useSchools } from '../shared/schools.ts'
import { AllocateDialog } from './allocate-dialog.tsx'
import { fundTexts as t } from './texts.ts'

type Row = ReplyOf<typeof disbursement.fundSummary>['rows'][number]
type Entry = RowOf<typeof disbursement.ledgerEntries>

const money = (key: string, title: string, pick: (r: Row) => number): Column<Row> => ({
  key,
  title,
  align: 'right',
  render: (r) => <span className="money">{yuan(pick(r))}</span>,
  csv: (r) => yuanPlain(pick(r)),
})

const columns: Column<Row>[] = [
  { key: 'school', title: common.school, main: true, render: (r) => r.schoolName, csv: (r) => r.schoolName },
  {
    key: 'programme',
    title: common.programme,
    render: (r) => programmeTitles[r.programme],
    csv: (r) => programmeTitles[r.programme],
  },
  { key: 'term', title: common.term, render: (r) => termTitle(r.term), csv: (r) => termTitle(r.term) },
  money('allocated', t.allocated, (r) => r.allocatedFen),
  money('needed', t.needed, (r) => r.neededFen),
  money('paid', t.paid, (r) => r.paidFen),
  money('transit', t.inTransit, (r) => r.inTransitFen),
  money('returned', t.returned, (r) => r.returnedFen),
  money('income', t.income, (r) => r.schoolIncomeFen),
  {
    key: 'available',
    title: t.available,
    align: 'right',
    render: (r) => (
      <span className={r.availableFen < 0 ? 'money text-bad' : 'money money-strong'}>{yuan(r.availableFen)}</span>
    ),
    csv: (r) => yuanPlain(r.availableFen),
  },
]

const entryColumns: Column<Entry>[] = [
  { key: 'at', title: t.at, main: true, render: (e) => timeText(e.at), csv: (e) => timeText(e.at) },
  { key: 'kind', title: t.kind, render: (e) => e.kindTitle, csv: (e) => e.kindTitle },
  { key: 'debit', title: t.debit, render: (e) => e.debit, csv: (e) => e.debit },
  { key: 'credit', title: t.credit, render: (e) => e.credit, csv: (e) => e.credit },
  {
    key: 'amount',
    title: t.amount,
    align: 'right',
    render: (e) => <span className="money">{yuan(e.amountFen)}</span>,
    csv: (e) => yuanPlain(e.amountFen),
  },
  { key: 'document', title: t.document, render: (e) => e.document ?? '—', csv: (e) => e.document },
  { key: 'by', title: t.by, render: (e) => e.by, csv: (e) => e.by },
]

const sum = (rows: readonly Row[], pick: (r: Row) => number) => yuan(rows.reduce((n, r) => n + pick(r), 0))

/** Money in and out by school, programme and term; the double-entry ledger below. */
export default function FundsPage() {
  const me = useMe()
  const can = useCan()
  const schools = useSchools()
  const filters = useFilters(['term', 'schoolId'])
  const terms = termChoices(me.today)
  const term = filters.oneOf('term', terms)
  const read = useRead(disbursement.fundSummary, { query: term ? { term } : {} })
  const { schoolId } = filters.values
  const ledgerArgs = { query: schoolId ? { schoolId } : {} }
  const [allocating, setAllocating] = useState(false)
  const rows = (read.data?.rows ?? []).filter((r) => schoolId === '' || r.schoolId === schoolId)
  const exportSummary = () => {
    const exported = columns.flatMap((c) => (c.csv ? [{ title: c.title, value: c.csv }] : []))
    saveCsv(toCsv(exported, rows), `${t.title}-${me.today}.csv`)
  }
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <Button icon={<Icon name="download" size={16} />} onClick={exportSummary} disabled={rows.length === 0}>
            {common.export}
          </Button>
          {can(disbursement.allocateFunds.permission) && (
            <Button type="primary" onClick={() => setAllocating(true)}>
              {t.allocate}
            </Button>
          )}
        </>
      }
    >
      <FilterBar
        filters={filters}
        defs={[
          {
            kind: 'select',
            name: 'term',
            label: common.term,
            options: terms.map((x) => ({ value: x, label: termTitle(x) })),
          },
          ...(schools.options.length > 1
            ? [{ kind: 'select' as const, name: 'schoolId', label: common.school, options: schools.options }]
            : []),
        ]}
      />
      <Await read={read} rows={8}>
        {(data) => (
          <>
            {data.sumOfAllAccountsFen === 0 ? (
              <Notice tone="good" title={t.balanced} />
            ) : (
              <Notice tone="bad" title={t.unbalanced(yuan(data.sumOfAllAccountsFen))} announce />
            )}
            {rows.length === 0 ? (
              <div className="card">
                <Empty title={t.emptyTitle}>{t.emptyHelp}</Empty>
              </div>
            ) : (
              <>
                <div className="stats stats-card">
                  <Stat label={t.allocated} value={sum(rows, (r) => r.allocatedFen)} />
                  <Stat label={t.needed} value={sum(rows, (r) => r.neededFen)} />
                  <Stat label={t.paid} value={sum(rows, (r) => r.paidFen)} tone="good" />
                  <Stat label={t.inTransit} value={sum(rows, (r) => r.inTransitFen)} />
                  <Stat label={t.available} value={sum(rows, (r) => r.availableFen)} />
                </div>
                <div className="card card-flush">
                  <Table
                    caption={t.title}
                    columns={columns}
                    rows={rows}
                    rowKey={(r) => `${r.schoolId}${r.programme}${r.term}`}
                  />
                </div>
              </>
            )}
          </>
        )}
      </Await>
      <Card
        title={t.ledger}
        extra={
          <ExportButton
            route={disbursement.ledgerEntries}
            args={ledgerArgs}
            columns={entryColumns}
            filename={t.ledger}
          />
        }
      >
        <ListView
          route={disbursement.ledgerEntries}
          args={ledgerArgs}
          caption={t.ledger}
          columns={entryColumns}
          rowKey={(e) => e.id}
          empty={{ title: t.ledgerEmpty }}
        />
      </Card>
      {allocating && <AllocateDialog onClose={() => setAllocating(false)} />}
    </Page>
  )
}
