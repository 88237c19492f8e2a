import {
  FACT_LABELS,
  FACT_VALUE_LABELS,
  FACT_YES_NO,
  type FactPath,
  type FactValue,
  type HouseholdRegister,
  type Leaf,
  leavesOf,
  openFacts,
  type ProgrammeVersion,
  REGISTER_LABELS,
  STAGE_LABELS,
  type Stage,
  type StudentFacts,
} from '@zhuxue/policy'
import type { LoadedRegion } from '@zhuxue/regions'
import { areasFor, programmesInForce } from '@zhuxue/regions'
import { texts as t } from './texts.ts'

/** Values by path that one answer stands for. */
type Values = Readonly<Partial<Record<FactPath, FactValue>>>

export interface Option {
  readonly value: string
  readonly label: string
  readonly hint?: string
  readonly set: Values
  /** heading of a group in a long list */
  readonly group?: string
}

export interface Question {
  readonly id: string
  readonly title: string
  readonly hint?: string
  /** facts that the answer settles */
  readonly facts: readonly FactPath[]
  readonly kind: 'one' | 'many' | 'list'
  readonly options: readonly Option[]
}

/** 不清楚 leaves its facts unknown; it is an answer all the same and is not asked again. */
export const UNSURE = 'unsure'
/** 都没有 of a question with several answers. */
export const NONE = 'none'
/** Chosen values by question. */
export type Answers = Readonly<Record<string, readonly string[]>>

/** The rules by which a check is made: one region and one term. */
export interface Rules {
  readonly region: LoadedRegion
  readonly versions: readonly ProgrammeVersion[]
  readonly areas: ReturnType<typeof areasFor>
  readonly questions: readonly Question[]
}

/** The rules of a term; a version published by the installation stands in for the one that the pack ships. */
export function rulesOf(
  region: LoadedRegion,
  term: Parameters<typeof areasFor>[1],
  published: readonly ProgrammeVersion[] = [],
): Rules {
  const shipped = programmesInForce(region, term)
  const versions = [
    ...shipped.map((v) => published.find((p) => p.programme === v.programme) ?? v),
    ...published.filter((p) => !shipped.some((v) => v.programme === p.programme)),
  ]
  return { region, versions, areas: areasFor(region, term), questions: questionsFor(region, versions) }
}

const one = (id: string, facts: readonly FactPath[], options: readonly Option[]): Question => ({
  id,
  ...t.question[id as keyof typeof t.question],
  facts,
  kind: 'one',
  options,
})

const leavesIn = (version: ProgrammeVersion): Leaf[] =>
  leavesOf({
    all: [
      version.base,
      ...version.routes.map((route) => route.condition),
      ...version.amounts.flatMap((row) => (row.when ? [row.when] : [])),
    ],
  })

/** Every value that some rule in force asks about a fact, in the order of the rules. */
function askedValues(versions: readonly ProgrammeVersion[], fact: FactPath): string[] {
  const values: string[] = []
  for (const { fact: path, test, verify } of versions.flatMap(leavesIn)) {
    if (path !== fact) continue
    if (test.op === 'in' || test.op === 'has-any') values.push(...test.values)
    if (test.op === 'is') values.push(String(test.value))
    if (Array.isArray(verify)) values.push(...(verify as readonly string[]))
  }
  return values.filter((value, i) => values.indexOf(value) === i)
}

