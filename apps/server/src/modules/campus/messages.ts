import { type CampusAction, campusStatusTitle } from '@zhuxue/policy'
import type { CampusApplication, CampusRound } from './store.ts'

const APPEAL = '对结果有异议的，可以向学校资助工作领导小组提出。'

/** What the student is told after an act; null when she need not hear of it (her own acts, the start of a notice). */
export function messageOf(
  action: CampusAction,
  round: CampusRound,
  app: CampusApplication,
  reason: string | null,
): { title: string; body: string; link?: string } | null {
  const { title } = round
  if (app.status === 'awarded') {
    const how = app.payee === 'school' ? '资助金额由学校抵扣学费。' : '资助由学校发放，发放后请在进度页确认收到。'
    return { title: `${title}：已确定资助`, body: how }
  }
  switch (action) {
    case 'pass':
      return {
        title: `${title}：${round.steps[app.step - 1]?.title ?? '审核'}通过`,
        body: `现在是“${campusStatusTitle(round.steps, app)}”。`,
      }
    case 'select':
      return { title: `${title}：已列入拟资助名单`, body: `现在是“${campusStatusTitle(round.steps, app)}”。` }
    case 'return':
      return {
        title: `${title}：申请需要补正`,
        body: `申请已退回，请修改后重新提交。原因：${reason ?? ''}`,
        link: `/student/campus/${app.id}`,
      }
    case 'reject':
    case 'not-select':
    case 'uphold-objection':
      return { title: `${title}：未能通过`, body: `理由：${reason ?? ''}。${APPEAL}` }
    case 'withdraw-by-roll':
      return { title: `${title}：申请已终止`, body: `原因：${reason ?? '学籍异动'}。如有疑问请联系班主任。` }
    default:
      return null
  }
}
