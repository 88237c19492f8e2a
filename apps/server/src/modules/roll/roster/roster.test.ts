import { roll } from '@zhuxue/contracts'
import { type LocalDate, makeDemoIdNumber } from '@zhuxue/policy'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSheet } from '../../../platform/index.ts'
import { type TestApp, testApp } from '../../../testing/app.ts'
import { verifyAudit } from '../../audit/index.ts'
import { errorWorkbook } from './error-workbook.ts'
import { importRoster } from './import.ts'
import { ROSTER } from './template.ts'

let t: TestApp
let code: string
beforeAll(async () => {
  t = await testApp()
  const { rows } = await t.owner.query<{ code: string }>('select code from orgs where id = $1', [t.world.schools.A.id])
  code = (rows[0]?.code ?? '').replace(/^S/, '')
})
afterAll(() => t.close())

const pupil = (n: number, more: Record<string, string | number> = {}): Record<string, string | number> => ({
  姓名: ['普秀兰', '李建军', '张晓梅', '迪丽努尔·买买提'][n % 4] as string,
  性别: n % 2 === 0 ? '女' : '男',
  出生日期: '2010-05-06',
  身份证件类型: '居民身份证',
  身份证件号: makeDemoIdNumber('530129', '2010-05-06' as LocalDate, n % 2 === 0 ? 'female' : 'male', n),
  班级名称: '25园林1班',
  学生类别: '普通中专学生',
  学习形式: '全日制',
  '国籍/地区': '中国',
  户口所在地行政区划码: 530129101,
  学生居住地类型: '乡村',
  入学年月: 202509,
  专业简称: '园林技术',
  民族: '彝族',
  联系电话: '15400009911',
  家庭现地址: '云南省演示县演示镇8号',
  成员1姓名: '普大山',
  成员1是否监护人: '是',
  成员1联系电话: '１５４ ００００ ９９１２',
  是否建档立卡贫困户: n === 0 ? '是' : '否',
  ...more,
})

async function workbook(lines: Record<string, string | number>[], columns = ROSTER.columns): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('学生信息')
  sheet.addRow([...columns])
  for (const line of lines) sheet.addRow(columns.map((c) => line[c] ?? ''))
  return Buffer.from(await book.xlsx.writeBuffer())
}

const run = async (content: Buffer, dryRun = false) =>
  importRoster(t.platform, { content, name: '名册.xlsx' }, { school: code, dryRun })

const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await t.owner.query<{ n: string }>(`select count(*) as n from ${sql}`, values)).rows[0]?.n)

