/** 身份: log-in, sessions, passwords, accounts of students and staff, and who holds which role. */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'
import { cleanUp } from './session-store.ts'

export { hashPassword } from './password-hash.ts'
export { sessionResolver } from './sessions.ts'
export { createStudentAccount, issuePreset } from './student-accounts.ts'

export const identityModule: ServerModule = { name: 'identity', routes, tick: cleanUp }
