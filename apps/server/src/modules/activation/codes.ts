import { randomInt } from 'node:crypto'
import { maskPhone } from '@zhuxue/policy'
import { sql } from 'kysely'
import { newId, type Platform, refuse, systemClock, type Tx } from '../../platform/index.ts'
import { sendText } from './sms.ts'

/** A code counts for five minutes of real time: neither the demo clock nor the phone's clock moves it. */
export const CODE_SECONDS = 300
export const CODE_TRIES = 5
/** Another may be asked for after so many seconds, and so many a day for a student and for a number. */
export const RESEND_SECONDS = 60
const PER_STUDENT_A_DAY = 8
const PER_PHONE_A_DAY = 10
const DAY_MS = 86_400_000

/** What a code is for: bound to it, a code for one purpose opens no other. In words for the SMS. */
export const CODE_PURPOSES = { phone: '确认手机号', 'in-person': '当面核对身份', change: '修改联系方式' } as const
export type CodePurpose = keyof typeof CODE_PURPOSES

const now = (): Date => systemClock.now()
const hashOf = (platform: Platform, id: string, code: string): string =>
  platform.crypto.derive(`phone-code:${id}:${code}`)
const aad = (id: string): string => `phone_codes.phone:${id}`

export interface CodeTarget {
  readonly studentId: string
  readonly studentName: string
  readonly scope: string
  readonly countyCode: string
  readonly purpose: CodePurpose
  /** 11 digits */
  readonly phone: string
}

/** An open code as the phone shows it; seconds, never instants: a phone's clock may be days off. */
export interface OpenCode {
  readonly sentTo: string
  readonly expiresIn: number
  readonly resendIn: number
}

/**
 * Sends a six-digit code; the one before it ends. Refuses (rate-limited, with the seconds to wait) when asked again
 * within a minute, or too often in a day for this student or for this number, whoever asks.
 */
export async function sendCode(tx: Tx, platform: Platform, to: CodeTarget): Promise<OpenCode> {
  const at = now()
  await sql`select pg_advisory_xact_lock(hashtextextended(${`code:${to.studentId}:${to.purpose}`}, 0))`.execute(tx.db)
  const sent = await tx.db
    .selectFrom('phone_codes')
    .select(['created_at'])
    .where('student_id', '=', to.studentId)
    .where('created_at', '>', new Date(at.getTime() - DAY_MS))
    .orderBy('created_at', 'desc')
    .execute()
  const last = sent[0]?.created_at.getTime() ?? 0
  const wait = Math.ceil((last + RESEND_SECONDS * 1000 - at.getTime()) / 1000)
  if (wait > 0) {
    throw refuse('rate-limited', `验证码刚发过，请${wait}秒后再重新获取。收不到请先看看是不是被手机拦截。`, {
      retryAfterSeconds: wait,
    })
  }
  const bidx = platform.crypto.blindIndex('phone', to.phone)
  const { rows } = await sql<{
    n: number
  }>`select codes_sent(${bidx}, ${new Date(at.getTime() - DAY_MS)}) as n`.execute(tx.db)
  if (sent.length >= PER_STUDENT_A_DAY || (rows[0]?.n ?? 0) >= PER_PHONE_A_DAY) {
    throw refuse('rate-limited', '今天获取验证码的次数已满，请明天再试，或先办其他步骤。', { retryAfterSeconds: 3600 })
  }
  await end(tx, to.studentId, to.purpose)
  const id = newId()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await tx.db
    .insertInto('phone_codes')
    .values({
      id,
      student_id: to.studentId,
      scope: to.scope,
      purpose: to.purpose,
      phone_enc: platform.crypto.encrypt(to.phone, aad(id)),
      phone_bidx: bidx,
      code_hash: hashOf(platform, id, code),
      created_at: at,
      expires_at: new Date(at.getTime() + CODE_SECONDS * 1000),
    })
    .execute()
  await sendText(tx, platform, { ...to, message: { kind: 'code', code, what: CODE_PURPOSES[to.purpose] } })
  return { sentTo: maskPhone(to.phone), expiresIn: CODE_SECONDS, resendIn: RESEND_SECONDS }
}

const end = (tx: Tx, studentId: string, purpose: CodePurpose) =>
  tx.db
    .updateTable('phone_codes')
    .set({ ended_at: now() })
    .where('student_id', '=', studentId)
    .where('purpose', '=', purpose)
    .where('ended_at', 'is', null)
    .execute()

/** The student's open code, or null. */
export async function openCode(
  tx: Tx,
  platform: Platform,
  studentId: string,
  purpose: CodePurpose,
): Promise<OpenCode | null> {
  const at = now().getTime()
  const row = await tx.db
    .selectFrom('phone_codes')
    .select(['id', 'phone_enc', 'created_at', 'expires_at'])
    .where('student_id', '=', studentId)
    .where('purpose', '=', purpose)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!row || row.expires_at.getTime() <= at) return null
  return {
    sentTo: maskPhone(platform.crypto.decrypt(row.phone_enc, aad(row.id))),
    expiresIn: Math.floor((row.expires_at.getTime() - at) / 1000),
    resendIn: Math.max(0, Math.ceil((row.created_at.getTime() + RESEND_SECONDS * 1000 - at) / 1000)),
  }
}

/** One look at a code: the number it was sent to, or why not. Every look counts, before the code is compared. */
export type CodeResult = { readonly ok: true; readonly phone: string } | { readonly ok: false; readonly text: string }

const AGAIN = '请重新获取验证码。'

/**
 * Compares a typed code with the open one; the right one is used up. Five wrong ones end it. Returned as a value, not
 * thrown: the caller must commit the counted try before it refuses.
 */
export async function tryCode(
  tx: Tx,
  platform: Platform,
  studentId: string,
  purpose: CodePurpose,
  typed: string,
): Promise<CodeResult> {
  const code = typed.normalize('NFKC').replace(/\s/g, '')
  if (!/^\d{6}$/.test(code)) return { ok: false, text: '验证码是6位数字，请核对短信。' }
  // the count and the row lock in one statement: parallel guesses queue
  const row = await tx.db
    .updateTable('phone_codes')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('student_id', '=', studentId)
    .where('purpose', '=', purpose)
    .where('ended_at', 'is', null)
    .returning(['id', 'phone_enc', 'code_hash', 'expires_at', 'tries'])
    .executeTakeFirst()
  if (!row) return { ok: false, text: `没有可用的验证码，可能已经用过。${AGAIN}` }
  const right = row.code_hash === hashOf(platform, row.id, code)
  const late = row.expires_at <= now()
  if (right || late || row.tries >= CODE_TRIES) await end(tx, studentId, purpose)
  if (late) return { ok: false, text: `验证码已过5分钟，不再有效。${AGAIN}` }
  if (right) return { ok: true, phone: platform.crypto.decrypt(row.phone_enc, aad(row.id)) }
  const left = CODE_TRIES - row.tries
  return {
    ok: false,
    text: left > 0 ? `验证码不正确，还可以试${left}次。` : `输错次数过多，这个验证码已作废。${AGAIN}`,
  }
}
