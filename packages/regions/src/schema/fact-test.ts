import { FACT_RANGES, FACT_VALUE_LABELS, FACT_YES_NO, type FactPath, type Leaf } from '@zhuxue/policy'

/** Facts that hold codes rather than words of a closed list. */
const CODES: Readonly<Partial<Record<FactPath, { readonly pattern: RegExp; readonly what: string }>>> = {
  nationality: { pattern: /^[A-Z]{2}$/, what: '两位大写国家代码' },
  ethnicity: { pattern: /^\d{2}$/, what: '两位民族代码' },
  holds: { pattern: /^[a-z][a-z0-9-]{1,59}$/, what: '项目代码' },
  'major.code': { pattern: /^[0-9A-Za-z-]{1,20}$/, what: '专业代码' },
  'hukou.county': { pattern: /^\d{6}$/, what: '6位县级代码' },
  'hukou.town': { pattern: /^\d{9}$/, what: '9位乡镇代码' },
  'school.county': { pattern: /^\d{6}$/, what: '6位县级代码' },
}
const LISTS: readonly FactPath[] = ['holds', 'household.registers']
const AREA_FACTS: readonly FactPath[] = ['hukou.county', 'hukou.town', 'school.county']

type Problem = { readonly path: string; readonly text: string }

/** What is wrong between a leaf's fact and its test: an operator that does not fit, a value outside the vocabulary. */
export function checkTest(leaf: Leaf): Problem[] {
  const { fact, test } = leaf
  const problems: Problem[] = []
  const wrong = (path: string, text: string) => problems.push({ path, text })
  const isList = LISTS.includes(fact)
  const range = FACT_RANGES[fact]
  const yesNo = FACT_YES_NO[fact] !== undefined
  if ((test.op === 'has-any') !== isList)
    wrong('test.op', `“${fact}”${isList ? '是列表，只能用 has-any' : '不是列表，不能用 has-any'}。`)
  else if ((test.op === 'between') !== (range !== undefined) && !(range !== undefined && test.op === 'is')) {
    wrong('test.op', `“${fact}”${range === undefined ? '不是数字，不能用 between' : '是数字，只能用 between 或 is'}。`)
  } else if (test.op === 'in-area' && !AREA_FACTS.includes(fact)) {
    wrong('test.op', `“${fact}”不是地区代码，不能用 in-area。`)
  } else if (yesNo && test.op !== 'is') wrong('test.op', `“${fact}”是是否项，只能用 is。`)
  else problems.push(...checkValues(leaf, range, yesNo))
  return problems
}

function checkValues(
  leaf: Leaf,
  range: { readonly min: number; readonly max: number } | undefined,
  yesNo: boolean,
): Problem[] {
  const { fact, test } = leaf
  if (test.op === 'in-area') return []
  if (test.op === 'between') {
    const sound = range !== undefined && test.min <= test.max && test.min >= range.min && test.max <= range.max
    return sound ? [] : [{ path: 'test', text: `范围应在${range?.min}到${range?.max}之间，且 min 不大于 max。` }]
  }
  const values: readonly (readonly [string, unknown])[] =
    test.op === 'is'
      ? [['test.value', test.value]]
      : test.values.map((value, i) => [`test.values[${i}]`, value] as const)
  const asked = leaf.verify === undefined || leaf.verify === 'otherwise' ? [] : leaf.verify
  const all = [...values, ...asked.map((value, i) => [`verify[${i}]`, value] as const)]
  return all.flatMap(([path, value]) => {
    const wanted = wantedValue(fact, value, range, yesNo)
    return wanted === null ? [] : [{ path, text: `“${fact}”没有取值${JSON.stringify(value)}，应为${wanted}。` }]
  })
}

/** null = the value belongs to the fact; else what it should be. */
function wantedValue(
  fact: FactPath,
  value: unknown,
  range: { readonly min: number; readonly max: number } | undefined,
  yesNo: boolean,
): string | null {
  if (yesNo) return typeof value === 'boolean' ? null : ' true 或 false'
  if (range !== undefined) {
    return typeof value === 'number' && value >= range.min && value <= range.max
      ? null
      : `${range.min}到${range.max}的数`
  }
  const code = CODES[fact]
  if (code !== undefined) return typeof value === 'string' && code.pattern.test(value) ? null : code.what
  const labels = FACT_VALUE_LABELS[fact] ?? {}
  return typeof value === 'string' && Object.hasOwn(labels, value) ? null : Object.keys(labels).join('、')
}
