import { place, type RegionPack } from '../pack.ts'
import { CARD } from './common.ts'
import { COMPULSORY } from './compulsory.ts'
import { GENERAL_HIGH } from './general-high.ts'
import { UNDERGRADUATE } from './higher.ts'
import { POSTGRADUATE } from './postgraduate.ts'
import { PRESCHOOL } from './preschool.ts'
import { VOCATIONAL } from './vocational.ts'

const EVERYWHERE = ['1', '2', '3', '4', '5', '6', '7', '8'] as const

const homePlace = (id: string, code: string, name: string) => ({
  id,
  title: name,
  coverage: EVERYWHERE,
  places: [place(code, name)],
  effectiveFrom: '2018-spring' as const,
  effectiveTo: '2020-autumn' as const,
  source: `${CARD}；行政区划代码`,
})

/**
 * 楚雄市, spring 2018 to autumn 2020: every row of the city's card from kindergarten to doctorate. A second region and an
 * older period, to show that rules are data.
 */
export const CHUXIONG: RegionPack = {
  code: '532301',
  name: '楚雄市',
  programmes: [...PRESCHOOL, ...COMPULSORY, ...GENERAL_HIGH, ...VOCATIONAL, ...UNDERGRADUATE, ...POSTGRADUATE],
  areas: [
    homePlace('chuxiong-city', '532301', '楚雄市'),
    homePlace('chuxiong-prefecture', '5323', '楚雄彝族自治州'),
    homePlace('yunnan', '53', '云南省'),
  ],
  cardIssuers: [],
  counties: [place('532301', '楚雄市')],
}
