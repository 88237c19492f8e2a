import type { Condition, ProgrammeVersion } from './definition.ts'
import { leavesOf } from './evaluate.ts'

/** The order of the workflow; a programme may leave steps out at its ends but never change the order. */
const STEP_ORDER: readonly string[] = [
  'apply',
  'class-check',
  'school-review',
  'committee',
  'public-notice',
  'county-approval',
  'payment',
]

/** Faults of a programme version as data (English, for its author); an empty list = sound. */
export function checkProgrammeVersion(version: ProgrammeVersion): string[] {
  const faults: string[] = []
  const conditions: Condition[] = [version.base, ...version.routes.map((route) => route.condition)]
  const byId = new Map<string, string>()
  for (const leaf of leavesOf({ all: conditions })) {
    const body = JSON.stringify(leaf)
    const other = byId.get(leaf.id)
    if (other !== undefined && other !== body) faults.push(`two different leaves named ${leaf.id}`)
    byId.set(leaf.id, body)
    if (leaf.source === '') faults.push(`leaf ${leaf.id} cites no source`)
  }
  const hasQuotaRoute = version.routes.some((route) => route.places === 'quota')
  if (hasQuotaRoute !== (version.quota !== null)) faults.push('quota routes and quota rule differ')
  const charged = version.amountKind === 'as-charged'
  if (!charged && version.amounts[version.amounts.length - 1]?.when !== undefined) {
    faults.push('the last amount row must be unconditional')
  }
  if (charged !== (version.amounts.length === 0)) faults.push('no amount, or an amount that is never used')
  for (const { yearFen } of version.amounts) {
    const parts = version.instalments === 'month' ? 10 : version.instalments === 'term' ? 2 : 1
    if (yearFen <= 0 || yearFen % (parts * 2) !== 0) {
      faults.push(`${yearFen} fen a year does not divide into its instalments`)
    }
  }
  for (const step of version.steps) if (step.owner === '') faults.push(`step ${step.id} has no owner`)
  const positions = version.steps.map((step) => STEP_ORDER.indexOf(step.id)).filter((position) => position >= 0)
  if (positions.some((position, index) => index > 0 && position <= (positions[index - 1] ?? -1))) {
    faults.push('steps out of order')
  }
  if (version.rejectionReasons.length === 0) faults.push('no rejection reasons')
  return faults
}
