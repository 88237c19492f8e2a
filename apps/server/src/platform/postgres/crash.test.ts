import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { waitUntil } from './process-info.ts'
import {
  ask,
  end,
  endAll,
  goneWithin,
  hold,
  holdReady,
  isRoot,
  postmasterPid,
  removeFolders,
  scratch,
  sharedData,
} from './testing/harness.ts'

const strangers: ChildProcess[] = []

afterEach(async () => {
  for (const stranger of strangers.splice(0)) stranger.kill('SIGKILL')
  await endAll()
})
afterAll(removeFolders)

/** The watchdog shell of a data folder: the one process that has it as an argument and is not the server. */
function watchdogOf(dataDir: string): number {
  const rows = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 10_000_000 })
  // the script is one argument of many lines: its pid stands on the line that begins with the shell
  const shells = rows.split(/\n(?=\s*\d+ )/).filter((row) => row.includes('zhuxue-watchdog') && row.includes(dataDir))
  return Number.parseInt((shells[0] ?? '').trim(), 10)
}

test('Ctrl-C to the whole group: the database still answers, then stops in order', async () => {
  const dataDir = await sharedData()
  const holder = await holdReady({ dataDir })
  const postmaster = postmasterPid(dataDir)
  process.kill(-holder.pid, 'SIGINT')
  expect(await holder.exited).toBe(0)
  expect(holder.events).toContainEqual({ event: 'signal', name: 'SIGINT', answer: 42 })
  expect(holder.events.at(-1)?.event).toBe('stopped')
  expect(await goneWithin(postmaster, 1_000)).toBe(true)
  expect(readFileSync(join(dataDir, 'run', 'postgres.log'), 'utf8')).toContain('database system is shut down')
})

test('SIGKILL of Node: the watchdog stops the database, nothing is left, the next start works', async () => {
  const dataDir = await sharedData()
  const holder = await holdReady({ dataDir })
  const postmaster = postmasterPid(dataDir)
  const watchdog = watchdogOf(dataDir)
  await ask(holder.url, 'create table kept_c as select 7 as seven')
  process.kill(-holder.pid, 'SIGKILL')
  await holder.exited
  expect(await goneWithin(postmaster, 10_000)).toBe(true)
  expect(await goneWithin(watchdog, 5_000)).toBe(true)
  expect(readFileSync(join(dataDir, 'run', 'postgres.log'), 'utf8')).toContain('database system is shut down')
  const again = await holdReady({ dataDir })
  expect(await ask(again.url, 'select seven from kept_c')).toBe(7)
})

test('a start right after SIGKILL, while the watchdog is still at work', async () => {
  const dataDir = await sharedData()
  const holder = await holdReady({ dataDir })
  process.kill(holder.pid, 'SIGKILL')
  await holder.exited
  const again = await holdReady({ dataDir })
  expect(await ask(again.url, 'select 1')).toBe(1)
})

test('kill -9 of both: committed rows are there after the next start', async () => {
  const dataDir = await sharedData()
  const holder = await holdReady({ dataDir })
  await ask(holder.url, 'create table kept_e as select 7 as seven')
  const postmaster = postmasterPid(dataDir)
  process.kill(holder.pid, 'SIGKILL')
  process.kill(postmaster, 'SIGKILL')
  await holder.exited
  const again = await holdReady({ dataDir })
  expect(await ask(again.url, 'select seven from kept_e')).toBe(7)
})

test('Node and watchdog killed, the server left over: the next start takes it over', async () => {
  const dataDir = await sharedData()
  const holder = await holdReady({ dataDir })
  const orphan = postmasterPid(dataDir)
  process.kill(watchdogOf(dataDir), 'SIGKILL')
  process.kill(holder.pid, 'SIGKILL')
  await holder.exited
  expect(await goneWithin(orphan, 500)).toBe(false)
  const again = await holdReady({ dataDir })
  expect(await goneWithin(orphan, 100)).toBe(true)
  expect(again.events.some((event) => event.line?.includes('接管'))).toBe(true)
})

