import { applications, outreach } from '@zhuxue/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { apply, openRound } from '../../testing/money-path.ts'

let t: TestApp
let roundId: string
beforeEach(async () => {
  t = await testApp()
  roundId = await openRound(t, 'A')
  await t.runJobs()
  await t.owner.query('delete from notifications')
  await t.owner.query('delete from sms_outbox')
})
afterEach(() => t.close())

const idOf = (key: string) => t.world.students[key]?.id ?? ''
const names = async (client: Awaited<ReturnType<TestApp['as']>>, query: object = {}) =>
  (await client.call(outreach.outreachStudents, { query })).body.items
const messages = async () =>
  (
    await t.owner.query<{ student_id: string; link: string }>(
      "select student_id, link from notifications where kind = 'apply-reminder'",
    )
  ).rows

describe('who may get something and has not applied', () => {
  test('entitled and likely students, without those who applied or may not; counts agree; no ID number anywhere', async () => {
    await apply(t, 'A1', roundId)
    const officer = await t.as('aid-officer')
    const items = await names(officer)
    expect(items.map((i) => i.studentId)).not.toContain(idOf('A1'))
    const a3 = items.find((i) => i.studentId === idOf('A3'))
    expect(a3?.programmes).toContainEqual({ programme: 'national-grant', title: '国家助学金', outcome: 'entitled' })
    // hardship not determined yet: likely, not a silent no
    expect(items.find((i) => i.studentId === idOf('A5'))?.programmes[0]?.outcome).toBe('to-verify')
    expect(JSON.stringify(items)).not.toMatch(/\d{17}[\dX]|1\d{10}/)
    const counts = (await officer.call(outreach.outreachCounts)).body
    const sum = (key: 'likely' | 'applied' | 'missing') => counts.items.reduce((n, r) => n + r[key], 0)
    expect(counts.by).toBe('class')
    expect(sum('missing')).toBe(items.reduce((n, i) => n + i.programmes.length, 0))
    expect(sum('likely')).toBe(sum('applied') + sum('missing'))
    // pages carry on where they stopped
    const first = await officer.call(outreach.outreachStudents, { query: { limit: '2' } })
    const second = await officer.call(outreach.outreachStudents, {
      query: { limit: '200', cursor: first.body.nextCursor ?? '' },
    })
    expect([...first.body.items, ...second.body.items]).toEqual(items)
  })

  test('a class teacher sees her class, another school nobody, the county counts by school and no names', async () => {
    const own = await names(await t.as('class-teacher'))
    const whole = await names(await t.as('aid-officer'))
    expect(own.length).toBeGreaterThan(0)
    expect(new Set(own.map((i) => i.className)).size).toBe(1)
    expect(own.length).toBeLessThan(whole.length)
    expect(await names(await t.as('aid-officer', 'B'))).toEqual([])
    const county = await t.as('county-aid')
    const counts = await county.call(outreach.outreachCounts)
    expect(counts.body).toMatchObject({ by: 'school' })
    expect(counts.body.items.map((i) => i.id)).toContain(t.world.schools.A.id)
    expect((await county.call(outreach.outreachStudents, { query: {} })).status).toBe(403)
  })
})

describe('reminders', () => {
  test('message and SMS once in three days for each student, whoever presses and however often', async () => {
    const [officer, teacher] = [await t.as('aid-officer'), await t.as('class-teacher')]
    const waiting = await names(officer)
    const first = await officer.call(outreach.remind, { body: { studentIds: [] } })
    expect(first.body).toEqual({ reminded: waiting.length, tooSoon: 0, notWaiting: 0 })
    await t.runJobs()
    expect((await messages()).map((m) => m.student_id).sort()).toEqual(waiting.map((i) => i.studentId).sort())
    expect((await messages())[0]?.link).toBe('/student/apply/confirm')
    const sms = await t.owner.query<{ n: number }>('select count(*)::int as n from sms_outbox')
    expect(sms.rows[0]?.n).toBeGreaterThan(0)
    const again = await teacher.call(outreach.remind, { body: { studentIds: [] } })
    expect(again.body.reminded).toBe(0)
    expect(again.body.tooSoon).toBeGreaterThan(0)
    expect((await names(officer))[0]).toMatchObject({ remindedOn: '2026-09-01', mayRemind: false, reminders: 1 })
    t.clock.set('2026-09-04T08:00:00+08:00')
    expect(
      (await (await t.as('aid-officer')).call(outreach.remind, { body: { studentIds: [idOf('A3')] } })).body.reminded,
    ).toBe(1)
    const audit = await t.owner.query("select data from audit_events where action = 'outreach.remind'")
    expect(audit.rows).toHaveLength(2)
  })

  test('two officers at the same moment: one message', async () => {
    const people = [await t.as('aid-officer'), await t.as('class-teacher')]
    const body = { studentIds: [idOf('A1')] }
    const answers = await Promise.all(people.map((p) => p.call(outreach.remind, { body })))
    expect(answers.map((a) => a.body.reminded).sort()).toEqual([0, 1])
    await t.runJobs()
    expect(await messages()).toHaveLength(1)
    await expect(
      t.owner.query('update outreach_reminders set last_on = last_on + 1, times = times + 1'),
      'the database keeps to it too',
    ).rejects.toThrow(/reminded/)
  })

  test('who applied meanwhile or belongs to another school is counted and not told', async () => {
    await apply(t, 'A1', roundId)
    const officer = await t.as('aid-officer')
    const r = await officer.call(outreach.remind, { body: { studentIds: [idOf('A1'), idOf('B1')] } })
    expect(r.body).toEqual({ reminded: 0, tooSoon: 0, notWaiting: 2 })
  })
})

