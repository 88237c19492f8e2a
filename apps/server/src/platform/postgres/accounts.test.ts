import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { chooseAccount } from './account.ts'
import {
  ask,
  end,
  endAll,
  hold,
  holdReady,
  isRoot,
  plainUser,
  postmasterPid,
  removeFolders,
  scratch,
  uidOf,
  unlinkedPackage,
} from './testing/harness.ts'

afterEach(endAll)
afterAll(removeFolders)

test('first start: safe settings, secret closed; second start: same port, same data', async () => {
  const dataDir = join(scratch(), 'data')
  const first = await holdReady({ dataDir })
  expect(await ask(first.url, 'show data_checksums')).toBe('on')
  expect(await ask(first.url, 'show fsync')).toBe('on')
  expect(await ask(first.url, 'show synchronous_commit')).toBe('on')
  expect(await ask(first.url, 'show listen_addresses')).toBe('127.0.0.1')
  expect(await ask(first.url, 'show unix_socket_directories')).toBe('')
  expect(
    await ask(first.url, "select concat(datlocprovider, ' ', datlocale) from pg_database where datname = 'zhuxue'"),
  ).toBe('b C.UTF-8')
  expect(await ask(first.url, "select left(rolpassword, 14) from pg_authid where rolname = 'zhuxue_owner'")).toBe(
    'SCRAM-SHA-256$',
  )
  expect(statSync(join(dataDir, 'secrets', 'postgres-owner')).mode & 0o777).toBe(0o600)
  if (isRoot) expect(uidOf(postmasterPid(dataDir))).not.toBe(0)
  await ask(first.url, 'create table kept as select 7 as seven')
  expect(await end(first)).toBe(0)
  expect(existsSync(join(dataDir, 'pg', 'postmaster.pid'))).toBe(false)

  const second = await holdReady({ dataDir })
  expect(second.url).toBe(first.url)
  expect(await ask(second.url, 'select seven from kept')).toBe(7)
})

test.runIf(isRoot)('root without a postgres account, install scripts off: runs as nobody, links made', async () => {
  const dir = scratch()
  const dataDir = join(dir, 'data')
  const native = unlinkedPackage(dir)
  await holdReady({ dataDir, native, accounts: ['zhuxue-no-such-account', 'nobody'] })
  expect(uidOf(postmasterPid(dataDir))).toBe(chooseAccount(undefined, ['nobody']).uid)
  expect(lstatSync(join(native, 'lib', 'libicuuc.so.60')).isSymbolicLink()).toBe(true)
})

test.runIf(isRoot)('root without any usable account is told how to make one', async () => {
  const event = await hold({ dataDir: join(scratch(), 'data'), accounts: ['zhuxue-no-such-account'] }).settled
  expect(event.code).toBe('no-account')
  expect(event.message).toMatch(/useradd.*DATABASE_URL/s)
})

test.runIf(isRoot)('a normal user runs the database as himself', async () => {
  const dir = scratch()
  chownSync(dir, plainUser.uid, plainUser.gid)
  const dataDir = join(dir, 'data')
  const holder = await holdReady({ dataDir }, plainUser)
  expect(uidOf(postmasterPid(dataDir))).toBe(plainUser.uid)
  expect(await end(holder)).toBe(0)
  // root on the same data keeps the owner, so that a start with sudo does not lock the user out
  const asRoot = await holdReady({ dataDir })
  expect(uidOf(postmasterPid(dataDir))).toBe(plainUser.uid)
  expect(await end(asRoot)).toBe(0)
  expect((await hold({ dataDir }, { uid: 2, gid: 2 }).settled).code).toBe('data-not-accessible')
})

test.runIf(isRoot)('root in a 0700 folder: programs are copied and data moved, rows included', async () => {
  const dir = scratch()
  const closed = join(dir, 'closed')
  const roots = [join(dir, 'reachable')]
  mkdirSync(closed)
  const dataDir = join(closed, 'data')
  const native = unlinkedPackage(closed)
  const options = { dataDir, native, reachableRoots: roots }
  const open = await holdReady(options)
  await ask(open.url, 'create table kept as select 7 as seven')
  await end(open)
  expect(lstatSync(join(dataDir, 'pg')).isDirectory()).toBe(true)

  chmodSync(closed, 0o700)
  const moved = await holdReady(options)
  expect(await ask(moved.url, 'select seven from kept')).toBe(7)
  expect(lstatSync(join(dataDir, 'pg')).isSymbolicLink()).toBe(true)
  expect(readdirSync(dirname(realpathSync(join(dataDir, 'pg')))).some((name) => name.startsWith('postgres-'))).toBe(
    true,
  )
  expect(moved.events.some((event) => event.line?.includes('改存于'))).toBe(true)
  await end(moved)

  // a first start in such a folder
  const fresh = join(closed, 'fresh')
  const started = await holdReady({ ...options, dataDir: fresh })
  expect(await ask(started.url, 'select 1')).toBe(1)
})

test.runIf(isRoot)('read-only node_modules without links: a copy is used, node_modules stays as it is', async () => {
  const dir = scratch()
  const native = unlinkedPackage(dir)
  const before = readdirSync(join(native, 'lib'))
  const home = join(dir, 'home')
  mkdirSync(home)
  chownSync(home, plainUser.uid, plainUser.gid)
  // owned by root: for this user the package cannot be written
  await holdReady({ dataDir: join(home, 'data'), native }, plainUser)
  expect(readdirSync(join(native, 'lib'))).toEqual(before)
  expect(readFileSync(`/proc/${postmasterPid(join(home, 'data'))}/cmdline`, 'utf8')).toContain(
    join(home, 'data', 'run'),
  )
})

test.runIf(isRoot)('a user number without an account is pointed to DATABASE_URL', async () => {
  const dir = scratch()
  chownSync(dir, 54_321, 54_321)
  const event = await hold({ dataDir: join(dir, 'data') }, { uid: 54_321, gid: 54_321 }).settled
  expect(event.code).toBe('unknown-uid')
  expect(event.message).toMatch(/54321.*DATABASE_URL/s)
})
