import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Account, canEnter, chooseAccount, defaultAccounts } from './account.ts'
import { makeOpenFolder } from './binaries.ts'
import { errnoOf, PostgresError, useOutsideDatabase } from './errors.ts'

/**
 * The data folder. `pg` is the database itself, `run` holds what belongs to the running process (lock, port, log),
 * `secrets` what must stay 0600. `home` is where `pg` really lies: the data folder, or, for root in a folder closed to
 * other accounts, a folder they can reach, to which `dataDir/pg` is then a link.
 */
export interface Layout {
  dataDir: string
  home: string
  pg: string
  run: string
  secrets: string
  account: Account
}

/** Folders root may use when the data folder is closed to the database account; never /tmp, which is emptied. */
export const defaultReachableRoots: readonly string[] = ['/var/lib/zhuxue', '/opt/zhuxue', '/srv/zhuxue']

/** Makes `dataDir` with `run` and `secrets`; says in Chinese what to do if it belongs to somebody else. */
export function prepareDataDir(dataDir: string): { dataDir: string; run: string; secrets: string } {
  const dir = resolve(dataDir)
  const run = join(dir, 'run')
  const secrets = join(dir, 'secrets')
  try {
    if (!existsSync(dir)) {
      mkdirSync(dir, { recursive: true })
      // Others may pass through to `pg`, not list: the database account is one of them when we are root.
      chmodSync(dir, 0o711)
    }
    for (const inner of [run, secrets]) {
      mkdirSync(inner, { recursive: true, mode: 0o700 })
      chmodSync(inner, 0o700)
    }
  } catch (error) {
    throw notAccessible(dir, error)
  }
  return { dataDir: dir, run, secrets }
}

/** Decides the account and the place of `pg`, moving the data once if the account cannot reach it. Hold the lock. */
export function settleLayout(
  dataDir: string,
  accounts: readonly string[],
  reachableRoots: readonly string[],
  log: (line: string) => void,
): Layout {
  const base = prepareDataDir(dataDir)
  const link = join(base.dataDir, 'pg')
  const kind = lstatSync(link, { throwIfNoEntry: false })
  let pg = link
  if (kind?.isSymbolicLink()) {
    pg = resolve(base.dataDir, readlinkSync(link))
    if (!existsSync(dirname(pg))) {
      throw new PostgresError(
        'data-missing',
        `${link} 指向 ${pg},但该位置不存在(可能只复制了项目目录而没有复制数据)。请恢复该目录,或用备份执行 zhuxue restore;确认不需要旧数据时,删除 ${link} 后重新启动。`,
      )
    }
  }
  const present = statSync(pg, { throwIfNoEntry: false })
  const account = chooseAccount(present && { uid: present.uid, gid: present.gid }, accounts)
  const layout: Layout = { ...base, home: dirname(pg), pg, account }
  if (!account.switched) {
    if (present !== undefined && account.uid !== -1 && present.uid !== account.uid) {
      throw notAccessible(pg, undefined)
    }
    return layout
  }
  if (canEnter(account, layout.home)) return layout
  return relocate(layout, reachableRoots, log)
}

/** Account and place for a cluster that is about to be put into a new data folder (restore). */
export function placeForData(dataDir: string, log: (line: string) => void): Layout {
  prepareDataDir(dataDir)
  return settleLayout(dataDir, defaultAccounts, defaultReachableRoots, log)
}

/** Moves `pg` (if there is one already) to a place the account can enter, and leaves a link behind. */
function relocate(layout: Layout, roots: readonly string[], log: (line: string) => void): Layout {
  for (const root of roots) {
    const home = join(root, `data-${randomBytes(6).toString('hex')}`)
    try {
      makeOpenFolder(root)
      mkdirSync(home)
      chmodSync(home, 0o711)
    } catch {
      continue
    }
    if (!canEnter(layout.account, home)) {
      rmSync(home, { recursive: true, force: true })
      continue
    }
    const pg = join(home, 'pg')
    const link = join(layout.dataDir, 'pg')
    if (existsSync(layout.pg)) move(layout.pg, pg)
    rmSync(link, { force: true })
    symlinkSync(pg, link)
    log(
      `数据库账户 ${layout.account.name} 无法进入 ${layout.dataDir},数据库文件改存于 ${home}(${link} 是指向它的链接)。`,
    )
    return { ...layout, home, pg }
  }
  throw new PostgresError(
    'data-not-accessible',
    `数据库账户 ${layout.account.name} 无法进入数据目录 ${layout.dataDir},也无法在 ${roots.join('、')} 建立目录。请用 --data 指定该账户可以进入的目录(例如 /var/lib/zhuxue)。${useOutsideDatabase}`,
  )
}

/** Rename, or across file systems copy completely before the original goes. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to)
    return
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error
  }
  const draft = `${to}.moving`
  const owner = statSync(from)
  cpSync(from, draft, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  chownTree(draft, owner.uid, owner.gid)
  renameSync(draft, to)
  rmSync(from, { recursive: true, force: true })
}

function chownTree(path: string, uid: number, gid: number): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chownSync(path, uid, gid)
  if (stat.isDirectory()) for (const name of readdirSync(path)) chownTree(join(path, name), uid, gid)
}

function notAccessible(path: string, cause: unknown): PostgresError {
  return new PostgresError(
    'data-not-accessible',
    `当前用户不能使用数据目录 ${path}(它属于另一个用户)。请用原来的用户或 sudo 启动,或执行 sudo chown -R $(id -u) ${path},或用 --data 指定别的目录。`,
    { cause },
  )
}
