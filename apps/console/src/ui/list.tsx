import { App, Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { asApiError } from '../api/errors.ts'
import { fetchAll, type ListArgs, type ListRoute, type RowOf, useList } from '../api/hooks.ts'
import { saveCsv, toCsv } from '../lib/csv.ts'
import { useMe } from '../shell/me.tsx'
import { common } from '../texts.ts'
import { Icon } from './icons.tsx'
import { Empty, Failed, Loading } from './states.tsx'
import { type Column, Table, type TableProps } from './table.tsx'

/** Exports all pages of a list with the same filters, not only what has been loaded. */
export function ExportButton<const R extends ListRoute>({
  route,
  args,
  columns,
  filename,
}: {
  route: R
  args: ListArgs<R>
  columns: readonly Column<RowOf<R>>[]
  filename: string
}) {
  const { message } = App.useApp()
  const { today } = useMe()
  const [count, setCount] = useState<number | null>(null)
  const run = async () => {
    setCount(0)
    try {
      const rows = await fetchAll(route, args, setCount)
      const exported = columns.flatMap((c) => (c.csv ? [{ title: c.title, value: c.csv }] : []))
      saveCsv(toCsv(exported, rows), `${filename}-${today}.csv`)
      message.success(common.exported(rows.length))
    } catch (e) {
      message.error(asApiError(e).message)
    } finally {
      setCount(null)
    }
  }
  return (
    <Button icon={<Icon name="download" size={16} />} onClick={() => void run()} disabled={count !== null}>
      {count === null ? common.export : common.exporting(count)}
    </Button>
  )
}

interface ListViewProps<R extends ListRoute> extends Omit<TableProps<RowOf<R>>, 'rows' | 'stale'> {
  readonly route: R
  readonly args: ListArgs<R>
  readonly empty: { title: string; help?: ReactNode }
  /** Shown above the table when rows are there. */
  readonly head?: (rows: readonly RowOf<R>[]) => ReactNode
}

/** A keyset list in all its states. */
export function ListView<const R extends ListRoute>({ route, args, empty, head, ...table }: ListViewProps<R>) {
  const list = useList<R>(route, args)
  if (list.pending && !list.error) return <Loading rows={6} />
  if (list.error && list.items.length === 0) return <Failed error={list.error} retry={list.refetch} />
  if (list.items.length === 0) {
    return (
      <div className="card">
        <Empty title={empty.title}>{empty.help}</Empty>
      </div>
    )
  }
  return (
    <>
      {head?.(list.items)}
      <div className="card card-flush">
        <Table<RowOf<R>> {...table} rows={list.items} stale={list.stale} />
        <div className="list-foot">
          {list.error && <span className="text-bad">{list.error.message}</span>}
          {list.hasMore ? (
            <>
              <span className="muted">{common.loaded(list.items.length)}</span>
              <Button onClick={list.loadMore} loading={list.loadingMore}>
                {common.more}
              </Button>
            </>
          ) : (
            <span className="muted">{common.allLoaded(list.items.length)}</span>
          )}
        </div>
      </div>
    </>
  )
}
