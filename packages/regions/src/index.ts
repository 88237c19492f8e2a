export { AREA_TYPE_NAMES, type CodeEntry, ETHNIC_GROUPS, STAGE_NAMES } from './cn/code-tables.ts'
export { type ConsentText, consentText } from './cn/consent-texts.ts'
export { type MajorKind, majorKind } from './cn/majors.ts'
export {
  areasFor,
  findVersion,
  type LoadedRegion,
  type LoadRegionResult,
  loadRegion,
  PACKS,
  type ProgrammeVersionResult,
  programmesInForce,
  programmeVersion,
  provisionalNotes,
} from './load.ts'
export type { AreaListEntry, NationalTables, Place, RegionPack } from './pack.ts'
