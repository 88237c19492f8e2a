import { randomInt } from 'node:crypto'
import type { BodyOf, ReplyOf, wechat } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { type Actor, once, type Platform, refuse, type StaffActor, type Tx } from '../../../platform/index.ts'
import { attemptsOf } from '../attempts.ts'
import { tellStaff } from '../notices.ts'
import { mustKnowPassword } from '../second-factor.ts'
import { sessionNow } from '../session-store.ts'
import { wechatAccount } from './port.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Minutes in which a code is good. */
const MINUTES = 10
/** Without characters that look alike; 8 of 30 are 39 bits, and five wrong ones in a row close the sender's door. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

const digestOf = (platform: Platform, code: string): string => platform.crypto.derive(`wechat-code:${code}`)
const boxPlace = (staffId: string): string => `staff_wechat.openid:${staffId}`

/** What the page 账号安全 shows: whether there is an account, and whether it is bound. */
export async function wechatStatus(
  tx: AuthTx,
  platform: Platform,
  actor: StaffActor,
): Promise<ReplyOf<typeof wechat.wechatStatus>> {
  const account = wechatAccount(platform)
  const row = await tx.db
    .selectFrom('staff_wechat')
    .select(['bound_at', 'remind'])
    .where('staff_id', '=', actor.id)
    .executeTakeFirst()
  return {
    enabled: account !== null,
    accountName: account?.name ?? '',
    boundAt: row?.bound_at.toISOString() ?? null,
    remind: row?.remind ?? false,
  }
}

/** A new one-time code, after the password again; the code before it no longer works. Shown once, kept as a keyed digest. */
export async function newWechatCode(
  platform: Platform,
  actor: StaffActor,
  body: BodyOf<typeof wechat.wechatCode>,
): Promise<ReplyOf<typeof wechat.wechatCode>> {
  if (!wechatAccount(platform)) throw refuse('state-conflict', '本系统没有接入微信公众号，请联系系统管理员。')
  await mustKnowPassword(platform, actor, body.password)
  return platform.transaction({ kind: 'auth' }, (tx) =>
    once(tx, platform.crypto, { requestId: body.requestId, routeId: 'wechat.code', content: actor.id }, async () => {
      const raw = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
      const expiresAt = new Date(sessionNow().getTime() + MINUTES * 60_000)
      const values = { code_digest: digestOf(platform, raw), expires_at: expiresAt }
      await tx.db
        .insertInto('staff_wechat_codes')
        .values({ staff_id: actor.id, ...values })
        .onConflict((c) => c.column('staff_id').doUpdateSet(values))
        .execute()
      return { code: `${raw.slice(0, 4)}-${raw.slice(4)}`, expiresAt: expiresAt.toISOString() }
    }),
  )
}

const WRONG = '绑定码不正确、已用过或已过期（10分钟内有效）。请到管理端“账号安全”重新生成后再发送。'

/**
 * A person sent a code to the account. Right: bound, told on the console, written down; the code is used up. Unknown,
 * used and expired ones get one and the same answer. The same message delivered again gets the same answer.
 */
