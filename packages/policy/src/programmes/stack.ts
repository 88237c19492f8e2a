import { formatYuan } from '../money.ts'
import type { Exclusion, ProgrammeCode, ProgrammeVersion } from './definition.ts'
import type { Determination } from './determine.ts'

/** Programmes of which not all can be held together; the student chooses. */
export type StackChoice = {
  /** Codes of all programmes in conflict, in alphabetical order. */
  readonly between: readonly ProgrammeCode[]
  /** The most that can be had together: certain places first, then the larger amount. A suggestion only. */
  readonly suggested: readonly ProgrammeCode[]
  /** Chinese, for the student: what cannot be held together, by which clause, what is suggested and why. */
  readonly text: string
  readonly sources: readonly string[]
}

/** A programme that is out because another one is already held. */
export type StackBlock = {
  readonly programme: ProgrammeCode
  readonly by: ProgrammeCode
  readonly text: string
  readonly source: string
}

export type StackResult = {
  /** Can all be held together, whatever is chosen below; by programme code. */
  readonly kept: readonly Determination[]
  readonly choices: readonly StackChoice[]
  readonly blocked: readonly StackBlock[]
}

/**
 * 叠加与互斥: which of a student's answers of one term can be held together. Only `entitled` and `competes` count. Exclusion
 * works both ways even when only one version names it. `held` are programmes of the same academic year that she has been
 * awarded: they stay, and what they exclude is blocked. The order of the input does not matter. RangeError when a
 * programme is answered twice or a version is missing.
 */
export function stack(
  determinations: readonly Determination[],
  versions: readonly ProgrammeVersion[],
  held: readonly ProgrammeCode[] = [],
): StackResult {
  const wanted = givingOf(determinations)
  const rules = new ExclusionMatrix(versions)
  for (const { programme } of wanted) rules.titleOf(programme)
  const blocked: StackBlock[] = []
  const free = wanted.filter(({ programme }) => {
    const by = held
      .slice()
      .sort()
      .find((other) => other !== programme && rules.between(programme, other) !== undefined)
    if (by === undefined) return true
    const { text, source } = rules.between(programme, by) as Exclusion
    blocked.push({
      programme,
      by,
      text: `本学年已享受“${rules.nameOf(by)}”，${stripped(text)}，不能再享受“${rules.titleOf(programme)}”。`,
      source,
    })
    return false
  })
  const groups = groupsOf(free, rules)
  return {
    kept: groups.filter((group) => group.length === 1).map((group) => group[0] as Determination),
    choices: groups.filter((group) => group.length > 1).map((group) => choiceOf(group, rules)),
    blocked,
  }
}

function givingOf(determinations: readonly Determination[]): Determination[] {
  const giving = determinations.filter(({ outcome }) => outcome === 'entitled' || outcome === 'competes')
  const sorted = giving.sort((a, b) => (a.programme < b.programme ? -1 : 1))
  sorted.forEach(({ programme }, n) => {
    if (n > 0 && sorted[n - 1]?.programme === programme) throw new RangeError(`${programme} is answered twice`)
  })
  return sorted
}

/** 互斥矩阵, symmetric. */
class ExclusionMatrix {
  readonly #titles = new Map<ProgrammeCode, string>()
  readonly #pairs = new Map<string, Exclusion>()

  constructor(versions: readonly ProgrammeVersion[]) {
    for (const version of versions) {
      this.#titles.set(version.programme, version.title)
      for (const exclusion of version.excludes) {
        if (exclusion.programme === version.programme) continue
        const key = pairKey(version.programme, exclusion.programme)
        const known = this.#pairs.get(key)
        // two clauses about one pair: the same one is quoted whatever the order of the versions
        if (known === undefined || exclusion.text < known.text) this.#pairs.set(key, exclusion)
      }
    }
  }

  between(a: ProgrammeCode, b: ProgrammeCode): Exclusion | undefined {
    return this.#pairs.get(pairKey(a, b))
  }

