import { staff as contracts, office, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'

let t: TestApp
let admin: Client
let second: Client
let schoolA: string
let schoolB: string

beforeAll(async () => {
  t = await testApp()
  admin = await t.as('security-admin', 'A')
  second = await t.as('security-admin2', 'A')
  schoolA = t.world.schools.A.id
  schoolB = t.world.schools.B.id
})
afterAll(() => t.close())
/** The second administrator confirms what waits for a person. */
async function confirm(staffId: string): Promise<number> {
  const { rows } = await t.owner.query(
    "select id from staff_grant_requests where staff_id = $1 and status = 'waiting' order by id limit 1",
    [staffId],
  )
  return (
    await second.call(contracts.decideGrantRequest, {
      params: { id: rows[0]?.id ?? '' },
      body: { decision: 'confirm' },
    })
  ).status
}
const staff = (key: string): { id: string; grantId: string } => t.world.staff[key] as never

it('lists the accounts of the own school only, page by page, found by name or role', async () => {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const r = await admin.call(office.listStaff, { query: { limit: '5', ...(cursor ? { cursor } : {}) } })
    names.push(...r.body.items.map((x) => x.username))
    cursor = r.body.nextCursor ?? undefined
  } while (cursor)
  expect(names).toHaveLength(13)
  expect(names.every((n) => n.endsWith('a'))).toBe(true)
  const finance = await admin.call(office.listStaff, { query: { role: 'finance' } })
  expect(finance.body.items.map((x) => x.grants[0]?.roleTitle)).toEqual(['学校财务'])
  expect((await admin.call(office.listStaff, { query: { q: '%' } })).body.items).toEqual([])
  const officer = await t.as('aid-officer')
  expect((await officer.call(office.listStaff, { query: {} })).status).toBe(403)
})

it('creates a named account once; its one-time password must be changed at the first log-in', async () => {
  const body = {
    requestId: '0190b3c4-0000-7000-8000-00000000d001',
    username: 'Li.Ming',
    name: '李明',
    role: 'finance',
    orgId: schoolA,
  } as const
  const both = await Promise.all([admin.call(office.createStaff, { body }), admin.call(office.createStaff, { body })])
  expect(both.map((r) => r.status)).toEqual([200, 200])
  expect(both[0]?.body).toEqual(both[1]?.body)
  const password = both[0]?.body.password ?? ''
  expect(password).toMatch(/^\S{16}$/)
  const early = await t.anyone.call(session.staffLogin, { body: { username: 'li.ming', password } })
  expect([early.status, early.body.detail]).toEqual([403, expect.stringContaining('没有有效的角色')])
  expect(await confirm(both[0]?.body.id ?? '')).toBe(200)
  const login = await t.anyone.call(session.staffLogin, { body: { username: 'li.ming', password } })
  expect([login.status, login.body.mustChangePassword, login.body.place]).toEqual([200, true, '官渡职业中专'])
  const cookie = String(login.headers['set-cookie']).split(';')[0] ?? ''
  const blocked = await t.app.inject({ method: 'GET', url: '/api/v1/orgs', headers: { cookie } })
  expect(blocked.json().code).toBe('password-change-required')
  const again = await admin.call(office.createStaff, {
    body: { username: 'li.ming', name: '李明', role: 'finance', orgId: schoolA },
  })
  expect([again.status, again.body.code]).toEqual([409, 'duplicate'])
  const audit = await t.owner.query("select data from audit_events where action = 'staff.create'")
  expect(audit.rows).toHaveLength(1)
  expect(audit.rows[0].data).not.toContain(password)
})

it('a role is given inside the own scope and where it belongs', async () => {
  const make = (role: 'finance' | 'county-aid' | 'class-teacher', orgId: string, username: string) =>
    admin.call(office.createStaff, { body: { username, name: '王芳', role, orgId } })
  expect((await make('finance', schoolB, 'wang1')).status).toBe(404)
  expect((await make('county-aid', t.world.countyId, 'wang2')).status).toBe(404)
  expect((await make('class-teacher', schoolA, 'wang3')).body.detail).toContain('只能设在班级')
  expect((await make('class-teacher', t.world.schools.B.classes[0]?.id ?? '', 'wang4')).status).toBe(404)
  expect((await make('class-teacher', t.world.schools.A.classes[0]?.id ?? '', 'wang5')).status).toBe(200)
  expect((await make('finance', schoolA, '王 芳')).body.fields?.[0]?.path).toBe('/username')
})

