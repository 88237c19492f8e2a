import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openInstallation } from './installation.ts'

const folders: string[] = []
const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'zhuxue-i-'))
  chmodSync(dir, 0o711)
  folders.push(dir)
  return dir
}
afterAll(() => {
  for (const f of folders) rmSync(f, { recursive: true, force: true })
})

test('an old database opened with a new data folder is refused before anything changes; with the old keys it opens', async () => {
  const first = await openInstallation({ dataDir: folder(), logLevel: 'silent' }, { toFile: false })
  const { ownerUrl } = first.connection
  try {
    const beside = (dataDir: string) =>
      openInstallation({ dataDir, databaseUrl: ownerUrl, logLevel: 'silent' }, { toFile: false })
    await expect(beside(folder())).rejects.toThrow(/另一套密钥/)
    // the first one still logs in: its password was not replaced
    const again = await first.platform.database.pool.connect()
    again.release(true)
    const copy = folder()
    cpSync(join(first.platform.config.dataDir, 'secrets'), join(copy, 'secrets'), { recursive: true })
    await (await beside(copy)).close()
  } finally {
    await first.close()
  }
})
