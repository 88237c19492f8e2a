import { parseArgs } from 'node:util'
import { majorKind } from '@zhuxue/regions'
import { openInstallation } from '../installation.ts'
import { addClass, schoolByCode } from '../modules/organisations/index.ts'
import { Refusal } from '../platform/index.ts'
import { orgBelow } from '../world/authorities.ts'
import { insertWorld } from '../world/insert.ts'
import type { OrgRow } from '../world/rows.ts'

const HELP = `用法:
  zhuxue school add --county 530111 --code 1001 --name 学校全称 --kind 中等专业学校|职业高中|技工学校 [--line education|human-resources] [--data DIR]
      建立学校。
  zhuxue school class --school 1001 --name 23园林1班 --entry 2023 --major 园林技术 --stage secondary-specialised
      [--code 610202] [--agriculture yes|no] [--performing yes|no] [--opera yes|no] [--data DIR]
      建立班级。专业目录中没有的专业，须用 --agriculture 写明是否涉农。
      --stage: secondary-specialised 普通中专，vocational-high 职业高中，adult-secondary 成人中专，
               technical-school 技工学校，technician-college 技师学院，five-year-secondary 五年制中职段
`

const STAGES = [
  'secondary-specialised',
  'vocational-high',
  'adult-secondary',
  'technical-school',
  'technician-college',
  'five-year-secondary',
]

/** `zhuxue school add|class`: what the roster import and the appointments need to stand on. */
export async function schoolCommand(args: string[]): Promise<number> {
  const [what, ...rest] = args
  if (what === 'add') return addSchool(rest)
  if (what === 'class') return addSchoolClass(rest)
  const help = args.includes('--help')
  process[help ? 'stdout' : 'stderr'].write(HELP)
  return help ? 0 : 2
}

async function addSchoolClass(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      school: text,
      name: text,
      entry: text,
      major: text,
      stage: text,
      code: text,
      agriculture: text,
      performing: text,
      opera: text,
      data: text,
      help: { type: 'boolean' },
    },
  })
  const { school, name, major, stage } = values
  const entryYear = Number(values.entry)
  const plain = Number.isInteger(entryYear) && entryYear > 2000 && entryYear < 2100
  if (
    values.help ||
    positionals.length > 0 ||
    !school ||
    !name ||
    !major ||
    !stage ||
    !STAGES.includes(stage) ||
    !plain
  ) {
    process[values.help ? 'stdout' : 'stderr'].write(HELP)
    return values.help ? 0 : 2
  }
  const known = majorKind(major)
  if (!known && values.agriculture === undefined) {
    process.stderr.write(`专业“${major}”不在专业目录中，请用 --agriculture yes 或 --agriculture no 写明是否涉农。\n`)
    return 2
  }
  const said = (value: string | undefined, otherwise: boolean | undefined) =>
    value === undefined ? (otherwise ?? false) : value === 'yes'
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, {
    whenRunning: 'join',
    existing: true,
  })
  try {
    await installation.platform.transaction({ kind: 'worker', name: '安装' }, async (tx) => {
      await addClass(tx, await schoolByCode(tx, school), {
        name,
        entryYear,
        stage,
        majorName: major,
        majorCode: values.code ?? null,
        agriculture: said(values.agriculture, known?.agriculture),
        performing: said(values.performing, known?.performing),
        opera: said(values.opera, known?.opera),
      })
    })
    process.stdout.write(`已建立班级 ${name}（${major}）。\n`)
    return 0
  } catch (e) {
    if (!(e instanceof Refusal)) throw e
    process.stderr.write(`${e.message}\n`)
    return 1
  } finally {
    await installation.close()
  }
}

/** A school below its county, so that the security administrator can appoint its people. */
async function addSchool(args: string[]): Promise<number> {
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
  if (values.help || positionals.length > 0 || !values.county || !values.code || !values.name || !values.kind) {
    process[values.help ? 'stdout' : 'stderr'].write(HELP)
    return values.help ? 0 : 2
  }
  const { county: countyCode, code, name, kind } = values as Record<string, string>
  const line = values.line ?? (kind === '技工学校' ? 'human-resources' : 'education')
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, {
    whenRunning: 'join',
    existing: true,
  })
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
