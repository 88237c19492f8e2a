import { type Role, roleTitles } from '@zhuxue/contracts'
import { addDays, type Gender, type LocalDate, makeDemoIdNumber, makeDemoPhone, parseLocalDate } from '@zhuxue/policy'
import { type LoadedRegion, loadRegion } from '@zhuxue/regions'
import { newId } from '../platform/index.ts'
import { authorities, orgBelow } from './authorities.ts'
import { ethnicity, guardianName, studentName } from './names.ts'
import { personaStudents } from './personas.ts'
import { SeededRandom } from './random.ts'
import type { ClassInfo, OrgRow, StudentInfo, World } from './rows.ts'
import { type MajorSketch, type SchoolSketch, schools } from './schools.ts'

/** First day of the demo world: registration day of the autumn term of 2026. */
export const DEMO_START = '2026-09-01T08:30:00+08:00'
const DEMO_PHONES_FROM = 10_000

/** Hands out impossible ID numbers: sequences of one county, birthday and gender are used once. */
export class DemoNumbers {
  readonly #used = new Map<string, number>()
  #phone = DEMO_PHONES_FROM

  idNumber(county: string, birth: LocalDate, gender: Gender): string {
    const key = `${county.slice(0, 2)}${county.slice(4)}${birth}${gender}`
    const n = this.#used.get(key) ?? 0
    this.#used.set(key, n + 1)
    return makeDemoIdNumber(county, birth, gender, n)
  }

