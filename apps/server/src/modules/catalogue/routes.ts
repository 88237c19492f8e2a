import { catalogue } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { createDraft, discardDraft, saveDraft, submitDraft } from './drafts.ts'
import { vocabularyOf } from './known.ts'
import { publishDraft, returnDraft, withdrawVersion } from './publish.ts'
import { rulesOf } from './rules.ts'
import { draftView, listDrafts, listProgrammes, versionView } from './views.ts'
import { whatIf } from './what-if.ts'
import { exportWhatIf } from './what-if-sheet.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(catalogue.listProgrammes, (tx, { query }) => listProgrammes(tx, platform, query))
  router.read(catalogue.getVersion, (tx, { params }) => versionView(tx, platform, params.version))
  router.read(catalogue.vocabulary, async (tx) => vocabularyOf(tx, platform, await rulesOf(tx, platform)))
  router.read(catalogue.listDrafts, (tx, { query }) => listDrafts(tx, query))
  router.read(catalogue.getDraft, (tx, { params }) => draftView(tx, platform, params.id))
  router.write(catalogue.createDraft, (tx, { body }) => createDraft(tx, platform, body))
  router.write(catalogue.saveDraft, async (tx, { params, body }) => {
    await saveDraft(tx, params.id, body)
    return draftView(tx, platform, params.id)
  })
  router.write(catalogue.discardDraft, async (tx, { params, body }) => {
    await discardDraft(tx, params.id, body.revision)
    return { ok: true as const }
  })
  router.write(catalogue.submitDraft, async (tx, { params, body }) => {
    await submitDraft(tx, platform, params.id, body)
    return draftView(tx, platform, params.id)
  })
  router.write(catalogue.returnDraft, async (tx, { params, body }) => {
    await returnDraft(tx, params.id, body)
    return draftView(tx, platform, params.id)
  })
  router.write(catalogue.publishDraft, (tx, { params, body }) => publishDraft(tx, platform, params.id, body))
  router.write(catalogue.withdrawVersion, async (tx, { params, body }) => {
    await withdrawVersion(tx, platform, params.id, body)
    return { ok: true as const }
  })
  router.read(catalogue.whatIf, (tx, { params, query }) => whatIf(tx, platform, params.id, query.term))
  router.read(catalogue.exportWhatIf, (tx, { params, query }) => exportWhatIf(tx, platform, params.id, query))
}
