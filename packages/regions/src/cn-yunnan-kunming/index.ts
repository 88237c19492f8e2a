import { place, type RegionPack } from '../pack.ts'
import { KUNMING_COUNTIES } from './counties.ts'
import { TWO_SUBSIDIES } from './two-subsidies.ts'
import { YULU } from './yulu.ts'

/** First digits of all GB/T 2260 codes: the list speaks about every household in the country. */
const EVERYWHERE = ['1', '2', '3', '4', '5', '6', '7', '8'] as const

/** 昆明市: its own two programmes; grant, waiver and scholarships come from the levels above. */
export const KUNMING: RegionPack = {
  code: '530100',
  name: '昆明市',
  programmes: [TWO_SUBSIDIES, ...YULU],
  areas: [
    {
      id: 'two-subsidies',
      title: '“两补”实施县区',
      coverage: EVERYWHERE,
      places: [place('530113', '东川区'), place('530128', '禄劝彝族苗族自治县'), place('530129', '寻甸回族彝族自治县')],
      effectiveFrom: '2021-autumn',
      effectiveTo: null,
      source: '昆明市中职学生资助政策：中等职业学校学生“两补”',
    },
    {
      id: 'kunming',
      title: '昆明市',
      coverage: EVERYWHERE,
      places: [place('5301', '昆明市')],
      effectiveFrom: '2015-autumn',
      effectiveTo: null,
      source: '行政区划代码（国家统计局2023年6月30日）',
    },
  ],
  cardIssuers: [],
  counties: KUNMING_COUNTIES,
  smsSignature: '昆明中职资助',
}