/** The questions in the order in which a person would answer them; each is asked only while it can change something. */
function questionsFor(region: LoadedRegion, versions: readonly ProgrammeVersion[]): Question[] {
  const stages = (Object.keys(STAGE_LABELS) as Stage[]).filter((s) => askedValues(versions, 'stage').includes(s))
  const registers = (Object.keys(REGISTER_LABELS) as HouseholdRegister[]).filter((r) =>
    askedValues(versions, 'household.registers').includes(r),
  )
  const places = placesOf(region)
  return [
    one(
      'stage',
      ['stage'],
      [
        ...stages.map((s) => ({ value: s, label: STAGE_LABELS[s], set: { stage: s } })),
        // a stage that no rule in force names: outside of all of them
        { value: 'other', label: t.otherStage, set: { stage: 'other' } },
      ],
    ),
    one(
      'grade',
      ['grade'],
      [1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: t.grade(n), set: { grade: n } })),
    ),
    one('status', ['rollStatus', 'studyMode', 'atSchool', 'onInternship'], t.status),
    one('major', ['major.agriculture', 'major.performing', 'major.opera'], t.major),
    { ...one('hukou', ['hukou.county'], placeOptions(places, 'hukou.county')), kind: 'list' },
    one(
      'hukouArea',
      ['hukou.areaType'],
      t.areaTypes.map(([value, label, hint]) => ({ value, label, hint, set: { 'hukou.areaType': value } })),
    ),
    { ...one('school', ['school.county'], placeOptions(places, 'school.county')), kind: 'list' },
    {
      ...one(
        'registers',
        ['household.registers'],
        registers.map((r) => ({ value: r, label: t.register[r] ?? REGISTER_LABELS[r], set: {} })),
      ),
      kind: 'many',
    },
    one('riskEliminated', ['household.riskEliminated'], yesNo('household.riskEliminated')),
    one('hardship', ['hardship'], t.hardship),
    one('nationality', ['nationality'], t.nationality),
    one('ranking', ['ranking.percent'], ranges(versions, 'ranking.percent', '%')),
    one('outstanding', ['ranking.outstanding'], yesNo('ranking.outstanding')),
  ]
}

const yesNo = (fact: FactPath): Option[] =>
  (FACT_YES_NO[fact] ?? ['是', '否']).map((label, i) => ({
    value: i === 0 ? 'yes' : 'no',
    label,
    set: { [fact]: i === 0 },
  }))

/** Ranges between the limits that the rules name: a number is never asked more exactly than a rule needs it. */
function ranges(versions: readonly ProgrammeVersion[], fact: FactPath, unit: string): Option[] {
  const limits = versions
    .flatMap(leavesIn)
    .flatMap(({ fact: path, test }) => (path === fact && test.op === 'between' ? [test.max] : []))
  const sorted = limits.filter((limit, i) => limits.indexOf(limit) === i).sort((a, b) => a - b)
  const inside = sorted.map((limit, i) => {
    const from = sorted[i - 1]
    const label = from === undefined ? t.upTo(limit, unit) : t.between(from, limit, unit)
    return { value: String(limit), label, set: { [fact]: from === undefined ? limit : (from + limit) / 2 } }
  })
  const last = sorted[sorted.length - 1] ?? 0
  return [...inside, { value: 'beyond', label: t.beyond(last, unit), set: { [fact]: last + 1 } }]
}

interface Places {
  readonly own: readonly { readonly code: string; readonly name: string }[]
  readonly listed: readonly { readonly code: string; readonly name: string }[]
  readonly province: string
  readonly cityName: string
}

/** The counties of the region and every other place that a list of its rules names. */
function placesOf(region: LoadedRegion): Places {
  const own = region.counties
  const seen = new Set(own.map((c) => c.code))
  const listed = region.chain
    .flatMap((pack) => pack.areas.flatMap((area) => area.places))
    .filter(({ code }) => code.length <= 6 && !seen.has(code) && seen.add(code))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
  return { own, listed, province: region.code.slice(0, 2), cityName: region.name }
}

/** 外省 as a code that lies in no province: lists of one province say nothing about it. */
const ELSEWHERE = '990000'

function placeOptions({ own, listed, province, cityName }: Places, fact: FactPath): Option[] {
  const options = (places: Places['own'], group: string) =>
    places.map(({ code, name }) => ({
      value: code,
      label: code.length < 6 ? t.restOf(name) : name,
      group,
      set: { [fact]: code.length < 6 ? `${code}0000`.slice(0, 6) : code },
    }))
  return [
    ...options(own, cityName),
    ...options(listed, t.otherPlaces),
    { value: 'province', label: t.restOfProvince, group: t.notListed, set: { [fact]: `${province}0000` } },
    { value: 'elsewhere', label: t.elsewhere, group: t.notListed, set: { [fact]: ELSEWHERE } },
  ]
}

