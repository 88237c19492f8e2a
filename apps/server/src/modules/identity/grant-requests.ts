import {
  type BodyOf,
  type GrantRequestStatus,
  grantRequestStatusTitles,
  type office,
  type QueryOf,
  type ReplyOf,
  type Role,
  roleTitles,
  type staff,
} from '@zhuxue/contracts'
import { addDays, isLocalDate, type LocalDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import { found, fromIdCursor, newId, page, pageLimit, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { accountForChange, mayCombine, mayHoldAt, rolesHeld, seatOf } from './staff-access.ts'

type StaffTx = Tx<StaffActor>

/** Longest leave cover in days; longer absences are a hand-over. */
const COVER_DAYS = 180

export interface WantedGrant {
  readonly staffId: string
  readonly staffName: string
  readonly role: Role
  readonly seat: { readonly id: string; readonly path: string; readonly name: string }
  readonly reason: string
  readonly validFrom?: string | null
  readonly validUntil?: string | null
  readonly covers?: { readonly grantId: string; readonly name: string } | null
}

/** Writes a request down; it gives no right until a second security administrator confirms it. */
export async function requestGrant(tx: StaffTx, w: WantedGrant): Promise<string> {
  const id = newId()
  try {
    await tx.db
      .insertInto('staff_grant_requests')
      .values({
        id,
        staff_id: w.staffId,
        staff_name: w.staffName,
        role: w.role,
        org_id: w.seat.id,
        org_name: w.seat.name,
        scope: w.seat.path,
        valid_from: w.validFrom ?? null,
        valid_until: w.validUntil ?? null,
        covers_grant_id: w.covers?.grantId ?? null,
        covers_name: w.covers?.name ?? null,
        reason: w.reason,
        requested_by: tx.actor.id,
        requested_by_name: tx.actor.name,
        requested_at: tx.now,
      })
      .execute()
  } catch (e) {
    if ((e as { constraint?: string }).constraint !== 'staff_grant_requests_once') throw e
    throw refuse('duplicate', '同样的授权申请正在等待确认，无需重复提交。')
  }
  tx.audit({
    action: 'staff.grant-request',
    subjectKind: 'staff',
    subjectId: w.staffId,
    scope: w.seat.path,
    data: {
      name: w.staffName,
      role: w.role,
      orgName: w.seat.name,
      reason: w.reason,
      validFrom: w.validFrom ?? undefined,
      validUntil: w.validUntil ?? undefined,
      covers: w.covers?.name,
    },
  })
  return id
}

function day(text: string | undefined, path: string): LocalDate | null {
  if (text === undefined) return null
  if (isLocalDate(text)) return text
  throw refuse('bad-request', '日期不存在，请重新选择。', { fields: [{ path, text: '日期不存在。' }] })
}

/** From and until of a temporary grant: in order, not over yet; a leave cover needs both, at most half a year. */
function period(tx: StaffTx, body: BodyOf<typeof office.addGrant>) {
  const from = day(body.validFrom, '/validFrom')
  const until = day(body.validUntil, '/validUntil')
  const wrong = (path: string, text: string) => refuse('bad-request', text, { fields: [{ path, text }] })
  if (until && until < tx.today) throw wrong('/validUntil', '截止日期不能早于今天。')
  if (from && until && until < from) throw wrong('/validUntil', '截止日期不能早于开始日期。')
  if (body.coversGrantId) {
    if (!from) throw wrong('/validFrom', '代班须写明开始日期。')
    if (!until) throw wrong('/validUntil', '代班须写明截止日期。')
    if (until > addDays(from, COVER_DAYS)) throw wrong('/validUntil', `代班最长 ${COVER_DAYS} 天，更久请办理岗位交接。`)
  }
  return { from, until }
}

/** Asks for one more role, or for the cover of a person on leave. */
export async function addGrant(
  tx: StaffTx,
  staffId: string,
  body: BodyOf<typeof office.addGrant>,
): Promise<ReplyOf<typeof office.addGrant>> {
  const account = await accountForChange(tx, staffId)
  const { from, until } = period(tx, body)
  const seat = await seatOf(tx, body.role, body.orgId)
  mayCombine(
    (await rolesHeld(tx, staffId)).map((r) => r.role),
    body.role,
  )
  await mayHoldAt(tx, staffId, body.role, seat.id)
  const covers = body.coversGrantId ? await coveredGrant(tx, body.coversGrantId, staffId, body.role, seat.id) : null
  const id = await requestGrant(tx, {
    staffId,
    staffName: account.name,
    role: body.role,
    seat,
    reason: body.reason,
    validFrom: from,
    validUntil: until,
    covers,
  })
  return { id }
}

async function coveredGrant(tx: StaffTx, grantId: string, staffId: string, role: Role, orgId: string) {
  const row = found(
    await tx.db
      .selectFrom('staff_grants as g')
      .innerJoin('staff_accounts as f', 'f.id', 'g.staff_id')
      .select(['g.id', 'g.staff_id', 'g.role', 'g.org_id', 'f.name'])
      .where('g.id', '=', grantId)
      .where('g.revoked_at', 'is', null)
      .executeTakeFirst(),
    '没有找到被代班人的这个角色，可能已经收回。',
  )
  if (row.staff_id === staffId) throw refuse('bad-request', '代班人不能是请假人本人，请另选人员。')
  if (row.role !== role || row.org_id !== orgId) {
    throw refuse('bad-request', '代班的角色和机构须与请假人的相同，请重新选择。')
  }
  return { grantId: row.id, name: row.name }
}

/** Requests in scope, newest first; those that wait stand in the work list of every other security administrator. */
export async function listGrantRequests(
  tx: StaffTx,
  query: QueryOf<typeof staff.listGrantRequests>,
): Promise<ReplyOf<typeof staff.listGrantRequests>> {
  const limit = pageLimit(query.limit)
  const key = fromIdCursor(query.cursor, 1)
  const rows = await tx.db
    .selectFrom('staff_grant_requests as r')
    .innerJoin('staff_accounts as f', 'f.id', 'r.staff_id')
    .select((e) => [
      'r.id',
      'r.staff_id',
      'r.staff_name',
      'f.username',
      'r.role',
      'r.org_name',
      'r.valid_from',
      'r.valid_until',
      'r.covers_name',
      'r.reason',
      'r.requested_by',
      'r.requested_by_name',
      'r.requested_at',
      'r.status',
      'r.decided_by_name',
      'r.decided_at',
      'r.decision_reason',
      e.exists(e.selectFrom('handovers as h').select('h.id').whereRef('h.request_id', '=', 'r.id')).as('handover'),
    ])
    .$if(query.status !== undefined, (q) => q.where('r.status', '=', query.status ?? ''))
    .$if(key !== null, (q) => q.where(sql<boolean>`r.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute()
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      staffId: r.staff_id,
      staffName: r.staff_name,
      username: r.username,
      role: r.role as Role,
      roleTitle: roleTitles[r.role as Role],
      orgName: r.org_name,
      validFrom: r.valid_from,
      validUntil: r.valid_until,
      coversName: r.covers_name,
      handover: Boolean(r.handover),
      reason: r.reason,
      requestedBy: r.requested_by_name,
      requestedById: r.requested_by,
      requestedAt: r.requested_at.toISOString(),
      status: r.status as GrantRequestStatus,
      statusTitle: grantRequestStatusTitles[r.status as GrantRequestStatus],
      decidedBy: r.decided_by_name,
      decidedAt: r.decided_at?.toISOString() ?? null,
      decisionReason: r.decision_reason,
    }),
    (r) => [r.id],
  )
}
