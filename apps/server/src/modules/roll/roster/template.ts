import { loadRegion } from '@zhuxue/regions'

const country = loadRegion('000000')
if (!country.ok) throw new Error(country.text)

/** 全国中职学校学生信息模板: 73 columns and the values that a column takes. */
export const ROSTER = {
  columns: country.region.tables.rosterColumns,
  dictionaries: country.region.tables.rosterDictionaries,
  ethnicGroups: country.region.tables.ethnicGroups,
}
