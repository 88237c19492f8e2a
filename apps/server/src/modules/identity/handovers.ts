import { type BodyOf, type Role, roleTitles, type staff } from '@zhuxue/contracts'
import { found, newId, once, type Platform, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { requestGrant } from './grant-requests.ts'
import { type OpenWork, openWork } from './hooks.ts'
import { tellStaff } from './notices.ts'
import { sessionNow } from './session-store.ts'
import { accountForChange, mayCombine, mayHoldAt, rolesHeld } from './staff-access.ts'

type StaffTx = Tx<StaffActor>

interface Post {
  readonly grantId: string
  readonly staffId: string
  readonly name: string
  readonly role: Role
  readonly orgId: string
  readonly orgName: string
  readonly scope: string
}

/** The grant that is to change hands, in the administrator's scope and in force. */
async function postOf(tx: StaffTx, grantId: string): Promise<Post> {
  const row = found(
    await tx.db
      .selectFrom('staff_grants as g')
      .innerJoin('staff_accounts as f', 'f.id', 'g.staff_id')
      .innerJoin('orgs as o', 'o.id', 'g.org_id')
      .select(['g.id', 'g.staff_id', 'f.name', 'g.role', 'g.org_id', 'o.name as org_name', 'g.scope', 'g.revoked_at'])
      .where('g.id', '=', grantId)
      .executeTakeFirst(),
    '没有找到这个角色，或它不在您的管理范围内。',
  )
  if (row.revoked_at) throw refuse('state-conflict', '这个角色已经收回，不能再办理交接。')
  return {
    grantId: row.id,
    staffId: row.staff_id,
    name: row.name,
    role: row.role as Role,
    orgId: row.org_id,
    orgName: row.org_name,
    scope: row.scope,
  }
}

/** Counts what waits in a post, as its holder sees it. Only kinds and numbers leave this function. */
async function countWork(platform: Platform, post: Post, sessionId: string): Promise<OpenWork> {
  const holder: StaffActor = {
    kind: 'staff',
    id: post.staffId,
    name: post.name,
    role: post.role,
    roleTitle: roleTitles[post.role],
    grantId: post.grantId,
    orgId: post.orgId,
    scope: post.scope,
    sessionId,
  }
  return platform.transaction(holder, (tx) => openWork(tx))
}

/**
 * 岗位交接 (资助工作人员变动时须办理交接): counts the open work of the post and asks for the receiver's grant, which a
 * second security administrator confirms like any other.
 */
export async function startHandover(
  platform: Platform,
  actor: StaffActor,
  grantId: string,
  body: BodyOf<typeof staff.startHandover>,
): Promise<{ id: string }> {
  const seen = await platform.transaction(actor, (tx) => postOf(tx, grantId))
  const work = await countWork(platform, seen, actor.sessionId)
  const { requestId, ...content } = body
  return platform.transaction(actor, (tx) =>
    once(
      tx,
      platform.crypto,
      { requestId, routeId: 'identity.start-handover', content: { grantId, ...content } },
      async () => {
        const post = await postOf(tx, grantId)
        if (post.staffId === actor.id) throw refuse('same-person', '不能给自己办理交接，请由另一位安全管理员办理。')
        if (post.staffId === body.toStaffId) throw refuse('bad-request', '接收人不能是原任职人，请另选人员。')
        const to = await accountForChange(tx, body.toStaffId)
        if (to.disabled) throw refuse('rule-refused', '接收人的账号已停用，请先启用或另选人员。')
        mayCombine(
          (await rolesHeld(tx, to.id)).map((r) => r.role),
          post.role,
        )
        await mayHoldAt(tx, to.id, post.role, post.orgId)
        const seat = { id: post.orgId, path: post.scope, name: post.orgName }
        const reason = `岗位交接（原任职人：${post.name}）：${body.reason}`
        const request = await requestGrant(tx, { staffId: to.id, staffName: to.name, role: post.role, seat, reason })
        const id = newId()
        await insertHandover(tx, { id, post, to, request, reason: body.reason, work })
        return { id }
      },
    ),
  )
}

async function insertHandover(
  tx: StaffTx,
  h: {
    id: string
    post: Post
    to: { id: string; name: string }
    request: string
    reason: string
    work: OpenWork
  },
): Promise<void> {
  const { post, to } = h
  try {
    await tx.db
      .insertInto('handovers')
      .values({
        id: h.id,
        scope: post.scope,
        role: post.role,
        org_id: post.orgId,
        org_name: post.orgName,
        from_grant_id: post.grantId,
        from_staff_id: post.staffId,
        from_name: post.name,
        to_staff_id: to.id,
        to_name: to.name,
        request_id: h.request,
        reason: h.reason,
        work: JSON.stringify(h.work),
        started_by: tx.actor.id,
        started_by_name: tx.actor.name,
        started_at: tx.now,
      })
      .execute()
  } catch (e) {
    if ((e as { constraint?: string }).constraint !== 'handovers_one_open') throw e
    throw refuse('duplicate', '这个岗位已有正在办理的交接，请先办完或撤回。')
  }
  const place = `${post.orgName} ${roleTitles[post.role]}`
  await tellStaff(tx, to.id, `${place} 岗位将由您接任，请核对交接清单后接收。`, `/handovers/${h.id}`)
  await tellStaff(
    tx,
    post.staffId,
    `您的 ${place} 岗位将交接给 ${to.name}，对方接收后您的这个角色即收回。`,
    `/handovers/${h.id}`,
  )
  tx.audit({
    action: 'staff.handover-start',
    subjectKind: 'staff',
    subjectId: post.staffId,
    scope: post.scope,
    data: { name: post.name, to: to.name, role: post.role, orgName: post.orgName, reason: h.reason },
  })
}

/**
 * The receiver takes the post: the work is counted again as she finds it, the former holder's role ends at once, and
 * the former account is closed when it held nothing else.
 */
export async function acceptHandover(
  platform: Platform,
  actor: StaffActor,
  id: string,
  body: BodyOf<typeof staff.acceptHandover>,
): Promise<{ ok: true }> {
  const h = found(
    await platform.transaction({ kind: 'auth' }, (tx) =>
      tx.db
        .selectFrom('handovers as h')
        .innerJoin('staff_grant_requests as r', 'r.id', 'h.request_id')
        .leftJoin('staff_grants as g', 'g.id', 'r.grant_id')
        .select(['h.role', 'h.org_id', 'h.org_name', 'h.scope', 'h.status', 'r.grant_id', 'g.revoked_at'])
        .where('h.id', '=', id)
        .where('h.to_staff_id', '=', actor.id)
        .executeTakeFirst(),
    ),
    '没有找到这份交接清单，或接收人不是您。',
  )
  if (h.status === 'waiting') throw refuse('state-conflict', '这次交接还在等第二位安全管理员确认，请稍后再接收。')
  if (h.status === 'cancelled') throw refuse('state-conflict', '这次交接已取消，请联系安全管理员。')
  if (!h.grant_id || h.revoked_at) throw refuse('state-conflict', '您的这个角色已被收回，请联系安全管理员。')
  const role = h.role as Role
  const post = {
    grantId: h.grant_id,
    staffId: actor.id,
    name: actor.name,
    role,
    orgId: h.org_id,
    orgName: h.org_name,
    scope: h.scope,
  }
  const work = await countWork(platform, post, actor.sessionId)
  // the receiver acts in the post that she receives, whatever other grant her screen shows
  const acting: StaffActor = {
    ...actor,
    role,
    roleTitle: roleTitles[role],
    grantId: h.grant_id,
    orgId: h.org_id,
    scope: h.scope,
  }
  const { requestId, ...content } = body
  return platform.transaction(acting, (tx) =>
    once(tx, platform.crypto, { requestId, routeId: 'identity.accept-handover', content: { id, ...content } }, () =>
      take(tx, id, body.note, work),
    ),
  )
}

async function take(tx: StaffTx, id: string, note: string, work: OpenWork): Promise<{ ok: true }> {
  const h = found(
    await tx.db
      .selectFrom('handovers')
      .select(['status', 'from_grant_id', 'from_staff_id', 'from_name', 'role', 'org_name', 'scope'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  )
  if (h.status !== 'open') throw refuse('duplicate', '已经接收，无需重复办理。')
  const ended = { revoked_at: tx.now, revoke_reason: `岗位交接给${tx.actor.name}` }
  await tx.db
    .updateTable('staff_grants')
    .set(ended)
    .where('id', '=', h.from_grant_id)
    .where('revoked_at', 'is', null)
    .execute()
  await tx.db
    .updateTable('sessions')
    .set({ revoked_at: sessionNow() })
    .where('grant_id', '=', h.from_grant_id)
    .where('revoked_at', 'is', null)
    .execute()
  const closed = (await rolesHeld(tx, h.from_staff_id)).length === 0
  if (closed) {
    await tx.db.updateTable('staff_accounts').set({ disabled: true }).where('id', '=', h.from_staff_id).execute()
  }
  await tx.db
    .updateTable('handovers')
    .set({
      status: 'accepted',
      accepted_at: tx.now,
      accepted_work: JSON.stringify(work),
      accepted_note: note.trim() || null,
      account_closed: closed,
    })
    .where('id', '=', id)
    .execute()
  tx.audit({
    action: 'staff.handover-accept',
    subjectKind: 'staff',
    subjectId: h.from_staff_id,
    scope: h.scope,
    data: { name: h.from_name, to: tx.actor.name, role: h.role, orgName: h.org_name, accountClosed: closed },
  })
  return { ok: true }
}
