import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ExcelJS from 'exceljs'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { personaCases } from '../world/personas.ts'
import { determineCommand } from './determine.ts'

let folder: string
let errors: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'determine-'))
  errors = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text)
    return true
  })
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

type Line = { studentId: string; region: string; term: string; determinations: Record<string, unknown>[] }

/** Runs the command on a file of this content and gives the exit code and the lines written (null: no file). */
async function run(name: string, content: string | Buffer, ...options: string[]) {
  const facts = join(folder, name)
  const out = join(folder, 'out.jsonl')
  writeFileSync(facts, content)
  const code = await determineCommand([
    '--facts',
    facts,
    '--region',
    '530100',
    '--term',
    '2025-autumn',
    '--out',
    out,
    ...options,
  ])
  const written = readdirSync(folder).includes('out.jsonl')
  const lines = written
    ? readFileSync(out, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line)
    : null
  expect(readdirSync(folder).filter((file) => file.endsWith('.part'))).toEqual([])
  return { code, lines }
}
const answers = (line: Line | undefined) =>
  Object.fromEntries((line?.determinations ?? []).map((d) => [d.programme as string, [d.outcome, d.yearFen ?? 0]]))
const jsonl = (...students: unknown[]) =>
  students.map((s) => (typeof s === 'string' ? s : JSON.stringify(s))).join('\n')

describe('jsonl', () => {
  test('answers every programme of the worked cases, one line each, in the given form', async () => {
    const cases = personaCases().filter((c) => c.region === '530100' && c.term === '2025-autumn')
    const { code, lines } = await run('cases.jsonl', jsonl(...cases.map((c) => c.facts)))
    expect(code).toBe(0)
    expect(lines).toHaveLength(cases.length)
    cases.forEach((c, i) => {
      const line = lines?.[i]
      expect(line).toMatchObject({ studentId: c.id, region: '530100', term: '2025-autumn' })
      for (const { programme, outcome, yearFen } of c.expected) {
        expect([c.id, programme, answers(line)[programme]]).toEqual([c.id, programme, [outcome, yearFen ?? 0]])
      }
      for (const d of line?.determinations ?? []) {
        expect(d).toMatchObject({ version: expect.any(String) })
        for (const reason of d.reasons as object[]) {
          expect(reason).toMatchObject({
            rule: expect.any(String),
            text: expect.any(String),
            source: expect.any(String),
          })
        }
      }
    })
  })

  test('bad lines are named by number and counted, good lines are written', async () => {
    const { code, lines } = await run(
      'mixed.jsonl',
      jsonl(
        { studentId: 'A', grade: 1 },
        '{ broken',
        '',
        { studentId: 'B', grade: '一' },
        { studentId: 'C', stage: 'university' },
        { studentId: 'D', grade: 4, schoolingYears: 3 },
        { studentId: 'E', birthDate: '2999-01-01' },
        { studentId: 'F', birthDate: '2009-02-30' },
        { studentId: 'G', hukou: { county: '990101' } },
        { studentId: 'H', hukou: { county: '530111', town: '532823105' } },
        { studentId: 'I', ethnicity: '77' },
        { studentId: 'J', household: { registers: ['rich'] } },
        { grade: 1 },
        '[1]',
        { studentId: 'Z' },
      ),
    )
    expect(code).toBe(2)
    expect(lines?.map(({ studentId }) => studentId)).toEqual(['A', 'Z'])
    for (const wanted of [
      '第2行 不是有效的 JSON',
      '第4行 年级（grade）：应为1到12之间的整数',
      '第5行 学校类别和学段（stage）：不认识的取值',
      '第6行 年级（grade）：年级是4，超过学制3年',
      '第7行 出生日期（birthDate）：出生日期晚于今天',
      '第8行 出生日期（birthDate）：应为真实日期',
      '第9行 户籍所在县（市、区）（hukou.county）：没有代码为990101的地区',
      '第10行 户籍所在乡镇（街道）（hukou.town）：乡镇代码532823105不属于户籍所在县530111',
      '第11行 民族（ethnicity）：没有代码为77的民族',
      '第12行 家庭登记类别（household.registers[0]）',
      '第13行 学生编号（studentId）：缺少学生编号',
      '第14行 应为一个 JSON 对象',
    ]) {
      expect(errors).toContain(wanted)
    }
  })

  test('takes CRLF, a BOM and a last line without end; refuses bytes that are not UTF-8 by line', async () => {
    const gbk = iconv.encode('{"studentId":"B","major":{"name":"园林"}}', 'gbk')
    const { code, lines } = await run(
      'windows.jsonl',
      Buffer.concat([Buffer.from('\ufeff{"studentId":"A"}\r\n'), gbk, Buffer.from('\r\n{"studentId":"C"}')]),
    )
    expect([code, lines?.map(({ studentId }) => studentId)]).toEqual([2, ['A', 'C']])
    expect(errors).toContain('第2行 文字编码不是 UTF-8')
  })

  test('a line without end is skipped, not held', async () => {
    const { code, lines } = await run('long.jsonl', `{"studentId":"A"}\n${'x'.repeat(3_000_000)}\n{"studentId":"C"}\n`)
    expect([code, lines?.length]).toEqual([2, 2])
    expect(errors).toContain('第2行 这一行太长')
  })
})

