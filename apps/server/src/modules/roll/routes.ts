import { office, roll } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { enterChange, reviewChange } from './changes.ts'
import { openFile, requireFileReason } from './file-looks.ts'
import { ownAccessLog, reveal } from './reveal.ts'
import { printSlips, reissueSlip } from './slips.ts'
import { listChanges, listStudents, studentDetail } from './views.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(roll.listStudents, (tx, { query }) => listStudents(tx, platform, query))
  router.read(roll.getStudent, async (tx, { params }) => {
    await requireFileReason(tx, params.id)
    return studentDetail(tx, platform, params.id)
  })
  router.write(roll.openFile, (tx, { params, body }) => openFile(tx, params.id, body))
  router.write(roll.revealField, (tx, { params, body }) => reveal(tx, platform, params.id, body))
  router.write(roll.reissueSlip, (tx, { params, body }) => reissueSlip(tx, platform, params.id, body.reason))
  router.write(roll.printSlips, (tx, { params, body }) => printSlips(tx, platform, params.id, body.studentIds))
  router.read(roll.listRollChanges, (tx, { query }) => listChanges(tx, platform, query))
  router.write(roll.enterRollChange, (tx, { body }) => enterChange(tx, body))
  router.write(roll.reviewRollChange, (tx, { params, body }) => reviewChange(tx, platform, params.id, body))
  router.read(office.accessLog, (tx, { query }) => ownAccessLog(tx, query))
}
