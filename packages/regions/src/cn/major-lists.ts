import type { MajorList } from '../pack.ts'
import { AGRICULTURE, AGRICULTURE_BY_RULE, OPERA, PERFORMING } from './majors.ts'

/** 涉农、表演 and 戏曲 majors. A school may set the mark by hand where a list is silent; it is stored with its basis. */
export const MAJOR_LISTS: readonly MajorList[] = [
  {
    id: 'agriculture-2021',
    title: '涉农专业（农林牧渔大类）',
    marks: 'agriculture',
    codePrefixes: ['61'],
    names: AGRICULTURE,
    effectiveFrom: '2021-autumn',
    effectiveTo: null,
    source: '《职业教育专业目录（2021年）》中等职业教育：61农林牧渔大类',
  },
  {
    id: 'agriculture-named',
    title: '涉农专业（农林牧渔类以外）',
    marks: 'agriculture',
    codePrefixes: [],
    names: AGRICULTURE_BY_RULE,
    effectiveFrom: '2015-autumn',
    effectiveTo: null,
    source: '国家助学金申请指南（2013年）：农林牧渔类全部专业和另外3个专业',
    provisional: '3个专业在2021年目录中的代码未查到，按名称判断',
  },
  {
    id: 'opera',
    title: '戏曲表演专业',
    marks: 'opera',
    codePrefixes: [],
    names: OPERA,
    effectiveFrom: '2015-autumn',
    effectiveTo: null,
    source: '云南省中等职业学校免学费政策（2023年12月15日公布）',
    provisional: '专业代码未核对，按名称判断',
  },
  {
    id: 'performing',
    title: '艺术类相关表演专业',
    marks: 'performing',
    codePrefixes: [],
    names: [...PERFORMING, ...OPERA],
    effectiveFrom: '2015-autumn',
    effectiveTo: null,
    source: '云南省中等职业学校免学费政策（2023年12月15日公布）：艺术类相关表演专业除外',
    provisional: '专业名单未随文件公布，按名称判断，由学校核实',
  },
]
