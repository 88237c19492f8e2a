import { roll, staff } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
  const look = async (key: string, field: 'phone' | 'idNumber', reason: 'contact' | 'verify') => {
    const school = key.startsWith('A') ? 'A' : 'B'
    const teacher = await t.as('aid-officer', school)
    const reasons = Object.keys(roll.revealReasonTitles)
    const r = await teacher.call(roll.revealField, {
      params: { id: (t.world.students[key] as { id: string }).id },
      body: { field, reason: (reason === 'contact' ? reasons[0] : reasons[1]) as never },
    })
    expect(r.status).toBe(200)
  }
  await look('A1', 'phone', 'contact')
  await look('A1', 'phone', 'contact')
  await look('A2', 'phone', 'contact')
  await look('A2', 'idNumber', 'verify')
  await look('B1', 'phone', 'contact')
  t.clock.set('2027-01-01T00:00:01+08:00')
  await look('A1', 'phone', 'contact')
})
afterAll(() => t.close())

it('adds up looks by month, role, field and reason, of the own school only, by Shanghai year', async () => {
  const audit = await t.as('audit-admin')
  const r = await audit.call(staff.revealReport, { query: { year: '2026' } })
  expect(r.body.total).toBe(4)
  expect(r.body.rows.map((x) => [x.month, x.role, x.field, x.looks, x.people, x.students])).toEqual([
    ['2026-09', '资助专干', '证件号码', 1, 1, 1],
    ['2026-09', '资助专干', '手机号码', 3, 1, 2],
  ])
  expect((await audit.call(staff.revealReport, { query: { year: '2027' } })).body.total).toBe(1)
  expect((await audit.call(staff.revealReport, { query: { year: '2026年' } })).status).toBe(400)
})

it('the file says the same, names nobody, and its export is recorded', async () => {
  const audit = await t.as('audit-admin')
  const r = await audit.call(staff.revealReportFile, { query: { year: '2026' } })
  const text = r.raw.toString('utf8')
  expect(text.startsWith('\uFEFF月份,角色,查看内容,理由,次数,查看人数,涉及学生数\r\n')).toBe(true)
  expect(text.trimEnd().split('\r\n')).toHaveLength(3)
  for (const s of Object.values(t.world.students)) expect(text).not.toContain(s.name)
  const acts = await t.owner.query("select 1 from audit_events where action = 'audit.reveal-report'")
  expect(acts.rowCount).toBe(1)
  expect((await (await t.as('aid-officer')).call(staff.revealReportFile, { query: { year: '2026' } })).status).toBe(403)
})
