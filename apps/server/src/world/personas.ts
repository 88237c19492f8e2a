import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { HardshipLevel } from '@zhuxue/contracts'
import { addDays, type LocalDate, parseLocalDate, type StudentFacts } from '@zhuxue/policy'
import { newId } from '../platform/index.ts'
import type { DemoNumbers } from './demo-world.ts'
import { surnameOf } from './names.ts'
import type { ClassInfo, OrgRow, StudentInfo, World } from './rows.ts'

/** One worked example of the domain: facts, term, and what the rules must answer. */
export interface PersonaCase {
  id: string
  title: string
  region: string
  term: string
  facts: StudentFacts
  expected: { programme: string; outcome: string; yearFen?: number; termFen?: number }[]
}

/** The worked examples shipped with the regions package (its data/cases.json). */
export function personaCases(): PersonaCase[] {
  const regions = dirname(createRequire(import.meta.url).resolve('@zhuxue/regions'))
  return (JSON.parse(readFileSync(join(regions, '../data/cases.json'), 'utf8')) as { cases: PersonaCase[] }).cases
}

/** A name of her own for each worked example, in the order of the file: two personas must not be taken for each other. */
const names: [string, 'female' | 'male'][] = [
  ['普晓梅', 'female'],
  ['张云龙', 'male'],
  ['李秀兰', 'female'],
  ['马志明', 'male'],
  ['和丽江', 'female'],
  ['陶文才', 'male'],
  ['段小雨', 'female'],
  ['罗建军', 'male'],
  ['毕金花', 'female'],
  ['杨大成', 'male'],
  ['赵思思', 'female'],
  ['欧阳倩', 'female'],
  ['王子涵', 'female'],
  ['周永福', 'male'],
  ['熊春艳', 'female'],
  ['孙国栋', 'male'],
  ['朱雨桐', 'female'],
  ['何志远', 'male'],
  ['董彩霞', 'female'],
  ['龙文斌', 'male'],
  ['胡佳怡', 'female'],
  ['纳小燕', 'female'],
  ['高翠萍', 'female'],
  ['白玉兰', 'female'],
  ['徐振华', 'male'],
  ['郭静', 'female'],
  ['余海波', 'male'],
  ['鲁光明', 'male'],
  ['保建英', 'female'],
  ['沙马里', 'male'],
  ['陈嘉禾', 'female'],
  ['刘思远', 'male'],
  ['木春雪', 'female'],
  ['韩雪梅', 'female'],
  ['司马俊', 'male'],
  ['杨金凤', 'female'],
  ['阮氏芳', 'female'],
  ['和志强', 'male'],
  ['扎西卓玛', 'female'],
  ['李云飞', 'male'],
  ['张德顺', 'male'],
  ['普秀英', 'female'],
  ['罗家豪', 'male'],
  ['王春生', 'male'],
]

/**
 * Every persona as a student of a demo school in the county of her facts, under her id (`students.persona`); ages fit
 * the grade, whoever is 28 by her title is 28. The hardship level of her facts is stored as a decided determination by load.ts.
 */
export function personaStudents(w: World, numbers: DemoNumbers, passwordHash: string): StudentInfo[] {
  return personaCases().map((c, i) => {
    const f = c.facts
    const county = f.school?.county ?? '530111'
    const { school, klass } = homeOf(w, county, f)
    const named = names[i]
    if (!named) throw new Error(`no name is left for the worked example ${c.id}`)
    const [name, gender] = named
    const grade = f.grade ?? 1
    const age = /28岁/.test(c.title) ? 28 : 14 + grade
    const birth = addDays(parseLocalDate(`${2026 - age - 1}-09-15`) as LocalDate, i * 7)
    const idNumber = numbers.idNumber(f.hukou?.county ?? county, birth, gender)
    return {
      id: newId(),
      schoolId: school.id,
      classId: klass.id,
      scope: klass.scope,
      name,
      gender,
      birthDate: birth,
      ethnicity: '汉族',
      nationality: f.nationality ?? 'CN',
      idNumber,
      rollNumber: `G${idNumber}`,
      phone: numbers.phone(),
      address: '云南省演示县演示乡1号',
      guardianName: `${surnameOf(name)}正华`,
      guardianPhone: numbers.phone(),
      rollStatus: f.rollStatus ?? 'on-roll',
      studyMode: f.studyMode ?? 'full-time',
      atSchool: f.atSchool ?? true,
      onInternship: f.onInternship ?? false,
      stage: f.stage ?? klass.stage,
      grade,
      majorName: f.major?.name ?? klass.majorName,
      majorCode: f.major?.code ?? undefined,
      agriculture: f.major?.agriculture ?? false,
      performing: f.major?.performing ?? false,
      opera: f.major?.opera ?? false,
      hukouCounty: f.hukou?.county ?? undefined,
      hukouTown: f.hukou?.town ?? undefined,
      hukouAreaType: f.hukou?.areaType ?? undefined,
      enteredOn: `${2027 - Math.min(grade, 3)}-09-01`,
      rollAsOf: '2026-08-25',
      persona: c.id,
      passwordHash,
      mustChangePassword: false,
      // 'none' = matched, nothing found; without it her household would be unknown.
      registers: registersOf(f).map((register) => ({
        register,
        riskEliminated: f.household?.riskEliminated ?? false,
        source: 'department-match' as const,
        sourceDocument: '2026年8月部门比对（演示）',
      })),
    }
  })
}

function registersOf(f: StudentFacts): readonly string[] {
  const registers = f.household?.registers ?? []
  return registers.length === 0 ? ['none'] : registers
}

/** Level the persona's facts say was determined; null: not determined yet. */
export const personaHardship = (c: PersonaCase): HardshipLevel | null => c.facts.hardship ?? null

function homeOf(w: World, county: string, f: StudentFacts): { school: OrgRow; klass: ClassInfo } {
  const school = (w.orgs.find((o) => o.kind === 'school' && o.countyCode === county) ??
    w.orgs.find((o) => o.kind === 'school')) as OrgRow
  const own = w.classes.filter((c) => c.schoolId === school.id)
  const klass = own.find((c) => c.agriculture === (f.major?.agriculture ?? false)) ?? own[0]
  return { school, klass: klass as ClassInfo }
}
