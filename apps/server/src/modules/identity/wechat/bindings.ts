import type { Role } from '@zhuxue/contracts'
import type { Platform, WorkerTx } from '../../../platform/index.ts'
import { tellStaff } from '../notices.ts'
import { openidOf } from './bind.ts'

/** People with reminders on whose account works and who got none today. */
export async function bindingsDue(tx: WorkerTx, limit: number): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('staff_wechat as w')
    .innerJoin('staff_accounts as f', 'f.id', 'w.staff_id')
    .select('w.staff_id')
    .where('w.remind', '=', true)
    .where('f.disabled', '=', false)
    .where((e) => e.or([e('w.reminded_on', 'is', null), e('w.reminded_on', '<', tx.today)]))
    .orderBy('w.staff_id')
    .limit(limit)
    .forUpdate('w')
    .execute()
  return rows.map((r) => r.staff_id)
}

/** Today's reminder is on its way. */
export async function markReminded(tx: WorkerTx, staffIds: readonly string[]): Promise<void> {
  if (staffIds.length === 0) return
  await tx.db.updateTable('staff_wechat').set({ reminded_on: tx.today }).where('staff_id', 'in', staffIds).execute()
}

/** The binding of one person with reminders on, opened; null when it ended meanwhile. */
export async function bindingOf(tx: WorkerTx, platform: Platform, staffId: string): Promise<{ openid: string } | null> {
  const row = await tx.db
    .selectFrom('staff_wechat')
    .select('openid_enc')
    .where('staff_id', '=', staffId)
    .where('remind', '=', true)
    .executeTakeFirst()
  return row ? { openid: openidOf(platform, staffId, row.openid_enc) } : null
}

/** A binding that cannot be reached ends; the person is told on the console. */
export async function dropBinding(tx: WorkerTx, staffId: string, reason: string): Promise<void> {
  await tx.db.deleteFrom('staff_wechat').where('staff_id', '=', staffId).execute()
  await tellStaff(tx, staffId, '微信提醒发送不了，绑定已自动解除。如仍需提醒，请重新关注公众号并绑定。', '/account')
  tx.audit({ action: 'session.wechat-unbind', subjectKind: 'staff', subjectId: staffId, scope: '-/', data: { reason } })
}

/** Posts that a person holds today, as somebody acting in them. */
export async function postsOf(tx: WorkerTx, staffId: string) {
  const rows = await tx.db
    .selectFrom('staff_grants as g')
    .innerJoin('staff_accounts as f', 'f.id', 'g.staff_id')
    .select(['g.id', 'g.role', 'g.org_id', 'g.scope', 'f.name'])
    .where('g.staff_id', '=', staffId)
    .where('f.disabled', '=', false)
    .where('g.revoked_at', 'is', null)
    .where((e) => e.or([e('g.valid_from', 'is', null), e('g.valid_from', '<=', tx.today)]))
    .where((e) => e.or([e('g.valid_until', 'is', null), e('g.valid_until', '>=', tx.today)]))
    .orderBy('g.id')
    .execute()
  return rows.map((g) => ({
    id: staffId,
    name: g.name,
    role: g.role as Role,
    grantId: g.id,
    orgId: g.org_id,
    scope: g.scope,
  }))
}
