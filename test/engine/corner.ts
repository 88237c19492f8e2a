import {
  type AmountRow,
  type AreaLists,
  type Condition,
  type FactPath,
  type Fen,
  type Leaf,
  type Plan,
  type ProgrammeVersion,
  planOf,
  type Route,
} from '@zhuxue/policy'

/**
 * Invented versions that use every test on every kind of column, every `verify`, empty and nested groups, conditional amount
 * rows and every mix of routes: what no pack happens to need today, a version from the editor may need tomorrow.
 */
export function cornerPlan(): Plan {
  return planOf(VERSIONS, AREAS)
}

const AREAS: AreaLists = {
  nothing: { id: 'nothing', coverage: [], codes: ['53'] },
  empty: { id: 'empty', coverage: ['53'], codes: [] },
  mixed: { id: 'mixed', coverage: ['53', '4301'], codes: ['5301', '530381', '532823105'] },
  words: { id: 'words', coverage: ['on', 'g'], codes: ['on-roll'] },
}

let made = 0
function leaf(fact: FactPath, test: Leaf['test'], verify?: Leaf['verify']): Leaf {
  made += 1
  const text = { met: '符合', failed: '不符合', unknown: '需核实' }
  return { id: `corner.${made}`, fact, test, text, source: '测试', ...(verify === undefined ? {} : { verify }) }
}

const FACTS: readonly FactPath[] = [
  'ranking.percent',
  'household.registers',
  'holds',
  'atSchool',
  'rollStatus',
  'grade',
  'hukou.county',
  'hukou.town',
]
const TESTS: readonly Leaf['test'][] = [
  { op: 'is', value: 'on-roll' },
  { op: 'is', value: '530113' },
  { op: 'is', value: 2 },
  { op: 'is', value: 5 },
  { op: 'is', value: true },
  { op: 'is', value: false },
  { op: 'in', values: [] },
  { op: 'in', values: ['on-roll', '530129', '532823105', 'graduated'] },
  { op: 'between', min: 2, max: 5 },
  { op: 'between', min: 0, max: 30 },
  { op: 'has-any', values: [] },
  { op: 'has-any', values: ['dibao', 'orphan', 'none', 'yulu'] },
  { op: 'in-area', list: 'nothing' },
  { op: 'in-area', list: 'empty' },
  { op: 'in-area', list: 'mixed' },
  { op: 'in-area', list: 'words' },
  { op: 'in-area', list: 'not-in-force' },
]
const VERIFY: readonly (Leaf['verify'] | undefined)[] = [
  undefined,
  'otherwise',
  [],
  ['12', '30', 'disabled', 'at-risk', 'yulu', 'none', 'false', 'suspended', '1', '6', '530102', '530113100'],
]

/** Groups of leaves, one a combination of fact and verify; each holds all tests. */
const GROUPS: readonly Leaf[][] = FACTS.flatMap((fact) =>
  VERIFY.map((verify) => TESTS.map((test) => leaf(fact, test, verify))),
)

function version(programme: string, base: Condition, routes: Route[], amounts: AmountRow[]): ProgrammeVersion {
  const charged = amounts.length === 0
  return {
    programme,
    version: `corner-${programme}`,
    title: `角落 ${programme}`,
    base,
    routes,
    amounts,
    amountKind: charged ? 'as-charged' : 'yearly',
    instalments: charged ? 'none' : programme.length % 2 === 0 ? 'month' : 'once',
  } as unknown as ProgrammeVersion
}

const pay = (yuan: number, when?: Condition, next = false): AmountRow => ({
  yearFen: (yuan * 100) as Fen,
  ...(when === undefined ? {} : { when }),
  ...(next ? { whenUnknown: 'next-row' as const } : {}),
})
const route = (id: string, places: Route['places'], condition: Condition): Route => ({
  id,
  title: id,
  places,
  condition,
})

/** Every leaf is a route of its own somewhere, so that its value shows in an outcome and not only in a mask. */
const EACH = GROUPS.map((group, n) =>
  version(
    `each-${n}`,
    { all: [] },
    group.map((one, r) => route(`r${r}`, (r + n) % 3 === 0 ? 'quota' : 'open', (r + n) % 4 === 0 ? { not: one } : one)),
    [pay(100)],
  ),
)

const [A, B, C, D] = [
  leaf('boarding', { op: 'is', value: true }),
  leaf('major.opera', { op: 'is', value: false }),
  leaf('grade', { op: 'between', min: 2, max: 3 }),
  leaf('hardship', { op: 'in', values: ['severe', 'moderate'] }),
] as [Leaf, Leaf, Leaf, Leaf]
const SHAPES: readonly ProgrammeVersion[] = [
  version('nobody', { any: [] }, [route('a', 'open', A)], [pay(100)]),
  version(
    'twice',
    { all: [] },
    [
      route('not-a', 'open', leaf('boarding', { op: 'is', value: false })),
      // a place that a person looks at, inside what a list speaks about
      route('near', 'open', leaf('school.county', { op: 'in-area', list: 'mixed' }, ['530102', '430102'])),
    ],
    [pay(100)],
  ),
  version('no-route', { all: [] }, [], [pay(100)]),
  version('open-only', A, [route('b', 'open', B), route('c', 'open', { all: [C, { any: [D, { not: A }] }] })], []),
  version(
    'quota-only',
    { not: { all: [A, B] } },
    [route('c', 'quota', C), route('d', 'quota', { not: { any: [D, C] } })],
    [pay(300, A), pay(200)],
  ),
  version(
    'mixed-rows',
    { any: [A, { all: [B, C] }] },
    [route('d', 'open', D), route('a', 'quota', { any: [A, B] })],
    [pay(400, C, true), pay(300, D), pay(200, { not: A }), pay(100)],
  ),
]
const VERSIONS: readonly ProgrammeVersion[] = [...SHAPES, ...EACH]
