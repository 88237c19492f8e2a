import { randomUUID } from 'node:crypto'
import { programmes } from '@zhuxue/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'

let t: TestApp
beforeEach(async () => {
  t = await testApp()
})
afterEach(() => t.close())

const round = (schoolId: string, more: object = {}) => ({
  schoolId,
  term: '2026-autumn',
  registrationDate: '2026-09-01',
  programmes: ['national-grant' as const, 'tuition-waiver' as const],
  quotas: [],
  ...more,
})

const roundsInDatabase = async () => Number((await t.owner.query('select count(*)::int as n from rounds')).rows[0].n)

describe('the window', () => {
  test('five working days after the registration date, that day not counted, to 24:00 (指南 四(一))', async () => {
    const officer = await t.as('aid-officer')
    const r = await officer.call(programmes.openRound, { body: round(t.world.schools.A.id) })
    expect(r.status).toBe(200)
    // 2026-09-01 is a Tuesday: 2, 3, 4, 7 and 8 September
    expect(r.body).toMatchObject({ opensOn: '2026-09-01', closesOn: '2026-09-08', provisional: false, studentsTold: 8 })
    const state = async () => (await officer.call(programmes.listRounds, { query: {} })).body.items[0]?.state
    t.clock.set('2026-09-08T23:59:58+08:00')
    expect(await state()).toBe('open')
    t.clock.set('2026-09-09T00:00:00+08:00')
    expect(await state()).toBe('closed')
  })

  test('crosses the National Day holiday and counts the make-up Saturday as a working day (2026-10-10)', async () => {
    const officer = await t.as('aid-officer')
    const body = round(t.world.schools.A.id, { registrationDate: '2026-09-28' })
    expect((await officer.call(programmes.openRound, { body })).body.closesOn).toBe('2026-10-10')
  })

  test('days whose official notice is not out yet are marked as provisional (DOMAIN §7)', async () => {
    t.clock.set('2027-02-20T09:00:00+08:00')
    const officer = await t.as('aid-officer')
    const body = round(t.world.schools.A.id, { term: '2027-spring', registrationDate: '2027-02-22' })
    expect((await officer.call(programmes.openRound, { body })).body.provisional).toBe(true)
  })

  test('beyond the working-day calendar it says what to do instead of guessing', async () => {
    t.clock.set('2028-09-01T09:00:00+08:00')
    const officer = await t.as('aid-officer')
    const body = round(t.world.schools.A.id, { term: '2028-autumn', registrationDate: '2028-09-01' })
    const r = await officer.call(programmes.openRound, { body })
    expect(r.status).toBe(422)
    expect(r.body.code).toBe('calendar-coverage')
    expect(r.body.detail).toContain('放假通知')
    expect(await roundsInDatabase()).toBe(0)
  })

  test('a window that is over already cannot be opened: late filing is closed for the term (DOMAIN §11)', async () => {
    t.clock.set('2026-09-09T00:00:00+08:00')
    const r = await (await t.as('aid-officer')).call(programmes.openRound, { body: round(t.world.schools.A.id) })
    expect(r.status).toBe(422)
    expect(r.body.detail).toContain('2026年9月8日24:00')
  })
})