  phone(): string {
    this.#phone += 1
    return makeDemoPhone(this.#phone)
  }
}

export interface DemoBuild {
  world: World
  /** accounts to show on the log-in pages of the demo */
  showStaff: { username: string; name: string; roleTitle: string; orgName: string }[]
  /** students with a slip who have never logged in, for trying the activation */
  newcomers: { name: string; idNumber: string; note: string }[]
}

/** Yunnan, Kunming with its 14 counties and the schools of schools.ts, about 3,000 students, every persona. Pure but for ids. */
export function demoWorld(passwordHash: string): DemoBuild {
  const random = new SeededRandom(20260901)
  const numbers = new DemoNumbers()
  const w: World = { orgs: [], classes: [], campuses: [], students: [], staff: [] }
  const showStaff: DemoBuild['showStaff'] = []
  const org: MakeOrg = (parent, kind, code, name, more = {}) => {
    const row = orgBelow(parent, kind, code, name, more)
    w.orgs.push(row)
    return row
  }
  const staffNames = new Set<string>()
  const staff = (username: string, role: Role, at: OrgRow, show = false) => {
    let name = studentName(random, random.chance(0.5) ? 'female' : 'male')
    while (staffNames.has(name)) name = studentName(random, random.chance(0.5) ? 'female' : 'male')
    staffNames.add(name)
    w.staff.push({
      id: newId(),
      username,
      name,
      passwordHash,
      mustChangePassword: false,
      demoAccount: true,
      grants: [{ id: newId(), role, orgId: at.id, scope: at.path }],
    })
    if (show) showStaff.push({ username, name, roleTitle: roleTitles[role], orgName: at.name })
    return name
  }
  const result = loadRegion('530100')
  if (!result.ok) throw new Error(result.text)
  const counties = staffAuthorities(result.region, w, staff)
  for (const sketch of schools) {
    const county = counties.get(`${sketch.line}/${sketch.county}`) as OrgRow
    buildSchool(w, sketch, county, { random, numbers, org, staff })
  }
  w.students.push(...personaStudents(w, numbers, passwordHash))
  return { world: w, showStaff, newcomers: newcomers(w, numbers, passwordHash) }
}

/** Ages at the start of the demo, in which school, and what a visitor sees. The main school plays itself in the walk-through. */
const NEWCOMERS: [school: string, birth: string, note: string][] = [
  ['1001', '2010-05-12', '还没有激活：16岁，自己逐项决定，告知监护人'],
  ['1001', '2011-03-08', '还没有激活：15岁，申请时要监护人通过短信链接签字'],
  ['1002', '2013-02-20', '还没有激活：13岁，由监护人通过短信链接决定'],
]

function newcomers(w: World, numbers: DemoNumbers, passwordHash: string): DemoBuild['newcomers'] {
  const taken = new Set<StudentInfo>()
  return NEWCOMERS.flatMap(([school, birth, note]) => {
    const org = w.orgs.find((o) => o.kind === 'school' && o.code === `S${school}`)
    const s = w.students.find(
      (x) =>
        x.schoolId === org?.id &&
        x.persona === undefined &&
        x.grade === 1 &&
        x.rollStatus === 'on-roll' &&
        !taken.has(x),
    )
    if (!s) return []
    taken.add(s)
    const idNumber = numbers.idNumber(s.hukouCounty ?? '530111', birth as LocalDate, s.gender)
    Object.assign(s, { birthDate: birth, idNumber, rollNumber: `G${idNumber}`, passwordHash, mustChangePassword: true })
    return [{ name: s.name, idNumber, note }]
  })
}

type MakeOrg = (parent: OrgRow, kind: OrgRow['kind'], code: string, name: string, more?: Partial<OrgRow>) => OrgRow
type MakeStaff = (username: string, role: Role, at: OrgRow, show?: boolean) => string

/** Both lines with their officers, and 楚雄市 for the worked examples of the second region. */
function staffAuthorities(region: LoadedRegion, w: World, staff: MakeStaff): Map<string, OrgRow> {
  const a = authorities(region)
  w.orgs.push(...a.orgs)
  for (const line of ['education', 'human-resources'] as const) {
    const prefix = line === 'education' ? '' : 'r'
    for (const c of region.counties) {
      const county = a.counties.get(`${line}/${c.code}`) as OrgRow
      staff(`${prefix}county-${c.code}`, 'county-aid', county, prefix === '' && c.code === '530111')
      staff(`${prefix}finance-${c.code}`, 'county-finance', county, prefix === '' && c.code === '530111')
    }
    staff(`${prefix}city`, 'city-aid', a.city[line], prefix === '')
    staff(`${prefix}province`, 'province-aid', a.province[line])
    staff(`${prefix}system`, 'system-admin', a.city[line], prefix === '')
    staff(`${prefix}security`, 'security-admin', a.city[line], prefix === '')
    // a grant of rights needs a second security administrator
    staff(`${prefix}security2`, 'security-admin', a.city[line], prefix === '')
    staff(`${prefix}audit`, 'audit-admin', a.city[line], prefix === '')
  }
  const chuxiong = orgBelow(a.province.education, 'prefecture', '5323', '楚雄州教育体育局')
  const county = orgBelow(chuxiong, 'county', '532301', '楚雄市', { countyCode: '532301' })
  w.orgs.push(chuxiong, county)
  a.counties.set('education/532301', county)
  staff('county-532301', 'county-aid', county)
  staff('finance-532301', 'county-finance', county)
  return a.counties
}

const SCHOOL_ROLES: [Role, string, boolean][] = [
  ['aid-officer', 'aid', true],
  ['reviewer', 'review', true],
  ['aid-committee', 'committee', true],
  ['finance', 'finance', true],
  ['principal', 'principal', true],
  ['roll-officer', 'roll', true],
  ['roll-reviewer', 'rollreview', true],
]

interface Tools {
  random: SeededRandom
  numbers: DemoNumbers
  org: MakeOrg
  staff: MakeStaff
}

function buildSchool(w: World, sketch: SchoolSketch, county: OrgRow, tools: Tools): void {
  const { org, staff } = tools
  const school = org(county, 'school', `S${sketch.code}`, sketch.name, {
    schoolKind: sketch.kind,
    countyCode: sketch.county,
  })
  const [x, y] = sketch.campus.centre
  const d = 0.004
  w.campuses.push({
    id: newId(),
    schoolId: school.id,
    name: sketch.campus.name,
    registeredOn: '2025-09-01',
    area: {
      type: 'Polygon',
      coordinates: [
        [
          [x - d, y - d],
          [x + d, y - d],
          [x + d, y + d],
          [x - d, y + d],
          [x - d, y - d],
        ],
      ],
    },
  })
  const main = sketch.code === '1001'
  for (const [role, short, show] of SCHOOL_ROLES) staff(`s${sketch.code}-${short}`, role, school, main && show)
  const department = org(school, 'department', 'D1', '教学部')
  const perClass = sketch.students >= 300 ? 44 : 30
  const classCount = Math.max(2, Math.round(sketch.students / perClass))
  let left = sketch.students
  for (let i = 0; i < classCount; i += 1) {
    const major = sketch.majors[i % sketch.majors.length] as MajorSketch
    const grade = 1 + (Math.floor(i / sketch.majors.length) % 3)
    const entryYear = 2027 - grade
    const no = 1 + Math.floor(i / (sketch.majors.length * 3))
    const node = org(
      department,
      'class',
      `C${String(i + 1).padStart(2, '0')}`,
      `${major.short}${String(entryYear).slice(2)}${String(no).padStart(2, '0')}班`,
    )
    const info: ClassInfo = {
      id: node.id,
      schoolId: school.id,
      scope: node.path,
      name: node.name,
      entryYear,
      stage: sketch.stage,
      majorName: major.name,
      majorCode: major.code,
      agriculture: major.agriculture ?? false,
      performing: major.performing ?? false,
      opera: major.opera ?? false,
    }
    w.classes.push(info)
    staff(`s${sketch.code}-c${String(i + 1).padStart(2, '0')}`, 'class-teacher', node, main && (i === 0 || i === 3))
    const size = i === classCount - 1 ? left : Math.round(left / (classCount - i))
    left -= size
    for (let k = 0; k < size; k += 1) w.students.push(ordinaryStudent(sketch, info, grade, tools))
  }
}

function ordinaryStudent(sketch: SchoolSketch, c: ClassInfo, grade: number, { random, numbers }: Tools): StudentInfo {
  const gender: Gender = random.chance(0.48) ? 'female' : 'male'
  const name = studentName(random, gender)
  const birth = addDays(
    parseLocalDate(`${2026 - 15 - grade}-09-01`) as LocalDate,
    random.int(0, 364) + (random.chance(0.08) ? -365 : 0),
  )
  const [county, area] = random.weighted(
    sketch.hukou.map(([code, type, weight]) => [[code, type] as const, weight] as const),
  )
  const idNumber = numbers.idNumber(county, birth, gender)
  const suspended = random.chance(0.006)
  const register = random.weighted([
    [null, 84],
    ['lifted-out-of-poverty', area === 'rural' ? 9 : 2],
    ['dibao', 4],
    ['at-risk', area === 'rural' ? 1.5 : 0],
    ['disabled', 1],
    ['orphan', 0.6],
    ['destitute', 0.4],
  ] as [string | null, number][])
  return {
    id: newId(),
    schoolId: c.schoolId,
    classId: c.id,
    scope: c.scope,
    name,
    gender,
    birthDate: birth,
    ethnicity: ethnicity(random, county),
    idNumber,
    rollNumber: `G${idNumber}`,
    phone: random.chance(0.94) ? numbers.phone() : undefined,
    address: `云南省演示县演示镇${random.int(1, 400)}号`,
    guardianName: guardianName(random, name),
    guardianPhone: numbers.phone(),
    rollStatus: suspended ? 'suspended' : 'on-roll',
    studyMode: random.chance(0.01) ? 'part-time' : 'full-time',
    atSchool: !suspended,
    onInternship: grade === 3 && random.chance(0.3),
    stage: c.stage,
    grade,
    majorName: c.majorName,
    majorCode: c.majorCode,
    agriculture: c.agriculture,
    performing: c.performing,
    opera: c.opera,
    hukouCounty: county,
    hukouAreaType: area,
    enteredOn: `${c.entryYear}-09-01`,
    rollAsOf: '2026-08-25',
    passwordHash: null,
    mustChangePassword: true,
    registers: register
      ? [{ register, riskEliminated: false, source: 'department-match', sourceDocument: '2026年8月部门比对（演示）' }]
      : [],
  }
}
