import { office, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { onRollChangeConfirmed, onRollChangePreview } from './index.ts'

let t: TestApp
/** what listeners were told, by student */
const told: { studentId: string; type: string; stopsAid: boolean }[] = []
let fail = false
const stopListening = onRollChangeConfirmed(async (_tx, change) => {
  told.push({ studentId: change.studentId, type: change.type, stopsAid: change.stopsAid })
  if (fail) throw new Error('listener failed')
  return change.stopsAid ? { stoppedInstalments: 3, withdrawnApplications: 1 } : {}
})
const stopCounting = onRollChangePreview(
  async (_tx, changes) => new Map(changes.filter((c) => c.stopsAid).map((c) => [c.id, 3])),
)

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => {
  stopListening()
  stopCounting()
  return t.close()
})
const s = (key: string): { id: string; name: string; idNumber: string } => t.world.students[key] as never

describe('roll changes', () => {
  const enter = async (
    key: string,
    type: 'suspension' | 'withdrawal' | 'resumption' | 'to-part-time',
    occurredOn = '2026-09-01',
  ) => {
    const officer = await t.as('roll-officer')
    return officer.call(roll.enterRollChange, {
      body: { studentId: s(key).id, type, occurredOn, reason: '因病休养一年' },
    })
  }
  const status = async (key: string) =>
    (
      await t.owner.query('select roll_status, study_mode, at_school, revision from students where id = $1', [
        s(key).id,
      ])
    ).rows[0]

  it('are entered by one and confirmed by another; the roll changes, money stops, the student is told (录入≠审核)', async () => {
    const entered = await enter('A5', 'suspension')
    expect(entered.status).toBe(200)
    const reviewer = await t.as('roll-reviewer')
    const list = await reviewer.call(roll.listRollChanges, { query: { status: 'entered' } })
    // education line: 20 working days; Sunday 09-20 is worked, Friday 09-25 is Mid-Autumn
    expect(list.body.items.map((c) => [c.studentName, c.typeTitle, c.stopsInstalments, c.dueOn])).toEqual([
      ['赵春梅', '休学', 3, '2026-09-29'],
    ])
    expect((await status('A5')).roll_status).toBe('on-roll')
    const id = entered.body.id
    const both = await Promise.all([
      reviewer.call(roll.reviewRollChange, { params: { id }, body: { decision: 'confirm', reason: '' } }),
      reviewer.call(roll.reviewRollChange, { params: { id }, body: { decision: 'confirm', reason: '' } }),
    ])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect(both.find((r) => r.status === 200)?.body).toEqual({
      status: 'confirmed',
      stoppedInstalments: 3,
      withdrawnApplications: 1,
    })
    expect(told).toEqual([{ studentId: s('A5').id, type: 'suspension', stopsAid: true }])
    expect(await status('A5')).toEqual({
      roll_status: 'suspended',
      study_mode: 'full-time',
      at_school: false,
      revision: 2,
    })
    await t.runJobs()
    const student = await t.asStudent('A5')
    expect((await student.call(office.messages, { query: {} })).body.items[0]?.title).toBe('学籍异动已办理：休学')
    expect((await enter('A5', 'resumption')).status).toBe(200)
  })

  it('the one who entered it may not confirm it, not even with both roles; the database says so too', async () => {
    const { body } = await enter('A6', 'suspension')
    const officer = t.world.staff['roll-officerA'] as { id: string }
    const reviewer = t.world.staff['roll-reviewerA'] as { grantId: string }
    // nobody can hold both roles at one school (unique index): it goes, so that what stands behind it is tried
    const give = 'update staff_grants set staff_id = $1 where id = $2'
    await expect(t.owner.query(give, [officer.id, reviewer.grantId])).rejects.toThrow(
      'staff_grants_roll_entry_or_review',
    )
    await t.owner.query('drop index staff_grants_roll_entry_or_review')
    await t.owner.query('update staff_grants set staff_id = $1 where id = $2', [officer.id, reviewer.grantId])
    await t.owner.query('update roll_changes set entered_by = $1 where id = $2', [officer.id, body.id])
    const both = await t.as('roll-reviewer')
    await t.owner.query('update sessions set staff_id = $1 where grant_id = $2', [officer.id, reviewer.grantId])
    const r = await both.call(roll.reviewRollChange, {
      params: { id: body.id },
      body: { decision: 'confirm', reason: '' },
    })
    expect([r.status, r.body.code]).toEqual([422, 'same-person'])
    await expect(
      t.owner.query("update roll_changes set status = 'confirmed', reviewed_by = entered_by where id = $1", [body.id]),
    ).rejects.toThrow('roll_changes_two_persons')
    const own = t.world.staff['roll-reviewerA'] as { id: string }
    await t.owner.query('update staff_grants set staff_id = $1 where id = $2', [own.id, reviewer.grantId])
  })

  it('a refusal needs its reason, leaves the roll alone and tells nobody', async () => {
    const before = told.length
    const open = await t.owner.query('select id from roll_changes where student_id = $1', [s('A6').id])
    const id = open.rows[0].id
    const reviewer = await t.as('roll-reviewer')
    const short = await reviewer.call(roll.reviewRollChange, {
      params: { id },
      body: { decision: 'refuse', reason: ' ' },
    })
    expect([short.status, short.body.fields?.[0]?.path]).toEqual([400, '/reason'])
    const r = await reviewer.call(roll.reviewRollChange, {
      params: { id },
      body: { decision: 'refuse', reason: '缺少医院证明' },
    })
    expect([r.status, r.body.status]).toEqual([200, 'refused'])
    expect((await status('A6')).roll_status).toBe('on-roll')
    expect(told.length).toBe(before)
  })

  it('a listener that fails takes everything back', async () => {
    const { body } = await enter('A7', 'withdrawal')
    fail = true
    const reviewer = await t.as('roll-reviewer')
    const r = await reviewer.call(roll.reviewRollChange, {
      params: { id: body.id },
      body: { decision: 'confirm', reason: '' },
    })
    fail = false
    expect(r.status).toBe(500)
    expect((await status('A7')).roll_status).toBe('on-roll')
    const again = await reviewer.call(roll.reviewRollChange, {
      params: { id: body.id },
      body: { decision: 'confirm', reason: '' },
    })
    expect(again.status).toBe(200)
  })

  it('refuses what cannot be: future, before entry, no such day, wrong status, a second open one, beyond the calendar', async () => {
    expect((await enter('A8', 'suspension', '2026-09-02')).body.detail).toContain('不能晚于今天')
    expect((await enter('A8', 'suspension', '2024-01-01')).body.detail).toContain('入学日期')
    expect((await enter('A8', 'suspension', '2026-02-30')).status).toBe(400)
    expect((await enter('A8', 'resumption')).body.code).toBe('state-conflict')
    expect((await enter('B8', 'suspension')).status).toBe(404)
    expect((await enter('A8', 'suspension')).status).toBe(200)
    expect((await enter('A8', 'withdrawal')).body.code).toBe('duplicate')
    t.clock.set('2028-03-01T09:00:00+08:00')
    expect((await enter('A3', 'suspension', '2028-02-20')).body.code).toBe('calendar-coverage')
    t.clock.set('2026-09-01T09:00:00+08:00')
  })

  it('technical schools have 10 working days (昆明市技工院校资助办法 三)', async () => {
    await t.owner.query("update orgs set line = 'human-resources' where id = $1", [t.world.schools.A.id])
    await enter('A3', 'to-part-time')
    const row = await t.owner.query('select due_on from roll_changes where student_id = $1', [s('A3').id])
    expect(row.rows[0].due_on).toBe('2026-09-15')
    await t.owner.query("update orgs set line = 'education' where id = $1", [t.world.schools.A.id])
  })
})
