import type { BodyOf, publicity, ReplyOf } from '@zhuxue/contracts'
import { found, type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { refusePublisher } from './access.ts'
import { loadCases, releaseCase, upholdCase, whyNotUpholdCase } from './cases.ts'
import { followNotice } from './ending.ts'
import { noticeById, removeEntry } from './store.ts'
import { objectionById } from './views.ts'

type Reply = ReplyOf<typeof publicity.decideObjection>

/**
 * 处理异议. Dismissed: when it was the student's last open one the hold falls, and she follows her notice. Upheld: she
 * leaves the list and the application ends with the reason; further objections to her are settled with it. Neither the
 * publisher nor whoever checked or reviewed the application decides.
 */
export async function decideObjection(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof publicity.decideObjection>,
): Promise<Reply> {
  const reason = scrub(body.reason.trim())
  if (reason === '')
    throw refuse('bad-request', '请写明调查情况和依据。', { fields: [{ path: '/reason', text: '必填，请补充。' }] })
  const { applicationId, noticeId } = await placeOf(tx, id)
  // the application is locked first: two objections to one student, decided at once, queue here
  const [loaded] = await loadCases(tx, [applicationId])
  const listed = found(loaded, '没有找到这份申请，或不在您的管理范围内。')
  const { app } = listed
  const notice = await noticeById(tx, noticeId)
  refusePublisher(tx.actor, notice.published_by)
  const row = await tx.db
    .selectFrom('objections')
    .select(['state', 'decided_by_name', 'objection_no'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (row.state !== 'open') {
    throw refuse('state-conflict', `这条异议已由${row.decided_by_name ?? '其他工作人员'}处理。`, {
      current: { state: row.state },
    })
  }
  // an application that ended otherwise (roll change) only needs the record
  const running = app.status === 'public-notice'
  if (running) {
    const refusal = await whyNotUpholdCase(tx, listed)
    if (refusal) throw refusal
  }
  await record(tx, [id], body.decision, reason)
  const others = await openOthers(tx, app.id)
  if (body.decision === 'upheld') {
    await record(tx, others, 'upheld', '同一学生的另一条异议已成立，一并办结。')
    await removeEntry(tx, app.id, noticeId)
    if (running) await upholdCase(tx, listed, `公示异议经核实成立：${reason}`)
  } else if (running && others.length === 0 && app.held) {
    await followNotice(tx, notice, await releaseCase(tx, listed))
  }
  tx.audit({
    action: `objection.${body.decision}`,
    subjectKind: 'objection',
    subjectId: id,
    scope: app.scope,
    data: { no: row.objection_no, applicationId: app.id, reason },
  })
  return objectionById(tx, platform, id)
}

async function placeOf(tx: Tx, id: string): Promise<{ applicationId: string; noticeId: string }> {
  const row = await tx.db
    .selectFrom('objections')
    .select(['application_id', 'notice_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  const place = found(row, '没有找到这条异议，或不在您的管理范围内。')
  return { applicationId: place.application_id, noticeId: place.notice_id }
}

async function openOthers(tx: Tx, applicationId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('objections')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('state', '=', 'open')
    .execute()
  return rows.map((r) => r.id)
}

async function record(
  tx: Tx<StaffActor>,
  ids: readonly string[],
  state: 'upheld' | 'dismissed',
  decision: string,
): Promise<void> {
  if (ids.length === 0) return
  await tx.db
    .updateTable('objections')
    .set({ state, decision, decided_by: tx.actor.id, decided_by_name: tx.actor.name, decided_at: tx.now })
    .where('id', 'in', ids)
    .execute()
}

/**
 * Full name and contact of whoever objected, for the one who must answer him; each look is recorded with its reason
 * (《未成年人网络保护条例》 36 asks this for minors' data; objectors get the same care).
 */
export async function revealObjector(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof publicity.revealObjector>,
): Promise<ReplyOf<typeof publicity.revealObjector>> {
  const row = await tx.db
    .selectFrom('objections')
    .select(['id', 'scope', 'name_enc', 'contact_enc'])
    .where('id', '=', id)
    .executeTakeFirst()
  const o = found(row, '没有找到这条异议，或不在您的管理范围内。')
  const open = (box: Buffer | null, column: string): string | null =>
    box === null ? null : platform.crypto.decrypt(box, `objections.${column}:${o.id}`)
  tx.audit({
    action: 'objection.reveal-objector',
    subjectKind: 'objection',
    subjectId: o.id,
    scope: o.scope,
    data: { reason: body.reason.trim() },
  })
  return { name: open(o.name_enc, 'name'), contact: open(o.contact_enc, 'contact') }
}
