/** 项目目录: the rules that decide: what ships with the system, what this installation published over it, and drafts. */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'

export { type PublicRules, publicRules } from './public-rules.ts'
export { holdRules, type Rules, rulesOf, versionsById } from './rules.ts'
export type { StoredVersion } from './store.ts'

export const catalogueModule: ServerModule = { name: 'catalogue', routes }
