import { isDemoPhone } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Platform, WorkerTx } from '../../platform/index.ts'
import type { Sms, SmsPort, SmsResult } from './sms-port.ts'

/** Tries before an SMS is given up. */
export const MAX_TRIES = 8

/** Where an SMS phone number is bound to in its ciphertext. */
export const smsAad = (id: string): string => `sms_outbox.phone:${id}`

/** Where the text of an SMS that holds a code or a link is bound to, while it waits. */
export const smsTextAad = (id: string): string => `sms_outbox.text:${id}`

/** Seconds until the next try: 1, 2, 4 … minutes, at most an hour. */
export const backoff = (attempts: number): number => Math.min(3600, 60 * 2 ** Math.max(0, attempts - 1))

/**
 * Job `send-sms`: hands one SMS to the port, once. The try is counted in a transaction of its own before anything
 * leaves; a later run that finds a counted try without a result asks the provider before it sends again.
 */
export async function sendSms(id: string, tx: WorkerTx, platform: Platform, port: SmsPort): Promise<void> {
  // one run at a time for this SMS, whatever the queue does
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sms:${id}`}, 0))`.execute(tx.db)
  const row = await tx.db
    .selectFrom('sms_outbox')
    .select(['id', 'phone_enc', 'text', 'text_enc', 'status', 'attempts', 'created_at', 'last_error'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row?.status !== 'queued') return
  const text = row.text_enc === null ? row.text : platform.crypto.decrypt(row.text_enc, smsTextAad(id))
  const sms: Sms = { id, phone: platform.crypto.decrypt(row.phone_enc, smsAad(id)), text }
  if (port.name !== 'console' && isDemoPhone(sms.phone)) {
    await finish(tx, id, 'failed', { provider: port.name, error: 'demo-number' })
    return
  }
  const attempts = row.attempts + 1
  await platform.transaction({ kind: 'worker', name: '短信' }, (own) =>
    own.db.updateTable('sms_outbox').set({ attempts, last_error: UNANSWERED }).where('id', '=', id).execute(),
  )
  // every answered try clears the mark, so it still being there means that the last try's fate is not known
  const lost = row.attempts > 0 && row.last_error === UNANSWERED
  const result = await deliver(port, sms, lost, row.created_at)
  await settle(tx, id, attempts, port, result)
}

/** Mark of a try whose answer has not been written down. */
const UNANSWERED = 'unanswered'

async function deliver(port: SmsPort, sms: Sms, lost: boolean, since: Date): Promise<SmsResult> {
  if (lost) {
    const known = await port.ask(sms, since)
    if (known !== null) return known
  }
  return port.send(sms)
}

async function settle(tx: WorkerTx, id: string, attempts: number, port: SmsPort, r: SmsResult): Promise<void> {
  if (r.outcome === 'accepted') {
    await finish(tx, id, 'sent', { provider: port.name, providerId: r.providerId })
    return
  }
  if (r.outcome === 'refused' || attempts >= MAX_TRIES) {
    await finish(tx, id, 'failed', { provider: port.name, error: r.reason })
    return
  }
  const error = r.outcome === 'unknown' ? UNANSWERED : r.reason
  await tx.db.updateTable('sms_outbox').set({ last_error: error, provider: port.name }).where('id', '=', id).execute()
  const seconds = r.outcome === 'later' ? Math.max(r.seconds, backoff(attempts)) : backoff(attempts)
  // the queue runs on real time, also when the demo clock is far ahead
  const { rows } = await sql<{ at: Date }>`select now() + make_interval(secs => ${seconds}) as at`.execute(tx.db)
  await tx.enqueue('send-sms', { id }, { ...(rows[0] ? { runAt: rows[0].at } : {}) })
}

async function finish(
  tx: WorkerTx,
  id: string,
  status: 'sent' | 'failed',
  more: { provider: string; providerId?: string; error?: string },
): Promise<void> {
  await tx.db
    .updateTable('sms_outbox')
    .set({
      status,
      provider: more.provider,
      provider_id: more.providerId ?? null,
      last_error: more.error ?? null,
      sent_at: status === 'sent' ? tx.now : null,
      text_enc: null,
    })
    .where('id', '=', id)
    .execute()
}
