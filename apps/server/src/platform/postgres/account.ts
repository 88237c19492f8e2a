import { execFileSync, spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { PostgresError, useOutsideDatabase } from './errors.ts'

/** The system account the database runs as. `switched` is true where it is not our own (we are root). */
export interface Account {
  uid: number
  gid: number
  name: string
  switched: boolean
}

/** Accounts tried in this order when we are root: PostgreSQL refuses to run as root. */
export const defaultAccounts: readonly string[] = ['postgres', 'nobody']

/**
 * Chooses the account: ourselves, or, for root, the owner of existing data (so that a start with and one without sudo
 * do not lock each other out), else the first of `accounts` that this machine has.
 */
export function chooseAccount(
  existingOwner: { uid: number; gid: number } | undefined,
  accounts: readonly string[],
): Account {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid === -1) return { uid, gid, name: userInfo().username, switched: false }
  if (uid !== 0) return { uid, gid, name: ownName(uid), switched: false }
  if (existingOwner !== undefined && existingOwner.uid !== 0) {
    return { ...existingOwner, name: nameOf(existingOwner.uid), switched: true }
  }
  for (const name of accounts) {
    const account = lookUp(name)
    if (account !== undefined && account.uid !== 0) return { ...account, name, switched: true }
  }
  throw new PostgresError(
    'no-account',
    `数据库不能以 root 身份运行,而本机没有可用的普通账户(已尝试:${accounts.join('、')})。请先执行 useradd --system postgres,再重新启动。${useOutsideDatabase}`,
  )
}

/** initdb looks the user up by number; in containers run with an arbitrary --user there is nothing to find. */
function ownName(uid: number): string {
  try {
    return userInfo().username
  } catch (error) {
    throw new PostgresError(
      'unknown-uid',
      `当前用户编号 ${uid} 不在 /etc/passwd 中,内置数据库无法初始化。请换用系统中存在的用户启动,或把该编号加入 /etc/passwd。${useOutsideDatabase}`,
      { cause: error },
    )
  }
}

function nameOf(uid: number): string {
  try {
    return execFileSync('id', ['-un', String(uid)], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return String(uid)
  }
}

function lookUp(name: string): { uid: number; gid: number } | undefined {
  try {
    const ask = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }).trim())
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return undefined
  }
}

/** The spawn options that make a child process run as the account, in a directory everybody can enter. */
export function asAccount(account: Account): { uid?: number; gid?: number; cwd: string } {
  if (!account.switched) return { cwd: process.platform === 'win32' ? process.cwd() : '/' }
  return { uid: account.uid, gid: account.gid, cwd: '/' }
}

/** True if the account can enter the directory (every parent counts). Asked of the kernel, not computed. */
export function canEnter(account: Account, dir: string): boolean {
  if (process.platform === 'win32') return true
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...asAccount(account), stdio: 'ignore' }).status === 0
}

/** True if the account can run the program and so reach its directory. */
export function canRun(account: Account, program: string): boolean {
  if (process.platform === 'win32') return true
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', program], { ...asAccount(account), stdio: 'ignore' }).status === 0
  )
}
