import { type Place, place } from '../pack.ts'

/** 昆明市所辖14个县（市、区），代码为国家统计局2023-06-30版。 */
export const KUNMING_COUNTIES: readonly Place[] = [
  place('530102', '五华区'),
  place('530103', '盘龙区'),
  place('530111', '官渡区'),
  place('530112', '西山区'),
  place('530113', '东川区'),
  place('530114', '呈贡区'),
  place('530115', '晋宁区'),
  place('530124', '富民县'),
  place('530125', '宜良县'),
  place('530126', '石林彝族自治县'),
  place('530127', '嵩明县'),
  place('530128', '禄劝彝族苗族自治县'),
  place('530129', '寻甸回族彝族自治县'),
  place('530181', '安宁市'),
]
