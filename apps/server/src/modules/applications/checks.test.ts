import { applications } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { apply, detail, listed, openRound } from '../../testing/money-path.ts'

let t: TestApp
let roundId: string
let id: string
beforeAll(async () => {
  t = await testApp()
  roundId = await openRound(t)
  id = (await apply(t, 'A1', roundId))['national-grant'].id
})
afterAll(() => t.close())

const check = async (name: string, application = id) => {
  const { checks } = await detail(await t.as('aid-officer'), application)
  return checks.find((c) => c.id === name)
}
const student = (key: string) => (t.world.students[key] as { id: string }).id

describe('自动核查', () => {
  test('a clean application: nothing blocks, the papers are still to be compared with the original', async () => {
    const { checks, application } = await detail(await t.as('aid-officer'), id)
    expect(checks.filter((c) => c.level !== 'pass').map((c) => [c.id, c.level])).toEqual([['identity', 'warn']])
    expect(checks.every((c) => c.title !== c.id)).toBe(true)
    expect(application.blocks).toBe(0)
  })

  test('双重学籍: the same person on the roll of another school blocks both, seen through the wall as a number only', async () => {
    await t.owner.query(
      'update students set id_number_bidx = (select id_number_bidx from students where id = $1) where id = $2',
      [student('A1'), student('B1')],
    )
    expect(await check('double-roll')).toMatchObject({ level: 'block', text: expect.stringContaining('2条有效学籍') })
    expect((await listed(t, 'A1'))['national-grant'].blocks).toBe(1)
    const roundB = await openRound(t, 'B')
    await apply(t, 'B1', roundB)
    expect(await check('duplicate-application')).toMatchObject({
      level: 'block',
      text: expect.stringContaining('1份申请'),
    })
    const seen = JSON.stringify(await detail(await t.as('aid-officer'), id))
    expect(seen).not.toContain(student('B1'))
    await t.owner.query(`update applications set term = '2025-autumn' where student_id = $1`, [student('B1')])
    // an award of an earlier term at a former school is no double application
    expect(await check('duplicate-application')).toMatchObject({ level: 'pass' })
    await t.owner.query(`update students set id_number_bidx = '\\x00' where id = $1`, [student('B1')])
  })

  test('a shared phone is a warning, part-time and a suspended roll block', async () => {
    await t.owner.query(
      'update students set phone_bidx = (select phone_bidx from students where id = $1) where id = $2',
      [student('A1'), student('A3')],
    )
    expect(await check('shared-phone')).toMatchObject({ level: 'warn' })
    await t.owner.query(`update students set study_mode = 'part-time' where id = $1`, [student('A1')])
    expect(await check('study-mode')).toMatchObject({ level: 'block' })
    expect(await check('eligibility')).toMatchObject({ level: 'block', text: expect.stringContaining('非全日制') })
    const { determination, determinationNow } = await detail(await t.as('aid-officer'), id)
    expect([determination.outcome, determinationNow.outcome]).toEqual(['entitled', 'not-eligible'])
    await t.owner.query(`update students set study_mode = 'full-time', roll_status = 'suspended' where id = $1`, [
      student('A1'),
    ])
    expect(await check('roll')).toMatchObject({ level: 'block', text: expect.stringContaining('休学') })
    await t.owner.query(`update students set roll_status = 'on-roll' where id = $1`, [student('A1')])
  })

  test('what changed since the submission is shown, and the application takes it over when it passes', async () => {
    const own = (await apply(t, 'A7', roundId))['tuition-waiver']
    expect(own).toMatchObject({ route: 'rural', termFen: 100_000 })
    await t.owner.query(`update students set agriculture = true, hukou_area_type = 'urban' where id = $1`, [
      student('A7'),
    ])
    expect(await check('eligibility', own.id)).toMatchObject({
      level: 'warn',
      text: expect.stringContaining('事实有变化'),
    })
    const teacher = await t.as('class-teacher2')
    const pass = { decision: 'pass' as const, reason: '', fields: [] }
    await teacher.call(applications.checkApplication, {
      params: { id: own.id },
      body: { ...pass, revision: own.revision },
    })
    const officer = await t.as('aid-officer')
    const done = await officer.call(applications.reviewApplication, {
      params: { id: own.id },
      body: { ...pass, revision: own.revision + 1, acknowledged: ['identity', 'eligibility'] },
    })
    expect(done.body.status).toBe('reviewed')
    expect((await listed(t, 'A7'))['tuition-waiver'].route).toBe('agriculture')
  })

  test('the list is paged by key, filtered, and marks what is late', async () => {
    const officer = await t.as('aid-officer')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = (
        await officer.call(applications.listApplications, { query: { limit: '1', ...(cursor ? { cursor } : {}) } })
      ).body
      seen.push(...page.items.map((i) => i.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(new Set(seen).size).toBe(4)
    const bad = await officer.call(applications.listApplications, { query: { cursor: 'x' } })
    expect(bad.status).toBe(400)
    const byName = (await officer.call(applications.listApplications, { query: { q: '晓燕' } })).body.items
    expect(byName).toHaveLength(2)
    expect((await officer.call(applications.listApplications, { query: { q: '%' } })).body.items).toEqual([])
    t.clock.set('2026-09-10T09:00:00+08:00')
    const late = (await officer.call(applications.listApplications, { query: { status: 'submitted' } })).body.items
    expect(late.every((i) => i.late)).toBe(true)
  })
})
