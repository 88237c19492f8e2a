import { type Role, roleTitles } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { found, refuse, type StaffActor, type Tx, within } from '../../platform/index.ts'
import { orgOf } from '../organisations/index.ts'

/** Kinds of node at which a role makes sense. */
const seats: Record<Role, readonly string[]> = {
  'class-teacher': ['class'],
  'aid-officer': ['school'],
  reviewer: ['school'],
  'roll-officer': ['school'],
  'roll-reviewer': ['school'],
  'aid-committee': ['school'],
  finance: ['school'],
  principal: ['school'],
  'county-aid': ['county'],
  'county-finance': ['county'],
  'city-aid': ['prefecture'],
  'province-aid': ['province'],
  'system-admin': ['province', 'prefecture', 'county', 'school'],
  'security-admin': ['province', 'prefecture', 'county', 'school'],
  'audit-admin': ['province', 'prefecture', 'county', 'school'],
}
const kindTitles: Record<string, string> = {
  province: '省级',
  prefecture: '州市级',
  county: '县区级',
  school: '学校',
  class: '班级',
}
const ADMIN: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin']
const isAdmin = (role: string): boolean => (ADMIN as readonly string[]).includes(role)

/** The node a role is given at: inside the administrator's own scope and of a fitting kind; 404 or a refusal. */
export async function seatOf(
  tx: Tx<StaffActor>,
  role: Role,
  orgId: string,
): Promise<{ id: string; path: string; name: string }> {
  const org = await orgOf(tx, orgId)
  if (!within(org.path, tx.actor.scope)) throw refuse('not-found', '没有找到这个机构，或它不在您的管理范围内。')
  if (!seats[role].includes(org.kind)) {
    const where = seats[role].map((k) => kindTitles[k]).join('、')
    throw refuse('rule-refused', `“${roleTitles[role]}”只能设在${where}，请重新选择机构。`)
  }
  return org
}

/**
 * 三员分立 (DOMAIN §8): nobody holds two of system, security and audit administrator, and none of them also does
 * business. The unique index staff_grants_one_admin_role is the last guard.
 */
export function mayCombine(held: readonly string[], role: Role): void {
  if (isAdmin(role) && held.some((r) => isAdmin(r) && r !== role)) {
    throw refuse('rule-refused', '系统管理员、安全管理员、审计管理员须由不同的人担任，请为此人另选角色或另选人员。')
  }
  if (held.some((r) => isAdmin(r) !== isAdmin(role))) {
    throw refuse('rule-refused', '系统、安全、审计管理员不能同时承担业务角色，请先收回原有角色或另选人员。')
  }
}

/** 操作员与审核人、经办与付款不得为同一人 (学校学生资助工作指南 七): within one organisation a person holds one of each pair. */
const APART: readonly (readonly [Role, Role])[] = [
  ['aid-officer', 'reviewer'],
  ['aid-officer', 'finance'],
  ['roll-officer', 'roll-reviewer'],
]

/** Refuses a role beside its opposite at the same place; three unique indexes on staff_grants are the last guard. */
export async function mayHoldAt(tx: Tx<StaffActor>, staffId: string, role: Role, orgId: string): Promise<void> {
  const rows = await tx.db
    .selectFrom('staff_grants')
    .select('role')
    .where('staff_id', '=', staffId)
    .where('org_id', '=', orgId)
    .where('revoked_at', 'is', null)
    .execute()
  for (const held of rows.map((r) => r.role)) {
    if (held === role) throw refuse('duplicate', '此人在这个机构已有这个角色，无需重复授权。')
    if (!APART.some((pair) => pair.includes(role) && pair.includes(held as Role))) continue
    throw refuse(
      'rule-refused',
      `同一人在一所学校不能既任“${roleTitles[held as Role]}”又任“${roleTitles[role]}”，请另选人员或先收回原有角色。`,
    )
  }
}

/** Active roles that a person holds anywhere, also outside the administrator's scope. */
export async function rolesHeld(tx: Tx<StaffActor>, staffId: string): Promise<{ role: string; in_scope: boolean }[]> {
  const { rows } = await sql<{ role: string; in_scope: boolean }>`
    select role, in_scope from staff_roles(${staffId})`.execute(tx.db)
  return rows
}

/** Locks the visible account for a change; 404 out of scope. Nobody changes the own rights. */
export async function accountForChange(
  tx: Tx<StaffActor>,
  id: string,
): Promise<{ id: string; name: string; username: string; disabled: boolean; scope: string }> {
  if (id === tx.actor.id) throw refuse('same-person', '不能给自己授权、重置密码或停用自己，请由另一位安全管理员办理。')
  const row = await tx.db
    .selectFrom('staff_accounts as f')
    .select((e) => [
      'f.id',
      'f.name',
      'f.username',
      'f.disabled',
      e
        .selectFrom('staff_grants as g')
        .whereRef('g.staff_id', '=', 'f.id')
        .select((x) => x.fn.min('g.scope').as('s'))
        .as('scope'),
    ])
    .where('f.id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const account = found(row, '没有找到这个账号，或它不在您的管理范围内。')
  return { ...account, scope: account.scope ?? tx.actor.scope }
}

/** Password and account as a whole may be touched only by who oversees all of the person's active roles. */
export async function mustOverseeAll(tx: Tx<StaffActor>, staffId: string): Promise<void> {
  const outside = (await rolesHeld(tx, staffId)).some((r) => !r.in_scope)
  if (outside) {
    throw refuse('forbidden', '此人在您的管理范围以外还有有效角色，请由上级安全管理员办理。')
  }
}
