import { campus, publicity } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { decideObjection, revealObjector } from './decide.ts'
import { takeDown } from './ending.ts'
import { publicNotice, publicNotices } from './public-views.ts'
import { previewNotice, publishCampusNotice, publishNotice } from './publish.ts'
import { raiseObjection } from './raise.ts'
import { getNotice, listNotices } from './views.ts'

export function bindRoutes(router: Router, platform: Platform): void {
  router.write(publicity.publishNotice, (tx, { body }) => publishNotice(tx, platform, body))
  router.write(campus.publishCampusNotice, (tx, { params, body }) => publishCampusNotice(tx, platform, params.id, body))
  router.read(publicity.previewNotice, (tx, { query }) => previewNotice(tx, platform, query))
  router.read(publicity.listNotices, (tx, { query }) => listNotices(tx, query))
  router.read(publicity.getNotice, (tx, { params }) => getNotice(tx, platform, params.id))
  router.write(publicity.takeDownNotice, (tx, { params, body }) => takeDown(tx, params.id, body))
  router.write(publicity.decideObjection, (tx, { params, body }) => decideObjection(tx, platform, params.id, body))
  router.write(publicity.revealObjector, (tx, { params, body }) => revealObjector(tx, platform, params.id, body))
  router.read(publicity.publicNotices, (tx, { query }) => publicNotices(tx, query))
  router.read(publicity.publicNotice, (tx, { params }) => publicNotice(tx, params.id))
  router.write(publicity.raiseObjection, (tx, { params, body, request }) =>
    raiseObjection(tx, platform, { address: request.ip, noticeId: params.id }, body),
  )
}
