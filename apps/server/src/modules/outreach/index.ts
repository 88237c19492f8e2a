/** 应助尽助: who may get something and has not applied, reminders, and what would change when facts change. */
import { outreach } from '@zhuxue/contracts'
import type { ServerModule } from '../../platform/index.ts'
import { keepDecision, listFactChanges } from './changes.ts'
import { outreachCounts, outreachStudents } from './lists.ts'
import { remind } from './remind.ts'

export const outreachModule: ServerModule = {
  name: 'outreach',
  routes: (router, platform) => {
    router.read(outreach.outreachCounts, (tx) => outreachCounts(tx, platform))
    router.read(outreach.outreachStudents, (tx, { query }) => outreachStudents(tx, platform, query))
    router.write(outreach.remind, (tx, { body }) => remind(tx, platform, body))
    router.read(outreach.factChanges, (tx) => listFactChanges(tx, platform))
    router.write(outreach.keepDecision, (tx, { params, body }) => keepDecision(tx, platform, params.id, body))
  },
}
