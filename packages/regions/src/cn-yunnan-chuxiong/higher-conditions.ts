import type { Condition, Leaf } from '@zhuxue/policy'
import { SOURCES } from './common.ts'

const SOURCE = SOURCES.undergraduate

export const NEW_ENTRANT: Leaf = {
  id: 'base.new-entrant',
  fact: 'admission.newEntrant',
  test: { op: 'is', value: true },
  text: { met: '当年考取的新生', failed: '不是当年考取的新生', unknown: '是否当年考取的新生需核实' },
  source: SOURCE,
}

export const NOT_FREE_EDUCATION: Leaf = {
  id: 'base.not-free-education',
  fact: 'admission.freeEducation',
  test: { op: 'is', value: false },
  text: {
    met: '不是试行免费教育的军事院校、师范类专业学生',
    failed: '试行免费教育的军事院校、师范院校师范类专业学生不在范围',
    unknown: '是否免费教育的军事、师范类专业需核实',
  },
  source: SOURCE,
}

export function tier(values: readonly string[], name: string): Leaf {
  return {
    id: 'route.admission-tier',
    fact: 'admission.tier',
    test: { op: 'in', values },
    text: { met: `录取院校属于${name}`, failed: `录取院校不属于${name}`, unknown: '录取院校类别需核实' },
    source: SOURCE,
  }
}

export const MINORITY: Condition = {
  not: {
    id: 'route.minority',
    fact: 'ethnicity',
    test: { op: 'is', value: '01' },
    text: { met: '少数民族学生', failed: '民族为汉族', unknown: '民族还没有登记' },
    source: SOURCE,
  },
}

/** 独龙 德昂 基诺 怒 布朗 景颇 傈僳 拉祜 佤 */
export const DIRECT_TRANSITION: Leaf = {
  id: 'route.direct-transition',
  fact: 'ethnicity',
  test: { op: 'in', values: ['51', '46', '56', '42', '34', '28', '20', '24', '21'] },
  text: {
    met: '属于“直过民族”（独龙、德昂、基诺、怒、布朗、景颇、傈僳、拉祜、佤族）',
    failed: '不属于9个“直过民族”',
    unknown: '民族还没有登记',
  },
  source: SOURCE,
}

/** 特别困难, or a disaster or illness that no register shows: those are asked for, not refused. */
export const STRICKEN: Leaf = {
  id: 'route.stricken',
  fact: 'hardship',
  test: { op: 'is', value: 'severe' },
  verify: ['moderate', 'mild'],
  text: {
    met: '家庭特别困难',
    failed: '没有认定为家庭经济困难学生',
    unknown: '是否遭受重大自然灾害、重大疾病或特别困难，需毕业高中学校核实',
  },
  source: SOURCE,
}

export const OUT_OF_PROVINCE: Leaf = {
  id: 'amount.out-of-province',
  fact: 'admission.outOfProvince',
  test: { op: 'is', value: true },
  text: { met: '考取省外院校', failed: '考取省内院校', unknown: '录取院校在省内还是省外需核实' },
  source: SOURCE,
}

export const FIRST_TIER: Leaf = {
  id: 'amount.first-tier',
  fact: 'hardship',
  test: { op: 'is', value: 'severe' },
  verify: 'otherwise',
  text: { met: '特别困难，按一等计', failed: '按二等计', unknown: '一等还是二等由就读高校评定' },
  source: SOURCE,
}
