import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FieldCrypto } from './crypto.ts'
import { newId } from './ids.ts'

/** Encrypted file store on disk; the database holds the key, hash and owner, the disk only ciphertext. */
export class FileStore {
  readonly #dir: string
  readonly #crypto: FieldCrypto

  constructor(dir: string, crypto: FieldCrypto) {
    this.#dir = dir
    this.#crypto = crypto
  }

  #path(key: string): string {
    if (!/^[0-9a-f-]{36}$/.test(key)) throw new Error('bad file key')
    return join(this.#dir, key.slice(-2), key)
  }

  /** Writes a file durably (temporary name, fsync, rename) and returns its key. Call before the database row is written. */
  async put(content: Buffer): Promise<string> {
    const key = newId()
    await this.#write(key, content)
    return key
  }

  /** Encrypts a file anew when its key is not the active one; false when there was nothing to do. */
  async renew(key: string): Promise<boolean> {
    const box = await readFile(this.#path(key))
    if (FieldCrypto.versionOf(box) === this.#crypto.active) return false
    await this.#write(key, this.#crypto.decryptBytes(box, `file:${key}`))
    return true
  }

  /** Keys of all stored files. */
  async keys(): Promise<string[]> {
    const found: string[] = []
    for (const folder of await readdir(this.#dir).catch(() => [] as string[])) {
      for (const name of await readdir(join(this.#dir, folder))) if (!name.endsWith('.tmp')) found.push(name)
    }
    return found
  }

  async #write(key: string, content: Buffer): Promise<void> {
    const path = this.#path(key)
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    const handle = await open(`${path}.tmp`, 'w', 0o600)
    try {
      await handle.writeFile(this.#crypto.encrypt(content, `file:${key}`))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${path}.tmp`, path)
  }

  async get(key: string): Promise<Buffer> {
    return this.#crypto.decryptBytes(await readFile(this.#path(key)), `file:${key}`)
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true })
  }
}