export async function bindByCode(
  platform: Platform,
  message: { readonly from: string; readonly id: string },
  typed: string,
): Promise<string> {
  const now = sessionNow().getTime()
  const bidx = platform.crypto.blindIndex('wechat', message.from)
  const key = bidx.toString('base64')
  const guesses = attemptsOf(platform).codes
  if (guesses.lockedUntil(key, now) !== null) return '输错次数过多，请15分钟后再试。'
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
  return platform.transaction({ kind: 'auth' }, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`wechat:${key}`}, 0))`.execute(tx.db)
    const held = await tx.db
      .selectFrom('staff_wechat as w')
      .innerJoin('staff_accounts as f', 'f.id', 'w.staff_id')
      .select(['w.staff_id', 'w.message_id', 'f.name'])
      .where('w.openid_bidx', '=', bidx)
      .executeTakeFirst()
    if (held?.message_id === message.id) return bound(held.name)
    const row = await tx.db
      .deleteFrom('staff_wechat_codes')
      .where('code_digest', '=', digestOf(platform, code))
      .where('expires_at', '>', sessionNow())
      .returning('staff_id')
      .executeTakeFirst()
    if (!row) {
      guesses.failed(key, now)
      return WRONG
    }
    if (held && held.staff_id !== row.staff_id) {
      return `这个微信已绑定“${held.name}”的账号。请先发送“解绑”，再重新生成绑定码。`
    }
    return bind(tx, platform, { staffId: row.staff_id, openid: message.from, bidx, messageId: message.id })
  })
}

const bound = (name: string): string =>
  `绑定成功：${name}。以后会在这里提醒您待办，只有数量，没有学生信息。发送“解绑”可随时解除。`

async function bind(
  tx: AuthTx,
  platform: Platform,
  b: { readonly staffId: string; readonly openid: string; readonly bidx: Buffer; readonly messageId: string },
): Promise<string> {
  const who = await tx.db
    .selectFrom('staff_accounts as f')
    .innerJoin('staff_grants as g', 'g.staff_id', 'f.id')
    .select(['f.name', 'g.scope'])
    .where('f.id', '=', b.staffId)
    .where('f.disabled', '=', false)
    .where('g.revoked_at', 'is', null)
    .orderBy('g.granted_at')
    .executeTakeFirst()
  if (!who) return WRONG
  const values = {
    openid_enc: platform.crypto.encrypt(b.openid, boxPlace(b.staffId)),
    openid_bidx: b.bidx,
    message_id: b.messageId,
    bound_at: tx.now,
    remind: true,
  }
  await tx.db
    .insertInto('staff_wechat')
    .values({ staff_id: b.staffId, ...values })
    .onConflict((c) => c.column('staff_id').doUpdateSet(values))
    .execute()
  await tellStaff(tx, b.staffId, '您的账号已绑定微信提醒。如果不是您本人操作，请立即解除绑定并修改密码。', '/account')
  tx.audit({ action: 'session.wechat-bind', subjectKind: 'staff', subjectId: b.staffId, scope: who.scope })
  return bound(who.name)
}

/** The person sent 解绑, or left the account: nothing is sent there any more. */
export async function unbindByMessage(platform: Platform, openid: string): Promise<string> {
  const bidx = platform.crypto.blindIndex('wechat', openid)
  return platform.transaction({ kind: 'auth' }, async (tx) => {
    const gone = await tx.db
      .deleteFrom('staff_wechat')
      .where('openid_bidx', '=', bidx)
      .returning('staff_id')
      .executeTakeFirst()
    if (!gone) return '这个微信没有绑定账号。'
    const grant = await tx.db
      .selectFrom('staff_grants')
      .select('scope')
      .where('staff_id', '=', gone.staff_id)
      .orderBy('granted_at')
      .executeTakeFirst()
    await tellStaff(tx, gone.staff_id, '您的账号已解除微信提醒绑定。', '/account')
    tx.audit({
      action: 'session.wechat-unbind',
      subjectKind: 'staff',
      subjectId: gone.staff_id,
      scope: grant?.scope ?? '-/',
    })
    return '已解除绑定，不再提醒。'
  })
}

/** Unbinding on the console; what is not bound is not found. */
export async function unbindWechat(tx: AuthTx, actor: StaffActor): Promise<{ ok: true }> {
  const gone = await tx.db.deleteFrom('staff_wechat').where('staff_id', '=', actor.id).executeTakeFirst()
  await tx.db.deleteFrom('staff_wechat_codes').where('staff_id', '=', actor.id).execute()
  if (gone.numDeletedRows > 0n) {
    tx.audit({ action: 'session.wechat-unbind', subjectKind: 'staff', subjectId: actor.id, scope: actor.scope })
  }
  return { ok: true }
}

/** Reminders on or off, without unbinding. */
export async function setReminders(tx: AuthTx, actor: StaffActor, on: boolean): Promise<{ ok: true }> {
  const done = await tx.db
    .updateTable('staff_wechat')
    .set({ remind: on })
    .where('staff_id', '=', actor.id)
    .executeTakeFirst()
  if (done.numUpdatedRows !== 1n) throw refuse('state-conflict', '还没有绑定微信，请先绑定。')
  return { ok: true }
}

/** Opens the stored address of a binding, for the job that sends. */
export const openidOf = (platform: Platform, staffId: string, box: Buffer): string =>
  platform.crypto.decrypt(box, boxPlace(staffId))
