export { AREA_TYPE_NAMES, type CodeEntry, ETHNIC_GROUPS, STAGE_NAMES } from './cn/code-tables.ts'
export { type ConsentReader, type ConsentText, consentText } from './cn/consent-texts.ts'
export { type MajorKind, majorKind } from './cn/majors.ts'
export {
  areasFor,
  findVersion,
  type LoadedRegion,
  type LoadRegionResult,
  levelsAbove,
  loadRegion,
  majorsFor,
  PACKS,
  type ProgrammeVersionResult,
  programmesInForce,
  programmeVersion,
  provisionalNotes,
  registerPack,
} from './load.ts'
export { classifyMajor, type MajorMarks } from './majors.ts'
export type { AreaListEntry, MajorList, NationalTables, Place, RegionPack, TableSource } from './pack.ts'
export { checkPack, type ReadPackResult, readPack } from './schema/check-pack.ts'
export { packJsonSchema } from './schema/pack-shape.ts'
export type { PackFault } from './schema/shapes.ts'
export { PROGRAMME_TEMPLATES } from './templates/catalogue.ts'
export { fillTemplate } from './templates/fill.ts'
export type {
  Blank,
  BlankKind,
  FillResult,
  ProgrammeTemplate,
  TemplateProblem,
  TemplateValues,
} from './templates/template.ts'
