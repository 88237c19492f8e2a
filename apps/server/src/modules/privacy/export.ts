import type { BodyOf, privacy, ReplyOf } from '@zhuxue/contracts'
import {
  type Download,
  found,
  newId,
  once,
  type Platform,
  refuse,
  type StudentActor,
  systemClock,
  type Tx,
} from '../../platform/index.ts'
import { studentMustKnowPassword } from '../identity/index.ts'
import { studentCore } from '../roll/index.ts'
import { exportPage } from './export-page.ts'
import { heldAboutMe } from './groups.ts'

/** Minutes in which the copy can be downloaded, in the session that asked for it. */
const MINUTES = 10
/** Copies a day; a copy opens everything, so whoever found an unlocked phone must not take many. */
const PER_DAY = 5

/** Asks for a copy: the password again, then a right to download for ten minutes. Double clicks get the same one. */
export async function requestExport(
  platform: Platform,
  actor: StudentActor,
  body: BodyOf<typeof privacy.requestExport>,
): Promise<ReplyOf<typeof privacy.requestExport>> {
  await studentMustKnowPassword(platform, actor, body.password)
  return platform.transaction(actor, (tx) =>
    once(tx, platform.crypto, { requestId: body.requestId, routeId: 'privacy.request-export', content: null }, () =>
      open(tx),
    ),
  )
}

async function open(tx: Tx<StudentActor>): Promise<ReplyOf<typeof privacy.requestExport>> {
  const now = systemClock.now()
  const recent = await tx.db
    .selectFrom('data_exports')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('student_id', '=', tx.actor.id)
    .where('requested_at', '>', new Date(now.getTime() - 86_400_000))
    .executeTakeFirstOrThrow()
  if (Number(recent.n) >= PER_DAY) {
    throw refuse('rate-limited', `24小时内最多导出${PER_DAY}次，请明天再试。`, { retryAfterSeconds: 3600 })
  }
  const id = newId()
  const expiresAt = new Date(now.getTime() + MINUTES * 60_000)
  await tx.db
    .insertInto('data_exports')
    .values({
      id,
      student_id: tx.actor.id,
      scope: tx.actor.scope,
      session_id: tx.actor.sessionId,
      requested_at: now,
      expires_at: expiresAt,
    })
    .execute()
  tx.audit({
    action: 'privacy.request-export',
    subjectKind: 'student',
    subjectId: tx.actor.id,
    scope: tx.actor.scope,
  })
  return { id, expiresAt: expiresAt.toISOString() }
}

/** The copy, made now and kept nowhere; only in the session that asked, and only while the right lasts. */
export async function downloadExport(
  tx: Tx<StudentActor>,
  platform: Platform,
  id: string,
  format: 'page' | 'data',
): Promise<Download> {
  const row = found(
    await tx.db
      .selectFrom('data_exports')
      .select(['session_id', 'expires_at'])
      .where('id', '=', id)
      .where('student_id', '=', tx.actor.id)
      .executeTakeFirst(),
    '没有找到这次导出，请回到“我的信息”重新申请。',
  )
  if (row.session_id !== tx.actor.sessionId || row.expires_at <= systemClock.now()) {
    throw refuse('state-conflict', '下载时间已过，请回到“我的信息”重新申请导出。')
  }
  const { name, schoolName } = await studentCore(tx, tx.actor.id)
  const groups = await heldAboutMe(tx, platform, true)
  tx.audit({
    action: 'privacy.export',
    subjectKind: 'student',
    subjectId: tx.actor.id,
    scope: tx.actor.scope,
    data: { format: format === 'page' ? '网页' : 'JSON', groups: groups.length },
  })
  const copy = { name, schoolName, madeAt: tx.now.toISOString(), groups }
  const file = `我的信息-${tx.today}`
  return format === 'page'
    ? { name: `${file}.html`, mime: 'text/html; charset=utf-8', content: Buffer.from(exportPage(copy)) }
    : {
        name: `${file}.json`,
        mime: 'application/json; charset=utf-8',
        content: Buffer.from(`${JSON.stringify({ format: 'zhuxue-my-data/1', ...copy }, null, 2)}\n`),
      }
}
