import { type BodyOf, type office, type ReplyOf, type Role, roleTitles } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { found, fromCursor, newId, page, pageLimit, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { requestGrant } from './grant-requests.ts'
import { tellStaff } from './notices.ts'
import { hashPassword } from './password-hash.ts'
import { oneTimePassword } from './password-rules.ts'
import { sessionNow } from './session-store.ts'
import { accountForChange, mustOverseeAll, seatOf } from './staff-access.ts'
import { forgetStaffDevices } from './staff-devices.ts'

type StaffTx = Tx<StaffActor>
type List = ReplyOf<typeof office.listStaff>

/** Accounts with a role in scope, by user name; grants outside the scope are not shown. */
export async function listStaff(
  tx: StaffTx,
  query: { q?: string | undefined; role?: Role | undefined; cursor?: string | undefined; limit?: string | undefined },
): Promise<List> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const like = `%${(query.q ?? '').trim().replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  const rows = await tx.db
    .selectFrom('staff_accounts as f')
    .select((e) => [
      'f.id',
      'f.username',
      'f.name',
      'f.disabled',
      'f.locked_until',
      'f.last_login_at',
      'f.demo_account',
      e
        .exists(
          e
            .selectFrom('staff_totp as o')
            .select('o.staff_id')
            .whereRef('o.staff_id', '=', 'f.id')
            .where('o.confirmed_at', 'is not', null),
        )
        .as('totp'),
      e
        .exists(e.selectFrom('staff_passkeys as p').select('p.staff_id').whereRef('p.staff_id', '=', 'f.id'))
        .as('passkey'),
    ])
    .$if((query.q ?? '').trim() !== '', (b) =>
      b.where((e) => e.or([e('f.name', 'like', like), e('f.username', 'like', like.toLowerCase())])),
    )
    .$if(query.role !== undefined, (b) =>
      b.where((e) =>
        e.exists(
          e
            .selectFrom('staff_grants as g')
            .select(sql`1`.as('one'))
            .whereRef('g.staff_id', '=', 'f.id')
            .where('g.role', '=', query.role ?? '')
            .where('g.revoked_at', 'is', null),
        ),
      ),
    )
    .$if(key !== null, (b) => b.where('f.username', '>', key?.[0] ?? ''))
    .orderBy('f.username')
    .limit(limit + 1)
    .execute()
  const grants = await tx.db
    .selectFrom('staff_grants as g')
    .innerJoin('orgs as o', 'o.id', 'g.org_id')
    .select([
      'g.id',
      'g.staff_id',
      'g.role',
      'g.org_id',
      'o.name',
      'g.valid_from',
      'g.valid_until',
      'g.covers_grant_id',
    ])
    .where('g.staff_id', '=', sql<string>`any(${rows.map((r) => r.id)}::uuid[])`)
    .where('g.revoked_at', 'is', null)
    .orderBy('g.granted_at')
    .execute()
  const waiting = await tx.db
    .selectFrom('staff_grant_requests')
    .select(['id', 'staff_id', 'role', 'org_name'])
    .where('staff_id', '=', sql<string>`any(${rows.map((r) => r.id)}::uuid[])`)
    .where('status', '=', 'waiting')
    .orderBy('id')
    .execute()
  const now = sessionNow()
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      username: r.username,
      name: r.name,
      disabled: r.disabled,
      lockedUntil: r.locked_until && r.locked_until > now ? r.locked_until.toISOString() : null,
      lastLoginAt: r.last_login_at?.toISOString() ?? null,
      secondFactor: Boolean(r.totp) || Boolean(r.passkey),
      demoAccount: r.demo_account,
      grants: grants
        .filter((g) => g.staff_id === r.id)
        .map((g) => ({
          id: g.id,
          role: g.role as Role,
          roleTitle: roleTitles[g.role as Role],
          orgId: g.org_id,
          orgName: g.name,
          validFrom: g.valid_from,
          validUntil: g.valid_until,
          cover: g.covers_grant_id !== null,
        })),
      waiting: waiting
        .filter((w) => w.staff_id === r.id)
        .map((w) => ({ id: w.id, roleTitle: roleTitles[w.role as Role], orgName: w.org_name })),
    }),
    (r) => [r.username],
  )
}

const USERNAME = /^[a-z0-9][a-z0-9._-]{2,39}$/

/**
 * New account of a named person; its first role is asked for and gives nothing until a second administrator confirmed
 * it. The one-time password is shown once and must be changed.
 */
export async function createStaff(
  tx: StaffTx,
  body: BodyOf<typeof office.createStaff>,
): Promise<ReplyOf<typeof office.createStaff>> {
  const username = body.username.normalize('NFKC').trim().toLowerCase()
  if (!USERNAME.test(username)) {
    const text = '用户名用 3 至 40 位小写字母、数字、点、下划线或连字符，并以字母或数字开头。'
    throw refuse('bad-request', text, { fields: [{ path: '/username', text }] })
  }
  const name = body.name.trim()
  if (name.length < 2) {
    const text = '请填写真实姓名，账号须实名。'
    throw refuse('bad-request', text, { fields: [{ path: '/name', text }] })
  }
  const seat = await seatOf(tx, body.role, body.orgId)
  const id = newId()
  const password = oneTimePassword()
  try {
    await tx.db
      .insertInto('staff_accounts')
      .values({ id, username, name, password_hash: await hashPassword(password), created_at: tx.now })
      .execute()
  } catch (e) {
    if ((e as { constraint?: string }).constraint !== 'staff_accounts_username_key') throw e
    throw refuse('duplicate', '这个用户名已有人使用，请换一个。', {
      fields: [{ path: '/username', text: '已有人使用，请换一个。' }],
    })
  }
  await requestGrant(tx, { staffId: id, staffName: name, role: body.role, seat, reason: '新建账号' })
  tx.audit({
    action: 'staff.create',
    subjectKind: 'staff',
    subjectId: id,
    scope: seat.path,
    data: { username, name, role: body.role, orgName: seat.name },
  })
  return { id, password }
}

/** Takes a role back; who acts in it right now is logged out. */
export async function revokeGrant(tx: StaffTx, id: string, reason: string): Promise<{ ok: true }> {
  const grant = found(
    await tx.db
      .selectFrom('staff_grants')
      .select(['id', 'staff_id', 'role', 'scope', 'revoked_at'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这项授权，或它不在您的管理范围内。',
  )
  if (grant.staff_id === tx.actor.id) throw refuse('same-person', '不能收回自己的角色，请由另一位安全管理员办理。')
  if (grant.revoked_at) throw refuse('duplicate', '这个角色已经收回，无需重复办理。')
  await tx.db
    .updateTable('staff_grants')
    .set({ revoked_at: tx.now, revoke_reason: reason })
    .where('id', '=', id)
    .execute()
  await tx.db
    .updateTable('sessions')
    .set({ revoked_at: sessionNow() })
    .where('grant_id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
  tx.audit({
    action: 'staff.revoke',
    subjectKind: 'staff',
    subjectId: grant.staff_id,
    scope: grant.scope,
    data: { role: grant.role, reason },
  })
  return { ok: true }
}

const endAllSessions = (tx: StaffTx, staffId: string) =>
  tx.db
    .updateTable('sessions')
    .set({ revoked_at: sessionNow() })
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .execute()

/** New one-time password; the old one and every session end at once, a lock is lifted. */
export async function resetPassword(tx: StaffTx, id: string): Promise<{ password: string }> {
  const account = await accountForChange(tx, id)
  await mustOverseeAll(tx, id)
  const password = oneTimePassword()
  await tx.db
    .updateTable('staff_accounts')
    .set({
      password_hash: await hashPassword(password),
      must_change_password: true,
      failed_count: 0,
      locked_until: null,
    })
    .where('id', '=', id)
    .execute()
  await endAllSessions(tx, id)
  await forgetStaffDevices(tx, id)
  tx.audit({ action: 'staff.reset-password', subjectKind: 'staff', subjectId: id, scope: account.scope })
  return { password }
}

/** Stops or re-opens an account. */
export async function setDisabled(
  tx: StaffTx,
  id: string,
  body: BodyOf<typeof office.disableStaff>,
): Promise<{ ok: true }> {
  const account = await accountForChange(tx, id)
  await mustOverseeAll(tx, id)
  await tx.db.updateTable('staff_accounts').set({ disabled: body.disabled }).where('id', '=', id).execute()
  if (body.disabled) await endAllSessions(tx, id)
  tx.audit({
    action: body.disabled ? 'staff.disable' : 'staff.enable',
    subjectKind: 'staff',
    subjectId: id,
    scope: account.scope,
    data: { name: account.name, reason: body.reason },
  })
  return { ok: true }
}

/**
 * The way back for a person who lost phone and recovery codes: factors are removed and the password is reset in the
 * same act, so that knowing the old password alone is worth nothing. Every other security administrator in scope is
 * told, because this act could take over an account.
 */
export async function resetSecondFactor(tx: StaffTx, id: string, reason: string): Promise<{ password: string }> {
  const account = await accountForChange(tx, id)
  for (const table of ['staff_totp', 'staff_passkeys', 'staff_recovery_codes', 'staff_identities'] as const) {
    await tx.db.deleteFrom(table).where('staff_id', '=', id).execute()
  }
  const reset = await resetPassword(tx, id)
  const others = await tx.db
    .selectFrom('staff_grants')
    .select('staff_id')
    .distinct()
    .where('role', '=', 'security-admin')
    .where('revoked_at', 'is', null)
    .where('staff_id', '<>', tx.actor.id)
    .execute()
  for (const o of others) {
    await tellStaff(
      tx,
      o.staff_id,
      `${tx.actor.name} 清除了 ${account.name} 的第二重验证，理由：${reason}。如有疑问请核实。`,
      '/staff',
    )
  }
  tx.audit({
    action: 'staff.reset-second-factor',
    subjectKind: 'staff',
    subjectId: id,
    scope: account.scope,
    data: { name: account.name, reason },
  })
  return reset
}
