import { SMS_LINK_LIMIT, type SmsMessage, smsText } from '@zhuxue/policy'
import { newId, type Platform, type Tx } from '../../platform/index.ts'
import { regionFor } from '../roll/index.ts'

/** One SMS to a number that is not the student's own on the roll, or that holds a secret. */
export interface TextMessage {
  readonly studentId: string
  /** 11 digits */
  readonly phone: string
  readonly studentName: string
  readonly countyCode: string
  readonly message: SmsMessage
}

/** Stands where a code or a link was, in what is kept after the SMS has left. */
const HIDDEN = '******'

/**
 * Hands an SMS to the outbox of module notifications (job `send-text`), in the transaction of the fact. Number, code and
 * link are sealed; the outbox keeps the text without them once the SMS has left.
 */
export async function sendText(tx: Tx, platform: Platform, t: TextMessage): Promise<void> {
  const id = newId()
  const secret = t.message.kind === 'code' ? t.message.code : 'url' in t.message ? t.message.url : null
  const text = fitting(regionFor(t.countyCode).smsSignature, t.studentName, t.message)
  const shown = secret === null ? text : text.replace(secret, HIDDEN)
  const box = platform.crypto.encrypt(JSON.stringify({ phone: t.phone, text, shown }), `text:${id}`)
  await tx.enqueue('send-text', { id, studentId: t.studentId, box: box.toString('base64') })
}

/** The text with the call name, without it where a long one would not fit. */
function fitting(signature: string, name: string, message: SmsMessage): string {
  try {
    return smsText({ signature, name }, message)
  } catch (e) {
    if (!(e instanceof RangeError)) throw e
    return smsText({ signature, name: '' }, message).slice(0, SMS_LINK_LIMIT)
  }
}

/** Address that people open: PUBLIC_URL, and on a machine without one its own. */
export const publicAddress = (platform: Platform): string =>
  platform.config.publicUrl ?? `http://localhost:${platform.config.port}`
