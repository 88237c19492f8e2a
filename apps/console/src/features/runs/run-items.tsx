import { useInfiniteQuery } from '@tanstack/react-query'
import { disbursement, itemStatuses, itemStatusTitles, type ReplyOf } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type ApiError, asApiError } from '../../api/errors.ts'
import { useWrite } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { saveCsv, toCsv } from '../../lib/csv.ts'
import { yuanPlain } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Money, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { textOf } from '../../ui/form.ts'
import { Icon } from '../../ui/icons.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Failed } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { itemTone, runTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof disbursement.getRun>
type Item = Detail['items'][number]

const columns: Column<Item>[] = [
  { key: 'line', title: t.line, render: (i) => i.line ?? '—', csv: (i) => i.line },
  { key: 'student', title: t.student, main: true, render: (i) => i.studentName, csv: (i) => i.studentName },
  { key: 'class', title: t.className, render: (i) => i.className, csv: (i) => i.className },
  { key: 'card', title: t.card, render: (i) => <span className="mono">{i.last4 ?? '—'}</span>, csv: (i) => i.last4 },
  {
    key: 'amount',
    title: t.amount,
    align: 'right',
    render: (i) => <Money fen={i.amountFen} />,
    csv: (i) => yuanPlain(i.amountFen),
  },
  {
    key: 'status',
    title: common.status,
    render: (i) => (
      <span className="tags">
        <Tag tone={itemTone[i.status]}>{i.statusTitle}</Tag>
        {i.correctsItem !== null && <Tag>{t.correctsNote}</Tag>}
      </span>
    ),
    csv: (i) => i.statusTitle,
  },
  { key: 'result', title: t.result, render: (i) => i.resultText ?? '—', csv: (i) => i.resultText },
]

function Correct({ item, onClose }: { item: Item; onClose: () => void }) {
  const correct = useWrite(disbursement.correctItem)
  const { message } = App.useApp()
  return (
    <ActDialog
      title={t.correctTitle(item.studentName)}
      intro={t.correctIntro}
      fields={[{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 300 }]}
      submitText={t.correct}
      onClose={onClose}
      onSubmit={async (v) => {
        await correct.run({ params: { id: item.id }, body: { reason: textOf(v, 'reason') } })
        message.success(t.corrected)
        onClose()
      }}
    />
  )
}

/** Items of a run, filtered by state; returned ones can be corrected into a new item. */
export function RunItems({ runId, runNo }: { runId: string; runNo: string }) {
  const can = useCan()
  const { message } = App.useApp()
  const filters = useFilters(['item'])
  const status = filters.oneOf('item', itemStatuses)
  const query = status ? { status } : {}
  const [correcting, setCorrecting] = useState<Item | null>(null)
  const [exporting, setExporting] = useState(false)
  const load = (cursor: string | null, limit: string) =>
    api.call(disbursement.getRun, {
      params: { id: runId },
      query: { ...query, limit, ...(cursor !== null && { cursor }) },
    })
  const list = useInfiniteQuery<Detail, ApiError>({
    queryKey: [disbursement.getRun.id, 'items', runId, query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => load(pageParam as string | null, '100'),
    getNextPageParam: (last) => last.nextCursor,
  })
  const items = list.data?.pages.flatMap((p) => p.items) ?? []
  const exportAll = async () => {
    setExporting(true)
    try {
      const rows: Item[] = []
      let cursor: string | null = null
      do {
        const page: Detail = await load(cursor, '200')
        rows.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== null)
      const exported = columns.flatMap((c) => (c.csv ? [{ title: c.title, value: c.csv }] : []))
      saveCsv(toCsv(exported, rows), `${t.itemList}-${runNo}.csv`)
      message.success(common.exported(rows.length))
    } catch (e) {
      message.error(asApiError(e).message)
    } finally {
      setExporting(false)
    }
  }
  const act: Column<Item> = {
    key: 'act',
    title: t.correct,
    render: (i) =>
      i.status === 'returned' ? (
        <Button data-row-link="" onClick={() => setCorrecting(i)}>
          {t.correct}
        </Button>
      ) : (
        '—'
      ),
  }
  const mayCorrect = can(disbursement.correctItem.permission) && items.some((i) => i.status === 'returned')
  return (
    <Card
      title={t.itemList}
      className="card-flush"
      extra={
        <Button icon={<Icon name="download" size={16} />} loading={exporting} onClick={() => void exportAll()}>
          {common.export}
        </Button>
      }
    >
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'select', name: 'item', label: common.status, options: optionsOf(itemStatuses, itemStatusTitles) },
        ]}
      />
      {list.error && <Failed error={asApiError(list.error)} retry={() => void list.refetch()} />}
      <Table
        caption={t.itemList}
        columns={mayCorrect ? [...columns, act] : columns}
        rows={items}
        rowKey={(i) => i.id}
        rowTone={(i) => (i.status === 'returned' ? 'late' : i.status === 'unknown' ? 'held' : undefined)}
      />
      <div className="list-foot">
        {list.hasNextPage ? (
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {common.more}
          </Button>
        ) : (
          <span className="muted">{common.allLoaded(items.length)}</span>
        )}
      </div>
      {correcting && <Correct item={correcting} onClose={() => setCorrecting(null)} />}
    </Card>
  )
}
