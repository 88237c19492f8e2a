import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Role, roleTitles } from '@zhuxue/contracts'
import { loadRegion } from '@zhuxue/regions'
import { openInstallation } from '../installation.ts'
import { hashPassword } from '../modules/identity/index.ts'
import { newId } from '../platform/index.ts'
import { authorities } from '../world/authorities.ts'
import { insertWorld } from '../world/insert.ts'
import type { StaffInfo } from '../world/rows.ts'

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789'
const oneTimePassword = (): string =>
  `${Array.from({ length: 12 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')}-9a`

/**
 * `zhuxue setup`: the first act of a real installation. Creates the authorities of the region and the administrators
 * (三员; two for security, because a grant needs two), whose one-time passwords are printed once; they create
 * everybody else in the console.
 */
export async function setupCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { region: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    process.stdout.write(
      '用法: zhuxue setup [--region 530100] [--data DIR]\n建立机构树（省、市、区县，教育线与人社线）和三员账号，初始密码只显示一次。\n',
    )
    return 0
  }
  const loaded = loadRegion(values.region ?? '530100')
  if (!loaded.ok) {
    process.stderr.write(`${loaded.text}\n`)
    return 2
  }
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, { whenRunning: 'join' })
  try {
    const { platform } = installation
    const tree = authorities(loaded.region)
    const shown: string[] = []
    const staff: StaffInfo[] = []
    for (const [role, username, name] of [
      ['system-admin', 'sysadmin', '系统管理员'],
      ['security-admin', 'secadmin', '安全管理员'],
      // whatever one of the two asks for, the other confirms
      ['security-admin', 'secadmin2', '安全管理员（第二位）'],
      ['audit-admin', 'auditadmin', '审计管理员'],
    ] as [Role, string, string][]) {
      const password = oneTimePassword()
      const at = tree.province.education
      staff.push({
        id: newId(),
        username,
        name,
        passwordHash: await hashPassword(password),
        mustChangePassword: true,
        demoAccount: false,
        grants: [{ id: newId(), role, orgId: at.id, scope: at.path }],
      })
      shown.push(`  ${roleTitles[role]}  ${username.padEnd(12)} ${password}`)
    }
    const done = await platform.transaction({ kind: 'worker', name: '安装' }, async (tx) => {
      const there = await tx.db.selectFrom('orgs').select('id').limit(1).executeTakeFirst()
      if (there) return false
      await insertWorld(
        tx.db,
        platform.crypto,
        { orgs: tree.orgs, classes: [], campuses: [], students: [], staff },
        tx.now,
      )
      tx.audit({
        action: 'installation.setup',
        subjectKind: 'org',
        subjectId: tree.province.education.id,
        scope: tree.province.education.path,
        data: { region: loaded.region.code },
      })
      return true
    })
    process.stdout.write(
      done
        ? `机构树已建立。三员账号（初始密码只显示这一次，请分别交给四位实名人员）：\n${shown.join('\n')}\n`
        : '这个数据库已经建过机构，没有改动。\n',
    )
    return done ? 0 : 1
  } finally {
    await installation.close()
  }
}
