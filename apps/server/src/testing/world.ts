import { type Role, roleTitles } from '@zhuxue/contracts'
import { type Gender, type LocalDate, makeDemoIdNumber, makeDemoPhone } from '@zhuxue/policy'
import { newId } from '../platform/index.ts'
import type { ClassInfo, OrgRow, StaffInfo, StudentInfo, World } from '../world/rows.ts'

/** Ids of the small world that server tests play in. */
export interface SmallWorld {
  readonly countyId: string
  readonly schools: Record<
    'A' | 'B',
    { id: string; path: string; classes: { id: string; path: string; name: string }[] }
  >
  /** students by key: 'A1'…'A8', 'B1'…'B8' */
  readonly students: Record<
    string,
    { id: string; name: string; idNumber: string; scope: string; classId: string; schoolId: string }
  >
  /** staff by 'role' + school letter, or role alone for the authorities; class-teacher is of the first class, class-teacher2 of the second */
  readonly staff: Record<string, { id: string; grantId: string; name: string; username: string }>
}

const schoolRoles: Role[] = [
  'aid-officer',
  'reviewer',
  'roll-officer',
  'roll-reviewer',
  'aid-committee',
  'finance',
  'principal',
  'security-admin',
  'audit-admin',
  'system-admin',
]
const countyRoles: Role[] = ['county-aid', 'county-finance']

interface Sketch {
  birth: string
  gender: Gender
  grade: number
  hukou: [county: string, area: 'urban' | 'county-seat' | 'town' | 'rural']
  registers?: string[]
}
/** Eight students a school: 1, 2 of an agricultural class (automatic), the others of a computing class. */
const sketches: Sketch[] = [
  { birth: '2010-03-05', gender: 'female', grade: 1, hukou: ['530102', 'urban'] }, // agricultural: grant and waiver automatic
  { birth: '2011-02-11', gender: 'male', grade: 1, hukou: ['530129', 'rural'], registers: ['lifted-out-of-poverty'] }, // under 16
  { birth: '2009-05-20', gender: 'female', grade: 2, hukou: ['530129', 'rural'] }, // contiguous poor rural: automatic
  { birth: '2009-08-01', gender: 'male', grade: 2, hukou: ['530102', 'urban'], registers: ['dibao'] }, // urban, guaranteed group
  { birth: '2009-09-09', gender: 'female', grade: 2, hukou: ['530102', 'urban'] }, // urban, competes if hardship is found
  { birth: '2009-10-10', gender: 'male', grade: 2, hukou: ['530102', 'urban'] },
  { birth: '2009-11-11', gender: 'female', grade: 2, hukou: ['530181', 'town'] }, // waiver automatic, grant only by hardship
  { birth: '2009-12-12', gender: 'male', grade: 2, hukou: ['530102', 'urban'] },
]
const names = ['李晓燕', '王建国', '张美玲', '杨志强', '赵春梅', '陈家豪', '普秀英', '欧阳明轩']

