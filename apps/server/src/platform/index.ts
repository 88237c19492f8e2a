/** Platform: the outside world behind small interfaces. Modules import from here only. */
export * from './actor.ts'
export { type AuditEvent, type AuditRow, auditHash, canonical } from './audit.ts'
export { type Clock, dayOf, MovableClock, systemClock } from './clock.ts'
export { type Config, type OidcConfig, readConfig, type WechatConfig } from './config.ts'
export { type CopyInto, type CopyValue, inBulkTransaction } from './copy.ts'
export { FieldCrypto, KEYRING_LOOK_MS, KeyringError, sha256, sm3 } from './crypto.ts'
export { FileStore } from './files.ts'
export { Html, html } from './html.ts'
export { toRefusal } from './http/problem.ts'
export { type Download, type Input, Router } from './http/router.ts'
export { COOKIE, type Session, type SessionResolver } from './http/session.ts'
export type { Upload } from './http/upload.ts'
export { once } from './idempotency.ts'
export { isId, newId } from './ids.ts'
export { type Log, openLog, scrub } from './log.ts'
export type { JobInfo, ServerControl, ServerModule, WorkerTx } from './module.ts'
export { fromCursor, fromIdCursor, page, pageLimit, toCursor } from './paging.ts'
export { makePlatform, type Platform } from './platform.ts'
export { type FieldProblem, found, Refusal, refuse } from './refusal.ts'
export {
  type Cell,
  type LineProblem,
  parseDay,
  parseMonth,
  readSheet,
  readTable,
  type TableRecord,
} from './sheets/index.ts'
export { inTransaction, type Tx } from './transaction.ts'
