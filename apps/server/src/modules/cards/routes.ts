import { cards } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { activateCard, changeCardStatus, importCards } from './service.ts'
import { cardsMissing, listCards, ownCard } from './views.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(cards.listCards, (tx, { query }) => listCards(tx, platform, query))
  router.read(cards.cardsMissing, (tx, { query }) => cardsMissing(tx, query))
  router.read(cards.ownCard, (tx) => ownCard(tx, platform))
  router.write(cards.importCards, (tx, { body, file }) => importCards(tx, platform, body, file.content))
  router.write(cards.activateCard, async (tx, { params, body }) => {
    await activateCard(tx, params.id, body.activatedOn)
    return { ok: true as const }
  })
  router.write(cards.changeCardStatus, async (tx, { params, body }) => {
    await changeCardStatus(tx, params.id, body.status, body.reason)
    return { ok: true as const }
  })
}
