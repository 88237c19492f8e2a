import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { asAccount } from './account.ts'
import type { Binaries } from './binaries.ts'
import { PostgresError, useOutsideDatabase } from './errors.ts'
import type { Layout } from './layout.ts'

/** The role initdb creates: owner of every object, used for migrations and backup, never by requests. */
export const ownerRole = 'zhuxue_owner'

/** The owner's password, made once and kept 0600 in `secrets`; it exists before the cluster does. */
export function ownerPassword(layout: Layout): string {
  const path = join(layout.secrets, 'postgres-owner')
  if (existsSync(path)) {
    const password = readFileSync(path, 'utf8').trim()
    if (password !== '') return password
  }
  if (existsSync(join(layout.pg, 'PG_VERSION'))) {
    throw new PostgresError(
      'secret-missing',
      `数据库已存在,但密码文件 ${path} 丢失或为空。请从备份恢复该文件后再启动;不要删除数据目录。`,
    )
  }
  const password = randomBytes(24).toString('base64url')
  writeDurably(path, password)
  return password
}

/**
 * Creates the cluster if there is none, aside and by rename, so that a start killed at any moment leaves either no
 * cluster or a whole one. Checksums on, SCRAM only, collation of the built-in provider (the same on every system).
 */
export async function initialise(
  layout: Layout,
  binaries: Binaries,
  password: string,
  options: { durable: boolean },
): Promise<boolean> {
  if (existsSync(join(layout.pg, 'PG_VERSION'))) {
    checkMajor(layout, binaries)
    return false
  }
  for (const name of readdirSync(layout.home)) {
    if (name.startsWith('pg.new-')) rmSync(join(layout.home, name), { recursive: true, force: true })
  }
  if (existsSync(layout.pg) && readdirSync(layout.pg).length > 0) {
    throw new PostgresError('init-failed', `${layout.pg} 已存在但不是数据库。请把它移走,或用 --data 指定别的目录。`)
  }
  const work = join(layout.home, `pg.new-${randomBytes(4).toString('hex')}`)
  mkdirSync(work, { mode: 0o700 })
  const passwordFile = join(work, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (layout.account.switched) {
    chownSync(work, layout.account.uid, layout.account.gid)
    chownSync(passwordFile, layout.account.uid, layout.account.gid)
  }
  const fresh = join(work, 'pg')
  try {
    await run(binaries.initdb, initArguments(fresh, passwordFile, options.durable), layout)
    rmSync(layout.pg, { recursive: true, force: true })
    renameSync(fresh, layout.pg)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return true
}

function initArguments(dir: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${dir}`,
    `--username=${ownerRole}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    // The C library's own C.UTF-8 is missing on macOS and old systems; only the built-in one decides order and case.
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]
}

function run(program: string, args: string[], layout: Layout): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its own session: Ctrl-C in the terminal reaches us, and we let initdb end.
    const child = spawn(program, args, {
      ...asAccount(layout.account),
      detached: process.platform !== 'win32',
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    child.stderr.on('data', (chunk) => (output += String(chunk)))
    child.on('error', (error) => reject(initFailed(error.message, error)))
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(initFailed(output.trim().split('\n').slice(-6).join('\n'))),
    )
  })
}

function initFailed(detail: string, cause?: unknown): PostgresError {
  return new PostgresError(
    'init-failed',
    `内置数据库初始化失败:\n${detail}\n请检查磁盘空间与目录权限后重试。${useOutsideDatabase}`,
    { cause },
  )
}

/** A data directory belongs to one major version; newer programs do not open older files. */
function checkMajor(layout: Layout, binaries: Binaries): void {
  const data = readFileSync(join(layout.pg, 'PG_VERSION'), 'utf8').trim()
  const program = binaries.version.split('.')[0] ?? ''
  if (data === program) return
  throw new PostgresError(
    'data-version',
    `数据由 PostgreSQL ${data} 建立,而当前程序是 ${program}。请用原来的版本执行 zhuxue backup,再用新版本 zhuxue restore;数据没有被改动。`,
  )
}

/** Nothing of the caller's PG* variables, locale or time zone reaches the server. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') return { ...process.env, PGDATA: undefined, PGPORT: undefined, PGUSER: undefined }
  return { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }
}

function writeDurably(path: string, text: string): void {
  const draft = `${path}.new`
  const file = openSync(draft, 'w', 0o600)
  writeFileSync(file, text)
  fsyncSync(file)
  closeSync(file)
  chmodSync(draft, 0o600)
  renameSync(draft, path)
}
