import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** SM3 digest (GB/T 32905) as hex. */
export const sm3 = (data: string | Buffer): string => createHash('sm3').update(data).digest('hex')

/** SHA-256 digest as a buffer; for session tokens. */
export const sha256 = (data: string): Buffer => createHash('sha256').update(data).digest()

interface WrappedKey {
  readonly version: number
  readonly wrapped: string
  readonly createdAt: string
}

const seal = (key: Buffer, plain: Buffer, aad: string): Buffer => {
  const iv = randomBytes(12)
  const c = createCipheriv('aes-256-gcm', key, iv)
  c.setAAD(Buffer.from(aad))
  const body = Buffer.concat([c.update(plain), c.final()])
  return Buffer.concat([iv, c.getAuthTag(), body])
}

const open = (key: Buffer, box: Buffer, aad: string): Buffer => {
  const d = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12))
  d.setAAD(Buffer.from(aad))
  d.setAuthTag(box.subarray(12, 28))
  return Buffer.concat([d.update(box.subarray(28)), d.final()])
}

/** A running server encrypts with a new key at the latest this long after it was made. */
export const KEYRING_LOOK_MS = 5_000

/** The keys of an installation are not there, or not the right ones; the text says what to do. */
export class KeyringError extends Error {}

/**
 * Field encryption with envelope keys. A master key (file 0600 or ZHUXUE_MASTER_KEY) wraps versioned data keys;
 * every ciphertext starts with its key version and is bound to its place by `aad` ('table.column:rowId'), so that a
 * ciphertext moved to another row does not open.
 */
export class FieldCrypto {
  #keys: ReadonlyMap<number, Buffer>
  #active: number
  readonly #index: Buffer
  /** where newer keys appear; none for a keyring given in memory */
  readonly #source: { readonly secretsDir: string; readonly env: NodeJS.ProcessEnv } | null
  #seen = 0
  #looked = 0

  private constructor(
    keys: ReadonlyMap<number, Buffer>,
    index: Buffer,
    source: { secretsDir: string; env: NodeJS.ProcessEnv } | null,
  ) {
    this.#keys = keys
    this.#active = Math.max(...keys.keys())
    this.#index = index
    this.#source = source
  }

  /** A keyring given in memory: tests, and tools that hold the keys elsewhere. The highest version encrypts. */
  static withKeys(keys: ReadonlyMap<number, Buffer>, index: Buffer): FieldCrypto {
    return new FieldCrypto(new Map(keys), index, null)
  }

