/** 资金: what a school was given, what is on its way, what arrived; a double-entry ledger that only grows. */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'

export { availableFen, moveItems, type Pot } from './ledger.ts'

export const fundsModule: ServerModule = { name: 'funds', routes }
