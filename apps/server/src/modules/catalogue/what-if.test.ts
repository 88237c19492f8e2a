import { catalogue } from '@zhuxue/contracts'
import exceljs from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { determineSchool } from '../programmes/index.ts'
import { type Definition, decideMild, draftOf } from './catalogue-test-kit.ts'

const GRANT = 'yunnan-national-grant-2025'
let t: TestApp
let city: Client
beforeAll(async () => {
  t = await testApp()
  city = await t.as('city-aid')
})
afterAll(() => t.close())

const ask = async (who: Client, edit: (d: Definition) => void) => {
  const draft = await draftOf(who, GRANT, edit)
  const r = await who.call(catalogue.whatIf, { params: { id: draft.id }, query: {} })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  return { draft, report: r.body }
}

describe('numbers of a comparison', () => {
  test('the side of the rules in force says what the determinations of every school say', async () => {
    const { report } = await ask(city, (d) => {
      d.amounts[0].yearFen = 250_000
    })
    const expected = { entitled: 0, competes: 0, 'to-verify': 0, 'not-eligible': 0 }
    for (const school of ['A', 'B'] as const) {
      const roster = await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
        determineSchool(tx, t.platform, t.world.schools[school].id, '2027-spring'),
      )
      for (const s of roster.values()) expected[s.results.get('national-grant')?.outcome ?? 'not-eligible'] += 1
    }
    expect(report.before).toMatchObject({
      entitled: expected.entitled,
      competes: expected.competes,
      toVerify: expected['to-verify'],
      notEligible: expected['not-eligible'],
    })
    expect(report.students).toBe(16)
    // 2 of the agricultural class and 1 poor rural student in each school: 6 × 2300 → 6 × 2500
    expect([report.before.totalFen, report.after.totalFen]).toEqual([6 * 230_000, 6 * 250_000])
    expect(report.changes).toEqual({ gain: 0, lose: 0, more: 6, less: 0, newlyToVerify: 0 })
    expect(report.byFund).toEqual([
      { source: '中央财政', beforeFen: 1_104_000, afterFen: 1_200_000 },
      { source: '地方财政', beforeFen: 276_000, afterFen: 300_000 },
    ])
    expect(report.people).toBeNull()
  })

  test('who loses by a condition, by route, school and county', async () => {
    const { report } = await ask(city, (d) => {
      d.routes = d.routes.filter((r: { id: string }) => r.id !== 'poor-rural')
      d.quota.base = { all: [d.base] }
    })
    expect(report.changes).toMatchObject({ gain: 0, lose: 2, newlyToVerify: 2 })
    expect(report.byRoute.find((r) => r.route === 'poor-rural')).toMatchObject({ before: 2, after: null })
    const first = (
      await ask(city, (d) => Object.assign(d.base.all.find((l: Definition) => l.id === 'base.grade').test, { max: 1 }))
    ).report
    expect(first.changes.lose).toBe(2)
    expect(first.bySchool.map((s) => [s.name, s.lose])).toEqual(
      expect.arrayContaining([
        ['官渡职业中专', 1],
        ['滇池职业学校', 1],
      ]),
    )
    expect(first.byCounty).toMatchObject([{ county: '官渡区', students: 16, before: 6, after: 4 }])
  })

  test('places by share belong to each school: floor(base × 20 %), never more than compete', async () => {
    // hardship is decided for four urban students of school A: base 5 (urban and county town), 20 % = 1 place
    for (const key of ['A4', 'A5', 'A6', 'A8']) await decideMild(t, key)
    const { report } = await ask(city, (d) => {
      d.quota.share = { numerator: 40, denominator: 100 }
    })
    expect(report.before).toMatchObject({ competes: 4, places: 1, quotaFen: 230_000 })
    expect(report.after).toMatchObject({ competes: 4, places: 2, quotaFen: 460_000 })
  })

  test('a number of places for an area is given out once, not once a school', async () => {
    for (const key of ['B4', 'B5', 'B6', 'B8']) await decideMild(t, key)
    const capped = (unit: string, places: number) => (d: Definition) => {
      d.quota = { kind: 'cap', title: `共${places}名`, source: '市教育体育局通知', unit, places }
    }
    const sides = async (unit: string, places: number) => {
      const { report } = await ask(city, capped(unit, places))
      return [report.after.competes, report.after.places, report.after.quotaFen]
    }
    // four compete in each school
    expect(await sides('school', 3)).toEqual([8, 6, 6 * 230_000])
    expect(await sides('county', 3)).toEqual([8, 3, 3 * 230_000])
    expect(await sides('prefecture', 6)).toEqual([8, 6, 6 * 230_000])
    expect(await sides('province', 20)).toEqual([8, 8, 8 * 230_000])
  })
})

describe('names', () => {
  test('inside a school with names; for the county above it numbers only', async () => {
    const officer = await t.as('aid-officer')
    const { draft, report } = await ask(officer, () => undefined)
    expect(report.students).toBe(8)
    expect(report.beforeVersion).toBeNull()
    expect(report.people?.filter((p) => p.change === 'gain')).toHaveLength(report.changes.gain)
    expect(report.people?.[0]).toMatchObject({ name: expect.stringMatching(/[一-龥]/), before: '不符合条件' })
    const county = await (await t.as('county-aid')).call(catalogue.whatIf, { params: { id: draft.id }, query: {} })
    expect(county.body.people).toBeNull()
    expect(county.body.changes).toEqual(report.changes)
  })
})

describe('export', () => {
  test('xlsx and csv with every table; nothing in it runs as a formula; on record', async () => {
    await t.owner.query(`update students set name = '=HYPERLINK("x")' where id = $1`, [t.world.students.A1?.id])
    const officer = await t.as('aid-officer')
    const { draft } = await ask(officer, () => undefined)
    const get = (format: 'xlsx' | 'csv') =>
      officer.call(catalogue.exportWhatIf, { params: { id: draft.id }, query: { format } })
    const csv = (await get('csv')).raw.toString('utf8')
    expect(csv).toMatch(/^\uFEFF【总数】\r\n/)
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`)
    const book = new exceljs.Workbook()
    await book.xlsx.load((await get('xlsx')).raw as never)
    expect(book.worksheets.map((w) => w.name)).toEqual(['总数', '途径', '资金来源', '县区', '学校', '学生'])
    for (const sheet of book.worksheets) {
      sheet.eachRow((row) => row.eachCell((cell) => expect(cell.formula).toBeUndefined()))
    }
    const { rows } = await t.owner.query(`select 1 from audit_events where action = 'rules.what-if-export'`)
    expect(rows).toHaveLength(2)
  })

  test('a draft with faults is not compared: the faults are said by field', async () => {
    const draft = await draftOf(city, GRANT, (d) => {
      d.base.all[0].source = ''
    })
    const r = await city.call(catalogue.whatIf, { params: { id: draft.id }, query: {} })
    expect(r.status).toBe(400)
    expect(r.body.fields).toMatchObject([{ path: '/base/all/0/source' }])
  })
})
