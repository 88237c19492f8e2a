import type { AreaList } from '../programmes/evaluate.ts'

/** Text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replace(/'/g, "''")}'`
}

/** Literals between commas. */
export function textList(values: readonly string[]): string {
  return values.map(quoted).join(', ')
}

/** Whether a place stands in a list: null outside what the list speaks about, or without a list in force. */
export function areaSql(column: string, list: AreaList | undefined): string {
  if (list === undefined || list.coverage.length === 0) return 'null::boolean'
  return `case when ${prefixSql(column, list.coverage)} then ${prefixSql(column, list.codes)} end`
}

/** Codes begin with one of the prefixes, which are grouped by their length. */
function prefixSql(column: string, prefixes: readonly string[]): string {
  const byLength = new Map<number, string[]>()
  for (const prefix of prefixes) {
    const group = byLength.get(prefix.length) ?? []
    group.push(prefix)
    byLength.set(prefix.length, group)
  }
  if (byLength.size === 0) return 'false'
  const parts = Array.from(byLength, ([length, group]) => `left(${column}, ${length}) in (${textList(group)})`)
  return parts.length === 1 ? parts.join('') : `(${parts.join(' or ')})`
}
