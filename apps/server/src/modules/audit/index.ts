/** 审计: looking up what happened, proving that the record is whole, and keeping its heads outside the database. */
import type { ServerModule } from '../../platform/index.ts'
import { exportHeadsWhenDue } from './heads.ts'
import { routes } from './routes.ts'

export { exportHeads } from './heads.ts'
export { type AuditProblem, type AuditVerification, type VerifyOptions, verifyAudit } from './verify.ts'

export const auditModule: ServerModule = { name: 'audit', routes, tick: exportHeadsWhenDue }