/** Any other fact that a rule of a region asks for, put together from the rule itself. */
function ownQuestion(fact: FactPath, versions: readonly ProgrammeVersion[]): Question {
  const words = { id: fact, title: t.about(FACT_LABELS[fact]), facts: [fact], kind: 'one' as const }
  const leaf = versions.flatMap(leavesIn).find((l) => l.fact === fact)
  if (FACT_YES_NO[fact]) return { ...words, options: yesNo(fact) }
  if (leaf?.test.op === 'between') return { ...words, options: ranges(versions, fact, '') }
  const labels = FACT_VALUE_LABELS[fact]
  if (labels) {
    const options = Object.keys(labels).map((value) => ({
      value,
      label: labels[value] ?? value,
      set: { [fact]: value },
    }))
    return { ...words, options }
  }
  const met =
    leaf?.test.op === 'is' ? leaf.test.value : leaf && 'values' in leaf.test ? (leaf.test.values[0] ?? '') : true
  const list = leaf?.test.op === 'has-any'
  return {
    ...words,
    options: [
      { value: 'yes', label: leaf?.text.met ?? '是', set: { [fact]: list ? [String(met)] : met } },
      { value: 'no', label: leaf?.text.failed ?? '不是', set: { [fact]: list ? [] : 'other' } },
    ],
  }
}

/** What is known from the answers. */
export function factsFrom(answers: Answers, questions: readonly Question[]): StudentFacts {
  const facts: Record<string, unknown> = { studentId: 'self-check' }
  const put = (path: string, value: FactValue) => {
    const [group, field] = path.split('.') as [string, string?]
    facts[group] = field === undefined ? value : { ...(facts[group] as object | undefined), [field]: value }
  }
  for (const question of questions) {
    const chosen = answers[question.id]
    if (!chosen || chosen.includes(UNSURE)) continue
    if (question.kind === 'many')
      put(
        question.facts[0] ?? '',
        chosen.filter((value) => value !== NONE),
      )
    for (const option of question.options) {
      if (!chosen.includes(option.value)) continue
      for (const [path, value] of Object.entries(option.set)) put(path, value)
    }
  }
  return facts as StudentFacts
}

/**
 * The questions answered so far, as far as they still matter, and the next one; `next` null = nothing that could be asked
 * would change an outcome. Later answers stay in `answers` when an earlier one changes and count again where they matter.
 */
export function pathOf(rules: Rules, answers: Answers): { readonly asked: Question[]; readonly next: Question | null } {
  const asked: Question[] = []
  for (;;) {
    const next = nextQuestion(rules, answers, asked)
    if (!next || answers[next.id] === undefined) return { asked, next }
    asked.push(next)
  }
}

/** The first question of the natural order with an open fact; questions of a rule's own come last. */
function nextQuestion(rules: Rules, answers: Answers, asked: readonly Question[]): Question | null {
  const open = openPaths(rules, answers, asked)
  const fixed = rules.questions.find((q) => !asked.includes(q) && q.facts.some((fact) => open.has(fact)))
  if (fixed) return fixed
  for (const fact of open) {
    const known = rules.questions.some((q) => q.facts.includes(fact)) || asked.some((q) => q.facts.includes(fact))
    if (!known) return ownQuestion(fact, rules.versions)
  }
  return null
}

function openPaths(rules: Rules, answers: Answers, asked: readonly Question[]): Set<FactPath> {
  const facts = factsFrom(answers, asked)
  return new Set(rules.versions.flatMap((version) => openFacts(version, facts, rules.areas)))
}

/** How many questions at most may still come after those asked. */
export function mayFollow(rules: Rules, answers: Answers, asked: readonly Question[]): number {
  const open = openPaths(rules, answers, asked)
  return rules.questions.filter((q) => !asked.includes(q) && q.facts.some((fact) => open.has(fact))).length
}
