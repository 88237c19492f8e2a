import { office, roll, staff } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'

/** Looks at minors' files: 未成年人网络保护条例 36 (recorded, shown), issue B "a reason from a short list". */
let t: TestApp
beforeAll(async () => {
  t = await testApp() // 2026-09-01
})
afterAll(() => t.close())

const id = (key: string) => (t.world.students[key] as { id: string }).id
const born = (key: string, day: string) =>
  t.owner.query('update students set birth_date = $2 where id = $1', [id(key), day])

it('a minor’s file opens only after a reason; the student sees it; good for this person, student and day', async () => {
  await born('A1', '2010-03-01')
  const officer = await t.as('aid-officer')
  const file = (c = officer) => c.call(roll.getStudent, { params: { id: id('A1') } })
  const refused = await file()
  expect([refused.status, refused.body.code]).toEqual([403, 'reason-required'])
  const open = () => officer.call(roll.openFile, { params: { id: id('A1') }, body: { reason: 'check-facts' } })
  expect((await open()).status).toBe(200)
  expect((await open()).status).toBe(200)
  expect((await file()).status).toBe(200)
  // not for another person
  expect((await file(await t.as('roll-officer'))).body.code).toBe('reason-required')
  const student = await t.asStudent('A1')
  const seen = (await student.call(office.accessLog)).body.items
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({
    field: '学生档案',
    reason: '核对资助或困难情况',
    by: t.world.staff['aid-officerA']?.name,
  })
  // and not for tomorrow
  t.clock.set('2026-09-02T09:00:00+08:00')
  expect((await file()).body.code).toBe('reason-required')
  t.clock.set('2026-09-01T09:00:00+08:00')
})

it('turns eighteen: from the birthday on no reason is asked', async () => {
  const officer = await t.as('aid-officer')
  const file = async () => (await officer.call(roll.getStudent, { params: { id: id('A2') } })).status
  await born('A2', '2008-09-02')
  expect(await file()).toBe(403)
  await born('A2', '2008-09-01')
  expect(await file()).toBe(200)
})

it('who may not see the student is told that she is not there, whatever the reason', async () => {
  await born('B1', '2010-03-01')
  const officer = await t.as('aid-officer', 'A')
  expect((await officer.call(roll.getStudent, { params: { id: id('B1') } })).status).toBe(404)
  const open = await officer.call(roll.openFile, { params: { id: id('B1') }, body: { reason: 'class-work' } })
  expect(open.status).toBe(404)
  const { rows } = await t.owner.query('select 1 from reveal_log where student_id = $1', [id('B1')])
  expect(rows).toEqual([])
})

it('only a reason of the list is taken, and the yearly report counts the looks by it', async () => {
  const officer = await t.as('aid-officer')
  const free = await officer.call(roll.openFile, { params: { id: id('A1') }, body: { reason: 'curious' as never } })
  expect(free.status).toBe(400)
  const auditor = await t.as('audit-admin')
  const report = (await auditor.call(staff.revealReport, { query: { year: '2026' } })).body
  expect(report.rows).toContainEqual(
    expect.objectContaining({ field: '学生档案', reason: '核对资助或困难情况', looks: 1, students: 1 }),
  )
})
