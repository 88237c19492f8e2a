import {
  type BodyOf,
  type GrantRequestStatus,
  grantRequestStatusTitles,
  type Role,
  roleTitles,
  type staff,
} from '@zhuxue/contracts'
import { found, newId, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { tellStaff } from './notices.ts'
import { mayCombine, mayHoldAt, rolesHeld } from './staff-access.ts'

type StaffTx = Tx<StaffActor>

/** Confirms or refuses (another security administrator), or withdraws (whoever asked). */
export async function decideGrantRequest(
  tx: StaffTx,
  id: string,
  body: BodyOf<typeof staff.decideGrantRequest>,
): Promise<{ status: GrantRequestStatus }> {
  const r = found(
    await tx.db
      .selectFrom('staff_grant_requests')
      .select([
        'id',
        'staff_id',
        'staff_name',
        'role',
        'org_id',
        'org_name',
        'scope',
        'valid_from',
        'valid_until',
        'covers_grant_id',
        'requested_by',
        'requested_by_name',
        'status',
      ])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这项授权申请，或它不在您的管理范围内。',
  )
  if (r.status !== 'waiting') {
    throw refuse(
      'state-conflict',
      `这项申请已办理（${grantRequestStatusTitles[r.status as GrantRequestStatus]}），请刷新查看。`,
    )
  }
  const own = r.requested_by === tx.actor.id
  if (body.decision === 'withdraw' && !own) throw refuse('forbidden', '只有申请人可以撤回，您可以选择不同意。')
  if (body.decision !== 'withdraw' && own) {
    throw refuse('same-person', '授权须由另一位安全管理员确认，您是申请人，可以撤回。')
  }
  if (r.staff_id === tx.actor.id) throw refuse('same-person', '不能给自己授权，请由另一位安全管理员办理。')
  if (body.decision === 'refuse' && !body.reason?.trim()) {
    const text = '请写明不同意的理由。'
    throw refuse('bad-request', text, { fields: [{ path: '/reason', text }] })
  }
  const role = r.role as Role
  const grantId = body.decision === 'confirm' ? await insertGrant(tx, { ...r, role }) : null
  const status = ({ confirm: 'confirmed', refuse: 'refused', withdraw: 'withdrawn' } as const)[body.decision]
  await tx.db
    .updateTable('staff_grant_requests')
    .set({
      status,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
      decision_reason: body.reason?.trim() ?? null,
      grant_id: grantId,
    })
    .where('id', '=', id)
    .execute()
  await tx.db
    .updateTable('handovers')
    .set({ status: status === 'confirmed' ? 'open' : 'cancelled' })
    .where('request_id', '=', id)
    .where('status', '=', 'waiting')
    .execute()
  if (grantId) await tellStaff(tx, r.staff_id, `您有了新的履职身份：${r.org_name} ${roleTitles[role]}。`)
  tx.audit({
    action:
      status === 'confirmed' ? 'staff.grant' : status === 'refused' ? 'staff.grant-refuse' : 'staff.grant-withdraw',
    subjectKind: 'staff',
    subjectId: r.staff_id,
    scope: r.scope,
    data: { name: r.staff_name, role, orgName: r.org_name, requestedBy: r.requested_by_name, reason: body.reason },
  })
  return { status }
}

interface Confirmed {
  readonly staff_id: string
  readonly role: Role
  readonly org_id: string
  readonly scope: string
  readonly valid_from: string | null
  readonly valid_until: string | null
  readonly covers_grant_id: string | null
  readonly requested_by: string
}

async function insertGrant(tx: StaffTx, r: Confirmed): Promise<string> {
  if (r.valid_until !== null && r.valid_until < tx.today) {
    throw refuse('rule-refused', '申请的期限已过，不能再确认。请选择不同意，由申请人重新提交。')
  }
  mayCombine(
    (await rolesHeld(tx, r.staff_id)).map((x) => x.role),
    r.role,
  )
  await mayHoldAt(tx, r.staff_id, r.role, r.org_id)
  const id = newId()
  try {
    await tx.db
      .insertInto('staff_grants')
      .values({
        id,
        staff_id: r.staff_id,
        role: r.role,
        org_id: r.org_id,
        scope: r.scope,
        valid_from: r.valid_from,
        valid_until: r.valid_until,
        covers_grant_id: r.covers_grant_id,
        granted_by: r.requested_by,
        granted_at: tx.now,
        confirmed_by: tx.actor.id,
        confirmed_at: tx.now,
      })
      .execute()
  } catch (e) {
    const { constraint } = e as { constraint?: string }
    if (constraint === 'staff_grants_once') throw refuse('duplicate', '此人在这个机构已有这个角色，无需重复授权。')
    if (constraint === 'staff_grants_one_admin_role') {
      throw refuse('rule-refused', '系统管理员、安全管理员、审计管理员须由不同的人担任，请另选人员。')
    }
    if (constraint && /_or_/.test(constraint))
      throw refuse('rule-refused', '同一人在一所学校不能既经办又审核或付款，请另选人员。')
    throw e
  }
  return id
}
