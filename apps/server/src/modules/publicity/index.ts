/** 公示: proposed lists in public for five working days, objections to them, and what is sealed for the archive. */
import type { ServerModule } from '../../platform/index.ts'
import { onRollChangeConfirmed } from '../roll/index.ts'
import { endDueNotices } from './ending.ts'
import { jobs } from './jobs.ts'
import { bindRoutes } from './routes.ts'
import { removeDeparted } from './store.ts'

export { publicNotice, publicNotices, schoolsWithNotices } from './public-views.ts'
export { raiseObjection } from './raise.ts'

// her applications have just been ended by the applications module; her name leaves the public list with them
onRollChangeConfirmed(async (tx, { studentId }) => {
  await removeDeparted(tx, studentId)
  return {}
})

export const publicityModule: ServerModule = {
  name: 'publicity',
  routes: bindRoutes,
  jobs,
  tick: endDueNotices,
}