describe('facts change during a term', () => {
  const changeMajor = () => t.owner.query('update students set agriculture = false where id = $1', [idOf('A1')])

  test('what would change is shown with before, after and reason; the application stays; a person keeps it with a reason', async () => {
    const made = await apply(t, 'A1', roundId)
    const officer = await t.as('aid-officer')
    expect((await officer.call(outreach.factChanges)).body.items).toEqual([])
    await changeMajor()
    const { items } = (await officer.call(outreach.factChanges)).body
    const grant = items.find((i) => i.programme === 'national-grant')
    expect(grant).toMatchObject({ before: { outcome: 'entitled' }, studentName: '李晓燕' })
    expect(grant?.after.outcome).not.toBe('entitled')
    expect(grant?.facts).toEqual([
      { label: '是否涉农专业', before: '所学专业是涉农专业', after: '所学专业不是涉农专业' },
    ])
    expect(grant?.reasons.every((r) => r.source.length > 0)).toBe(true)
    const stored = await t.owner.query('select outcome, status from applications where id = $1', [
      made['national-grant'].id,
    ])
    expect(stored.rows[0]).toEqual({ outcome: 'entitled', status: 'submitted' })
    // the student is told on her home screen
    const home = (await (await t.asStudent('A1')).call(applications.studentHome)).body
    expect(home.tasks.find((x) => x.kind === 'facts-changed')?.detail).toContain('不会自动')

    const params = { id: made['national-grant'].id }
    const kept = await officer.call(outreach.keepDecision, {
      params,
      body: { reason: '专业登记有误，已通知学籍更正。' },
    })
    expect(kept.status, JSON.stringify(kept.body)).toBe(200)
    expect(
      (await officer.call(outreach.keepDecision, { params, body: { reason: '再点一次，看会怎样。' } })).status,
    ).toBe(422)
    const left = (await officer.call(outreach.factChanges)).body.items.map((i) => i.applicationId)
    expect(left).not.toContain(params.id)
    // a further change asks again
    await t.owner.query("update students set hukou_area_type = 'town', hukou_county = '530103' where id = $1", [
      idOf('A1'),
    ])
    const again = (await officer.call(outreach.factChanges)).body.items.find((i) => i.applicationId === params.id)
    // places are said by name
    expect(again?.facts.find((f) => f.label.startsWith('户籍所在县'))?.after).toBe('盘龙区（530103）')
    const audit = await t.owner.query("select data from audit_events where action = 'application.keep'")
    expect(audit.rows).toHaveLength(1)
  })

  test('another school neither sees nor keeps it', async () => {
    const made = await apply(t, 'A1', roundId)
    await changeMajor()
    const other = await t.as('aid-officer', 'B')
    expect((await other.call(outreach.factChanges)).body.items).toEqual([])
    const params = { id: made['national-grant'].id }
    expect((await other.call(outreach.keepDecision, { params, body: { reason: '不是我们学校的学生' } })).status).toBe(
      404,
    )
  })
})

test('a school of 3,000 at once: set-based', async () => {
  await t.owner.query(`
    insert into students (id, school_id, class_id, scope, name, gender, birth_date, ethnicity, roll_number_enc, id_number_enc, id_number_bidx,
      roll_status, study_mode, at_school, on_internship, stage, grade, major_name, agriculture, performing, opera, hukou_county,
      hukou_area_type, entered_on, roll_as_of)
    select gen_random_uuid(), school_id, class_id, scope, '测试' || n, gender, birth_date, ethnicity, '\\x00', '\\x00', '\\x00',
      roll_status, study_mode, at_school, on_internship, stage, grade, major_name, true, false, false, hukou_county,
      hukou_area_type, entered_on, roll_as_of
    from students, generate_series(1, 3000) as n where id = '${idOf('A1')}'`)
  const officer = await t.as('aid-officer')
  const began = performance.now()
  const live = (await officer.call(outreach.outreachCounts)).body
  const decided = performance.now()
  await t.tick()
  await t.runJobs()
  const stored = performance.now()
  const counts = (await officer.call(outreach.outreachCounts)).body
  const counted = performance.now()
  expect(counts).toEqual(live)
  const { body } = await officer.call(outreach.remind, { body: { studentIds: [] } })
  process.stdout.write(
    `3,008 students: counts ${Math.round(decided - began)} ms, stored by the job in ${Math.round(stored - decided)} ms, counts from there ${Math.round(counted - stored)} ms, all reminded ${Math.round(performance.now() - counted)} ms\n`,
  )
  expect(counts.items.reduce((n, r) => n + r.missing, 0)).toBeGreaterThan(6000)
  expect(body.reminded).toBeGreaterThan(3000)
})
