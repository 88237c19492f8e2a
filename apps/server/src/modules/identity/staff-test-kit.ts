import { factors, session } from '@zhuxue/contracts'
import type { TestApp } from '../../testing/app.ts'
import { type Answer, type Client, client } from '../../testing/client.ts'
import { hotp, stepAt } from './totp.ts'

/** Bytes of a base32 key as an authenticator app reads it. */
export function keyOf(secret: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = Array.from(secret.replaceAll(' ', ''), (c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => Number.parseInt(b, 2)))
}

/** The code an authenticator app shows now, or `steps` of 30 seconds away. */
export const codeNow = (key: Buffer, steps = 0): string => hotp(key, stepAt(new Date()) + steps)

export const cookieOf = (headers: Record<string, unknown>): string => {
  const set = headers['set-cookie']
  const lines = (Array.isArray(set) ? set : [set]).map(String)
  return (lines.find((l) => l.startsWith('zx_session=')) ?? '').split(';')[0] ?? ''
}

export interface Entered {
  readonly answer: Answer<typeof session.staffLogin>
  readonly client: Client
}

/** Password step of a log-in. */
export async function password(t: TestApp, username: string, typed: string): Promise<Entered> {
  const answer = await t.anyone.call(session.staffLogin, { body: { username, password: typed } })
  return { answer, client: client(t.app, cookieOf(answer.headers), answer.body.csrf ?? '') }
}

/** Whole first log-in: binds an authenticator app, returns its key, the recovery codes and the logged-in client. */
export async function enrol(
  t: TestApp,
  username: string,
  typed: string,
): Promise<{ key: Buffer; codes: string[]; client: Client }> {
  const first = await password(t, username, typed)
  const started = await first.client.call(factors.startTotp, { body: {} })
  const key = keyOf(started.body.secret)
  const done = await first.client.call(factors.confirmTotp, { body: { code: codeNow(key) } })
  if (done.status !== 200) throw new Error(`enrolment failed: ${done.status} ${done.body.detail}`)
  const cookie = cookieOf(done.headers)
  const me = await client(t.app, cookie, '').call(session.me)
  // the code just used counts once: a test that logs in at once needs the next one to be fresh
  await t.owner.query('update staff_totp set last_step = last_step - 5')
  return { key, codes: done.body.recoveryCodes ?? [], client: client(t.app, cookie, me.body.csrf) }
}

/** Lets locks and failures of all staff be forgotten, as if the quarter of an hour had passed. */
export const unlock = (t: TestApp) =>
  t.owner.query('update staff_accounts set failed_count = 0, locked_until = null').then(() => undefined)