describe('tables', () => {
  const header =
    '学生编号,国籍,学籍状态,学习形式,是否在校,学校类别和学段,年级,是否涉农专业,户籍所在县（市、区）,户籍地类别,家庭登记类别,返贫风险是否消除,备注'
  const csv = `${header}\nS1,CN,在籍,全日制,是,职业高中,1,否,530129,乡村,脱贫户、残疾,否,无\nS2,中国人,在籍,全日制,是,职业高中,九,否,530129,乡村,无,,\n`
  const encodings: readonly [string, (text: string) => Buffer][] = [
    ['UTF-8', (text) => Buffer.from(text)],
    ['UTF-8 with BOM', (text) => Buffer.from(`\ufeff${text}`)],
    ['GBK', (text) => iconv.encode(text, 'gbk')],
  ]
  test.each(encodings)('csv in %s', async (_, encode) => {
    const { code, lines } = await run('roster.csv', encode(csv))
    expect([code, lines?.length]).toEqual([2, 1])
    expect(answers(lines?.[0])).toMatchObject({ 'two-subsidies': ['entitled', 90_000], yulu: ['entitled', 300_000] })
    expect(errors).toContain('第3行 国籍（nationality）：应为两位大写国家代码；年级（grade）：应为1到12之间的整数')
    expect(errors).toContain('没有用到的列：备注')
  })

  test('a stray quotation mark is named by its line and takes no other line with it', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `S${i},${(i % 3) + 1},${'备'.repeat(200)}`)
    rows[9] = '"S9,1' // its partner never comes
    rows[20] = '"S20"x,1'
    rows[2999] = '"S2999,1'
    rows[5] = '"S5\n",1' // a line break inside a cell is none of the file's lines gone
    const { code, lines } = await run('quotes.csv', `学生编号,年级,备注\r\n${rows.join('\r\n')}\r\n`)
    expect([code, lines?.length]).toEqual([2, 2997])
    expect(errors.match(/^第\d+行/gm)).toEqual(['第12行', '第23行', '第3002行'])
    expect(errors).toContain('第12行 这一行的引号没有成对')
    expect(lines?.[5]?.studentId).toBe('S5')
    expect(lines?.at(-1)?.studentId).toBe('S2998')
  })

  test('pieces of a large file join anywhere: CRLF, GBK characters, cells', async () => {
    const text = `学生编号,专业名称,年级\r\n${Array.from({ length: 3000 }, (_, i) => `S${i},作物生产技术${'专'.repeat(60 + (i % 7))},${(i % 3) + 1}`).join('\r\n')}`
    const { code, lines } = await run('large.csv', iconv.encode(text, 'gbk'))
    expect([code, lines?.length, errors]).toEqual([0, 3000, ''])
    expect(lines?.map(({ studentId }) => studentId)).toEqual(Array.from({ length: 3000 }, (_, i) => `S${i}`))
  })

  async function workbook(rows: unknown[][], merge?: string): Promise<Buffer> {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('名单')
    for (const row of rows) sheet.addRow(row)
    if (merge !== undefined) sheet.mergeCells(merge)
    return Buffer.from(await book.xlsx.writeBuffer())
  }
  const mapping = fileURLToPath(new URL('../../../../docs/examples/determine-columns.json', import.meta.url))
  const HEAD =
    '学号 出生年月日 在籍状态 学习形式 在校 实习 办学类型 年级 学制 专业 涉农 表演 戏曲 户籍县代码 户籍地 学校县代码 困难等级 家庭类别 风险已消除'.split(
      ' ',
    )
  const ROW = [
    'S1',
    '2009-03-15',
    '在籍',
    '全日制',
    '是',
    '否',
    '普通中专',
    '二年级',
    3,
    '计算机应用',
    '否',
    '否',
    '否',
    '530129',
    '农村',
    '530111',
    '特别困难',
    '监测户',
    '否',
  ]

  test('xlsx with a column mapping (the example of docs/determine.md)', async () => {
    const { code, lines } = await run(
      'office.xlsx',
      await workbook([['某校受助学生名单'], HEAD, ROW]),
      '--columns',
      mapping,
    )
    expect([code, errors]).toEqual([0, ''])
    expect(answers(lines?.[0])).toMatchObject({
      'national-grant': ['entitled', 230_000],
      'two-subsidies': ['entitled', 90_000],
      yulu: ['entitled', 400_000],
      'provincial-scholarship': ['competes', 400_000],
    })
  })

  const refusals: readonly [string, unknown[][], string | undefined, RegExp][] = [
    ['a missing column', [HEAD.slice(1), ROW.slice(1)], undefined, /第1行表头缺少列：“学号”（学生编号）/],
    [
      'a merged header',
      [
        ['学号', '年级', '户籍', ''],
        ['S1', 1, '530129', '乡村'],
      ],
      'C1:D1',
      /第1行表头的第4列没有列名（可能是合并单元格）/,
    ],
    [
      'a name twice',
      [
        ['学生编号', '年级', '年级'],
        ['S1', 1, 2],
      ],
      undefined,
      /两列都叫“年级”/,
    ],
    ['an empty table', [[]], undefined, /空的|无法读取/],
  ]
  test.each(refusals)('%s: nothing is written', async (what, rows, merge, wanted) => {
    const columns = what === 'a missing column' ? ['--columns', mapping] : []
    const named = what === 'a merged header' ? [['学生编号', ...(rows[0]?.slice(1) ?? [])], ...rows.slice(1)] : rows
    const { code, lines } = await run('bad.xlsx', await workbook(named, merge), ...columns)
    expect([code, lines]).toEqual([1, null])
    expect(errors).toMatch(wanted)
  })

  test('a header in two rows is told to become one', async () => {
    const upper = ['学号', '年级', ...HEAD.slice(2)].map((name, i) => (i > 12 ? '' : name))
    const lower = HEAD.map((name, i) => (i > 12 ? name : ''))
    upper[1] = '出生年月日'
    const { code } = await run('two.xlsx', await workbook([upper, lower, ROW]), '--columns', mapping)
    expect(code).toBe(1)
    expect(errors).toContain('表头占了两行')
  })

  test('faults of the mapping file are named', async () => {
    const path = join(folder, 'map.json')
    for (const [text, wanted] of [
      ['{', '不是有效的 JSON'],
      ['{"columns":{"grade":"年级"}}', '缺少 studentId'],
      ['{"columns":{"studentId":"学号","shoe":"鞋"}}', 'columns 里的“shoe”'],
      ['{"columns":{"studentId":"学号"},"extra":1}', '不认识的字段“extra”'],
    ] as const) {
      writeFileSync(path, text)
      errors = ''
      expect((await run('roster.csv', csv, '--columns', path)).code).toBe(1)
      expect(errors).toContain(wanted)
    }
  })
})

