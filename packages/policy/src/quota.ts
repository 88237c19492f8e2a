import type { StudentFacts } from './facts.ts'
import type { PlaceCap, ProgrammeVersion, ShareQuota } from './programmes/definition.ts'
import { type AreaLists, evaluate } from './programmes/evaluate.ts'

/** Head counts of one school's in-scope students, for the National Grant's base. */
export type QuotaCounts = {
  readonly total: number
  /** 涉农专业 */
  readonly agriculture: number
  /** 连片特困地区农村 */
  readonly poorRural: number
  /** Both at once: counted in each of the two above. */
  readonly agricultureAndPoorRural: number
}

/** In-scope students minus the union of the two groups (subtracted once; 云财教〔2015〕363号). */
export function quotaBase(counts: QuotaCounts): number {
  const { total, agriculture, poorRural, agricultureAndPoorRural } = counts
  const base = total - agriculture - poorRural + agricultureAndPoorRural
  const sound =
    [total, agriculture, poorRural, agricultureAndPoorRural].every(
      (count) => Number.isSafeInteger(count) && count >= 0,
    ) &&
    agricultureAndPoorRural <= Math.min(agriculture, poorRural) &&
    base >= 0
  if (!sound) throw new RangeError(`impossible quota counts: ${JSON.stringify(counts)}`)
  return base
}

/** How many places, and who set them: the authority's number (下达指标) wins over the share. */
export type QuotaPlaces = {
  readonly places: number
  readonly setBy: 'authority' | 'share' | 'cap'
  readonly base: number
  readonly text: string
}

/** floor(base × share) in whole numbers, or the number that the authority issued. */
export function quotaPlaces(base: number, share: ShareQuota['share'], issued: number | null = null): QuotaPlaces {
  if (issued !== null) {
    if (!Number.isSafeInteger(issued) || issued < 0) throw new RangeError(`issued ${issued}`)
    return { places: issued, setBy: 'authority', base, text: `按主管部门下达指标，共${issued}个名额。` }
  }
  const product = base * share.numerator
  const places = (product - (product % share.denominator)) / share.denominator
  const percent = (share.numerator * 100) / share.denominator
  const text = `基数${base}人，按${percent}%计算并舍去小数，共${places}个名额。`
  return { places, setBy: 'share', base, text }
}

/** The places that the rule itself names (1,000 in the province, 30 in the school), unless the authority issued a number. */
export function capPlaces(cap: PlaceCap, issued: number | null = null): QuotaPlaces {
  if (issued !== null) return quotaPlaces(0, { numerator: 0, denominator: 1 }, issued)
  const about = cap.approximate ? '约' : ''
  return { places: cap.places, setBy: 'cap', base: 0, text: `${cap.title}，${about}${cap.places}个名额。` }
}

/** Base counted from facts. `unknown` students have a fact missing that decides; they are not in `base`. */
export function countQuotaBase(
  version: ProgrammeVersion,
  roster: Iterable<StudentFacts>,
  areas: AreaLists,
): { readonly base: number; readonly unknown: number } {
  let base = 0
  let unknown = 0
  if (version.quota?.kind === 'share') {
    for (const facts of roster) {
      const inside = evaluate(version.quota.base, facts, areas)
      if (inside === true) base += 1
      if (inside === null) unknown += 1
    }
  }
  return { base, unknown }
}

/** Whether the student belongs to the groups that are placed first; unknown counts as not known to belong. */
export function isGuaranteed(version: ProgrammeVersion, facts: StudentFacts, areas: AreaLists): boolean {
  return version.quota?.kind === 'share' && evaluate(version.quota.guaranteed, facts, areas) === true
}
