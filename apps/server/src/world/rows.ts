import type { Role, RollStatus } from '@zhuxue/contracts'

/** Plain rows of a world to load (demo or tests); `insert.ts` encrypts and writes them. */
export interface OrgRow {
  id: string
  parentId: string | null
  kind: 'province' | 'prefecture' | 'county' | 'school' | 'department' | 'class'
  line: 'education' | 'human-resources'
  code: string
  name: string
  path: string
  schoolKind?: string
  countyCode?: string
}

export interface ClassInfo {
  id: string
  schoolId: string
  scope: string
  name: string
  entryYear: number
  stage: string
  majorName: string
  majorCode?: string
  agriculture: boolean
  performing: boolean
  opera: boolean
}

export interface StudentInfo {
  id: string
  schoolId: string
  classId: string
  scope: string
  name: string
  gender: 'female' | 'male'
  birthDate: string
  ethnicity: string
  nationality?: string
  idNumber: string
  rollNumber: string
  phone?: string
  address?: string
  guardianName?: string
  guardianPhone?: string
  rollStatus: RollStatus
  studyMode: 'full-time' | 'part-time'
  atSchool: boolean
  onInternship: boolean
  stage: string
  grade: number
  majorName: string
  majorCode?: string
  agriculture: boolean
  performing: boolean
  opera: boolean
  hukouCounty?: string
  hukouTown?: string
  hukouAreaType?: 'urban' | 'county-seat' | 'town' | 'rural'
  enteredOn: string
  rollAsOf: string
  persona?: string
  registers: {
    register: string
    riskEliminated?: boolean
    source: 'roll' | 'department-match' | 'self-reported' | 'person-verified'
    sourceDocument: string
  }[]
  /** preset password of a demo or test account, already hashed; null: no slip printed yet */
  passwordHash: string | null
  mustChangePassword: boolean
}

export interface StaffInfo {
  id: string
  username: string
  name: string
  passwordHash: string
  mustChangePassword: boolean
  /** only in a demo world: no second factor, marked on every screen, useless outside demo mode */
  demoAccount: boolean
  grants: { id: string; role: Role; orgId: string; scope: string }[]
}

export interface CampusInfo {
  id: string
  schoolId: string
  name: string
  area: object
  registeredOn: string
}

export interface World {
  orgs: OrgRow[]
  classes: ClassInfo[]
  campuses: CampusInfo[]
  students: StudentInfo[]
  staff: StaffInfo[]
}
