import { activation } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { closeAlert, listAlerts } from './alerts.ts'
import { decideConsent, ownConsents } from './consent-views.ts'
import { sendConsentLink } from './guardian-consent.ts'
import { openLink, showLink, signLink } from './guardian-sign.ts'
import { decidePaper, enterPaper, listPapers } from './papers.ts'
import { activationProgress, activationSummary, progressCsv, remindStudents } from './progress.ts'
import { answerReport, correctReport, listRollReports, reportRoll } from './reports.ts'
import { chooseFace, confirmPhone, confirmRoll, finishWizard, putOff, readWizard, sendPhoneCode } from './wizard.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(activation.ownConsents, (tx) => ownConsents(tx))
  router.write(activation.decideConsent, (tx, { body }) => decideConsent(tx, body))
  router.read(activation.wizard, (tx) => readWizard(tx, platform))
  router.write(activation.confirmRoll, (tx) => confirmRoll(tx, platform))
  router.write(activation.reportRoll, (tx, { body }) => reportRoll(tx, platform, body))
  router.write(activation.sendPhoneCode, (tx, { body }) => sendPhoneCode(tx, platform, body))
  router.raw(activation.confirmPhone, (actor, { body }) => confirmPhone(platform, actor, body))
  router.write(activation.chooseFace, (tx, { body }) => chooseFace(tx, platform, body.choice))
  router.write(activation.putOff, (tx, { body }) => putOff(tx, platform, body.step))
  router.write(activation.finish, (tx) => finishWizard(tx, platform))
  router.write(activation.sendGuardianLink, (tx) => sendConsentLink(tx, platform))
  router.raw(activation.guardianLink, (_nobody, { params, request }) => showLink(platform, request.ip, params.token))
  router.raw(activation.openGuardianLink, (_nobody, { params, body, request }) =>
    openLink(platform, request.ip, params.token, body.key),
  )
  router.raw(activation.signGuardianLink, (_nobody, { params, body, request }) =>
    signLink(platform, request.ip, params.token, body),
  )
  router.read(activation.progress, (tx, { query }) => activationProgress(tx, query))
  router.read(activation.progressSummary, (tx, { query }) => activationSummary(tx, query))
  router.read(activation.progressCsv, (tx, { query }) => progressCsv(tx, query))
  router.write(activation.remind, (tx, { body }) => remindStudents(tx, body.studentIds))
  router.read(activation.listRollReports, (tx, { query }) => listRollReports(tx, platform, query))
  router.write(activation.correctRollReport, (tx, { params, body }) => correctReport(tx, platform, params.id, body))
  router.write(activation.answerRollReport, (tx, { params, body }) => answerReport(tx, params.id, body.reason))
  router.write(activation.enterPaperConsent, (tx, { params, body }) => enterPaper(tx, params.id, body))
  router.read(activation.listPaperConsents, (tx, { query }) => listPapers(tx, query))
  router.write(activation.decidePaperConsent, (tx, { params, body }) => decidePaper(tx, params.id, body.decision))
  router.read(activation.listAlerts, (tx, { query }) => listAlerts(tx, query))
  router.write(activation.closeAlert, (tx, { params, body }) => closeAlert(tx, params.id, body.explanation))
}
