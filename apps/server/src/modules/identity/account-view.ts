import type { factors, ReplyOf } from '@zhuxue/contracts'
import { type Actor, found, type Platform, type StaffActor, type Tx } from '../../platform/index.ts'
import { placeLabel } from './places.ts'
import { codesLeft } from './recovery-codes.ts'
import { endSessions, sessionNow } from './session-store.ts'
import { passwordDueOn } from './steps.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Everything a person needs to see whether only she uses her account. */
export async function ownAccount(
  tx: AuthTx,
  platform: Platform,
  actor: StaffActor,
): Promise<ReplyOf<typeof factors.account>> {
  const { oidc } = platform.config
  const account = found(
    await tx.db
      .selectFrom('staff_accounts as f')
      .leftJoin('staff_totp as o', 'o.staff_id', 'f.id')
      .select(['f.password_changed_at', 'f.demo_account', 'o.confirmed_at'])
      .where('f.id', '=', actor.id)
      .executeTakeFirst(),
  )
  const keys = await tx.db
    .selectFrom('staff_passkeys')
    .select(['id', 'name', 'created_at', 'last_used_at'])
    .where('staff_id', '=', actor.id)
    .orderBy('id')
    .execute()
  const places = await tx.db
    .selectFrom('staff_places')
    .select(['label', 'first_seen_at', 'last_seen_at'])
    .where('staff_id', '=', actor.id)
    .orderBy('last_seen_at', 'desc')
    .limit(20)
    .execute()
  const sessions = await tx.db
    .selectFrom('sessions')
    .select(['id', 'user_agent', 'address', 'created_at', 'last_seen_at'])
    .where('staff_id', '=', actor.id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sessionNow())
    .where('factor', 'is not', null)
    .orderBy('created_at', 'desc')
    .execute()
  const linked = oidc
    ? await tx.db
        .selectFrom('staff_identities')
        .select('linked_at')
        .where('staff_id', '=', actor.id)
        .where('issuer', '=', oidc.issuer)
        .executeTakeFirst()
    : undefined
  const changed = account.password_changed_at
  return {
    totpSince: account.confirmed_at?.toISOString() ?? null,
    passkeys: keys.map((k) => ({
      id: k.id,
      name: k.name,
      createdAt: k.created_at.toISOString(),
      lastUsedAt: k.last_used_at?.toISOString() ?? null,
    })),
    recoveryCodesLeft: await codesLeft(tx, actor.id),
    passwordChangedAt: changed?.toISOString() ?? null,
    passwordDueOn: changed && !account.demo_account ? passwordDueOn(changed) : null,
    outside: oidc ? { name: oidc.name, linkedAt: linked?.linked_at.toISOString() ?? null } : null,
    places: places.map((p) => ({
      label: p.label,
      firstSeenAt: p.first_seen_at.toISOString(),
      lastSeenAt: p.last_seen_at.toISOString(),
    })),
    sessions: sessions.map((s) => ({
      id: s.id,
      label: placeLabel(s.user_agent, s.address),
      createdAt: s.created_at.toISOString(),
      lastSeenAt: s.last_seen_at.toISOString(),
      current: s.id === actor.sessionId,
    })),
  }
}

/** Ends one of the own sessions; one that has ended already, or is somebody else's, is not found. */
export async function endDevice(tx: AuthTx, actor: StaffActor, id: string): Promise<{ ok: true }> {
  const row = await tx.db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', id)
    .where('staff_id', '=', actor.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  found(row, '这台设备已经退出登录。')
  await endSessions(tx, { sessionId: id })
  tx.audit({ action: 'session.end-device', subjectKind: 'staff', subjectId: actor.id, scope: actor.scope })
  return { ok: true }
}
