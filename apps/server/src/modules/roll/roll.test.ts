import { organisations, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())

it('lists the own class only for a class teacher, the whole school for the roll officer', async () => {
  const teacher = await t.as('class-teacher')
  const own = await teacher.call(roll.listStudents, { query: {} })
  expect([own.status, own.body.items.map((s) => s.name)]).toEqual([200, ['李晓燕', '王建国']])
  const officer = await t.as('roll-officer')
  const all = await officer.call(roll.listStudents, { query: {} })
  expect(all.body.items).toHaveLength(8)
  expect(JSON.stringify(all.body)).not.toContain(t.world.students.A1?.idNumber)
})

it('tree and classes', async () => {
  const officer = await t.as('roll-officer')
  const tree = await officer.call(organisations.orgTree)
  expect(tree.body.items.map((o) => o.name)).toEqual(['官渡职业中专', '专业部'])
  const classes = await officer.call(organisations.listClasses, { query: {} })
  expect(classes.body.items.map((c) => [c.name, c.departmentName, c.students, c.teacherName])).toEqual([
    ['园林2601班', '专业部', 2, 'A班主任'],
    ['计算机2501班', '专业部', 6, 'A班主任'],
  ])
})