/** Builds the small world: Yunnan, Kunming, 官渡区, schools A (education line) and B, with staff for every role. */
export function smallWorld(passwordHash = '!', demoAccount = false): { world: World; ids: SmallWorld } {
  const orgs: OrgRow[] = []
  const org = (
    parent: OrgRow | null,
    kind: OrgRow['kind'],
    code: string,
    name: string,
    more: Partial<OrgRow> = {},
  ): OrgRow => {
    const row: OrgRow = {
      id: newId(),
      parentId: parent?.id ?? null,
      kind,
      line: 'education',
      code,
      name,
      path: `${parent?.path ?? ''}${code}/`,
      ...more,
    }
    orgs.push(row)
    return row
  }
  const province = org(null, 'province', 'E53', '云南省')
  const city = org(province, 'prefecture', '5301', '昆明市')
  const county = org(city, 'county', '530111', '官渡区', { countyCode: '530111' })
  const classes: ClassInfo[] = []
  const students: StudentInfo[] = []
  const staff: StaffInfo[] = []
  const ids = { countyId: county.id, schools: {}, students: {}, staff: {} } as {
    -readonly [K in keyof SmallWorld]: SmallWorld[K]
  } & SmallWorld
  const person = (key: string, role: Role, at: OrgRow, label: string) => {
    const id = newId()
    const grantId = newId()
    const username = `${key}`.toLowerCase()
    const name = `${label}${roleTitles[role].slice(0, 4)}`
    staff.push({
      id,
      username,
      name,
      passwordHash,
      mustChangePassword: false,
      demoAccount,
      grants: [{ id: grantId, role, orgId: at.id, scope: at.path }],
    })
    ids.staff[key] = { id, grantId, name, username }
  }
  for (const role of countyRoles) person(role, role, county, '官渡')
  person('city-aid', 'city-aid', city, '昆明')
  person('province-aid', 'province-aid', province, '云南')
  let n = 0
  for (const letter of ['A', 'B'] as const) {
    const school = org(county, 'school', `S${letter}`, letter === 'A' ? '官渡职业中专' : '滇池职业学校', {
      schoolKind: '中等专业学校',
      countyCode: '530111',
    })
    const department = org(school, 'department', 'D1', '专业部')
    const made = [
      ['C1', '园林2601班', true],
      ['C2', '计算机2501班', false],
    ].map(([code, name, agriculture]) => {
      const node = org(department, 'class', code as string, name as string)
      const info: ClassInfo = {
        id: node.id,
        schoolId: school.id,
        scope: node.path,
        name: node.name,
        entryYear: agriculture ? 2026 : 2025,
        stage: 'secondary-specialised',
        majorName: agriculture ? '园林技术' : '计算机应用',
        agriculture: agriculture as boolean,
        performing: false,
        opera: false,
      }
      classes.push(info)
      return info
    }) as [ClassInfo, ClassInfo]
    ids.schools[letter] = {
      id: school.id,
      path: school.path,
      classes: made.map((c) => ({ id: c.id, path: c.scope, name: c.name })),
    }
    for (const role of schoolRoles) person(`${role}${letter}`, role, school, letter)
    person(`security-admin2${letter}`, 'security-admin', school, letter)
    person(`class-teacher${letter}`, 'class-teacher', orgs.find((o) => o.id === made[0].id) as OrgRow, letter)
    person(`class-teacher2${letter}`, 'class-teacher', orgs.find((o) => o.id === made[1].id) as OrgRow, letter)
    sketches.forEach((s, i) => {
      const c = i < 2 ? made[0] : made[1]
      const id = newId()
      const idNumber = makeDemoIdNumber('530102', s.birth as LocalDate, s.gender, n)
      n += 1
      const name = `${names[i]}`
      students.push({
        id,
        schoolId: school.id,
        classId: c.id,
        scope: c.scope,
        name,
        gender: s.gender,
        birthDate: s.birth,
        ethnicity: '汉族',
        idNumber,
        rollNumber: `G${idNumber}`,
        phone: makeDemoPhone(n),
        address: '云南省昆明市官渡区演示路1号',
        guardianName: `${name.slice(0, 1)}建华`,
        guardianPhone: makeDemoPhone(5000 + n),
        rollStatus: 'on-roll',
        studyMode: 'full-time',
        atSchool: true,
        onInternship: false,
        stage: c.stage,
        grade: s.grade,
        majorName: c.majorName,
        agriculture: c.agriculture,
        performing: false,
        opera: false,
        hukouCounty: s.hukou[0],
        hukouAreaType: s.hukou[1],
        enteredOn: `${c.entryYear}-09-01`,
        rollAsOf: '2026-08-25',
        passwordHash,
        mustChangePassword: false,
        registers: (s.registers ?? []).map((register) => ({
          register,
          source: 'department-match',
          sourceDocument: '部门比对结果2026年8月',
        })),
      })
      ids.students[`${letter}${i + 1}`] = { id, name, idNumber, scope: c.scope, classId: c.id, schoolId: school.id }
    })
  }
  return { world: { orgs, classes, campuses: [], students, staff }, ids }
}
