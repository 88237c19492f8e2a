/** 办公: what waits for each member of staff, and how the installation is doing. Only reads; no decision asks it. */
import { office, staff } from '@zhuxue/contracts'
import type { ServerModule } from '../../platform/index.ts'
import { provideOpenWork } from '../identity/index.ts'
import { remindWhenDue, sendReminder } from './remind.ts'
import { systemStatus } from './system-status.ts'
import { workList } from './work-list.ts'

// a hand-over list names kinds and numbers only
provideOpenWork(async (tx) =>
  (await workList(tx)).groups.map(({ kind, title, count, late }) => ({ kind, title, count, late })),
)

export const officeModule: ServerModule = {
  name: 'office',
  jobs: { 'wechat-reminder': sendReminder },
  tick: remindWhenDue,
  routes: (router, platform) => {
    router.read(office.workList, (tx) => workList(tx))
    router.raw(staff.systemStatus, () => systemStatus(platform))
  },
}
