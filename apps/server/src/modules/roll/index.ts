/** 学籍: who is on which roll, what is known of whom with which source, roll changes, and looks at protected data. */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'

export { type StudentCore, studentCore } from './core.ts'
export { type CorrectableField, enterCorrection, isCorrectable, onCorrectionDecided } from './corrections.ts'
export { dueInWorkingDays } from './due.ts'
export { type FactGroup, factGroups } from './fact-groups.ts'
export { factRelation } from './fact-relation.ts'
export { type FactView, placeName } from './fact-views.ts'
export { factsOf, factsOfMany, factsOfSchool, regionFor, termToday } from './facts.ts'
export { noteCaseLook } from './file-looks.ts'
export { heldInRoll, heldRegisters, heldRollChanges, looksAtMe } from './held.ts'
export {
  type ConfirmedRollChange,
  onRollChangeConfirmed,
  onRollChangePreview,
  type RollChangeEffect,
  type RollChangeType,
} from './hooks.ts'
export { guardianContact, type RollValue, rollValues, setConfirmedPhone } from './own-roll.ts'
export { decryptIdNumber, decryptPhone, lookTitles } from './protected.ts'
export { ownAccessLog } from './reveal.ts'
export { errorWorkbook } from './roster/error-workbook.ts'
export { importRoster, type RosterImport } from './roster/import.ts'

export const rollModule: ServerModule = { name: 'roll', routes }
