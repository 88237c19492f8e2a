import { disbursement as c } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { previewRun } from './candidates.ts'
import { correctItem } from './correct.ts'
import { downloadFile, sealRun } from './files.ts'
import { ownPayments } from './own.ts'
import { closeRun, loadReturn } from './returns.ts'
import { approveRun, buildRun, cancelRun, markSent } from './runs.ts'
import { getRun, listRuns, runRow } from './views.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(c.listRuns, (tx, { query }) => listRuns(tx, query))
  router.read(c.getRun, (tx, { params, query }) => getRun(tx, params.id, query))
  router.read(c.previewRun, (tx, { query }) => previewRun(tx, query))
  router.read(c.downloadRunFile, (tx, { params }) => downloadFile(tx, platform, params.id))
  router.read(c.ownPayments, (tx) => ownPayments(tx))
  router.write(c.buildRun, async (tx, { body }) => runRow(tx, await buildRun(tx, body)))
  router.write(c.approveRun, async (tx, { params, body }) => {
    await approveRun(tx, params.id, body.revision)
    return runRow(tx, params.id)
  })
  router.write(c.cancelRun, async (tx, { params, body }) => {
    await cancelRun(tx, params.id, body.revision, body.reason)
    return runRow(tx, params.id)
  })
  router.write(c.sealRun, async (tx, { params, body }) => {
    await sealRun(tx, platform, params.id, body.revision)
    return runRow(tx, params.id)
  })
  router.write(c.markRunSent, async (tx, { params, body }) => {
    await markSent(tx, params.id, body.revision)
    return runRow(tx, params.id)
  })
  router.write(c.closeRun, async (tx, { params, body }) => {
    await closeRun(tx, params.id, body.revision)
    return runRow(tx, params.id)
  })
  router.write(c.loadReturn, (tx, { params, file }) => loadReturn(tx, platform, params.id, file.content))
  router.write(c.correctItem, (tx, { params, body }) => correctItem(tx, params.id, body.reason))
}
