import { cards } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { decideCardReport, listCardReports, reportCard, withdrawCardReport } from './reports.ts'
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
  router.write(cards.reportCard, (tx, { body }) => reportCard(tx, body))
  router.write(cards.withdrawCardReport, async (tx, { params }) => {
    await withdrawCardReport(tx, params.id)
    return { ok: true as const }
  })
  router.read(cards.listCardReports, (tx, { query }) => listCardReports(tx, query))
  router.write(cards.decideCardReport, async (tx, { params, body }) => {
    await decideCardReport(tx, params.id, body)
    return { ok: true as const }
  })
}