describe('a good roster', () => {
  test('a dry run reports everything and writes nothing', async () => {
    const before = await count('students')
    const found = await run(await workbook([0, 1, 2].map((n) => pupil(n))), true)
    expect(found).toMatchObject({ rows: 3, created: 3, rejected: 0, classesAdded: ['25园林1班'], dryRun: true })
    expect(await count('students')).toBe(before)
    expect(await count("classes where name = '25园林1班'")).toBe(0)
  })

  test('students stand on the roll, encrypted, in a class made from the list, and the log says which file', async () => {
    const found = await run(await workbook([0, 1, 2, 3].map((n) => pupil(n))))
    expect(found).toMatchObject({ rows: 4, created: 4, updated: 0, rejected: 0, notes: [] })
    const officer = await t.as('roll-officer', 'A')
    const list = await officer.call(roll.listStudents, { query: { q: '迪丽努尔' } })
    expect(list.status).toBe(200)
    expect(list.body.items).toHaveLength(1)
    const { rows } = await t.owner.query(
      `select s.*, c.agriculture as class_agriculture, c.name as class_name, a.password_hash, a.must_change_password
       from students s join classes c on c.id = s.class_id join student_accounts a on a.student_id = s.id
       where c.name = '25园林1班' and s.name = '普秀兰'`,
    )
    expect(rows[0]).toMatchObject({
      gender: 'female',
      ethnicity: '彝族',
      nationality: 'CN',
      grade: 2,
      agriculture: true,
      class_agriculture: true,
      hukou_county: '530129',
      hukou_town: '530129101',
      hukou_area_type: 'rural',
      entered_on: '2025-09-01',
      roll_status: 'on-roll',
      guardian_name: '普大山',
      password_hash: null,
      must_change_password: true,
    })
    const clear = t.platform.crypto.decrypt(rows[0].guardian_phone_enc, `students.guardian_phone:${rows[0].id}`)
    expect(clear).toBe('15400009912')
    expect(
      await count("household_registers where student_id = $1 and register = 'registered-poor'", [rows[0].id]),
    ).toBe(1)
    const events = await t.owner.query("select data from audit_events where action = 'roll.import' order by seq desc")
    expect(events.rows[0].data).toMatch(/"created":4/)
    expect(events.rows[0].data).toMatch(/"sm3":"[0-9a-f]{64}"/)
    expect((await verifyAudit(t.platform)).ok).toBe(true)
  })

  test('the same file again changes nothing; one changed cell changes one student and is told by field', async () => {
    const again = await run(await workbook([0, 1, 2, 3].map((n) => pupil(n))))
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 4, classesAdded: [] })
    const moved = pupil(1, { 联系电话: '15400007777', 家庭现地址: '' })
    const found = await run(await workbook([pupil(0), moved]))
    expect(found).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
    const events = await t.owner.query("select data from audit_events where action = 'roll.import-change'")
    expect(events.rows.map((r) => r.data)).toEqual(['{"fields":["联系电话"]}'])
    // an empty cell does not take away what is known
    expect(
      await count(
        "students where name = '李建军' and address_enc is not null and class_id in (select id from classes where name = '25园林1班')",
      ),
    ).toBe(1)
  })

  test('status, study mode and class are never changed by a list: that takes a roll change by two persons', async () => {
    const found = await run(await workbook([pupil(2, { 学习形式: '非全日制', 班级名称: '25园林2班' })]))
    expect(found).toMatchObject({ created: 0, updated: 0 })
    expect(found.notes.map((n) => n.column)).toEqual(['班级名称', '学习形式'])
    expect(await count("students where name = '张晓梅' and study_mode = 'part-time'")).toBe(0)
  })

  test('two imports of one file at the same moment enter nobody twice', async () => {
    const content = await workbook([10, 11, 12].map((n) => pupil(n)))
    const both = await Promise.all([run(content), run(content)])
    expect(both.map((r) => r.created).sort()).toEqual([0, 3])
  })

  test('somebody on the roll of another school is let in and pointed out', async () => {
    const other = t.world.students.B3
    if (!other) throw new Error('no B3')
    const id = other.idNumber
    const found = await run(
      await workbook([
        pupil(20, {
          姓名: other.name,
          身份证件号: id,
          出生日期: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`,
          性别: Number(id[16]) % 2 === 1 ? '男' : '女',
        }),
      ]),
    )
    expect(found.created).toBe(1)
    expect(found.notes[0]?.text).toMatch(/双重学籍/)
  })
})

describe('bad lines come back, good ones go in', () => {
  const bad: [string, Record<string, string | number>, string, RegExp][] = [
    [
      'ID number as a number of 18 digits: Excel destroyed it',
      { 身份证件号: 530199201005060000 },
      '身份证件号',
      /超过15位/,
    ],
    ['wrong check character', { 身份证件号: '539929201005060020' }, '身份证件号', /校验/],
    ['30 February', { 身份证件号: '539929201002300013', 出生日期: '2010-02-30' }, '出生日期', /存在的日子/],
    ['birth date unlike the ID number', { 出生日期: '2010-05-07' }, '出生日期', /不一致/],
    ['gender unlike the ID number', { 性别: '男' }, '性别', /不一致/],
    ['unknown people', { 民族: '火星族' }, '民族', /没有/],
    ['value outside the dictionary', { 学习形式: '半日制' }, '学习形式', /全日制、非全日制/],
    ['joint training without partner', { 联招合作类型: '城乡联合办学' }, '联招合作学校代码', /须填写/],
    ['place only to the prefecture', { 户口所在地行政区划码: '530100' }, '户口所在地行政区划码', /县/],
    ['empty name', { 姓名: '' }, '姓名', /没有填写/],
    ['formula for a name', { 姓名: '=HYPERLINK("http://x")' }, '姓名', /汉字/],
    ['telephone', { 联系电话: '12345' }, '联系电话', /手机/],
    ['major that stands nowhere', { 班级名称: '25新专业班', 专业简称: '云端农艺' }, '专业简称', /涉农/],
    ['another major in the class', { 专业简称: '会计事务' }, '专业简称', /不同/],
  ]
  test.each(bad)('%s', async (_, wrong, column, reason) => {
    const found = await run(await workbook([pupil(30), pupil(32, wrong)]), true)
    expect(found).toMatchObject({ rows: 2, created: 1, rejected: 1 })
    const own = found.problems.filter((p) => p.column === column)
    expect(own.map((p) => p.text).join()).toMatch(reason)
    expect(own.every((p) => p.line === 3)).toBe(true)
  })

  test('the same person twice in a file: both lines come back, each naming the other', async () => {
    const found = await run(await workbook([pupil(40), pupil(41), pupil(40)]), true)
    expect(found).toMatchObject({ created: 1, rejected: 2 })
    expect(found.problems.map((p) => [p.line, /第(\d+)行/.exec(p.text)?.[1]])).toEqual([
      [2, '4'],
      [4, '2'],
    ])
  })

  test('the error workbook holds the lines as they were, with every reason, and can be imported when mended', async () => {
    const found = await run(await workbook([pupil(50), pupil(52, { 民族: '火星族', 性别: '男' })]), true)
    const rows = await readSheet(await errorWorkbook(found), { rows: 100, columns: 100 })
    expect(rows[0]?.cells.slice(0, 3).map((c) => c.text)).toEqual(['原行号', '退回原因', '姓名'])
    expect(rows[0]?.cells).toHaveLength(75)
    expect(rows).toHaveLength(2)
    expect(rows[1]?.cells[0]?.text).toBe('3')
    expect(rows[1]?.cells[1]?.text).toMatch(/性别：与身份证件号中的性别不一致[\s\S]*民族：没有“火星族”/)
    expect(rows[1]?.cells[2]?.text).toBe(pupil(52).姓名)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await errorWorkbook(found)) as never)
    const sheet = book.worksheets[0] as ExcelJS.Worksheet
    const columns = (sheet.getRow(1).values as string[]).indexOf('民族')
    sheet.getRow(2).getCell(columns).value = '彝族'
    sheet.getRow(2).getCell((sheet.getRow(1).values as string[]).indexOf('性别')).value = '女'
    expect(await run(Buffer.from(await book.xlsx.writeBuffer()), true)).toMatchObject({
      rows: 1,
      created: 1,
      rejected: 0,
    })
  })
})

describe('files that are refused whole', () => {
  test('a column of the template is missing', async () => {
    const columns = ROSTER.columns.filter((c) => c !== '身份证件号')
    await expect(run(await workbook([pupil(0)], columns))).rejects.toThrow(/表头缺少“身份证件号”列.*73列/)
  })
  test('no lines', async () => {
    await expect(run(await workbook([]))).rejects.toThrow(/没有学生记录/)
  })
  test('no such school', async () => {
    const content = await workbook([pupil(0)])
    const act = importRoster(t.platform, { content, name: 'x' }, { school: '9999', dryRun: true })
    await expect(act).rejects.toThrow(/没有代码为9999的学校/)
  })
})