describe('nothing half-written', () => {
  test('a target that cannot be written leaves nothing behind', async () => {
    const facts = join(folder, 'a.jsonl')
    writeFileSync(facts, '{"studentId":"A"}')
    const common = ['--facts', facts, '--region', '530100', '--term', '2025-autumn', '--out']
    expect(await determineCommand([...common, join(folder, 'none', 'out.jsonl')])).toBe(1)
    expect(await determineCommand([...common, folder])).toBe(1)
    expect(await determineCommand([...common, facts])).toBe(1)
    expect(readFileSync(facts, 'utf8')).toBe('{"studentId":"A"}')
    expect(readdirSync(folder)).toEqual(['a.jsonl'])
  })

  test('no rule in force, unknown region, bad term, no file', async () => {
    for (const [options, wanted] of [
      [['--term', '2010-autumn'], '没有有效政策'],
      [['--term', '2025-summer'], '不是学期'],
      [['--region', '110000'], '还没有110000所在省份的政策数据'],
      [['--facts', join(folder, 'nowhere.jsonl')], '没有找到文件'],
    ] as const) {
      errors = ''
      const { code, lines } = await run('a.jsonl', '{"studentId":"A"}', ...options)
      expect([code, lines]).toEqual([1, null])
      expect(errors).toContain(wanted)
    }
    expect(await determineCommand([])).toBe(2)
    expect(await determineCommand(['--help'])).toBe(0)
  })
})
