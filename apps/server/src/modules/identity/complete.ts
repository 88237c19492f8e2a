import type { FastifyRequest } from 'fastify'
import { type Actor, COOKIE, type Tx } from '../../platform/index.ts'
import { clearTriesOn, type KnownDevice } from './device-tries.ts'
import { placeOf, rememberPlace } from './places.ts'
import { endSessions, type Factor, openSession, type Via } from './session-store.ts'
import { enterStaffDevice } from './staff-devices.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/**
 * The log-in of a member of staff is complete: the half session of the password ends, a whole one opens under a new
 * token, wrong tries are forgotten, browser and place are remembered, and the log-in is written down.
 */
export async function completeLogIn(
  tx: AuthTx,
  request: FastifyRequest,
  who: { readonly id: string; readonly grantId: string; readonly scope: string },
  how: { readonly factor: Factor; readonly via: Via },
  known: KnownDevice | null,
): Promise<{ token: string; csrf: string; deviceTokens: readonly string[] }> {
  const before = request.cookies[COOKIE]
  if (before) await endSessions(tx, { token: before })
  await clearTriesOn(tx, { kind: 'staff', id: who.id }, known)
  await tx.db.updateTable('staff_accounts').set({ last_login_at: tx.now }).where('id', '=', who.id).execute()
  const place = placeOf(request)
  const device = await enterStaffDevice(tx, who.id, request)
  const of = { kind: 'staff', id: who.id, grantId: who.grantId, staffDeviceId: device.deviceId } as const
  const opened = await openSession(tx, { ...of, ...place, ...how })
  if (how.factor !== 'demo') await rememberPlace(tx, who, place)
  tx.audit({
    action: 'session.login',
    subjectKind: 'staff',
    subjectId: who.id,
    scope: who.scope,
    data: { factor: how.factor, via: how.via },
  })
  return { ...opened, deviceTokens: device.tokens }
}
