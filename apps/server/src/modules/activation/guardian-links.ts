import { randomBytes } from 'node:crypto'
import { maskPhone, normaliseDigits, SMS_LINK_LIMIT } from '@zhuxue/policy'
import { found, newId, type Platform, refuse, sha256, type Tx } from '../../platform/index.ts'
import { decryptIdNumber, guardianContact, studentCore } from '../roll/index.ts'
import { publicAddress, sendText } from './sms.ts'

/** A link counts for so many days; whoever opens it has five tries at the student's digits. */
export const LINK_DAYS = 7
export const LINK_TRIES = 5
const RESEND_MS = 60_000
const PER_DAY = 5
const DAY_MS = 86_400_000

export type LinkPurpose = 'consent' | 'application'

/** One line of what the guardian is shown and signs. */
export interface LinkLine {
  readonly label: string
  readonly value: string
}

export interface NewLink {
  readonly studentId: string
  readonly purpose: LinkPurpose
  /** what is signed: the submission, or the student for consents */
  readonly subjectId: string
  /** revision of the subject; a newer one needs a new link */
  readonly revision: number
  readonly lines: readonly LinkLine[]
}

/** Keyed digests of what a stranger does not know: last four of the ID number, month and day of birth. */
export const digitsHash = (platform: Platform, linkId: string, kind: 'tail' | 'birth', value: string): string =>
  platform.crypto.derive(`guardian:${linkId}:${kind}:${value}`)

export const contentAad = (id: string): string => `guardian_links.content:${id}`

/**
 * Makes a one-time link and sends it to the guardian's number on the roll; the open one for the same thing ends.
 * Refuses when the roll has no usable number (then the paper way remains), or when links are asked for too often.
 * Only the number on the roll is used: a student could otherwise sign as the own guardian.
 */
export async function createGuardianLink(
  tx: Tx,
  platform: Platform,
  link: NewLink,
): Promise<{ readonly phoneMasked: string; readonly resendIn: number }> {
  const student = await studentCore(tx, link.studentId)
  const contact = await guardianContact(tx, platform, link.studentId)
  if (contact.phone === null) {
    throw refuse(
      'state-conflict',
      '学籍中没有监护人的手机号。请联系班主任补登，或由监护人到学校在纸质表上签字，效力一样。',
    )
  }
  await limited(tx, link)
  await endOpenLinks(tx, link, 'replaced')
  const id = newId()
  const token = randomBytes(16).toString('base64url')
  const idNumber = await decryptIdNumber(tx, platform, link.studentId)
  const birth = student.birthDate.slice(5).replace('-', '')
  await tx.db
    .insertInto('guardian_links')
    .values({
      id,
      token_hash: sha256(token),
      student_id: link.studentId,
      scope: student.scope,
      purpose: link.purpose,
      subject_id: link.subjectId,
      revision: link.revision,
      content_enc: platform.crypto.encrypt(JSON.stringify(link.lines), contentAad(id)),
      tail_hash: digitsHash(platform, id, 'tail', idNumber.slice(-4).toUpperCase()),
      birth_hash: digitsHash(platform, id, 'birth', birth),
      created_at: tx.now,
      expires_at: new Date(tx.now.getTime() + LINK_DAYS * DAY_MS),
    })
    .execute()
  await sendText(tx, platform, {
    studentId: link.studentId,
    phone: contact.phone,
    studentName: student.name,
    countyCode: student.countyCode,
    message: {
      kind: link.purpose === 'consent' ? 'guardian-consent' : 'guardian-sign',
      url: `${publicAddress(platform)}/g/${token}`.slice(0, SMS_LINK_LIMIT),
    },
  })
  tx.audit({
    action: 'guardian.link-sent',
    subjectKind: 'student',
    subjectId: link.studentId,
    scope: student.scope,
    data: { purpose: link.purpose, revision: link.revision },
  })
  return { phoneMasked: maskPhone(contact.phone), resendIn: RESEND_MS / 1000 }
}

async function limited(tx: Tx, link: NewLink): Promise<void> {
  const sent = await tx.db
    .selectFrom('guardian_links')
    .select(['created_at', 'revision'])
    .where('student_id', '=', link.studentId)
    .where('purpose', '=', link.purpose)
    .where('subject_id', '=', link.subjectId)
    .where('created_at', '>', new Date(tx.now.getTime() - DAY_MS))
    .orderBy('created_at', 'desc')
    .execute()
  const last = sent[0]
  const wait = last?.revision === link.revision ? last.created_at.getTime() + RESEND_MS - tx.now.getTime() : 0
  if (wait > 0) {
    throw refuse('rate-limited', '短信刚发过，请1分钟后再试。', { retryAfterSeconds: Math.ceil(wait / 1000) })
  }
  if (sent.length >= PER_DAY) {
    throw refuse('rate-limited', '今天已发过多次短信，请明天再试，或由监护人到学校在纸质表上签字。', {
      retryAfterSeconds: 3600,
    })
  }
}

