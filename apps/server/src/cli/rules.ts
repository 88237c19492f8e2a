import { parseArgs } from 'node:util'
import {
  columnarSource,
  formatTermText,
  OUTCOME_LABELS,
  type Plan,
  type ProgrammeVersion,
  parseTerm,
  planOf,
  programmeText,
  type SentenceNames,
  sqlSource,
  type Term,
} from '@zhuxue/policy'
import {
  areasFor,
  ETHNIC_GROUPS,
  type LoadedRegion,
  loadRegion,
  packJsonSchema,
  programmesInForce,
  programmeVersion,
  provisionalNotes,
} from '@zhuxue/regions'

const USAGE = `用法: zhuxue rules list [--region 530100] [--term 2025-autumn] [--json]
      zhuxue rules show 项目代码 --term 2025-autumn [--region 530100] [--json]
      zhuxue rules schema

list 列出一个地区一个学期有效的项目；不写 --term 时列出全部版本。
show 打印一个项目的定义、中文条件、生成的列式代码和 SQL 语句。schema 打印地区政策包的 JSON Schema。都不需要数据库。
`

/** `zhuxue rules list|show`: the rules in force, for people to read. Exit code 2 for wrong arguments, 1 for no rule in force. */
export async function rulesCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      region: { type: 'string', default: '530100' },
      term: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const [verb, programme, extra] = positionals
  if (verb === 'schema' && programme === undefined && !values.help) {
    process.stdout.write(`${JSON.stringify(packJsonSchema(), null, 1)}\n`)
    return 0
  }
  const known =
    (verb === 'list' && programme === undefined) || (verb === 'show' && programme !== undefined && extra === undefined)
  if (values.help || !known) {
    process.stdout.write(USAGE)
    return values.help ? 0 : 2
  }
  const loaded = loadRegion(values.region)
  if (!loaded.ok) return wrong(loaded.text)
  const term = values.term === undefined ? null : parseTerm(values.term)
  if (values.term !== undefined && term === null)
    return wrong(`学期写作 2025-autumn 或 2026-spring，收到的是 ${values.term}。`)
  if (programme === undefined) return list(loaded.region, term, values.json === true)
  if (term === null) return wrong('请用 --term 指明学期，例如 --term 2025-autumn。')
  const found = programmeVersion(loaded.region, programme, term)
  if (!found.ok) {
    process.stderr.write(`${programme}：${found.text}\n`)
    return 1
  }
  return show(loaded.region, found.version, term, values.json === true)
}

function wrong(text: string): number {
  process.stderr.write(`${text}\n`)
  return 2
}

function list(region: LoadedRegion, term: Term | null, json: boolean): number {
  const versions =
    term === null ? region.chain.flatMap(({ programmes }) => programmes) : programmesInForce(region, term)
  const rows = versions.map(
    ({ programme, title, version, effectiveFrom, effectiveTo, sourceDocument, provisional }) => ({
      programme,
      title,
      version,
      effectiveFrom,
      effectiveTo,
      sourceDocument,
      provisional: provisional ?? null,
    }),
  )
  if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else {
    for (const row of rows) {
      const span = `${row.effectiveFrom} 至 ${row.effectiveTo ?? '今'}`
      process.stdout.write(
        `${row.programme}  ${row.title}  ${row.version}（${span}）${row.provisional ? '【待确认】' : ''}\n`,
      )
    }
    for (const note of term === null || rows.length === 0 ? [] : provisionalNotes(region, term))
      process.stdout.write(`待确认：${note}\n`)
  }
  if (rows.length > 0) return 0
  process.stderr.write(`${region.name}${term === null ? '' : formatTermText(term)}没有有效的项目。\n`)
  return 1
}

function show(region: LoadedRegion, version: ProgrammeVersion, term: Term, json: boolean): number {
  const plan = planOf([version], areasFor(region, term))
  const text = programmeText(version, namesOf(region))
  const columnar = columnarSource(plan)
  const sql = sqlSource(plan, 'facts')
  if (json) {
    const verdicts = plan.programmes[0]?.verdicts
    process.stdout.write(`${JSON.stringify({ definition: version, text, verdicts, columnar, sql }, null, 2)}\n`)
    return 0
  }
  const parts: [string, string][] = [
    ['定义', JSON.stringify(version, null, 2)],
    ['中文条件', text],
    ['结果编码', verdictTable(plan)],
    ['列式代码（JavaScript）', columnar],
    ['SQL（PostgreSQL，事实表 facts）', sql],
  ]
  process.stdout.write(parts.map(([title, body]) => `## ${title}\n${body.trimEnd()}\n`).join('\n'))
  return 0
}

function namesOf(region: LoadedRegion): SentenceNames {
  const packs = region.chain.slice().reverse()
  return {
    areas: Object.fromEntries(packs.flatMap(({ areas }) => areas.map(({ id, title }) => [id, title]))),
    programmes: Object.fromEntries(
      packs.flatMap(({ programmes }) => programmes.map(({ programme, title }) => [programme, title])),
    ),
    codes: Object.fromEntries([...ETHNIC_GROUPS, ...region.counties].map(({ code, name }) => [code, name])),
  }
}

function verdictTable({ programmes }: Plan): string {
  const verdicts = programmes[0]?.verdicts ?? []
  return verdicts
    .map(({ outcome, route, yearFen }, code) => {
      const amount = yearFen === undefined ? '' : ` ${yearFen / 100}元/年`
      return `${code} = ${OUTCOME_LABELS[outcome]}${route === undefined ? '' : `：${route}`}${amount}`
    })
    .join('\n')
}
