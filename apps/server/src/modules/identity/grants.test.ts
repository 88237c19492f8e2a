import { staff as contracts, office, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'

let t: TestApp
let first: Client
let second: Client
let school: string
beforeAll(async () => {
  t = await testApp()
  first = await t.as('security-admin')
  second = await t.as('security-admin2')
  school = t.world.schools.A.id
})
afterAll(() => t.close())

const person = (key: string): { id: string; grantId: string; name: string } => t.world.staff[key] as never
const ask = (who: Client, key: string, body: Partial<Parameters<typeof bodyOf>[0]> = {}) =>
  who.call(office.addGrant, { params: { id: person(key).id }, body: bodyOf(body) })
const bodyOf = (b: {
  role?: 'finance' | 'principal' | 'reviewer' | 'aid-officer' | 'roll-officer' | 'roll-reviewer'
  validFrom?: string
  validUntil?: string
  coversGrantId?: string
}) => ({ role: 'principal' as const, orgId: school, reason: '工作需要', ...b })
const decide = (who: Client, id: string, decision: 'confirm' | 'refuse' | 'withdraw', reason?: string) =>
  who.call(contracts.decideGrantRequest, { params: { id }, body: { decision, ...(reason ? { reason } : {}) } })
const roles = async (key: string): Promise<string[]> => {
  const r = await t.owner.query('select role from staff_grants where staff_id = $1 and revoked_at is null order by 1', [
    person(key).id,
  ])
  return r.rows.map((x) => x.role)
}

describe('a grant of rights needs a second administrator (DOMAIN §8)', () => {
  it('gives nothing until another one confirms; not the asker, not the receiver, not another school', async () => {
    const asked = await ask(first, 'aid-committeeA')
    expect(asked.status).toBe(200)
    expect(await roles('aid-committeeA')).toEqual(['aid-committee'])
    expect((await ask(first, 'aid-committeeA')).body.detail).toContain('正在等待确认')
    const own = await decide(first, asked.body.id, 'confirm')
    expect([own.status, own.body.code]).toEqual([422, 'same-person'])
    expect((await decide(await t.as('security-admin', 'B'), asked.body.id, 'confirm')).status).toBe(404)
    const waiting = await second.call(office.workList)
    expect(waiting.body.groups.map((g) => [g.kind, g.count])).toEqual([['grant-request', 1]])
    expect((await first.call(office.workList)).body.groups).toEqual([])
    const twice = await Promise.all([1, 2].map(() => decide(second, asked.body.id, 'confirm')))
    expect(twice.map((r) => r.status).sort()).toEqual([200, 409])
    expect(await roles('aid-committeeA')).toEqual(['aid-committee', 'principal'])
    const told = await (await t.as('aid-committee')).call(session.me)
    expect(told.body.notices[0]?.text).toContain('校长')
    const list = await first.call(contracts.listGrantRequests, { query: { status: 'confirmed' } })
    expect(list.body.items[0]).toMatchObject({ statusTitle: '已生效', decidedBy: expect.stringContaining('安全管理') })
  })

  it('the database refuses a grant by one person alone, and one to oneself', async () => {
    const insert = (by: string, confirmed: string | null) =>
      t.owner.query(
        "insert into staff_grants (id, staff_id, role, org_id, scope, granted_at, granted_by, confirmed_by) values (gen_random_uuid(), $1, 'principal', $2, 'x/', now(), $3, $4)",
        [person('financeA').id, school, by, confirmed],
      )
    const a = person('security-adminA').id
    const b = person('security-admin2A').id
    await expect(insert(a, null)).rejects.toThrow('staff_grants_two_persons_check')
    await expect(insert(a, a)).rejects.toThrow('staff_grants_two_persons_check')
    await expect(insert(a, person('financeA').id)).rejects.toThrow('staff_grants_two_persons_check')
    await expect(insert(a, b)).resolves.toBeTruthy()
  })

  it('refused with a reason, withdrawn by who asked; both once', async () => {
    const asked = await ask(first, 'roll-officerA')
    expect((await decide(second, asked.body.id, 'refuse')).body.fields?.[0]?.path).toBe('/reason')
    expect((await decide(second, asked.body.id, 'withdraw')).status).toBe(403)
    expect((await decide(second, asked.body.id, 'refuse', '未见任命文件')).body.status).toBe('refused')
    expect((await decide(second, asked.body.id, 'confirm')).body.code).toBe('state-conflict')
    const again = await ask(first, 'roll-officerA')
    expect((await decide(first, again.body.id, 'withdraw')).body.status).toBe('withdrawn')
    expect(await roles('roll-officerA')).toEqual(['roll-officer'])
  })

  it('taking a role away needs one person only and works at once', async () => {
    const c = await t.as('principal')
    const r = await second.call(office.revokeGrant, {
      params: { id: person('principalA').grantId },
      body: { reason: '离任' },
    })
    expect([r.status, (await c.call(session.me)).status]).toEqual([200, 401])
  })
})

describe('操作员与审核人不得为同一人 (学校学生资助工作指南 七)', () => {
  it.each([
    ['aid-officerA', 'reviewer'],
    ['reviewerA', 'aid-officer'],
    ['financeA', 'aid-officer'],
    ['aid-officerA', 'finance'],
    ['roll-officerA', 'roll-reviewer'],
    ['roll-reviewerA', 'roll-officer'],
  ] as const)('%s cannot also be %s at the same school', async (key, role) => {
    const r = await ask(first, key, { role })
    expect([r.status, r.body.detail]).toEqual([422, expect.stringContaining('同一人在一所学校不能既任')])
  })

  it('the database refuses the pair at one school and allows it at two', async () => {
    const give = (role: string, org: string) =>
      t.owner.query(
        "insert into staff_grants (id, staff_id, role, org_id, scope, granted_at) values (gen_random_uuid(), $1, $2, $3, 'x/', now())",
        [person('city-aid').id, role, org],
      )
    await give('aid-officer', school)
    await expect(give('reviewer', school)).rejects.toThrow('staff_grants_officer_or_reviewer')
    await expect(give('finance', school)).rejects.toThrow('staff_grants_officer_or_finance')
    await give('roll-officer', school)
    await expect(give('roll-reviewer', school)).rejects.toThrow('staff_grants_roll_entry_or_review')
    await give('reviewer', t.world.schools.B.id)
  })
})

describe('leave cover', () => {
  it('has both days, the same role and place, and ends by itself', async () => {
    const coversGrantId = person('financeA').grantId
    const body = { role: 'finance', coversGrantId, validFrom: '2026-09-03', validUntil: '2026-09-10' } as const
    expect((await ask(first, 'class-teacherA', { ...body, role: 'principal' })).status).toBe(400)
    const noEnd = await ask(first, 'class-teacherA', { role: 'finance', coversGrantId, validFrom: '2026-09-03' })
    expect(noEnd.body.fields?.[0]?.path).toBe('/validUntil')
    expect((await ask(first, 'class-teacherA', { ...body, validUntil: '2027-09-10' })).body.detail).toContain('180 天')
    expect((await ask(first, 'class-teacherA', { ...body, validUntil: '2026-09-02' })).status).toBe(400)
    expect((await ask(first, 'class-teacherA', { ...body, validUntil: '2026-02-30' })).status).toBe(400)
    expect((await ask(first, 'financeA', body)).status).toBeGreaterThanOrEqual(400)
    const asked = await ask(first, 'class-teacherA', body)
    expect((await decide(second, asked.body.id, 'confirm')).status).toBe(200)
    const grant = async (c: Client) =>
      (await c.call(session.me)).body.grants.find((g) => g.role === 'finance')?.id ?? null
    const teacher = await t.as('class-teacher')
    expect(await grant(teacher)).toBeNull()
    t.clock.set('2026-09-03T09:00:00+08:00')
    const id = await grant(teacher)
    expect((await teacher.call(session.switchGrant, { body: { grantId: id ?? '' } })).status).toBe(200)
    t.clock.set('2026-09-10T23:00:00+08:00')
    expect((await teacher.call(session.me)).body.grant?.role).toBe('finance')
    t.clock.set('2026-09-11T00:00:01+08:00')
    expect((await teacher.call(session.me)).status).toBe(401)
    await t.tick()
    const row = await t.owner.query(
      'select revoke_reason, revoked_at is not null as gone from staff_grants where id = $1',
      [id],
    )
    expect(row.rows[0]).toEqual({ revoke_reason: '期限届满', gone: true })
    const audit = await t.owner.query(
      "select data from audit_events where action = 'staff.grant-request' and data like '%covers%'",
    )
    expect(JSON.parse(audit.rows[0].data)).toMatchObject({ covers: person('financeA').name, validUntil: '2026-09-10' })
    t.clock.set('2026-09-11T09:00:00+08:00')
  })
})

describe('岗位交接 (交接清单)', () => {
  it('counts the open work, a second administrator confirms, the receiver accepts, the old role ends and the account closes', async () => {
    const old = await t.as('reviewer')
    const start = (who: Client, to: string, requestId?: string) =>
      who.call(contracts.startHandover, {
        params: { id: person('reviewerA').grantId },
        body: { toStaffId: person(to).id, reason: '调任', ...(requestId ? { requestId } : {}) },
      })
    expect((await start(first, 'reviewerA')).status).toBe(400)
    expect((await start(first, 'financeB')).status).toBe(404)
    expect((await start(first, 'aid-officerA')).body.detail).toContain('不能既任')
    const requestId = '0190b3c4-0000-7000-8000-00000000f001'
    const two = await Promise.all([1, 2].map(() => start(first, 'class-teacher2A', requestId)))
    expect(two.map((r) => [r.status, r.body.id === two[0]?.body.id])).toEqual([
      [200, true],
      [200, true],
    ])
    const id = two[0]?.body.id ?? ''
    expect((await start(first, 'principalA')).body.code).toBe('duplicate')
    const receiver = await t.as('class-teacher2')
    const accept = (who: Client) => who.call(contracts.acceptHandover, { params: { id }, body: { note: '' } })
    expect((await accept(receiver)).body.detail).toContain('第二位安全管理员')
    const waiting = await second.call(contracts.listGrantRequests, { query: { status: 'waiting' } })
    const request = waiting.body.items.find((r) => r.handover)
    expect(request?.reason).toContain(person('reviewerA').name)
    expect((await decide(second, request?.id ?? '', 'confirm')).status).toBe(200)
    const mine = await receiver.call(contracts.myHandovers)
    expect(mine.body.items[0]).toMatchObject({ status: 'open', mayAccept: true, fromName: person('reviewerA').name })
    const list = await second.call(contracts.getHandover, { params: { id } })
    expect(list.body.mayAccept).toBe(false)
    // 交接清单 holds kinds and numbers, never the cases
    const raw = await t.owner.query('select work::text as w from handovers where id = $1', [id])
    for (const s of Object.values(t.world.students)) expect(raw.rows[0].w).not.toContain(s.name)
    expect((await (await t.as('aid-officer')).call(contracts.getHandover, { params: { id } })).status).toBe(404)
    expect((await accept(await t.as('finance'))).status).toBe(404)
    const done = await Promise.all([accept(receiver), accept(receiver)])
    expect(done.map((r) => r.status).sort()).toEqual([200, 409])
    expect((await old.call(session.me)).status).toBe(401)
    const account = await t.owner.query('select disabled from staff_accounts where id = $1', [person('reviewerA').id])
    expect(account.rows[0].disabled).toBe(true)
    expect(await roles('class-teacher2A')).toEqual(['class-teacher', 'reviewer'])
    const record = await first.call(contracts.getHandover, { params: { id } })
    expect(record.body).toMatchObject({ status: 'accepted', accountClosed: true, confirmedBy: expect.any(String) })
    const acts = await t.owner.query("select action from audit_events where action like 'staff.handover%' order by seq")
    expect(acts.rows.map((r) => r.action)).toEqual(['staff.handover-start', 'staff.handover-accept'])
  })

  it('ends with the refusal of the second administrator, and can then begin anew', async () => {
    const start = () =>
      first.call(contracts.startHandover, {
        params: { id: person('roll-reviewerA').grantId },
        body: { toStaffId: person('principalA').id, reason: '调任' },
      })
    const s = t.world.students.A3 as { id: string; scope: string }
    await t.owner.query(
      `insert into roll_changes (id, student_id, school_id, scope, type, occurred_on, effective_on, due_on, reason, entered_by, entered_by_name, entered_at)
       values (gen_random_uuid(), $1, $2, $3, 'suspension', '2026-09-01', '2026-09-01', '2026-09-05', '病休', $4, '登记人', now())`,
      [s.id, school, s.scope, person('roll-officerA').id],
    )
    const { id } = (await start()).body
    const counted = await first.call(contracts.getHandover, { params: { id } })
    expect(counted.body.work).toEqual([{ kind: 'roll-change', title: '学籍异动待审核', count: 1, late: 1 }])
    const request = (await second.call(contracts.listGrantRequests, { query: { status: 'waiting' } })).body.items[0]
    expect((await decide(second, request?.id ?? '', 'refuse', '任命未下')).status).toBe(200)
    expect((await first.call(contracts.getHandover, { params: { id } })).body.status).toBe('cancelled')
    expect((await start()).status).toBe(200)
  })
})

it('三员: each has an own console and none sees the other two', async () => {
  const all = { system: contracts.systemStatus, security: contracts.securityPolicy, audit: contracts.revealReport }
  const query = { year: '2026' }
  const may = async (role: 'system-admin' | 'security-admin' | 'audit-admin' | 'principal') => {
    const c = await t.as(role, 'B')
    const r = await Promise.all([c.call(all.system), c.call(all.security), c.call(all.audit, { query })])
    return r.map((x) => x.status)
  }
  expect(await may('system-admin')).toEqual([200, 403, 403])
  expect(await may('security-admin')).toEqual([403, 200, 403])
  expect(await may('audit-admin')).toEqual([403, 403, 200])
  expect(await may('principal')).toEqual([403, 403, 403])
  const status = await (await t.as('system-admin')).call(contracts.systemStatus)
  expect(status.body.checks.find((c) => c.title === '数据库')?.ok).toBe(true)
  const text = JSON.stringify(status.body)
  for (const s of Object.values(t.world.students)) expect(text).not.toContain(s.name)
})
