import { type BodyOf, type outreach, REMINDER_DAYS, type ReplyOf } from '@zhuxue/contracts'
import { formatDateText, formatTermText, smsText } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Platform, StaffActor, Tx } from '../../platform/index.ts'
import { type Round, regionPack } from '../programmes/index.ts'
import { type Candidate, candidates, mayRemind, missingOf } from './waiting.ts'

const TOLD_PER_JOB = 200

/**
 * Reminds students who may get something and have not applied: a message and an SMS that lead to the page where she only confirms. Each
 * student at most once in three days, also when two officers press at the same moment; who is not waiting (any more) or
 * is not the caller's is counted, never told apart.
 */
export async function remind(
  tx: Tx<StaffActor>,
  platform: Platform,
  body: BodyOf<typeof outreach.remind>,
): Promise<ReplyOf<typeof outreach.remind>> {
  const asked = new Set(body.studentIds)
  const waiting = (await candidates(tx, platform)).filter(
    (c) => missingOf(c).length > 0 && (asked.size === 0 || asked.has(c.id)),
  )
  const due = waiting.filter((c) => mayRemind(c, tx.today))
  let reminded = 0
  for (const round of new Set(due.map((c) => c.round))) {
    const ids = await record(
      tx,
      round,
      due.filter((c) => c.round === round),
    )
    if (ids.length === 0) continue
    reminded += ids.length
    tx.audit({
      action: 'outreach.remind',
      subjectKind: 'round',
      subjectId: round.id,
      scope: tx.actor.scope,
      data: { term: round.term, students: ids.length, studentIds: ids },
    })
    await tell(tx, platform, round, ids)
  }
  return {
    reminded,
    tooSoon: waiting.length - reminded,
    notWaiting: asked.size === 0 ? 0 : asked.size - waiting.length,
  }
}

/** Writes the reminders down; returns those that were really due (in the order of ids, so that two calls queue). */
async function record(tx: Tx<StaffActor>, round: Round, due: readonly Candidate[]): Promise<string[]> {
  const sorted = [...due].sort((a, b) => (a.id < b.id ? -1 : 1))
  const { rows } = await sql<{ student_id: string }>`
    insert into outreach_reminders (student_id, round_id, scope, last_on, last_at, last_by, last_by_name)
    select s.id, ${round.id}, s.scope, ${tx.today}::date, ${tx.now}, ${tx.actor.id}, ${tx.actor.name}
    from unnest(${sorted.map((c) => c.id)}::uuid[], ${sorted.map((c) => c.scope)}::text[]) as s(id, scope)
    on conflict (student_id, round_id) do update set times = outreach_reminders.times + 1, last_on = excluded.last_on,
      last_at = excluded.last_at, last_by = excluded.last_by, last_by_name = excluded.last_by_name
    where outreach_reminders.last_on <= excluded.last_on - ${REMINDER_DAYS}::integer
    returning student_id`.execute(tx.db)
  return rows.map((r) => r.student_id)
}

async function tell(tx: Tx<StaffActor>, platform: Platform, round: Round, ids: readonly string[]): Promise<void> {
  const until = `${formatDateText(round.closesOn)}24:00`
  for (let i = 0; i < ids.length; i += TOLD_PER_JOB) {
    await tx.enqueue('notify', {
      studentIds: ids.slice(i, i + TOLD_PER_JOB),
      kind: 'apply-reminder',
      title: '您可能可以享受资助，还没有申请',
      body: `${formatTermText(round.term)}资助申请${until}截止。已有的信息都替您填好了，打开后核对、签名，一次确认就能提交；有不对的可以改。资助部门不会索要密码和验证码。`,
      link: '/student/apply/confirm',
      sms: smsText(
        { signature: regionPack(platform).smsSignature, name: '' },
        { kind: 'apply-reminder', lastDay: round.closesOn },
      ),
    })
  }
}
