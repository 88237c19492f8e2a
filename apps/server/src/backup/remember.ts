import type { Installation } from '../installation.ts'

/** Acts on the whole installation (backup, restore, new keys) stand in the audit log of the topmost organisation; a new installation has none yet. */
export async function remember(installation: Installation, action: string, data: object): Promise<void> {
  await installation.platform.transaction({ kind: 'worker', name: '运维' }, async (tx) => {
    const top = await tx.db
      .selectFrom('orgs')
      .select(['id', 'path'])
      .where('parent_id', 'is', null)
      .orderBy('path')
      .limit(1)
      .executeTakeFirst()
    if (top) tx.audit({ action, subjectKind: 'org', subjectId: top.id, scope: top.path, data })
  })
}
