/** Programmes: which rules hold in a term, what a student may get by them, and the rounds in which she applies. */
import type { ServerModule } from '../../platform/index.ts'
import { bindRoutes } from './routes.ts'

export {
  type DeterminationView,
  type DeterminedProgramme,
  type DeterminedStudent,
  determineFor,
  determineSchool,
} from './determinations.ts'
export { overviewOf } from './overview.ts'
export { areasOn, currentTerm, type OfferedVersion, offeredVersions, regionPack, termOn } from './region.ts'
export { quotasOf, type Round, roundById, roundOf } from './store.ts'
export { isOpen, requireOpen, workingDeadline } from './window.ts'

export const programmesModule: ServerModule = { name: 'programmes', routes: bindRoutes }
