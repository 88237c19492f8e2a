import { Checkbox } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Cell } from '../lib/csv.ts'

/** One column of a table; on a phone every row becomes a small card with the titles beside the values. */
export interface Column<T> {
  readonly key: string
  readonly title: string
  readonly render: (row: T) => ReactNode
  /** Value for the export; without it the column is not exported. */
  readonly csv?: (row: T) => Cell
  readonly align?: 'right'
  /** Only in the export: on the screen it stands inside another column. */
  readonly exportOnly?: true
  /** The column whose text names the row and opens it. */
  readonly main?: true
}

export interface Selection {
  readonly keys: ReadonlySet<string>
  readonly onChange: (keys: ReadonlySet<string>) => void
  readonly allLabel: string
  readonly rowLabel: (key: string) => string
}

export interface TableProps<T> {
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly rowKey: (row: T) => string
  readonly linkOf?: (row: T) => string | null
  readonly rowTone?: (row: T) => 'late' | 'held' | undefined
  readonly selection?: Selection
  /** Drawn as a full-width line before this row (quota line). */
  readonly lineBefore?: (row: T, index: number) => ReactNode | null
  readonly stale?: boolean
}

function SelectAll<T>({
  rows,
  rowKey,
  selection,
}: {
  rows: readonly T[]
  rowKey: (r: T) => string
  selection: Selection
}) {
  const chosen = rows.filter((r) => selection.keys.has(rowKey(r))).length
  const all = rows.length > 0 && chosen === rows.length
  return (
    <Checkbox
      aria-label={selection.allLabel}
      checked={all}
      indeterminate={chosen > 0 && !all}
      onChange={() => selection.onChange(all ? new Set() : new Set(rows.map(rowKey)))}
    />
  )
}

/** Days, classes and other short words stay on one line; the long texts of the row take the breaks. */
const isShort = (content: ReactNode) => typeof content === 'string' && content.length <= 11

const cellClass = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ') || undefined

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}

function MainCell({ content, link }: { content: ReactNode; link: string | null }) {
  return link === null ? (
    content
  ) : (
    <Link to={link} className="row-link" data-row-link="">
      {content}
    </Link>
  )
}

/**
 * A plain semantic table. Rows are opened by a real link, so the keyboard, middle click and screen readers work as
 * everywhere; j/k and the arrow keys (see shell/shortcuts) move between these links.
 */
export function Table<T>(props: TableProps<T>) {
  const { rows, rowKey, selection, lineBefore } = props
  const columns = props.columns.filter((c) => !c.exportOnly)
  const span = columns.length + (selection ? 1 : 0)
  return (
    <section className={props.stale ? 'table-wrap table-stale' : 'table-wrap'} aria-label={props.caption}>
      <table className="table">
        <caption className="sr-only">{props.caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="cell-check">
                <SelectAll rows={rows} rowKey={rowKey} selection={selection} />
              </th>
            )}
            {columns.map((c) => (
              <th key={c.key} scope="col" className={c.align === 'right' ? 'right' : undefined}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map((row, index) => {
          const key = rowKey(row)
          const line = lineBefore?.(row, index) ?? null
          const tone = props.rowTone?.(row)
          return (
            <tbody key={key}>
              {line !== null && (
                <tr className="line-row">
                  <td colSpan={span}>{line}</td>
                </tr>
              )}
              <tr className={tone ? `row-${tone}` : undefined}>
                {selection && (
                  <td className="cell-check">
                    <Checkbox
                      aria-label={selection.rowLabel(key)}
                      checked={selection.keys.has(key)}
                      onChange={() => selection.onChange(toggled(selection.keys, key))}
                    />
                  </td>
                )}
                {columns.map((c) => {
                  const content = c.render(row)
                  return c.main ? (
                    <th
                      key={c.key}
                      scope="row"
                      className={cellClass(
                        'cell-main',
                        typeof content === 'string' && content.length > 14 && 'cell-long',
                      )}
                      data-label={c.title}
                    >
                      <MainCell content={content} link={props.linkOf?.(row) ?? null} />
                    </th>
                  ) : (
                    <td
                      key={c.key}
                      className={cellClass(c.align === 'right' && 'right', isShort(content) && 'nowrap')}
                      data-label={c.title}
                    >
                      {content}
                    </td>
                  )
                })}
              </tr>
            </tbody>
          )
        })}
      </table>
    </section>
  )
}
