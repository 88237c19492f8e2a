import { FACT_LABELS, type FactPath, type FactProblem, readFact, type StudentFacts } from '@zhuxue/policy'
import type { LoadedRegion } from '@zhuxue/regions'

/** First two digits of GB/T 2260: provinces, regions and municipalities. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
)
const PLACES: readonly FactPath[] = ['hukou.county', 'hukou.town', 'school.county']

/** Codes of the right form that stand for nothing: a province or a people that does not exist, a town outside its county. */
export function unknownCodes(facts: StudentFacts, region: LoadedRegion): FactProblem[] {
  const problems: FactProblem[] = []
  const known = region.chain.map(({ code }) => code.slice(0, 2))
  for (const path of PLACES) {
    const code = readFact(facts, path)
    if (typeof code !== 'string') continue
    const province = code.slice(0, 2)
    if (!PROVINCES.has(province) && !known.includes(province)) problems.push({ path, text: `没有代码为${code}的地区` })
  }
  const county = readFact(facts, 'hukou.county')
  const town = readFact(facts, 'hukou.town')
  if (typeof county === 'string' && typeof town === 'string' && !town.startsWith(county)) {
    problems.push({ path: 'hukou.town', text: `乡镇代码${town}不属于户籍所在县${county}` })
  }
  const people = readFact(facts, 'ethnicity')
  if (people !== null && !region.tables.ethnicGroups.some(({ code }) => code === people)) {
    problems.push({ path: 'ethnicity', text: `没有代码为${people}的民族` })
  }
  return problems
}

/** '年级（grade）：…' */
export const problemText = ({ path, text }: FactProblem): string => {
  const label =
    FACT_LABELS[path.replace(/\[\d+\]$/, '') as FactPath] ?? { studentId: '学生编号', birthDate: '出生日期' }[path]
  return path === '' ? text : `${label === undefined ? path : `${label}（${path}）`}：${text}`
}
