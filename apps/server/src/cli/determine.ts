import { existsSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { formatTermText, localDateOf, parseTerm } from '@zhuxue/policy'
import { type LoadedRegion, loadRegion, programmesInForce } from '@zhuxue/regions'
import { Refusal } from '../platform/refusal.ts'
import { answerer } from './determine/answers.ts'
import { problemText } from './determine/codes.ts'
import { readLines } from './determine/lines.ts'
import { fileOutput, type Output, screenOutput } from './determine/output.ts'
import type { TableLine } from './determine/table.ts'

const HELP = `用法: zhuxue determine --facts 文件 --region 530100 --term 2025-autumn [--out 文件] [--columns 对照.json] [--json]

按学期判定每名学生能享受哪些资助项目，每行一名学生，不需要数据库。

  --facts    学生情况：.jsonl（每行一个 JSON，逐行读取，行数不限），或 .csv（UTF-8、GBK，逐行读取，行数不限）、
             .xlsx（一张工作表，逐行读取）
  --region   地区代码（GB/T 2260，6位）
  --term     受助学期，例如 2025-autumn、2026-spring
  --out      结果文件；全部写完才出现，中途出错不留半份。不写则输出到屏幕
  --columns  表格的列对照文件（JSON）；不写则按列名“年级”“学校类别和学段”……识别，见 docs/determine.md
  --json     最后的统计以 JSON 输出

有问题的行在屏幕上按行号列出并跳过，其余各行照常判定。
退出码: 0 全部判定；2 有行被跳过（其余已写出），或用法不对；1 没有结果，或已显示的结果不完整、不能使用。
`

/** Bad lines beyond this are only counted. */
const LISTED = 1000
const REPORT_EVERY = 100_000

type Tally = { lines: number; good: number; bad: number }
type Work =
  | { readonly kind: 'facts'; readonly number: number; readonly facts: unknown }
  | { readonly kind: 'bad'; readonly number: number; readonly text: string }

/** `zhuxue determine`: a file of students' facts through the rules of a region and term. */
export async function determineCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      facts: { type: 'string' },
      region: { type: 'string' },
      term: { type: 'string' },
      out: { type: 'string' },
      columns: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (!values.facts || !values.region || !values.term) {
    process.stderr.write(HELP)
    return 2
  }
  const refused = (text: string, shown = false) => {
    process.stderr.write(`${text}\n${shown ? '上面已显示的结果不完整，请不要使用。' : '没有写出任何结果。'}\n`)
    return 1
  }
  const path = resolve(values.facts)
  if (!existsSync(path) || !statSync(path).isFile()) return refused(`没有找到文件 ${path}。`)
  if (values.out && resolve(values.out) === path) return refused('结果文件不能与学生情况文件是同一个文件。')
  if (values.out && existsSync(resolve(values.out)) && !statSync(resolve(values.out)).isFile()) {
    return refused(`${resolve(values.out)} 不是普通文件，请换一个结果文件名。`)
  }
  const loaded = loadRegion(values.region)
  if (!loaded.ok) return refused(loaded.text)
  const term = parseTerm(values.term)
  if (term === null) return refused(`“${values.term}”不是学期，应为 2025-autumn（秋季）或 2026-spring（春季）的形式。`)
  if (programmesInForce(loaded.region, term).length === 0) {
    return refused(`${loaded.region.name}${formatTermText(term)}没有有效政策，请核对地区和学期。`)
  }
  let output: Output | null = null
  try {
    const work = await workOf(path, values.columns)
    output = values.out ? await fileOutput(resolve(values.out)) : screenOutput()
    const answer = answerer(loaded.region, term, localDateOf(Date.now()))
    const tally = await run(work, answer, output)
    await output.finish()
    summary(tally, loaded.region, values.out ?? null, values.json ?? false)
    return tally.bad > 0 ? 2 : 0
  } catch (error) {
    const shown = output?.discard()
    if (error instanceof Refusal) return refused(error.message, shown)
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined) throw error
    return refused(`读写文件失败（${code}）：${(error as Error).message}`, shown)
  }
}

/** The students of the file in batches, told apart by its name. */
async function workOf(path: string, columns: string | undefined): Promise<AsyncIterable<Work[]>> {
  const table = ['.csv', '.xlsx', '.xls', '.txt'].includes(extname(path).toLowerCase())
  return table ? tableWork(path, columns) : lineWork(path)
}

async function* lineWork(path: string): AsyncGenerator<Work[]> {
  for await (const lines of readLines(path)) {
    yield lines.map((line): Work => {
      if ('trouble' in line) return { kind: 'bad', number: line.number, text: line.trouble }
      try {
        return { kind: 'facts', number: line.number, facts: JSON.parse(line.text) }
      } catch {
        return { kind: 'bad', number: line.number, text: '不是有效的 JSON' }
      }
    })
  }
}

const TABLE_BATCH = 500

async function* tableWork(path: string, columns: string | undefined): AsyncGenerator<Work[]> {
  const [{ DEFAULT_MAPPING, readMapping }, { readFactTable }] = await Promise.all([
    import('./determine/mapping.ts'),
    import('./determine/table.ts'),
  ])
  const mapping = columns === undefined ? DEFAULT_MAPPING : readMapping(resolve(columns))
  const work = (line: TableLine): Work =>
    'trouble' in line
      ? { kind: 'bad', number: line.number, text: line.trouble }
      : { kind: 'facts', number: line.number, facts: line.facts }
  for await (const lines of readFactTable(path, mapping, (text) => process.stderr.write(`${text}\n`))) {
    for (let at = 0; at < lines.length; at += TABLE_BATCH) yield lines.slice(at, at + TABLE_BATCH).map(work)
  }
}

async function run(work: AsyncIterable<Work[]>, answer: ReturnType<typeof answerer>, output: Output): Promise<Tally> {
  const tally: Tally = { lines: 0, good: 0, bad: 0 }
  const bad = (number: number, text: string) => {
    tally.bad += 1
    if (tally.bad <= LISTED) process.stderr.write(`第${number}行 ${text}。\n`)
    if (tally.bad === LISTED) process.stderr.write('有问题的行太多，以下只计数。\n')
  }
  for await (const batch of work) {
    const results = answer(batch.flatMap((item) => (item.kind === 'facts' ? [item.facts] : [])))
    let next = 0
    const good: string[] = []
    for (const item of batch) {
      tally.lines += 1
      if (tally.lines % REPORT_EVERY === 0) process.stderr.write(`已处理 ${tally.lines} 行……\n`)
      const result = item.kind === 'bad' ? null : results[next++]
      if (item.kind === 'bad') bad(item.number, item.text)
      else if (result && 'line' in result) good.push(result.line)
      else bad(item.number, (result?.problems ?? []).map(problemText).join('；'))
    }
    tally.good += good.length
    if (good.length > 0) await output.write(good.join(''))
  }
  return tally
}

function summary(tally: Tally, region: LoadedRegion, out: string | null, json: boolean): void {
  const stream = out === null ? process.stderr : process.stdout
  if (json) stream.write(`${JSON.stringify({ ...tally, region: region.code, out })}\n`)
  else {
    const where = out === null ? '' : `，结果写在 ${out}`
    stream.write(`共 ${tally.lines} 行：判定 ${tally.good}，跳过 ${tally.bad}${where}。\n`)
  }
}
