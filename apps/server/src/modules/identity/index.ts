/** 身份: log-in, sessions, passwords, accounts of students and staff, and who holds which role. */
import type { ServerModule } from '../../platform/index.ts'
import { factorRoutes } from './factor-routes.ts'
import { endGrantsWhenDue } from './grants-end.ts'
import { outsidePages } from './outside.ts'
import { routes } from './routes.ts'
import { cleanUp } from './session-store.ts'
import { wechatPages } from './wechat/index.ts'

export {
  currentDevice,
  isKnownDevice,
  listDevices,
  revokeDevice,
  type StudentDevice,
  trustDevice,
} from './devices.ts'
export { heldAccount, heldDevices } from './held.ts'
export {
  type OpenWork,
  onStudentActivated,
  provideEntryCheck,
  provideOpenWork,
  type StudentActivated,
} from './hooks.ts'
export { tellStaff } from './notices.ts'
export { studentMustKnowPassword } from './own-password.ts'
export { hashPassword } from './password-hash.ts'
export { sessionResolver } from './sessions.ts'
export { createStudentAccount, issuePreset } from './student-accounts.ts'
export {
  bindingOf,
  bindingsDue,
  dropBinding,
  markReminded,
  postsOf,
  readXml,
  receiveWechat,
  sealBox,
  signatureOf,
  wechatAccount,
} from './wechat/index.ts'

export const identityModule: ServerModule = {
  name: 'identity',
  routes: (router, platform) => {
    routes(router, platform)
    factorRoutes(router, platform)
  },
  web: async (app, platform) => {
    outsidePages(app, platform)
    await wechatPages(app, platform)
  },
  tick: async (platform) => {
    await endGrantsWhenDue(platform)
    await cleanUp(platform)
  },
}
