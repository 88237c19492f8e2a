import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane; about 40 ms of one core. */
const PARAMS = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG = 32
/** Hashes at the same moment: more would starve the other core and take 19 MiB each. */
const AT_ONCE = 2

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

interface Params {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

const derive = (password: string, salt: Buffer, p: Params, length: number): Promise<Buffer> =>
  inTurn(
    () =>
      new Promise<Buffer>((done, fail) => {
        // compatibility forms folded: a full-width letter from a Chinese input method is the same password
        argon2('argon2id', { message: password.normalize('NFKC'), nonce: salt, tagLength: length, ...p }, (err, key) =>
          err ? fail(err) : done(key),
        )
      }),
  )

const b64 = (b: Buffer): string => b.toString('base64').replace(/=+$/, '')

/** argon2id hash of a password as PHC string; at most two at once, the others queue. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, PARAMS, TAG)
  return `$argon2id$v=19$m=${PARAMS.memory},t=${PARAMS.passes},p=${PARAMS.parallelism}$${b64(salt)}$${b64(key)}`
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
const NOBODY_SALT = randomBytes(16)

/**
 * Does the password belong to the hash? For null or anything that is no hash it takes the same time and says no, so
 * that an answer's delay does not tell whether an account exists.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const m = PHC.exec(hash ?? '')
  if (m === null) {
    await derive(password, NOBODY_SALT, PARAMS, TAG)
    return false
  }
  const [, memory, passes, parallelism, salt, tag] = m
  const expected = Buffer.from(tag ?? '', 'base64')
  const params = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const key = await derive(password, Buffer.from(salt ?? '', 'base64'), params, expected.length)
  return key.length === expected.length && timingSafeEqual(key, expected)
}
