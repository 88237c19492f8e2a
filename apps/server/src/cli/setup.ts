import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Role, roleTitles } from '@zhuxue/contracts'
import { loadRegion } from '@zhuxue/regions'
import { openInstallation } from '../installation.ts'
import { hashPassword } from '../modules/identity/index.ts'
import { newId } from '../platform/index.ts'
import { authorities, orgBelow } from '../world/authorities.ts'
import { insertWorld } from '../world/insert.ts'
import type { OrgRow, StaffInfo } from '../world/rows.ts'

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

/** `zhuxue school add`: a school below its county, so that the security administrator can appoint its people. */
export async function schoolCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      county: { type: 'string' },
      code: { type: 'string' },
      name: { type: 'string' },
      kind: { type: 'string' },
      line: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help || positionals[0] !== 'add' || !values.county || !values.code || !values.name || !values.kind) {
    process.stdout.write(
      '用法: zhuxue school add --county 530111 --code 1001 --name 学校全称 --kind 中等专业学校|职业高中|技工学校 [--line education|human-resources] [--data DIR]\n',
    )
    return values.help ? 0 : 2
  }
  const { county: countyCode, code, name, kind } = values as Record<string, string>
  const line = values.line ?? (kind === '技工学校' ? 'human-resources' : 'education')
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, { whenRunning: 'join' })
  try {
    const text = await installation.platform.transaction({ kind: 'worker', name: '安装' }, async (tx) => {
      const row = await tx.db
        .selectFrom('orgs')
        .select(['id', 'path', 'line', 'code', 'name', 'kind'])
        .where('kind', '=', 'county')
        .where('line', '=', line)
        .where('code', '=', countyCode as string)
        .executeTakeFirst()
      if (!row) return { ok: false, text: `没有区县 ${countyCode}（${line}）。请先运行 zhuxue setup，或核对代码。` }
      const parent = { ...row, parentId: null } as unknown as OrgRow
      const school = orgBelow(parent, 'school', `S${code}`, name as string, {
        schoolKind: kind as string,
        countyCode: countyCode as string,
      })
      const taken = await tx.db.selectFrom('orgs').select('id').where('path', '=', school.path).executeTakeFirst()
      if (taken) return { ok: false, text: `代码 ${code} 已被使用。` }
      await insertWorld(
        tx.db,
        installation.platform.crypto,
        { orgs: [school], classes: [], campuses: [], students: [], staff: [] },
        tx.now,
      )
      tx.audit({
        action: 'organisation.add',
        subjectKind: 'org',
        subjectId: school.id,
        scope: school.path,
        data: { name, kind },
      })
      return { ok: true, text: `已建立 ${name}（${row.name}）。` }
    })
    process[text.ok ? 'stdout' : 'stderr'].write(`${text.text}\n`)
    return text.ok ? 0 : 1
  } finally {
    await installation.close()
  }
}
