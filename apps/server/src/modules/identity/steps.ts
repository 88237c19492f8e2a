import type { LogInStep, SecondFactorKind } from '@zhuxue/contracts'
import { addDays } from '@zhuxue/policy'
import { type Actor, dayOf, type Tx } from '../../platform/index.ts'
import type { Factor, Via } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Days after which staff must choose a new password (DOMAIN §9, 等保三级 口令定期更换). */
export const PASSWORD_DAYS = 90
/** Former passwords that may not come back. */
export const PASSWORD_HISTORY = 5

/** Day from which the next log-in asks for a new password. */
export const passwordDueOn = (changedAt: Date): string => addDays(dayOf(changedAt), PASSWORD_DAYS)

/** Ways in which a person can prove the second factor, the better one first; empty when none is enrolled. */
export async function waysOf(tx: AuthTx, staffId: string): Promise<SecondFactorKind[]> {
  const row = await tx.db
    .selectFrom('staff_accounts as f')
    .leftJoin('staff_totp as o', 'o.staff_id', 'f.id')
    .select((e) => [
      'o.confirmed_at',
      e.exists(e.selectFrom('staff_passkeys as p').select('p.id').whereRef('p.staff_id', '=', 'f.id')).as('passkey'),
      e
        .exists(
          e
            .selectFrom('staff_recovery_codes as c')
            .select('c.prefix')
            .whereRef('c.staff_id', '=', 'f.id')
            .where('c.used_at', 'is', null),
        )
        .as('recovery'),
    ])
    .where('f.id', '=', staffId)
    .executeTakeFirst()
  const ways: SecondFactorKind[] = []
  if (row?.passkey) ways.push('passkey')
  if (row?.confirmed_at) ways.push('totp')
  // a recovery code stands for a lost device; without a device there is nothing to recover
  if (ways.length > 0 && row?.recovery) ways.push('recovery')
  return ways
}

/**
 * What a student must do next: replace the preset password, then say who this is on a device not known yet, then the
 * required part of the activation wizard.
 */
export function studentStep(s: {
  readonly mustChangePassword: boolean
  readonly faceRequired: boolean
  readonly wizardDoneAt: Date | null
}): LogInStep {
  if (s.mustChangePassword) return 'change-password'
  if (s.faceRequired) return 'face-check'
  return s.wizardDoneAt === null ? 'activate' : 'none'
}

/**
 * What a staff session must do next. A factor that exists is asked first: who only knows the password must not be able
 * to change it. Without one, the one-time password is replaced first and the factor is enrolled then. A person who came
 * through an outside identity has no password here to be changed.
 */
export function staffStep(s: {
  readonly factor: Factor | null
  readonly via: Via
  readonly mustChangePassword: boolean
  readonly enrolled: boolean
}): LogInStep {
  if (s.factor === null && s.enrolled) return 'second-factor'
  if (s.mustChangePassword && s.via === 'password') return 'change-password'
  return s.factor === null ? 'enrol' : 'none'
}