it('三员分立: nobody holds two administrator roles, nor one beside business (DOMAIN §8), also by two requests at once', async () => {
  const grant = (key: string, role: 'audit-admin' | 'system-admin' | 'finance' | 'reviewer') =>
    admin.call(office.addGrant, { params: { id: staff(key).id }, body: { role, orgId: schoolA, reason: '工作需要' } })
  expect((await grant('system-adminA', 'audit-admin')).body.detail).toContain('不同的人担任')
  expect((await grant('audit-adminA', 'finance')).body.detail).toContain('业务角色')
  expect((await grant('principalA', 'system-admin')).body.detail).toContain('业务角色')
  expect((await grant('principalA', 'reviewer')).status).toBe(200)
  expect((await grant('principalA', 'reviewer')).body.detail).toContain('正在等待确认')
  expect(await confirm(staff('principalA').id)).toBe(200)
  expect((await grant('principalA', 'reviewer')).body.code).toBe('duplicate')
  const created = await admin.call(office.createStaff, {
    body: { username: 'zhao', name: '赵云', role: 'finance', orgId: schoolA },
  })
  await confirm(created.body.id)
  const list = await admin.call(office.listStaff, { query: { q: 'zhao' } })
  await admin.call(office.revokeGrant, {
    params: { id: list.body.items[0]?.grants[0]?.id ?? '' },
    body: { reason: '调岗' },
  })
  const race = await Promise.all(
    (['system-admin', 'audit-admin'] as const).map((role) =>
      admin.call(office.addGrant, { params: { id: created.body.id }, body: { role, orgId: schoolA, reason: '调岗' } }),
    ),
  )
  expect(race.map((r) => r.status)).toEqual([200, 200])
  const decided = await Promise.all(
    race.map((r) =>
      second.call(contracts.decideGrantRequest, { params: { id: r.body.id }, body: { decision: 'confirm' } }),
    ),
  )
  expect(decided.map((r) => r.status).sort()).toEqual([200, 422])
  await expect(
    t.owner.query(
      "insert into staff_grants (id, staff_id, role, org_id, scope, granted_at) select gen_random_uuid(), $1, r, $2, 'x/', now() from unnest(array['system-admin', 'audit-admin']) r",
      [created.body.id, schoolA],
    ),
  ).rejects.toThrow('staff_grants_one_admin_role')
})

it('a role held at another school counts too, though it is not shown here', async () => {
  await t.owner.query(
    "insert into staff_grants (id, staff_id, role, org_id, scope, granted_at) values (gen_random_uuid(), $1, 'finance', $2, $3, now())",
    [staff('reviewerA').id, schoolB, t.world.schools.B.path],
  )
  const r = await admin.call(office.resetStaffPassword, { params: { id: staff('reviewerA').id }, body: {} })
  expect([r.status, r.body.detail]).toEqual([403, expect.stringContaining('上级安全管理员')])
  const list = await admin.call(office.listStaff, { query: { role: 'reviewer' } })
  expect(list.body.items.find((x) => x.id === staff('reviewerA').id)?.grants).toHaveLength(1)
})

it('a revoked role ends its session at once, and a second try says it is done', async () => {
  const finance = await t.as('finance')
  expect((await finance.call(session.me)).status).toBe(200)
  const args = { params: { id: staff('financeA').grantId }, body: { reason: '调离岗位' } }
  expect((await admin.call(office.revokeGrant, args)).status).toBe(200)
  expect((await finance.call(session.me)).status).toBe(401)
  expect((await admin.call(office.revokeGrant, args)).body.code).toBe('duplicate')
  const elsewhere = { params: { id: staff('financeB').grantId }, body: { reason: '调离岗位' } }
  expect((await admin.call(office.revokeGrant, elsewhere)).status).toBe(404)
})

it('reset and disable end sessions; nobody does either to the own account or to another school’s', async () => {
  const officer = await t.as('roll-officer')
  const { id } = staff('roll-officerA')
  const reset = await admin.call(office.resetStaffPassword, { params: { id }, body: {} })
  expect(reset.body.password).toHaveLength(16)
  expect((await officer.call(session.me)).status).toBe(401)
  const login = () =>
    t.anyone.call(session.staffLogin, { body: { username: 'roll-officera', password: reset.body.password } })
  expect((await login()).status).toBe(200)
  const stop = (disabled: boolean) =>
    admin.call(office.disableStaff, { params: { id }, body: { disabled, reason: '长期病假' } })
  expect((await stop(true)).status).toBe(200)
  expect((await login()).body.detail).toContain('停用')
  expect((await stop(false)).status).toBe(200)
  expect((await login()).status).toBe(200)
  const own = { params: { id: staff('security-adminA').id }, body: {} }
  expect((await admin.call(office.resetStaffPassword, own)).body.code).toBe('same-person')
  const other = { params: { id: staff('financeB').id }, body: {} }
  expect((await admin.call(office.resetStaffPassword, other)).status).toBe(404)
})
