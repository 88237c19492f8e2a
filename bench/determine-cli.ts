/**
 * zhuxue determine on files of growing length: lines a second and the highest memory of the process, read from
 * /proc while it runs. `node bench/determine-cli.ts [jsonl|csv|xlsx] [lines …]`, default jsonl 10000 100000 1000000.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'

const root = new URL('..', import.meta.url)
const { cases } = JSON.parse(readFileSync(new URL('packages/regions/data/cases.json', root), 'utf8'))
const students: object[] = cases
  .filter((c: { region: string }) => c.region === '530100')
  .map((c: { facts: object }) => c.facts)

const HEAD = [
  '学生编号',
  '国籍',
  '学籍状态',
  '学习形式',
  '是否在校',
  '学校类别和学段',
  '年级',
  '是否涉农专业',
  '户籍所在县（市、区）',
]
HEAD.push('户籍地类别', '家庭登记类别', '返贫风险是否消除', 'hardship')
const of = (list: readonly string[], k: number) => list[k % list.length] as string
/** A row of a table, different from its neighbours. */
const tableRow = (k: number): string[] => [
  `S${k}`,
  'CN',
  of(['在籍', '在籍', '休学'], k),
  '全日制',
  '是',
  of(['普通中专', '职业高中', '技工学校'], k),
  `${1 + (k % 3)}`,
  of(['是', '否', '否', '否', '否'], k),
  of(['530102', '530129', '530128', '532823'], k),
  of(['城市', '乡村', '镇'], k),
  of(['无', '脱贫户', '', '脱贫户、残疾'], k),
  of(['否', '是', ''], k),
  of(['特别困难', '', '困难'], k),
]

async function writeTable(path: string, lines: number): Promise<void> {
  if (path.endsWith('.xlsx')) {
    const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true })
    const sheet = book.addWorksheet('名单')
    sheet.addRow(HEAD).commit()
    for (let k = 0; k < lines; k += 1) {
      sheet.addRow(tableRow(k)).commit()
      if (k % 1000 === 0) await new Promise(setImmediate)
    }
    await book.commit()
    return
  }
  const stream = createWriteStream(path)
  stream.write(`${HEAD.join(',')}\n`)
  for (let i = 0; i < lines; i += 1000) {
    const rows = Array.from({ length: Math.min(1000, lines - i) }, (_, k) => `${tableRow(i + k).join(',')}\n`)
    if (!stream.write(rows.join(''))) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}

async function write(path: string, lines: number): Promise<void> {
  if (!path.endsWith('.jsonl')) return writeTable(path, lines)
  const stream = createWriteStream(path)
  for (let i = 0; i < lines; i += 1000) {
    let text = ''
    for (let k = i; k < Math.min(i + 1000, lines); k += 1) {
      text += `${JSON.stringify({ ...students[k % students.length], studentId: `S${k}`, grade: 1 + (k % 3) })}\n`
    }
    if (!stream.write(text)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}

/** CPU seconds of the process so far; what counts where other work shares the machine. */
function cpu(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

/** Highest resident memory so far, in MB. */
function peak(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function measure(path: string): Promise<{ seconds: number; busy: number; mb: number; code: number }> {
  const options = ['--region', '530100', '--term', '2025-autumn']
  const main = new URL('apps/server/src/cli/main.ts', root).pathname
  const start = performance.now()
  const child = spawn(process.execPath, [main, 'determine', '--facts', path, ...options], {
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  let mb = 0
  let busy = 0
  const timer = setInterval(() => {
    mb = Math.max(mb, peak(child.pid ?? 0))
    busy = Math.max(busy, cpu(child.pid ?? 0))
  }, 100)
  const [code] = (await once(child, 'exit')) as [number]
  clearInterval(timer)
  return { seconds: (performance.now() - start) / 1000, busy, mb, code }
}

const kind = process.argv.slice(2).find((word) => /^[a-z]+$/.test(word)) ?? 'jsonl'
const counts = process.argv.slice(2).flatMap((word) => (/^\d+$/.test(word) ? [Number(word)] : []))
const folder = mkdtempSync(join(tmpdir(), 'zhuxue-determine-'))
try {
  for (const lines of counts.length > 0 ? counts : [10_000, 100_000, 1_000_000]) {
    const path = join(folder, `${lines}.${kind}`)
    await write(path, lines)
    const { seconds, busy, mb, code } = await measure(path)
    const size = (statSync(path).size / 1024 / 1024).toFixed(0)
    console.log(
      `${lines} lines (${size} MB): ${seconds.toFixed(1)} s, CPU ${busy.toFixed(1)} s (${Math.round(lines / busy)} lines a CPU second), peak ${mb.toFixed(0)} MB, exit ${code}`,
    )
    rmSync(path)
  }
} finally {
  rmSync(folder, { recursive: true })
}
