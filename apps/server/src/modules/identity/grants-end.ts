import type { Platform } from '../../platform/index.ts'
import { sessionNow } from './session-store.ts'

/** Ends grants whose last day is over (leave cover, temporary roles), with their sessions. Called every minute. */
export async function endGrantsWhenDue(platform: Platform): Promise<void> {
  await platform.transaction({ kind: 'worker', name: '授权到期' }, async (tx) => {
    const ended = await tx.db
      .updateTable('staff_grants')
      .set({ revoked_at: tx.now, revoke_reason: '期限届满' })
      .where('revoked_at', 'is', null)
      .where('valid_until', '<', tx.today)
      .returning(['id', 'staff_id', 'role', 'scope'])
      .execute()
    for (const g of ended) {
      await tx.db
        .updateTable('sessions')
        .set({ revoked_at: sessionNow() })
        .where('grant_id', '=', g.id)
        .where('revoked_at', 'is', null)
        .execute()
      tx.audit({
        action: 'staff.grant-end',
        subjectKind: 'staff',
        subjectId: g.staff_id,
        scope: g.scope,
        data: { role: g.role },
      })
    }
  })
}
