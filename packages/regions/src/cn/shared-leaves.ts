import type { Condition } from '@zhuxue/policy'
import {
  agriculture,
  FULL_TIME,
  GUARANTEED,
  gradeFrom,
  gradeUpTo,
  hardship,
  NATIONALITY,
  ON_ROLL,
  PRESENT,
  SOURCES,
  VOCATIONAL_STAGE,
} from './vocational.ts'

/** Conditions that packs in files use by id, so that a province writes only what is its own. */
export const SHARED_LEAVES: Readonly<Record<string, Condition>> = {
  'base.on-roll': ON_ROLL,
  'base.full-time': FULL_TIME,
  'base.present': PRESENT,
  'base.vocational-stage': VOCATIONAL_STAGE,
  'base.nationality': NATIONALITY,
  'base.grade-1-2': gradeUpTo(2, SOURCES.fundRules),
  'base.grade-1-3': gradeUpTo(3, SOURCES.fundRules),
  'route.grade-from-2': gradeFrom(2, SOURCES.fundRules),
  'route.agriculture': agriculture(SOURCES.fundRules),
  'route.hardship': hardship(SOURCES.fundRules),
  'quota.guaranteed': GUARANTEED,
}
