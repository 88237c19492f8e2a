import { FACT_VALUE_LABELS, FACT_YES_NO } from '../fact-values.ts'
import {
  ADMISSION_TIERS,
  AREA_TYPES,
  type FactPath,
  HARDSHIP_LEVELS,
  HOUSEHOLD_REGISTERS,
  ROLL_STATUSES,
  STAGES,
  STUDY_MODES,
  TRAINING_LEVELS,
} from '../facts.ts'
import type { Test } from './definition.ts'

/**
 * What values a fact can have, so that an editor offers only these and a checker refuses all others. `place` is a
 * GB/T 2260 code of so many digits, `code` a word of the given shape (`wanted` says it in Chinese).
 */
export type FactSpec =
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice' | 'set'; readonly values: readonly string[] }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly whole: boolean }
  | { readonly kind: 'place'; readonly digits: 6 | 9 }
  | { readonly kind: 'code' | 'codes'; readonly shape: RegExp; readonly wanted: string }

const FLAG: FactSpec = { kind: 'flag' }

/** The closed vocabulary of conditions: every fact with the values it can have. */
export const FACT_SPECS: Readonly<Record<FactPath, FactSpec>> = {
  nationality: { kind: 'code', shape: /^[A-Z]{2}$/, wanted: '两位大写国家代码，例如中国是CN' },
  rollStatus: { kind: 'choice', values: ROLL_STATUSES },
  studyMode: { kind: 'choice', values: STUDY_MODES },
  atSchool: FLAG,
  onInternship: FLAG,
  stage: { kind: 'choice', values: STAGES },
  grade: { kind: 'number', min: 1, max: 12, whole: true },
  schoolingYears: { kind: 'number', min: 1, max: 12, whole: true },
  trainingLevel: { kind: 'choice', values: TRAINING_LEVELS },
  boarding: FLAG,
  ethnicity: { kind: 'code', shape: /^\d{2}$/, wanted: '两位民族代码，例如汉族是01' },
  'disability.grade': { kind: 'number', min: 1, max: 4, whole: true },
  'disability.multiple': FLAG,
  'admission.newEntrant': FLAG,
  'admission.tier': { kind: 'choice', values: ADMISSION_TIERS },
  'admission.outOfProvince': FLAG,
  'admission.freeEducation': FLAG,
  holds: { kind: 'codes', shape: /^[a-z][a-z0-9-]{1,59}$/, wanted: '项目代码' },
  'major.code': { kind: 'code', shape: /^[0-9A-Za-z-]{1,20}$/, wanted: '专业代码' },
  'major.agriculture': FLAG,
  'major.performing': FLAG,
  'major.opera': FLAG,
  'hukou.county': { kind: 'place', digits: 6 },
  'hukou.town': { kind: 'place', digits: 9 },
  'hukou.areaType': { kind: 'choice', values: AREA_TYPES },
  'school.county': { kind: 'place', digits: 6 },
  'school.areaType': { kind: 'choice', values: AREA_TYPES },
  'school.public': FLAG,
  'school.inclusive': FLAG,
  'school.special': FLAG,
  hardship: { kind: 'choice', values: HARDSHIP_LEVELS },
  'household.registers': { kind: 'set', values: HOUSEHOLD_REGISTERS },
  'household.riskEliminated': FLAG,
  'ranking.percent': { kind: 'number', min: 0, max: 100, whole: false },
  'ranking.outstanding': FLAG,
}

export const isFactPath = (path: unknown): path is FactPath => typeof path === 'string' && path in FACT_SPECS

/** The tests that make sense for a fact; the first one is what an editor begins with. */
export function opsFor(path: FactPath): readonly Test['op'][] {
  switch (FACT_SPECS[path].kind) {
    case 'flag':
      return ['is']
    case 'choice':
      return ['in', 'is']
    case 'code':
      return ['is', 'in']
    case 'number':
      return ['between', 'is']
    case 'place':
      return ['in-area', 'in', 'is']
    case 'set':
    case 'codes':
      return ['has-any']
  }
}

/** A value of a fact in Chinese; a code without a name stays as it is. */
export function factValueLabel(path: FactPath, value: string | number | boolean): string {
  if (typeof value === 'boolean') return FACT_YES_NO[path]?.[value ? 0 : 1] ?? (value ? '是' : '否')
  return FACT_VALUE_LABELS[path]?.[String(value)] ?? String(value)
}
