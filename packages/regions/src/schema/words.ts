import type { ApplicationUnit, ProgrammeStep } from '@zhuxue/policy'

export const UNITS: readonly ApplicationUnit[] = [
  'school',
  'former-school',
  'home-township',
  'home-township-school',
  'county-authority',
  'none',
]

export const ROLE_VALUES: readonly ProgrammeStep['role'][] = [
  'student',
  'class-teacher',
  'aid-officer',
  'aid-committee',
  'county-reviewer',
  'finance',
  'system',
  'department',
]
