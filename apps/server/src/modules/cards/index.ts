/** 中职卡: the bank's list of opened cards, activation in person, loss and closing; numbers are encrypted. */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'

export { heldCards } from './held.ts'
export { cardNumbersOf } from './store.ts'

export const cardsModule: ServerModule = { name: 'cards', routes }
