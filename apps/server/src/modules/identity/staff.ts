import { type BodyOf, type office, type ReplyOf, type Role, roleTitles } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { found, fromCursor, newId, page, pageLimit, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { hashPassword } from './password-hash.ts'
import { oneTimePassword } from './password-rules.ts'
import { sessionNow } from './session-store.ts'
import { accountForChange, mayCombine, mustOverseeAll, rolesHeld, seatOf } from './staff-access.ts'

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
    .select(['f.id', 'f.username', 'f.name', 'f.disabled', 'f.locked_until', 'f.last_login_at'])
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
    .select(['g.id', 'g.staff_id', 'g.role', 'g.org_id', 'o.name', 'g.valid_until'])
    .where('g.staff_id', '=', sql<string>`any(${rows.map((r) => r.id)}::uuid[])`)
    .where('g.revoked_at', 'is', null)
    .orderBy('g.granted_at')
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
      grants: grants
        .filter((g) => g.staff_id === r.id)
        .map((g) => ({
          id: g.id,
          role: g.role as Role,
          roleTitle: roleTitles[g.role as Role],
          orgId: g.org_id,
          orgName: g.name,
          validUntil: g.valid_until,
        })),
    }),
    (r) => [r.username],
  )
}

const USERNAME = /^[a-z0-9][a-z0-9._-]{2,39}$/

/** New account of a named person with its first role; the one-time password is shown once and must be changed. */
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
  await insertGrant(tx, id, body.role, seat)
  tx.audit({
    action: 'staff.create',
    subjectKind: 'staff',
    subjectId: id,
    scope: seat.path,
    data: { username, name, role: body.role, orgName: seat.name },
  })
  return { id, password }
}

async function insertGrant(tx: StaffTx, staffId: string, role: Role, seat: { id: string; path: string }) {
  const id = newId()
  try {
    await tx.db
      .insertInto('staff_grants')
      .values({
        id,
        staff_id: staffId,
        role,
        org_id: seat.id,
        scope: seat.path,
        granted_by: tx.actor.id,
        granted_at: tx.now,
      })
      .execute()
  } catch (e) {
    const { constraint } = e as { constraint?: string }
    if (constraint === 'staff_grants_once') throw refuse('duplicate', '此人在这个机构已有这个角色，无需重复授权。')
    if (constraint === 'staff_grants_one_admin_role') {
      throw refuse('rule-refused', '系统管理员、安全管理员、审计管理员须由不同的人担任，请另选人员。')
    }
    throw e
  }
  return id
}

/** One more role for an existing account. */
export async function addGrant(
  tx: StaffTx,
  staffId: string,
  body: BodyOf<typeof office.addGrant>,
): Promise<ReplyOf<typeof office.addGrant>> {
  const account = await accountForChange(tx, staffId)
  const seat = await seatOf(tx, body.role, body.orgId)
  mayCombine(
    (await rolesHeld(tx, staffId)).map((r) => r.role),
    body.role,
  )
  const id = await insertGrant(tx, staffId, body.role, seat)
  tx.audit({
    action: 'staff.grant',
    subjectKind: 'staff',
    subjectId: staffId,
    scope: seat.path,
    data: { name: account.name, role: body.role, orgName: seat.name },
  })
  return { id }
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
