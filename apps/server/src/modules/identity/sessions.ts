import { type Role, roleTitles } from '@zhuxue/contracts'
import { type Platform, type Session, type SessionResolver, sha256 } from '../../platform/index.ts'
import { type Factor, IDLE_MINUTES, sessionNow, type Via } from './session-store.ts'
import { staffStep, studentStep, waysOf } from './steps.ts'

/**
 * Finds the live session of a cookie token: not revoked, not past its absolute end, not idle too long, account not
 * disabled, grant in force; and what it must still prove before it may work. Session times use the real clock, so that moving the demo clock logs nobody out.
 */
export function sessionResolver(platform: Platform): SessionResolver {
  return (token) =>
    platform.transaction({ kind: 'auth' }, async (tx): Promise<Session | null> => {
      const now = sessionNow()
      const row = await tx.db
        .selectFrom('sessions as s')
        .leftJoin('staff_accounts as f', 'f.id', 's.staff_id')
        .leftJoin('staff_grants as g', 'g.id', 's.grant_id')
        .leftJoin('student_accounts as a', 'a.student_id', 's.student_id')
        .leftJoin('students as t', 't.id', 's.student_id')
        .select([
          's.id',
          's.kind',
          's.csrf',
          's.last_seen_at',
          's.staff_id',
          's.student_id',
          's.factor',
          's.via',
          's.face_required',
          'f.demo_account',
          'f.name as staff_name',
          'f.disabled',
          'f.must_change_password as staff_must',
          'g.id as grant_id',
          'g.role',
          'g.org_id',
          'g.scope as grant_scope',
          'g.revoked_at as grant_revoked',
          'g.valid_from',
          'g.valid_until',
          'a.must_change_password as student_must',
          'a.wizard_done_at',
          't.name as student_name',
          't.scope as student_scope',
          't.school_id',
        ])
        .where('s.token_hash', '=', sha256(token))
        .where('s.revoked_at', 'is', null)
        .where('s.expires_at', '>', now)
        .executeTakeFirst()
      if (!row) return null
      const idle = IDLE_MINUTES[row.kind as 'staff' | 'student'] * 60_000
      if (now.getTime() - row.last_seen_at.getTime() > idle) return null
      if (now.getTime() - row.last_seen_at.getTime() > 30_000) {
        await tx.db.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', row.id).execute()
      }
      if (row.kind === 'student') {
        if (!row.student_id || row.student_name === null || row.student_scope === null || !row.school_id) return null
        return {
          actor: {
            kind: 'student',
            id: row.student_id,
            name: row.student_name,
            scope: row.student_scope,
            schoolId: row.school_id,
            sessionId: row.id,
          },
          csrf: row.csrf,
          step: studentStep({
            mustChangePassword: row.student_must ?? true,
            faceRequired: row.face_required,
            wizardDoneAt: row.wizard_done_at,
          }),
        }
      }
      if (
        !row.staff_id ||
        row.disabled !== false ||
        !row.grant_id ||
        row.grant_revoked !== null ||
        !row.grant_scope ||
        !row.org_id
      )
        return null
      if (row.valid_until !== null && row.valid_until < tx.today) return null
      if (row.valid_from !== null && row.valid_from > tx.today) return null
      // what the demo world made is worth nothing in production
      if ((row.demo_account || row.factor === 'demo') && !platform.config.demo) return null
      const factor = row.factor as Factor | null
      const enrolled = factor === null && (await waysOf(tx, row.staff_id)).length > 0
      const role = row.role as Role
      return {
        actor: {
          kind: 'staff',
          id: row.staff_id,
          name: row.staff_name ?? '',
          role,
          roleTitle: roleTitles[role],
          grantId: row.grant_id,
          orgId: row.org_id,
          scope: row.grant_scope,
          sessionId: row.id,
        },
        csrf: row.csrf,
        step: staffStep({ factor, via: row.via as Via, mustChangePassword: row.staff_must ?? true, enrolled }),
      }
    })
}
