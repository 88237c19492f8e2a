import { privacy } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { looksAtMe } from '../roll/index.ts'
import { answersOf, requestErasure } from './erasure.ts'
import { downloadExport, requestExport } from './export.ts'
import { heldAboutMe } from './groups.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(privacy.myData, async (tx) => {
    const looks = await looksAtMe(tx)
    const exports = await tx.db
      .selectFrom('data_exports')
      .select('requested_at')
      .where('student_id', '=', tx.actor.id)
      .orderBy('id', 'desc')
      .limit(20)
      .execute()
    return {
      groups: await heldAboutMe(tx, platform, false),
      looks: looks.count,
      lastLookAt: looks.lastAt?.toISOString() ?? null,
      answers: await answersOf(tx),
      exports: exports.map((e) => ({ at: e.requested_at.toISOString() })),
    }
  })
  router.raw(privacy.requestExport, (actor, { body }) => requestExport(platform, actor, body))
  router.read(privacy.downloadExportPage, (tx, { params }) => downloadExport(tx, platform, params.id, 'page'))
  router.read(privacy.downloadExportData, (tx, { params }) => downloadExport(tx, platform, params.id, 'data'))
  router.write(privacy.requestErasure, (tx, { body }) => requestErasure(tx, body.group))
}
