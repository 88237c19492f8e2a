import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test } from 'vitest'
import { connectOrStart } from './connect.ts'
import { takeLock } from './lock.ts'
import { pidNamespace, systemMillis } from './process-info.ts'
import { testCluster } from './test-cluster.ts'
import {
  ask,
  end,
  endAll,
  goneWithin,
  hold,
  holdReady,
  postmasterPid,
  removeFolders,
  scratch,
  sharedData,
} from './testing/harness.ts'
import { checkVersion } from './url.ts'

afterEach(endAll)
afterAll(removeFolders)

test('a second start on the same data says who runs and where, and leaves it alone', async () => {
  const dataDir = await sharedData()
  const first = await holdReady({ dataDir })
  const second = hold({ dataDir })
  const event = await second.settled
  expect(event.code).toBe('already-running')
  expect(event.message).toContain(`进程 ${first.pid}`)
  expect(event.message).toContain('http://localhost:8080')
  expect(await second.exited).toBe(3)
  expect(await ask(first.url, 'select 1')).toBe(1)
})

test('a short command joins the running database and leaves it running', async () => {
  const dataDir = await sharedData()
  const first = await holdReady({ dataDir })
  const joined = await connectOrStart({ dataDir, whenRunning: 'join', log() {} })
  expect(joined.adopted).toBe(true)
  expect(joined.ownerUrl).toBe(first.url)
  await joined.stop()
  expect(await ask(first.url, 'select 1')).toBe(1)
  await end(first)
  const own = await connectOrStart({ dataDir, whenRunning: 'join', log() {} })
  expect(own.adopted).toBe(false)
  await own.stop()
})

test('a lock whose pid was given to another process, or that is damaged, is nobody’s', async () => {
  const dir = scratch()
  const record = { pid: process.pid, mark: 'another start', namespace: pidNamespace(), since: '', address: null }
  writeFileSync(join(dir, 'zhuxue.lock.4'), JSON.stringify(record))
  const first = await takeLock(dir)
  if (!('held' in first)) throw new Error('refused')
  first.held.release()
  expect(readdirSync(dir)).toEqual(['zhuxue.lock.5'])
  writeFileSync(join(dir, 'zhuxue.lock.5'), '{"pid":')
  expect('held' in (await takeLock(dir))).toBe(true)
  expect('holder' in (await takeLock(dir))).toBe(true)
})

test('a lock from another container counts while its heart beats', async () => {
  const dir = scratch()
  const path = join(dir, 'zhuxue.lock.1')
  const record = { pid: 1, mark: 'x', namespace: 'pid:[1]', since: '', address: 'http://other:8080' }
  const beat = () => writeFileSync(path, JSON.stringify(record))
  beat()
  const beating = setInterval(beat, 300)
  const result = await takeLock(dir)
  clearInterval(beating)
  expect('holder' in result && result.holder.address).toBe('http://other:8080')
})

test('twelve processes after one stale lock: exactly one gets it', async () => {
  const dir = join(scratch(), 'run')
  mkdirSync(dir)
  writeFileSync(join(dir, 'zhuxue.lock.1'), JSON.stringify({ pid: 999_999, mark: '', namespace: pidNamespace() }))
  const script = fileURLToPath(new URL('./testing/race.ts', import.meta.url))
  const at = String(systemMillis() + 2_500)
  const racers = Array.from({ length: 12 }, () =>
    spawn(process.execPath, [script, dir, at], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  const answers = await Promise.all(
    racers.map((racer) => new Promise<string>((resolve) => createInterface(racer.stdout).once('line', resolve))),
  )
  for (const racer of racers) racer.stdin.end()
  const winner = racers[answers.indexOf('held')]?.pid
  expect(answers.filter((answer) => answer === 'held')).toHaveLength(1)
  expect(answers.filter((answer) => answer === `refused ${winner}`)).toHaveLength(11)
})

test('DATABASE_URL: used as it is, and clear words when it cannot be', async () => {
  const cluster = await testCluster()
  const dataDir = join(scratch(), 'data')
  const good = await connectOrStart({ dataDir, databaseUrl: cluster.ownerUrl, log() {} })
  expect(good).toMatchObject({ embedded: false, ownerUrl: cluster.ownerUrl })
  await good.stop()
  expect(await ask(cluster.ownerUrl, 'select 1')).toBe(1)

  const wrong = new URL(cluster.ownerUrl)
  wrong.password = 'wrong'
  const refused = connectOrStart({ dataDir, databaseUrl: wrong.href, log() {} })
  await expect(refused).rejects.toMatchObject({ code: 'outside-unreachable' })
  await expect(refused).rejects.not.toThrow(/:wrong@/)
  await expect(connectOrStart({ dataDir, databaseUrl: 'postgres://u:p@127.0.0.1:1/x', log() {} })).rejects.toThrow(
    /无法连接 DATABASE_URL 指定的数据库 127\.0\.0\.1:1\/x/,
  )
  await expect(connectOrStart({ dataDir, databaseUrl: 'mysql://x', log() {} })).rejects.toMatchObject({
    code: 'outside-url-invalid',
  })
  expect(() => checkVersion(140_012, 'db')).toThrow(/PostgreSQL 14,需要 15/)
  expect(() => checkVersion(150_000, 'db')).not.toThrow()
  await cluster.release()
})

test('the test cluster is shared, outlives one of its users and ends with the last, kill -9 included', async () => {
  const dataDir = join(scratch(), 'cluster')
  const [one, two] = await Promise.all([holdReady({ dataDir, cluster: true }), holdReady({ dataDir, cluster: true })])
  expect(two.url).toBe(one.url)
  expect(await ask(one.url, 'show fsync')).toBe('off')
  const postmaster = postmasterPid(dataDir)
  process.kill(one.pid, 'SIGKILL')
  await one.exited
  expect(await goneWithin(postmaster, 1_500)).toBe(false)
  process.kill(two.pid, 'SIGKILL')
  await two.exited
  expect(await goneWithin(postmaster, 8_000)).toBe(true)
})
