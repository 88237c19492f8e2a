import type { AreaLists } from '../programmes/evaluate.ts'
import { gather } from './gather.ts'
import type { Requirement } from './plan.ts'

/** Text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replace(/'/g, "''")}'`
}

/** Text that stays within a comment of one line. */
export function sqlComment(text: string): string {
  return text.replace(/[\r\n]/g, ' ')
}

/** Literals between commas. */
export function textList(values: readonly string[]): string {
  return values.map(quoted).join(', ')
}

/** The bits that a known value of a fact sets. */
export type BitsOf = (value: string | number | boolean) => string

/** Branches of a `case` (each ends with a space), and the bits of every value that none of them is about. */
export type Cases = { readonly whens: string; readonly rest: string }

/** No word and no code contains it: a value that begins with some text and is none that a rule names. */
const OTHER = '\u0000'

/**
 * Cases of a column of words or codes: first the words that the rules name, then prefixes of area lists from the longest
 * to the shortest, then everything else. A case that says what a later one would say anyway is left out. `length` is that
 * of every value, where there is one.
 */
export function textCases(
  { expression, length: whole }: { readonly expression: string; readonly length?: number | undefined },
  requirements: readonly Requirement[],
  areas: AreaLists,
  bitsOf: BitsOf,
): Cases {
  const prefixes = prefixesOf(requirements, areas).sort((a, b) => b.length - a.length)
  const rest = bitsOf(OTHER)
  const whens = new Map<string, { length: number; bits: string; values: string[] }>()
  const put = (length: number, bits: string, value: string) => {
    const key = `${length} ${bits}`
    const group = whens.get(key) ?? { length, bits, values: [] }
    group.values.push(value)
    whens.set(key, group)
  }
  const otherwise = (value: string, shorterThan: number) => {
    const parent = prefixes.find(({ length }, n) => length < shorterThan && value.startsWith(prefixes[n] as string))
    return parent === undefined ? rest : bitsOf(parent + OTHER)
  }
  for (const word of wordsOf(requirements)) {
    if (bitsOf(word) !== otherwise(word, Number.POSITIVE_INFINITY)) put(0, bitsOf(word), word)
  }
  for (const prefix of prefixes) {
    const bits = bitsOf(prefix + OTHER)
    if (bits !== otherwise(prefix, prefix.length)) put(prefix.length, bits, prefix)
  }
  const cases = Array.from(whens.values(), ({ length, bits, values }) => {
    const is =
      length === 0 || length === whole
        ? among(expression, values)
        : values.length === 1
          ? `${expression} ^@ ${quoted(values[0] as string)}`
          : among(`left(${expression}, ${length})`, values)
    return `when ${is} then ${bits} `
  })
  return { whens: cases.join(''), rest }
}

function among(expression: string, values: readonly string[]): string {
  return values.length === 1
    ? `${expression} = ${quoted(values[0] as string)}`
    : `${expression} in (${textList(values)})`
}

/** Words that a test or its `verify` names. */
function wordsOf(requirements: readonly Requirement[]): string[] {
  const words = gather(requirements, ({ test, verify }) => [
    ...(test.op === 'is' && typeof test.value === 'string' ? [test.value] : []),
    ...(test.op === 'in' || test.op === 'has-any' ? test.values : []),
    ...(Array.isArray(verify) ? (verify as readonly string[]) : []),
  ])
  return Array.from(new Set(words))
}

/** Prefixes that an area list of some test speaks about or holds. */
function prefixesOf(requirements: readonly Requirement[], areas: AreaLists): string[] {
  const prefixes = gather(requirements, ({ test }) => {
    const list = test.op === 'in-area' ? areas[test.list] : undefined
    return list === undefined ? [] : [...list.coverage, ...list.codes]
  })
  return Array.from(new Set(prefixes))
}
