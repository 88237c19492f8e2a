import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openInstallation } from '../installation.ts'
import { errorWorkbook, importRoster, type RosterImport } from '../modules/roll/index.ts'
import { type LineProblem, Refusal } from '../platform/index.ts'

const HELP = `用法: zhuxue import roster 文件.xlsx --school 学校代码 [--dry-run] [--errors 文件] [--data DIR] [--json]

导入全国中职学校学生信息模板（73列，xlsx 或 csv）。合格的行写入学籍，不合格的行连同原因写入错误工作簿，
改好后可以直接再次导入。同一份文件重复导入不会产生重复学籍。

  --school   学校代码（zhuxue school add 时给的代码）
  --dry-run  只核对，不写入
  --errors   错误工作簿的位置，默认在原文件旁边（文件名加“-退回”）
  --json     以 JSON 输出结果

退出码: 0 全部合格；2 有行被退回（其余行已写入），或用法不对；1 整份文件没有导入。
`

/** `zhuxue import roster`: brings a school's students onto the roll. */
export async function importCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      school: { type: 'string' },
      'dry-run': { type: 'boolean' },
      errors: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const [what, file] = positionals
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (what !== 'roster' || !file || !values.school) {
    process.stderr.write(HELP)
    return 2
  }
  const path = resolve(file)
  if (!existsSync(path)) {
    process.stderr.write(`没有找到文件 ${path}。\n`)
    return 1
  }
  const say = (line: string) => process.stderr.write(`${line}……\n`)
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, {
    whenRunning: 'join',
    existing: true,
  })
  try {
    const found = await importRoster(
      installation.platform,
      { content: readFileSync(path), name: basename(path) },
      { school: values.school, dryRun: values['dry-run'] ?? false, say },
    )
    let errors: string | null = null
    if (found.rejected > 0) {
      errors = resolve(values.errors ?? join(path, '..', `${basename(path, extname(path))}-退回.xlsx`))
      // names and ID numbers: for the operator only
      writeFileSync(errors, await errorWorkbook(found), { mode: 0o600 })
    }
    const { rejectedLines: _, ...result } = found
    process.stdout.write(
      values.json ? `${JSON.stringify({ ...result, errorWorkbook: errors })}\n` : text(found, errors),
    )
    return found.rejected > 0 ? 2 : 0
  } catch (e) {
    if (!(e instanceof Refusal)) throw e
    if (values.json) process.stdout.write(`${JSON.stringify({ error: e.message })}\n`)
    process.stderr.write(`${e.message}\n没有导入任何内容。\n`)
    return 1
  } finally {
    await installation.close()
  }
}

const SHOWN = 20

function text(r: RosterImport, errors: string | null): string {
  const line = (p: LineProblem) => `  第${p.line}行 ${p.column === null ? '' : `${p.column}：`}${p.text}`
  const list = (title: string, of: readonly LineProblem[]): string[] =>
    of.length === 0
      ? []
      : [title, ...of.slice(0, SHOWN).map(line), ...(of.length > SHOWN ? [`  ……另有${of.length - SHOWN}条`] : [])]
  return `${[
    `${r.school.name}（${r.school.code}）${r.dryRun ? '  只核对，没有写入' : ''}`,
    `  共 ${r.rows} 行: 新增 ${r.created}，更新 ${r.updated}，无变化 ${r.unchanged}，退回 ${r.rejected}`,
    ...(r.classesAdded.length > 0
      ? [`  新建班级 ${r.classesAdded.length} 个: ${r.classesAdded.slice(0, SHOWN).join('、')}`]
      : []),
    ...list('请留意（已导入）:', r.notes),
    ...list('退回的行:', r.problems),
    ...(errors === null ? [] : [`退回的行和原因写在 ${errors}，改好后可直接再次导入这一份。`]),
  ].join('\n')}\n`
}