test('kill -9 of the database alone: it comes back on the same port, committed rows included', async () => {
  const dataDir = await sharedData()
  const holder = await holdReady({ dataDir })
  await ask(holder.url, 'create table kept_g as select 7 as seven')
  for (let time = 0; time < 3; time++) {
    const postmaster = postmasterPid(dataDir)
    process.kill(postmaster, 'SIGKILL')
    const back = () => existsSync(join(dataDir, 'pg', 'postmaster.pid')) && postmasterPid(dataDir) !== postmaster
    expect(await waitUntil(back, 10_000)).toBe(true)
    const told = () => holder.events.filter((event) => event.line === '数据库已恢复。').length === time + 1
    expect(await waitUntil(told, 10_000)).toBe(true)
    expect(await ask(holder.url, 'select seven from kept_g')).toBe(7)
  }
  const last = postmasterPid(dataDir)
  process.kill(-holder.pid, 'SIGKILL')
  expect(await goneWithin(last, 10_000)).toBe(true)
})

test('killed during initdb: the next start begins anew', async () => {
  const dataDir = join(scratch(), 'data')
  const holder = hold({ dataDir })
  const begun = () => existsSync(dataDir) && readdirSync(dataDir).some((name) => name.startsWith('pg.new-'))
  expect(await waitUntil(begun, 10_000, 2)).toBe(true)
  process.kill(holder.pid, 'SIGKILL')
  await holder.exited
  expect(existsSync(join(dataDir, 'pg'))).toBe(false)
  const again = await holdReady({ dataDir })
  expect(await ask(again.url, 'select 1')).toBe(1)
  expect(readdirSync(dataDir).filter((name) => name.startsWith('pg.new-'))).toEqual([])
})

test('stale postmaster.pid: a dead pid, a pid that now belongs to another program, a damaged file', async () => {
  const dataDir = await sharedData()
  const file = join(dataDir, 'pg', 'postmaster.pid')
  let holder = await holdReady({ dataDir })
  const lines = readFileSync(file, 'utf8').split('\n')
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(isRoot ? { uid: ownerOf(file) } : {}) })
  strangers.push(stranger)
  for (const content of [
    ['999999', ...lines.slice(1)].join('\n'),
    [String(stranger.pid), ...lines.slice(1)].join('\n'),
    '',
    'x',
  ]) {
    await end(holder)
    writeFileSync(file, content)
    holder = await holdReady({ dataDir })
    expect(await ask(holder.url, 'select 1')).toBe(1)
  }
  expect(stranger.exitCode).toBe(null)
})

function ownerOf(path: string): number {
  return Number(execFileSync('stat', ['-c', '%u', path], { encoding: 'utf8' }))
}

test('port taken: another is used; other version or lost password: named, nothing touched', async () => {
  const dataDir = await sharedData()
  const first = await holdReady({ dataDir })
  await end(first)
  const port = Number(new URL(first.url).port)
  const blocker = createServer().listen(port, '127.0.0.1')
  try {
    const second = await holdReady({ dataDir })
    expect(new URL(second.url).port).not.toBe(String(port))
    expect(await ask(second.url, 'select 1')).toBe(1)
    await end(second)
  } finally {
    blocker.close()
  }

  // the same stopped data: a lost password or files of another version are named, and nothing is touched
  writeFileSync(join(dataDir, 'pg', 'PG_VERSION'), '17\n')
  const other = await hold({ dataDir }).settled
  expect(other.code).toBe('data-version')
  writeFileSync(join(dataDir, 'pg', 'PG_VERSION'), '18\n')
  rmSync(join(dataDir, 'secrets', 'postgres-owner'))
  const lost = await hold({ dataDir }).settled
  expect(lost.code).toBe('secret-missing')
  expect(existsSync(join(dataDir, 'pg', 'PG_VERSION'))).toBe(true)
})