/** Ends the open link of a subject: a newer one was sent, or the paper was signed. */
export async function endOpenLinks(
  tx: Tx,
  of: Pick<NewLink, 'studentId' | 'purpose' | 'subjectId'>,
  reason: 'replaced' | 'paper',
): Promise<void> {
  await tx.db
    .updateTable('guardian_links')
    .set({ ended_at: tx.now, end_reason: reason })
    .where('student_id', '=', of.studentId)
    .where('purpose', '=', of.purpose)
    .where('subject_id', '=', of.subjectId)
    .where('ended_at', 'is', null)
    .execute()
}

export interface Link {
  readonly id: string
  readonly studentId: string
  readonly scope: string
  readonly purpose: LinkPurpose
  readonly subjectId: string
  readonly revision: number
  readonly lines: readonly LinkLine[]
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly tailHash: string
  readonly birthHash: string
}

const WHY = {
  used: '这个链接已经用过了，不用再办。如果不是您签的，请马上联系学校。',
  replaced: '这个链接已被新的短信代替，请打开最近一条短信里的链接。',
  tries: '输错次数过多，这个链接已作废。请让孩子登录后重新发送短信，或到学校办理。',
  paper: '学校已登记纸质签字，这个链接不再需要。',
} as const

const UNKNOWN = '链接不完整或不正确。请从短信里直接点开链接，不要手工输入；仍打不开的，请让孩子登录后重新发送。'

/** The open link of a token, or a refusal that says why it no longer counts and what to do. Runs as `auth`. */
export async function findLink(tx: Tx, platform: Platform, token: string, lock = false): Promise<Link> {
  if (!/^[A-Za-z0-9_-]{22}$/.test(token)) throw refuse('not-found', UNKNOWN)
  let query = tx.db.selectFrom('guardian_links').selectAll().where('token_hash', '=', sha256(token))
  if (lock) query = query.forUpdate()
  const row = found(await query.executeTakeFirst(), UNKNOWN)
  if (row.end_reason) throw refuse('state-conflict', WHY[row.end_reason as keyof typeof WHY])
  if (row.expires_at <= tx.now) {
    throw refuse('state-conflict', '链接已过7天有效期。请让孩子登录后重新发送短信，或到学校在纸质表上签字。')
  }
  return {
    id: row.id,
    studentId: row.student_id,
    scope: row.scope,
    purpose: row.purpose as LinkPurpose,
    subjectId: row.subject_id,
    revision: row.revision,
    lines: JSON.parse(platform.crypto.decrypt(row.content_enc, contentAad(row.id))) as LinkLine[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    tailHash: row.tail_hash,
    birthHash: row.birth_hash,
  }
}

/** Four digits as people type them: 0905, 09-05, 9月5日, 012x. */
export function keyDigits(typed: string): string {
  const day = /^\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\s*$/.exec(typed.normalize('NFKC'))
  if (day) return `${day[1]?.padStart(2, '0')}${day[2]?.padStart(2, '0')}`
  return normaliseDigits(typed).toUpperCase()
}

/**
 * Does the person know the student? Counted before it is compared; the fifth wrong answer ends the link. A value, not
 * thrown: the caller commits the count before it refuses.
 */
export async function tryKey(tx: Tx, platform: Platform, link: Link, typed: string): Promise<string | null> {
  const key = keyDigits(typed)
  if (!/^\d{3}[\dX]$/.test(key)) return '请填写4位：孩子证件号码的后4位，或生日的月和日（例如0905）。'
  const row = await tx.db
    .updateTable('guardian_links')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', link.id)
    .where('ended_at', 'is', null)
    .returning('tries')
    .executeTakeFirst()
  if (!row) return WHY.used
  const right =
    digitsHash(platform, link.id, 'tail', key) === link.tailHash ||
    digitsHash(platform, link.id, 'birth', key) === link.birthHash
  if (right) {
    // a right answer is no try: reading twice must not end the link
    await tx.db
      .updateTable('guardian_links')
      .set({ tries: row.tries - 1 })
      .where('id', '=', link.id)
      .execute()
    return null
  }
  if (row.tries >= LINK_TRIES) {
    await tx.db
      .updateTable('guardian_links')
      .set({ ended_at: tx.now, end_reason: 'tries' })
      .where('id', '=', link.id)
      .execute()
    return WHY.tries
  }
  return `与学籍不一致，还可以试${LINK_TRIES - row.tries}次。请填写孩子证件号码的后4位，或生日的月和日。`
}
