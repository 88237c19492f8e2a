/** Programmes: which rules hold in a term, what a student may get by them, and the rounds in which she applies. */
import type { Term } from '@zhuxue/policy'
import type { ServerModule } from '../../platform/index.ts'
import { bindRoutes } from './routes.ts'
import { determineStale, enqueueStale } from './stored.ts'

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
export { type Answers, answersOfSchool } from './stored.ts'
export { isOpen, requireOpen, workingDeadline } from './window.ts'

export const programmesModule: ServerModule = {
  name: 'programmes',
  routes: bindRoutes,
  jobs: {
    determine: async (payload, tx, platform) => {
      const { schoolId, term } = payload as { schoolId: string; term: Term }
      await determineStale(tx, platform, schoolId, term)
    },
  },
  tick: enqueueStale,
}
