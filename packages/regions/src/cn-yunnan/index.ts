import type { RegionPack } from '../pack.ts'
import { AUTONOMOUS_COUNTIES, AUTONOMOUS_PREFECTURES } from './autonomous-areas.ts'
import { NATIONAL_GRANT } from './national-grant.ts'
import { KARST, TIBETAN, WESTERN_BORDER, WUMENG } from './poor-areas.ts'
import { PROVINCIAL_SCHOLARSHIP } from './provincial-scholarship.ts'
import { TUITION_WAIVER } from './tuition-waiver.ts'

/** 云南省 */
export const YUNNAN: RegionPack = {
  code: '530000',
  name: '云南省',
  programmes: [...NATIONAL_GRANT, ...TUITION_WAIVER, PROVINCIAL_SCHOLARSHIP],
  areas: [
    {
      id: 'contiguous-poor',
      title: '集中连片特困地区（乌蒙山区、滇桂黔石漠化区、滇西边境山区）',
      coverage: ['53'],
      places: [...WUMENG, ...KARST, ...WESTERN_BORDER],
      effectiveFrom: '2015-autumn',
      effectiveTo: null,
      source: '国家集中连片特困地区分县名单（云南部分82县）；云财教〔2015〕363号附件为91县',
      provisional: '名单缺6个县，取得云财教〔2015〕363号附件后补齐',
    },
    {
      id: 'tibetan',
      title: '四省涉藏州县',
      coverage: ['53'],
      places: TIBETAN,
      effectiveFrom: '2015-autumn',
      effectiveTo: null,
      source: '四省涉藏州县名单（云南部分：迪庆藏族自治州3县市）；财教〔2024〕181号',
    },
    {
      id: 'ethnic-autonomous',
      title: '民族自治地方（8个自治州、29个自治县）',
      coverage: ['53'],
      places: [...AUTONOMOUS_PREFECTURES, ...AUTONOMOUS_COUNTIES],
      effectiveFrom: '2015-autumn',
      effectiveTo: null,
      source: '云南省民族自治地方名单（行政区划2023年6月30日）',
    },
  ],
  cardIssuers: [],
  counties: [],
  smsSignature: '云南学生资助',
}