describe('who and how often', () => {
  test('a second click gets the first answer, a second try another day is a duplicate', async () => {
    const officer = await t.as('aid-officer')
    const body = { ...round(t.world.schools.A.id), requestId: randomUUID() }
    const first = await officer.call(programmes.openRound, { body })
    const again = await officer.call(programmes.openRound, { body })
    expect(again).toMatchObject({ status: 200, body: first.body })
    const other = await officer.call(programmes.openRound, { body: round(t.world.schools.A.id) })
    expect(other.status).toBe(409)
    expect(other.body.code).toBe('duplicate')
    expect(other.body.current).toMatchObject({ id: first.body.id })
    const changed = await officer.call(programmes.openRound, { body: { ...body, registrationDate: '2026-09-02' } })
    expect(changed.body.code).toBe('request-id-reused')
  })

  test('ten clicks at once open one round and tell the students once', async () => {
    const officer = await t.as('aid-officer')
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => officer.call(programmes.openRound, { body: round(t.world.schools.A.id) })),
    )
    expect(replies.filter((r) => r.status === 200)).toHaveLength(1)
    expect(replies.filter((r) => r.status === 409)).toHaveLength(9)
    expect(await roundsInDatabase()).toBe(1)
    const jobs = await t.owner.query(
      "select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id where k.identifier = 'notify'",
    )
    expect(jobs.rows).toHaveLength(1)
    expect(jobs.rows[0].payload.studentIds).toHaveLength(8)
    expect(jobs.rows[0].payload.sms).toContain('9月8日')
    expect(jobs.rows[0].payload.sms.length).toBeLessThanOrEqual(70)
  })

  test("another school's officer gets 404, other roles 403", async () => {
    const stranger = await t.as('aid-officer', 'B')
    expect((await stranger.call(programmes.openRound, { body: round(t.world.schools.A.id) })).status).toBe(404)
    for (const role of ['reviewer', 'principal', 'class-teacher', 'county-aid'] as const) {
      const other = await t.as(role)
      expect((await other.call(programmes.openRound, { body: round(t.world.schools.A.id) })).status).toBe(403)
    }
    expect((await (await t.asStudent('A1')).call(programmes.listRounds, { query: {} })).status).toBe(403)
  })

  test('everybody sees the rounds of the own scope: class teacher and officer one, county both', async () => {
    await (await t.as('aid-officer')).call(programmes.openRound, { body: round(t.world.schools.A.id) })
    await (await t.as('aid-officer', 'B')).call(programmes.openRound, { body: round(t.world.schools.B.id) })
    const seen = async (role: Parameters<TestApp['as']>[0]) =>
      (await (await t.as(role)).call(programmes.listRounds, { query: {} })).body.items
    expect((await seen('aid-officer')).map((r) => r.schoolName)).toEqual(['官渡职业中专'])
    const teacher = await seen('class-teacher')
    expect(teacher).toHaveLength(1)
    expect(teacher[0]?.counts.students).toBe(2) // her class only
    expect(await seen('county-aid')).toHaveLength(2)
    const county = await t.as('county-aid')
    const first = await county.call(programmes.listRounds, { query: { limit: '1' } })
    const next = await county.call(programmes.listRounds, {
      query: { limit: '1', cursor: first.body.nextCursor ?? '' },
    })
    expect([...first.body.items, ...next.body.items].map((r) => r.schoolName)).toEqual(['滇池职业学校', '官渡职业中专'])
    expect(next.body.nextCursor).toBeNull()
  })
})

describe('what was typed', () => {
  const refused = async (more: object) => {
    const r = await (await t.as('aid-officer')).call(programmes.openRound, { body: round(t.world.schools.A.id, more) })
    expect(r.status).toBe(400)
    expect(await roundsInDatabase()).toBe(0)
    return (r.body.fields ?? []).map((f) => f.path)
  }

  test('days that do not exist or lie outside the term', async () => {
    expect(await refused({ registrationDate: '2026-02-30' })).toEqual(['/registrationDate'])
    expect(await refused({ registrationDate: '2026-08-31' })).toEqual(['/registrationDate'])
    expect(await refused({ registrationDate: '2027-02-01' })).toEqual(['/registrationDate'])
  })

  test('a number of places needs its document, its programme and one entry', async () => {
    const q = (programme: string, authorityNumber: number | null, documentNo: string | null) => ({
      programme,
      authorityNumber,
      documentNo,
    })
    expect(await refused({ quotas: [q('national-grant', 3, '  ')] })).toEqual(['/quotas/0/documentNo'])
    expect(
      await refused({ programmes: ['tuition-waiver'], quotas: [q('national-grant', 3, '官教发〔2026〕1号')] }),
    ).toEqual(['/quotas/0/programme'])
    expect(
      await refused({ quotas: [q('national-grant', null, null), q('national-grant', 3, '官教发〔2026〕1号')] }),
    ).toEqual(['/quotas/1/programme'])
    expect(await refused({ programmes: ['national-grant', 'national-grant'] })).toEqual(['/programmes/1'])
  })

  test('a number issued by the authority is kept with its document', async () => {
    const officer = await t.as('aid-officer')
    const quotas = [{ programme: 'national-grant' as const, authorityNumber: 2, documentNo: ' 官教发〔2026〕1号 ' }]
    await officer.call(programmes.openRound, { body: round(t.world.schools.A.id, { quotas }) })
    const { items } = (await officer.call(programmes.listRounds, { query: {} })).body
    expect(items[0]?.quotas).toEqual([
      { programme: 'national-grant', authorityNumber: 2, documentNo: '官教发〔2026〕1号' },
    ])
  })
})
