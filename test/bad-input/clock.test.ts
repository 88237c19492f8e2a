import { allRoutes, applications, programmes, publicity, rolePermissions, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMatrix } from '../access-matrix/run.ts'
import { type MatrixWorld, matrixWorld } from '../access-matrix/world.ts'

/**
 * A clock where no calendar reaches. Asking beyond the calendar is a refusal that says what to do (DOMAIN §7), never a
 * guess and never a fault. Single cases: programmes/rounds.test.ts, publicity/publicity.test.ts, roll/roll.test.ts.
 */
let world: MatrixWorld
beforeAll(async () => {
  world = await matrixWorld()
}, 300_000)
afterAll(() => world.t.close())

test.each(['2035-03-01T09:00:00+08:00', '2199-12-31T23:59:59+08:00', '1999-01-01T00:00:00+08:00'])(
  'on %s every screen of every role still answers, every act is refused in words or done, minute work goes on',
  async (at) => {
    const { clock, app, tick, runJobs } = world.t
    clock.set(at)
    const { calls, findings } = await runMatrix(world, structuredClone(rolePermissions), {
      broken: false,
      permittedOnly: true, // who may not is refused before any clock is asked
      actors: (a) => !a.key.endsWith('@B'),
    })
    const brief = findings.map((f) => `${f.route} by ${f.actor} at ${f.place}: ${f.status} ${f.what}`)
    expect(brief).toEqual([])
    expect(calls).toBeGreaterThan(1500)
    for (const url of ['/', '/notices', '/healthz', '/readyz', '/metrics', '/api/v1/public/notices']) {
      expect((await app.inject({ url })).statusCode, url).toBe(200)
    }
    await tick()
    await runJobs()
  },
  300_000,
)

test('beyond the calendar each act that counts working days says so, and nothing of it stays', async () => {
  const { t } = world
  t.clock.set('2031-09-01T09:00:00+08:00')
  const officer = await t.as('aid-officer')
  const count = async () =>
    (
      await t.owner.query(
        'select (select count(*) from rounds) + (select count(*) from public_notices) + (select count(*) from roll_changes) as n',
      )
    ).rows[0].n
  const before = await count()
  const opened = await officer.call(programmes.openRound, {
    body: {
      schoolId: t.world.schools.A.id,
      term: '2031-autumn',
      registrationDate: '2031-09-01',
      programmes: ['national-grant'],
      quotas: [],
    },
  })
  expect([opened.status, opened.body.code], JSON.stringify(opened.body)).toEqual([422, 'calendar-coverage'])
  expect(opened.body.detail).toMatch(/日历|放假/)
  const rollOfficer = await t.as('roll-officer')
  const change = await rollOfficer.call(roll.enterRollChange, {
    body: {
      studentId: (t.world.students.A8 as { id: string }).id,
      type: 'suspension',
      occurredOn: '2031-09-01',
      reason: '病休',
    },
  })
  expect([change.status, change.body.code], JSON.stringify(change.body)).toEqual([422, 'calendar-coverage'])
  const published = await officer.call(publicity.publishNotice, {
    body: { roundId: world.places.A.round as string, programme: 'national-grant', note: '' },
  })
  expect([409, 422], JSON.stringify(published.body)).toContain(published.status)
  // what a student typed is kept whatever the clock says
  const student = await t.asStudent('A8')
  const saved = await student.call(applications.saveDraft, {
    body: { roundId: world.places.A.round as string, revision: 0, answers: { other: '还在' } },
  })
  expect(saved.status).toBe(200)
  expect(await count()).toBe(before)
  expect(allRoutes.length).toBeGreaterThan(60)
})
