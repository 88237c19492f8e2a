/** The real server in a process of its own, to be killed: loads everything, then listens when told to. */
import { join } from 'node:path'
import { sessionResolver } from '../../apps/server/src/modules/identity/index.ts'
import { openDatabase } from '../../apps/server/src/platform/database.ts'
import { FileStore, MovableClock, makePlatform, openLog, readConfig } from '../../apps/server/src/platform/index.ts'
import { makeApp } from '../../apps/server/src/server.ts'
import { testCrypto } from '../../apps/server/src/testing/app.ts'

const { databaseUrl, dataDir, at } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>
const clock = new MovableClock()
clock.set(at ?? '')
const log = openLog('error')
const platform = makePlatform({
  config: readConfig({ dataDir: dataDir ?? '' }, {}),
  database: openDatabase(databaseUrl ?? '', { max: 8 }),
  clock,
  crypto: testCrypto,
  files: new FileStore(join(dataDir ?? '', 'files'), testCrypto),
  log,
})
const { app } = await makeApp(platform, sessionResolver(platform))
await app.ready()
console.log('loaded')
process.stdin.once('data', async (data) => {
  await app.listen({ port: Number(String(data).trim()), host: '127.0.0.1' })
  console.log('ready')
})
// the parent is gone: nobody is left to kill this
process.stdin.on('end', () => process.exit(0))
