import { randomUUID } from 'node:crypto'
import { roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../testing/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())

const student = (key: string) => t.world.students[key] as { id: string; idNumber: string }

test('metrics are for this machine, not for whoever comes through its reverse proxy', async () => {
  const ask = (forwarded?: string) =>
    t.app.inject({
      url: '/metrics',
      remoteAddress: '127.0.0.1',
      ...(forwarded ? { headers: { 'x-forwarded-for': forwarded } } : {}),
    })
  expect((await ask()).statusCode).toBe(200)
  expect((await ask('203.0.113.5')).statusCode).toBe(404)
})

test('numbers of persons that somebody types into a reason do not enter the audit log', async () => {
  const officer = await t.as('roll-officer')
  const { id, idNumber } = student('A3')
  const body = {
    studentId: id,
    type: 'suspension' as const,
    occurredOn: '2026-09-01',
    reason: `证号${idNumber}，家长电话13812345678，卡6212841234567890127，因病休学`,
  }
  expect((await officer.call(roll.enterRollChange, { body })).status).toBe(200)
  const { rows } = await t.owner.query("select data from audit_events where action = 'roll.change-enter'")
  expect(rows).toHaveLength(1)
  expect(rows[0].data).toContain('因病休学')
  expect(rows[0].data).not.toMatch(/\d{11}/)
})

test('an answer given to one role is not repeated to the same person in another', async () => {
  const officer = await t.as('aid-officer')
  const requestId = randomUUID()
  const look = () =>
    officer.call(roll.revealField, {
      params: { id: student('A1').id },
      body: { requestId, field: 'idNumber', reason: Object.keys(roll.revealReasonTitles)[0] as never },
    })
  const first = await look()
  expect([first.status, first.body.value]).toEqual([200, student('A1').idNumber])
  expect((await look()).body).toEqual(first.body)
  const grant = randomUUID()
  const { id: staff, grantId } = t.world.staff['aid-officerA'] as { id: string; grantId: string }
  await t.owner.query(
    `insert into staff_grants (id, staff_id, role, org_id, scope, granted_at) select $1, $2, role, $3, $4, granted_at from staff_grants where id = $5`,
    [grant, staff, t.world.schools.B.id, t.world.schools.B.path, grantId],
  )
  await t.owner.query('update sessions set grant_id = $1 where staff_id = $2', [grant, staff])
  expect((await look()).body.code).toBe('request-id-reused')
})

test('at 100,000 students nothing is searched row by row: each table is indexed by student, submission and run', async () => {
  // rows of these are reached by their parent only
  const byParent = ['submission_revisions.student_id', 'application_events.student_id', 'sms_outbox.student_id']
  const { rows } = await t.owner.query<{ place: string }>(`
    select c.relname || '.' || a.attname as place from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname in ('student_id', 'submission_id', 'run_id')
      and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum
        and (i.indpred is null or pg_get_expr(i.indpred, c.oid) in ('(' || a.attname || ' IS NOT NULL)', '(revoked_at IS NULL)')))
    order by 1`)
  expect(rows.map((r) => r.place).filter((place) => !byParent.includes(place))).toEqual([])
})