  /** Opens the keyring of an installation, making it on the first start. */
  static open(secretsDir: string, env = process.env): FieldCrypto {
    mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
    const master = FieldCrypto.#master(secretsDir, env)
    const ringFile = join(secretsDir, 'keyring.json')
    let ring: WrappedKey[]
    if (existsSync(ringFile)) {
      ring = JSON.parse(readFileSync(ringFile, 'utf8')) as WrappedKey[]
    } else {
      const wrapped = seal(master, randomBytes(32), 'zhuxue-data-key:1').toString('base64')
      ring = [{ version: 1, wrapped, createdAt: new Date().toISOString() }]
      writeSecret(ringFile, JSON.stringify(ring, null, 2))
    }
    const keys = unwrap(ring, master)
    const index = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'zhuxue-blind-index', 32))
    return new FieldCrypto(keys, index, { secretsDir, env })
  }

  /** Adds a data key to the keyring of an installation; from now on the highest version encrypts. Returns its version. */
  static addKey(secretsDir: string, env = process.env): number {
    const master = FieldCrypto.#master(secretsDir, env)
    const ringFile = join(secretsDir, 'keyring.json')
    const ring = JSON.parse(readFileSync(ringFile, 'utf8')) as WrappedKey[]
    unwrap(ring, master)
    const version = Math.max(...ring.map((k) => k.version)) + 1
    // the version is the first byte of every ciphertext
    if (version > 255) throw new KeyringError('密钥版本已到 255，请联系维护人员。')
    const wrapped = seal(master, randomBytes(32), `zhuxue-data-key:${version}`).toString('base64')
    writeSecret(ringFile, JSON.stringify([...ring, { version, wrapped, createdAt: new Date().toISOString() }], null, 2))
    return version
  }

  /** Version that encrypts now. */
  get active(): number {
    return this.#active
  }

  /** Version of the key that a ciphertext was made with. */
  static versionOf(box: Buffer): number {
    return box[0] ?? 0
  }

  /** Reads the keyring again: `zhuxue keys rotate` adds keys beside a running server. */
  reload(): void {
    if (this.#source === null) return
    const { secretsDir, env } = this.#source
    const ringFile = join(secretsDir, 'keyring.json')
    this.#seen = statSync(ringFile).mtimeMs
    const ring = JSON.parse(readFileSync(ringFile, 'utf8')) as WrappedKey[]
    this.#keys = unwrap(ring, FieldCrypto.#master(secretsDir, env))
    this.#active = Math.max(...this.#keys.keys())
  }

  /** Looks for newer keys, at most every {@link KEYRING_LOOK_MS}. */
  #look(): void {
    if (this.#source === null || performance.now() - this.#looked < KEYRING_LOOK_MS) return
    this.#looked = performance.now()
    const changed = statSync(join(this.#source.secretsDir, 'keyring.json'), { throwIfNoEntry: false })?.mtimeMs
    if (changed !== undefined && changed !== this.#seen) this.reload()
  }

  /** Does the master key of this file (or of ZHUXUE_MASTER_KEY when null) open this keyring? Nothing is written. */
  static opens(ringFile: string, masterFile: string | null, env = process.env): boolean {
    const text = masterFile === null ? env.ZHUXUE_MASTER_KEY : readFileSync(masterFile, 'utf8')
    try {
      unwrap(JSON.parse(readFileSync(ringFile, 'utf8')) as WrappedKey[], Buffer.from(text ?? '', 'base64'))
      return true
    } catch {
      return false
    }
  }

  static #master(secretsDir: string, env: NodeJS.ProcessEnv): Buffer {
    if (env.ZHUXUE_MASTER_KEY) {
      const key = Buffer.from(env.ZHUXUE_MASTER_KEY, 'base64')
      if (key.length !== 32) throw new KeyringError('ZHUXUE_MASTER_KEY 应为 32 字节的 base64。')
      return key
    }
    const file = join(secretsDir, 'master.key')
    if (!existsSync(file) && existsSync(join(secretsDir, 'keyring.json'))) {
      throw new KeyringError(
        `主密钥文件 ${file} 不见了。请从离线备份放回，或设置 ZHUXUE_MASTER_KEY；没有改动任何数据。`,
      )
    }
    if (!existsSync(file)) writeSecret(file, randomBytes(32).toString('base64'))
    return Buffer.from(readFileSync(file, 'utf8'), 'base64')
  }

  /** Encrypts text or bytes for one place; `aad` is 'table.column:rowId'. */
  encrypt(plain: string | Buffer, aad: string): Buffer {
    this.#look()
    const key = this.#keys.get(this.#active) as Buffer
    return Buffer.concat([Buffer.from([this.#active]), seal(key, Buffer.from(plain), aad)])
  }

  /** Decrypts bytes; throws when the ciphertext was changed or belongs to another place. */
  decryptBytes(box: Buffer, aad: string): Buffer {
    const version = FieldCrypto.versionOf(box)
    if (!this.#keys.has(version)) this.reload()
    const key = this.#keys.get(version)
    if (!key) throw new Error(`unknown key version ${box[0]}`)
    return open(key, box.subarray(1), aad)
  }

  decrypt(box: Buffer, aad: string): string {
    return this.decryptBytes(box, aad).toString('utf8')
  }

  /** Blind index (HMAC-SM3) for equality search; `kind` keeps ID numbers, phones and cards apart. */
  blindIndex(kind: 'id-number' | 'phone' | 'card' | 'wechat', value: string): Buffer {
    return createHmac('sm3', this.#index).update(`${kind}:${value}`).digest()
  }

  /** A secret derived for one purpose, e.g. the database login of the application. */
  derive(purpose: string): string {
    return createHmac('sm3', this.#index).update(`derive:${purpose}`).digest('hex')
  }
}

function unwrap(ring: readonly WrappedKey[], master: Buffer): Map<number, Buffer> {
  try {
    return new Map(
      ring.map((k) => [k.version, open(master, Buffer.from(k.wrapped, 'base64'), `zhuxue-data-key:${k.version}`)]),
    )
  } catch {
    throw new KeyringError(
      '主密钥打不开数据密钥（secrets/keyring.json）：两者不是一套。请放回原来的主密钥；没有改动任何数据。',
    )
  }
}

function writeSecret(file: string, text: string): void {
  const tmp = `${file}.${process.pid}.tmp`
  writeFileSync(tmp, text, { mode: 0o600 })
  chmodSync(tmp, 0o600)
  renameSync(tmp, file)
}