  /** The title, or the code of a programme that is held but not offered here. */
  nameOf(programme: ProgrammeCode): string {
    return this.#titles.get(programme) ?? programme
  }

  titleOf(programme: ProgrammeCode): string {
    const title = this.#titles.get(programme)
    if (title === undefined) throw new RangeError(`no version of ${programme}`)
    return title
  }
}

const pairKey = (a: ProgrammeCode, b: ProgrammeCode): string => (a < b ? `${a}|${b}` : `${b}|${a}`)
const stripped = (text: string): string => text.replace(/[。；，\s]+$/, '')

/** Connected by exclusion, directly or through others; each group and the list of groups in order of code. */
function groupsOf(free: readonly Determination[], rules: ExclusionMatrix): Determination[][] {
  const groups: Determination[][] = []
  const seen = new Set<Determination>()
  for (const start of free) {
    if (seen.has(start)) continue
    const group = [start]
    seen.add(start)
    for (const member of group) {
      for (const other of free) {
        if (seen.has(other) || rules.between(member.programme, other.programme) === undefined) continue
        seen.add(other)
        group.push(other)
      }
    }
    groups.push(group.sort((a, b) => (a.programme < b.programme ? -1 : 1)))
  }
  return groups
}

function choiceOf(group: readonly Determination[], rules: ExclusionMatrix): StackChoice {
  const suggested = bestOf(group, rules)
  const clauses: Exclusion[] = []
  group.forEach((a, n) => {
    for (const b of group.slice(n + 1)) {
      const clause = rules.between(a.programme, b.programme)
      if (clause !== undefined && clauses.every(({ text }) => text !== clause.text)) clauses.push(clause)
    }
  })
  const names = (list: readonly Determination[]) =>
    list.map(({ programme }) => `“${rules.titleOf(programme)}”`).join('、')
  const why = clauses.map(({ text }) => stripped(text)).join('；')
  return {
    between: group.map(({ programme }) => programme),
    suggested: suggested.map(({ programme }) => programme),
    text: `${names(group)}不能同时享受：${why}。${advice(suggested, group, names(suggested))}请您自己选择，选定后其余项目本次不再办理。`,
    sources: clauses.map(({ source }) => source).filter((source, n, all) => all.indexOf(source) === n),
  }
}

function advice(suggested: readonly Determination[], group: readonly Determination[], names: string): string {
  const year = suggested.reduce((sum, { yearFen }) => sum + (yearFen ?? 0), 0)
  const certain =
    suggested.some(({ outcome }) => outcome === 'entitled') && group.some(({ outcome }) => outcome === 'competes')
  const sum = year > 0 ? `（合计${formatYuan(year as never)}元）` : ''
  const reason = certain ? '不受名额限制，最稳妥' : year > 0 ? '金额最高' : '符合条件'
  return `建议选择${names}${sum}，${reason}。`
}

/** The set without a conflict that is worth most: certain money, then money in competition, then more programmes, then code. */
function bestOf(group: readonly Determination[], rules: ExclusionMatrix): Determination[] {
  let best: Determination[] = []
  const visit = (from: number, chosen: Determination[]): void => {
    if (compareWorth(chosen, best) > 0) best = chosen
    for (let n = from; n < group.length; n += 1) {
      const next = group[n] as Determination
      if (chosen.every(({ programme }) => rules.between(programme, next.programme) === undefined)) {
        visit(n + 1, [...chosen, next])
      }
    }
  }
  visit(0, [])
  return best
}

function compareWorth(a: readonly Determination[], b: readonly Determination[]): number {
  const sum = (list: readonly Determination[], outcome: Determination['outcome']) =>
    list.reduce((total, one) => (one.outcome === outcome ? total + (one.yearFen ?? 0) : total), 0)
  return sum(a, 'entitled') - sum(b, 'entitled') || sum(a, 'competes') - sum(b, 'competes') || a.length - b.length
}
