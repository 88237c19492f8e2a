import { activation, office, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import type { Client } from '../../testing/client.ts'

/** 个人信息保护法第三十一条; issue B: the non-phone way of equal standing. A paper counts when two members of staff saw it. */
let t: TestApp
let teacher: Client
let officer: Client
beforeAll(async () => {
  t = await testApp()
  teacher = await t.as('class-teacher')
  officer = await t.as('aid-officer')
})
afterAll(() => t.close())

const idOf = (key: string) => t.world.students[key]?.id as string
type Decision = { purpose: 'data-processing' | 'face' | 'sms'; decision: 'given' | 'refused' | 'withdrawn' }
const YES_NO: Decision[] = [
  { purpose: 'data-processing', decision: 'given' },
  { purpose: 'face', decision: 'refused' },
]
const enter = (who: Client, key: string, decisions = YES_NO, guardian: [string, string] = ['', '']) =>
  who.call(activation.enterPaperConsent, {
    params: { id: idOf(key) },
    body: { decisions, guardianName: guardian[0], guardianRelation: guardian[1] },
  })
const decide = (who: Client, id: string, decision: 'confirm' | 'refuse' = 'confirm') =>
  who.call(activation.decidePaperConsent, { params: { id }, body: { decision } })
const states = async (key: string) =>
  (await (await t.asStudent(key)).call(activation.ownConsents)).body.consents.map((c) => `${c.purpose}:${c.state}`)
const onWorkList = async (c: Client) =>
  (await c.call(office.workList)).body.groups.find((g) => g.kind === 'paper-consent')?.items ?? []

test('the class teacher registers, somebody else confirms: until then nothing counts, and it is the other one’s work', async () => {
  const made = await enter(teacher, 'A1')
  expect(made.status).toBe(200)
  expect(await states('A1')).toContain('data-processing:none')
  expect(await onWorkList(teacher)).toEqual([])
  expect(await onWorkList(officer)).toMatchObject([{ title: t.world.students.A1?.name }])

  const alone = await decide(teacher, made.body.id)
  expect([alone.status, alone.body.code]).toEqual([422, 'same-person'])
  expect(await states('A1')).toContain('data-processing:none')

  expect((await decide(officer, made.body.id)).status).toBe(200)
  expect(await states('A1')).toEqual(['data-processing:given', 'department-matching:none', 'face:refused', 'sms:none'])
  // the student sees who did it
  const own = (await (await t.asStudent('A1')).call(activation.ownConsents)).body.consents[0]?.last
  expect(own).toMatchObject({ act: 'given', way: 'paper', by: expect.stringMatching(/.+、.+/) })
  expect((await decide(officer, made.body.id)).body.code).toBe('state-conflict')
  expect(await onWorkList(officer)).toEqual([])
})

test('the database too wants two persons, whatever the code asks for', async () => {
  const made = await enter(teacher, 'A2', YES_NO)
  await expect(
    t.owner.query(
      "update paper_consents set status = 'confirmed', decided_by = entered_by, decided_by_name = '同一人', decided_at = now() where id = $1",
      [made.body.id],
    ),
  ).rejects.toThrow('paper_consents_two_persons')
  expect((await decide(officer, made.body.id, 'refuse')).status).toBe(200)
  expect(await states('A2')).toContain('data-processing:none')
})

test('two taps at once and two officers at once: one paper, one confirmation', async () => {
  const made = await Promise.all([enter(teacher, 'A2'), enter(officer, 'A2')])
  expect(made.map((m) => m.status).sort()).toEqual([200, 409])
  const id = made.find((m) => m.status === 200)?.body.id as string
  const { rows } = await t.owner.query('select entered_by from paper_consents where id = $1', [id])
  const other = rows[0].entered_by === t.world.staff['class-teacherA']?.id ? officer : teacher
  const both = await Promise.all([decide(other, id), decide(await t.as('roll-officer'), id)])
  expect(both.map((b) => b.status).sort()).toEqual([200, 409])
  const acts = await t.owner.query('select purpose from consent_acts where student_id = $1', [idOf('A2')])
  expect(acts.rows).toHaveLength(2)
})

test('under 14 the paper names the guardian and the relation', async () => {
  await t.owner.query("update students set birth_date = '2013-05-01' where id = $1", [idOf('A1')])
  const nobody = await enter(teacher, 'A1')
  expect(nobody.body.fields).toEqual([
    { path: '/guardianName', text: '未满14周岁，请填写同意书上监护人的姓名和关系。' },
  ])
  const half = await enter(teacher, 'A1', YES_NO, ['李建华', ' '])
  expect(half.body.fields?.[0]?.path).toBe('/guardianRelation')
  const made = await enter(teacher, 'A1', [{ purpose: 'face', decision: 'given' }], ['李建华', '父亲'])
  await decide(officer, made.body.id)
  expect(await states('A1')).toContain('face:given')
})

test('the paper way back: withdrawn on paper counts like withdrawn on the phone', async () => {
  const made = await enter(teacher, 'A1', [{ purpose: 'face', decision: 'withdrawn' }], ['李建华', '父亲'])
  await decide(officer, made.body.id)
  expect(await states('A1')).toContain('face:withdrawn')
})

test('other classes and other schools cannot register, see or confirm', async () => {
  const made = await enter(officer, 'A2', [{ purpose: 'sms', decision: 'given' }])
  for (const who of [await t.as('class-teacher2'), await t.as('class-teacher', 'B'), await t.as('aid-officer', 'B')]) {
    expect((await enter(who, 'A2')).status).toBe(404)
    expect((await decide(who, made.body.id)).status).toBe(404)
    expect((await who.call(activation.listPaperConsents)).body.items).toEqual([])
  }
  const twice = [...YES_NO, { purpose: 'face', decision: 'given' } as const]
  expect((await enter(teacher, 'A1', twice, ['李建华', '父亲'])).body.detail).toContain('只能选择一次')
})

test('最近登录 in the export is the day in Kunming, not in London: half past four in the morning belongs to the new day', async () => {
  const { id, name } = t.world.students.A1 as { id: string; name: string }
  await t.owner.query("update student_accounts set last_login_at = '2026-08-31T20:30:00Z' where student_id = $1", [id])
  const csv = (await teacher.call(activation.progressCsv)).raw.toString('utf8')
  const line = csv.split('\r\n').find((l) => l.includes(`"${name}"`)) ?? ''
  expect(line).toContain('"2026-09-01"')
  expect(line).not.toContain('2026-08-31')
})

test('the exported progress of a class holds no ID number, roll number, phone or address (班主任不得导出全班证件号)', async () => {
  const csv = (await teacher.call(activation.progressCsv)).raw.toString('utf8')
  expect(csv).toContain(t.world.students.A1?.name)
  expect(csv.trim().split('\r\n')).toHaveLength(3)
  expect(csv).not.toMatch(/[0-9]{11}/)
  expect(csv).not.toContain('演示路')
  for (const s of Object.values(t.world.students)) expect(csv).not.toContain(s.idNumber.slice(-6))
  const listed = JSON.stringify((await teacher.call(activation.progress)).body)
  for (const s of Object.values(t.world.students)) expect(listed).not.toContain(s.idNumber)
  expect((await (await t.as('finance')).call(activation.progressCsv)).status).toBe(403)
  expect((await teacher.call(roll.listStudents)).status).toBe(200)
})
