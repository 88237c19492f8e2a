import { applications, catalogue } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { decideMild, publish, submit } from './catalogue-test-kit.ts'

let t: TestApp
let officer: Client
beforeAll(async () => {
  t = await testApp() // 2026-09-01, 2026-autumn
  officer = await t.as('aid-officer')
})
afterAll(() => t.close())

const VALUES = {
  title: '图书馆勤工助学',
  summary: '家庭经济困难学生在图书馆整理图书，按月付酬。',
  from: '2026-autumn',
  source: '官渡职业中专学生资助管理办法（2026）',
  places: 12,
  amount: 300,
  levels: ['severe', 'moderate', 'mild'],
  publicity: true,
}
const fill = (who: Client, values: unknown, source = 'school-work-study') =>
  who.call(catalogue.createDraft, { body: { from: 'template', source, title: null, values } })

test('a school is offered the ten forms with their blanks; code and region are not its to fill in; an authority has none', async () => {
  const { templates } = (await officer.call(catalogue.vocabulary, {})).body
  expect(templates).toHaveLength(10)
  const work = templates.find((one) => one.id === 'school-work-study')
  expect(work).toMatchObject({ title: '学校勤工助学', kind: 'school' })
  const ids = work?.blanks.map((b) => b.id) ?? []
  expect(ids).toEqual(expect.arrayContaining(['title', 'from', 'places', 'amount', 'levels']))
  expect(ids).not.toContain('code')
  expect(ids).not.toContain('region')
  const city = await t.as('city-aid')
  expect((await city.call(catalogue.vocabulary, {})).body.templates).toEqual([])
  expect((await fill(city, VALUES)).body.fields).toMatchObject([{ path: '/source' }])
})

test('what is wrong is said at the blank it belongs to; anything at all is answered', async () => {
  const wrong = await fill(officer, { ...VALUES, title: '', amount: 0.5, gradeFrom: 1 })
  expect(wrong.status).toBe(400)
  expect(wrong.body.fields).toEqual([
    { path: '/values/title', text: '请填写项目名称。' },
    { path: '/values/amount', text: expect.stringContaining('1到5000元') },
  ])
  expect((await fill(officer, VALUES, 'no-such')).body.fields).toMatchObject([{ path: '/source' }])
  for (const values of [undefined, null, 1, [], { title: 'a\u0000b' }, { ...VALUES, code: 7, x: { y: [] } }]) {
    expect((await fill(officer, values)).status).toBe(400)
  }
})

test('勤工助学 filled in by the aid officer and published by the principal: for this school’s students, in their home list', async () => {
  const made = await fill(officer, VALUES)
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  const draft = (await officer.call(catalogue.getDraft, { params: { id: made.body.id } })).body
  expect(draft).toMatchObject({ title: '图书馆勤工助学', kind: 'school', problems: [] })
  expect(draft.programme).toMatch(/^school-/)
  const sent = await submit(officer, draft)
  expect((await publish(officer, sent.body)).body).toMatchObject({ code: 'forbidden' })
  const done = await publish(await t.as('principal'), sent.body)
  expect(done.status, JSON.stringify(done.body)).toBe(200)

  for (const student of ['A4', 'B4']) await decideMild(t, student)
  const home = async (student: string) => (await (await t.asStudent(student)).call(applications.studentHome)).body
  expect((await home('A4')).programmes.find((p) => p.programme === draft.programme)).toMatchObject({
    title: '图书馆勤工助学',
    outcome: 'competes',
    version: done.body.version,
    // 300 yuan a month, ten months a school year
    yearFen: 300_000,
    // applied for here, by its own steps, and handed out by the school (docs/domain/campus.md)
    online: true,
    campus: true,
    applyAt: expect.stringContaining('学校'),
    procedure: expect.stringContaining('学生申请→'),
  })
  expect((await home('B4')).programmes.map((p) => p.programme)).not.toContain(draft.programme)
})
