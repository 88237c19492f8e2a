import { randomInt } from 'node:crypto'
import type { BodyOf, publicity, ReplyOf } from '@zhuxue/contracts'
import { formatDateText, localDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import { found, newId, type Platform, refuse, type Tx } from '../../platform/index.ts'
import { regionPack } from '../programmes/index.ts'
import { objectionDeadlines } from './period.ts'
import { RateLimit } from './rate-limit.ts'
import { withoutNumbers } from './scan.ts'

/** A school shares one address: enough for honest people, too little to stop a whole list. */
const PER_HOUR = 5
const limits = new WeakMap<Platform, RateLimit>()

const limitOf = (platform: Platform): RateLimit => {
  const limit = limits.get(platform) ?? new RateLimit(PER_HOUR, 3_600_000)
  limits.set(platform, limit)
  return limit
}

// no 0/O, 1/I/L: it is read out on the telephone
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** 异议编号 that tells nothing and cannot be guessed: YY20260928-7KQ2MX. */
const objectionNo = (today: string): string =>
  `YY${today.replaceAll('-', '')}-${Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`

const SHORTEST_TEXT = 5

/**
 * 提出异议: named or anonymous, during the notice period. Holds that student only (the others go on), with a number
 * and the day of the decision as acknowledgement. Name and contact are stored encrypted.
 */
export async function raiseObjection(
  tx: Tx,
  platform: Platform,
  from: { readonly address: string; readonly noticeId: string },
  body: Omit<BodyOf<typeof publicity.raiseObjection>, 'requestId'>,
): Promise<ReplyOf<typeof publicity.raiseObjection>> {
  const text = body.text.trim()
  if (text.length < SHORTEST_TEXT) {
    throw refuse('bad-request', undefined, {
      fields: [{ path: '/text', text: `请写明异议的内容和依据，至少 ${SHORTEST_TEXT} 个字。` }],
    })
  }
  limitOf(platform).take(from.address, tx.now)
  const entry = await liveEntry(tx, from.noticeId, body.entryNo)
  if (!entry || entry.removed) {
    throw refuse('bad-request', undefined, {
      fields: [{ path: '/entryNo', text: '名单中没有这个序号，请核对后再提交。' }],
    })
  }
  const held = await sql<{
    held: boolean | null
  }>`select hold_application(${entry.application_id}::uuid) as held`.execute(tx.db)
  if (held.rows[0]?.held !== true) throw refuse('state-conflict', '这名学生的公示已经结束，请直接向学校反映。')
  const id = newId()
  const no = objectionNo(tx.today)
  const { ackDueOn, decideDueOn } = objectionDeadlines(regionPack(platform).calendar, tx.today)
  const secret = (value: string, column: string): Buffer | null =>
    value.trim() === '' ? null : platform.crypto.encrypt(value.trim(), `objections.${column}:${id}`)
  await tx.db
    .insertInto('objections')
    .values({
      id,
      objection_no: no,
      notice_id: from.noticeId,
      entry_no: body.entryNo,
      application_id: entry.application_id,
      scope: entry.scope,
      name_enc: secret(body.name, 'name'),
      contact_enc: secret(body.contact, 'contact'),
      text: withoutNumbers(text, tx.today),
      received_at: tx.now,
      ack_due_on: ackDueOn,
      decide_due_on: decideDueOn,
    })
    .execute()
  tx.audit({
    action: 'objection.raise',
    subjectKind: 'objection',
    subjectId: id,
    scope: entry.scope,
    data: { no, noticeId: from.noticeId, entryNo: body.entryNo, named: body.name.trim() !== '' },
  })
  await tx.enqueue('objection-received', { applicationId: entry.application_id, decideDueOn })
  return { objectionNo: no, decideDueOn }
}

async function liveEntry(tx: Tx, noticeId: string, no: number) {
  const notice = await tx.db
    .selectFrom('public_notices')
    .select('id')
    .where('id', '=', noticeId)
    .where('state', '=', 'live')
    .where('retract_at', '>', tx.now)
    .executeTakeFirst()
  found(notice, '这份公示已经结束或撤下。仍有疑问的，请向学校资助工作领导小组或县级资助管理部门反映。')
  return tx.db
    .selectFrom('notice_entries')
    .select(['application_id', 'scope', 'removed'])
    .where('notice_id', '=', noticeId)
    .where('no', '=', no)
    .executeTakeFirst()
}

/** What the student is told; nothing about who objected or why. */
export const receivedText = (decideDueOn: string): string =>
  `公示期内有人对您这一条提出了异议，学校将在${formatDateText(localDate(decideDueOn))}前核实处理。核实期间暂不进入下一步，请留意班主任的通知，您也可以主动说明情况。`
