import type { LocalDate, Stage } from '@zhuxue/policy'

export type RosterStage = Extract<
  Stage,
  'secondary-specialised' | 'vocational-high' | 'adult-secondary' | 'technical-school'
>

/** One line of a roster that can stand on the roll. */
export interface RosterPerson {
  readonly line: number
  readonly name: string
  readonly gender: 'female' | 'male'
  readonly birthDate: LocalDate
  readonly ethnicity: string
  readonly nationality: string
  readonly idNumber: string
  readonly rollNumber: string | null
  readonly phone: string | null
  readonly address: string | null
  readonly guardianName: string | null
  readonly guardianPhone: string | null
  readonly studyMode: 'full-time' | 'part-time'
  readonly stage: RosterStage
  readonly className: string
  readonly majorName: string
  readonly enteredOn: LocalDate
  readonly hukouCounty: string | null
  readonly hukouTown: string | null
  readonly hukouAreaType: 'urban' | 'county-seat' | 'town' | 'rural' | null
  /** 建档立卡贫困户 according to the roster */
  readonly registeredPoor: boolean
}
