import type { AmountRow, Condition, Leaf, ProgrammeVersion } from '@zhuxue/policy'
import { COLUMNS, FACT_RANGES, type Fen, nextTerm, parseTerm, type Term } from '@zhuxue/policy'

/** A rule with one thing changed. */
export type Mutant = { readonly what: string; readonly version: ProgrammeVersion }

/** Every single change of a threshold, list, operator, amount, share, route or period of a version. */
export function mutantsOf(version: ProgrammeVersion): Mutant[] {
  const mutants: Mutant[] = []
  const add = (what: string, change: Partial<ProgrammeVersion>) => {
    mutants.push({ what: `${version.version}: ${what}`, version: { ...version, ...change } })
  }
  for (const [what, base] of conditions(version.base)) add(`base ${what}`, { base })
  version.routes.forEach((route, r) => {
    const others = (next: typeof route) => version.routes.map((old, n) => (n === r ? next : old))
    for (const [what, condition] of conditions(route.condition))
      add(`route ${route.id} ${what}`, { routes: others({ ...route, condition }) })
    add(`route ${route.id} places`, {
      routes: others({ ...route, places: route.places === 'open' ? 'quota' : 'open' }),
    })
    add(`route ${route.id} dropped`, { routes: version.routes.filter((_, n) => n !== r) })
  })
  version.amounts.forEach((row, a) => {
    const rows = (...next: AmountRow[]) => ({ amounts: version.amounts.flatMap((old, n) => (n === a ? next : [old])) })
    for (const by of [10_000, -10_000]) add(`amount ${a} ${by}`, rows({ ...row, yearFen: (row.yearFen + by) as Fen }))
    if (row.when === undefined) return
    for (const [what, when] of conditions(row.when)) add(`amount ${a} ${what}`, rows({ ...row, when }))
    add(`amount ${a} dropped`, rows())
  })
  const { quota } = version
  if (quota?.kind === 'share') {
    const { numerator, denominator } = quota.share
    for (const by of [1, -1])
      add(`share ${by}`, { quota: { ...quota, share: { numerator: numerator + by, denominator } } })
    for (const [what, base] of conditions(quota.base)) add(`quota base ${what}`, { quota: { ...quota, base } })
    for (const [what, guaranteed] of conditions(quota.guaranteed))
      add(`guaranteed ${what}`, { quota: { ...quota, guaranteed } })
  }
  if (quota?.kind === 'cap')
    for (const by of [1, -1]) add(`places ${by}`, { quota: { ...quota, places: quota.places + by } })
  add('begins a term later', { effectiveFrom: nextTerm(version.effectiveFrom) })
  add('ends', {
    effectiveTo: version.effectiveTo === null ? (parseTerm('2040-autumn') as Term) : nextTerm(version.effectiveTo),
  })
  version.excludes.forEach((_, n) => {
    add(`exclusion ${n} dropped`, { excludes: version.excludes.filter((_, m) => m !== n) })
  })
  return mutants
}

type Changed = [what: string, condition: Condition]

function conditions(condition: Condition): Changed[] {
  if ('not' in condition) {
    return [['not removed', condition.not], ...conditions(condition.not).map(([what, not]): Changed => [what, { not }])]
  }
  if (!('all' in condition) && !('any' in condition)) return leaves(condition)
  const every = 'all' in condition
  const children = every ? condition.all : condition.any
  const group = (members: readonly Condition[], all = every): Condition => (all ? { all: members } : { any: members })
  const changed: Changed[] = children.length > 1 ? [[every ? 'all → any' : 'any → all', group(children, !every)]] : []
  children.forEach((child, n) => {
    if (children.length > 1) changed.push([`member ${n} dropped`, group(children.filter((_, m) => m !== n))])
    for (const [what, next] of conditions(child))
      changed.push([what, group(children.map((old, m) => (m === n ? next : old)))])
  })
  return changed
}

function leaves(leaf: Leaf): Changed[] {
  const { test } = leaf
  const changed: Changed[] = [[`${leaf.id} negated`, { not: leaf }]]
  const put = (what: string, next: Leaf['test']) => {
    changed.push([`${leaf.id} ${what}`, { ...leaf, test: next }])
  }
  if (test.op === 'between') {
    // a bound beyond what the fact can be changes nothing
    const range = FACT_RANGES[leaf.fact] ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }
    put('min + 1', { ...test, min: test.min + 1 })
    if (test.min > range.min) put('min − 1', { ...test, min: test.min - 1 })
    if (test.max < range.max) put('max + 1', { ...test, max: test.max + 1 })
    put('max − 1', { ...test, max: test.max - 1 })
  }
  if (test.op === 'is' && typeof test.value === 'boolean') put('other value', { op: 'is', value: !test.value })
  else if (test.op === 'is') put('other value', { op: 'is', value: foreign(leaf, [String(test.value)]) })
  if (test.op === 'in' || test.op === 'has-any') {
    for (const value of test.values)
      put(`without ${value}`, { ...test, values: test.values.filter((v) => v !== value) })
    put('one more', { ...test, values: [...test.values, foreign(leaf, test.values)] })
  }
  if (test.op === 'in-area') put('other list', { op: 'in-area', list: `${test.list}-x` })
  if (leaf.verify !== undefined) {
    const { verify: _, ...without } = leaf
    changed.push([`${leaf.id} verify dropped`, without])
  }
  return changed
}

function foreign(leaf: Leaf, known: readonly string[]): string {
  return COLUMNS[leaf.fact].values?.find((value) => known.indexOf(value) < 0) ?? 'zz'
}
