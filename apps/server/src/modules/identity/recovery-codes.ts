import { randomInt } from 'node:crypto'
import type { Actor, Tx } from '../../platform/index.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const COUNT = 10

const draw = (n: number): string => Array.from({ length: n }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/**
 * Ten new recovery codes ('k7-abcde-fghjk'); those before are void. The first two characters find the row, the other
 * ten (about 49 bits) are kept as an argon2id hash, so that a try costs one hash whichever code it is.
 */
export async function makeRecoveryCodes(tx: AuthTx, staffId: string): Promise<string[]> {
  const prefixes = new Set<string>()
  while (prefixes.size < COUNT) prefixes.add(draw(2))
  const codes = [...prefixes].map((prefix) => ({ prefix, secret: draw(10) }))
  const rows = await Promise.all(
    codes.map(async (c) => ({ staff_id: staffId, prefix: c.prefix, code_hash: await hashPassword(c.secret) })),
  )
  await tx.db.deleteFrom('staff_recovery_codes').where('staff_id', '=', staffId).execute()
  await tx.db.insertInto('staff_recovery_codes').values(rows).execute()
  return codes.map((c) => `${c.prefix}-${c.secret.slice(0, 5)}-${c.secret.slice(5)}`)
}

/** How many codes are still good. */
export async function codesLeft(tx: AuthTx, staffId: string): Promise<number> {
  const row = await tx.db
    .selectFrom('staff_recovery_codes')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Uses up one recovery code; each works once, hyphens and capitals do not matter. */
export async function useRecoveryCode(tx: AuthTx, staffId: string, typed: string): Promise<boolean> {
  const plain = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  const row = await tx.db
    .selectFrom('staff_recovery_codes')
    .select(['prefix', 'code_hash'])
    .where('staff_id', '=', staffId)
    .where('prefix', '=', plain.slice(0, 2))
    .where('used_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!(await verifyPassword(plain.slice(2), row?.code_hash ?? null)) || !row) return false
  await tx.db
    .updateTable('staff_recovery_codes')
    .set({ used_at: tx.now })
    .where('staff_id', '=', staffId)
    .where('prefix', '=', row.prefix)
    .execute()
  return true
}
