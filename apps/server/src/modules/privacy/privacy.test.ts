import { heldGroups, privacy, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import type { Client } from '../../testing/client.ts'

/** My data: 个人信息保护法 44–50, 未成年人网络保护条例 34 (look, copy, correct, delete; a refusal in writing with its reason). */
const PASSWORD = 'Weisser-Tee-2026'
let t: TestApp
let anna: Client
const idOf = (key: string) => (t.world.students[key] as { id: string }).id
const own = async (c: Client) => (await c.call(privacy.myData)).body
const ask = (c: Client, group: (typeof heldGroups)[number]) => c.call(privacy.requestErasure, { body: { group } })

beforeAll(async () => {
  t = await testApp({ password: PASSWORD })
  anna = await t.asStudent('A1')
})
afterAll(() => t.close())

describe('what is held about me', () => {
  it('is told in groups with use and time, each datum with its source; numbers are masked on the screen', async () => {
    const { groups } = await own(anna)
    const { idNumber } = t.world.students.A1 as { idNumber: string }
    const text = JSON.stringify(groups)
    expect(text).not.toContain(idNumber)
    for (const g of groups) {
      expect([g.key, g.purpose.length > 5, g.kept.length > 1]).toEqual([g.key, true, true])
      for (const i of g.items) expect(i.source).not.toBe('')
    }
    const rollGroup = groups.find((g) => g.key === 'roll')
    expect(rollGroup?.items.find((i) => i.label === '证件号码')?.value).toMatch(/^\d{3,6}\*+\d{3}[\dX]$/)
    expect(rollGroup?.items.find((i) => i.label === '班级')?.source).toBe('学籍')
  })

  it('says who looked and why', async () => {
    const teacher = await t.as('aid-officer')
    await teacher.call(roll.revealField, {
      params: { id: idOf('A1') },
      body: { field: 'phone', reason: 'contact-student' },
    })
    const { groups, looks, lastLookAt } = await own(anna)
    expect(looks).toBe(1)
    expect(lastLookAt).not.toBeNull()
    const log = groups.find((g) => g.key === 'access-log')?.items[0]
    expect(log).toMatchObject({ label: '手机号码', value: expect.stringContaining('联系学生或监护人') })
  })

  it('holds nothing of anybody else', async () => {
    const { rows } = await t.owner.query('select name from students where id <> $1 and name <> all($2)', [
      idOf('A1'),
      [(await own(anna)).groups[0]?.items[0]?.value],
    ])
    const text = JSON.stringify(await own(anna))
    for (const { name } of rows) expect(text).not.toContain(`"${name}"`)
  })
})

describe('a copy', () => {
  const get = (c: Client, url: string) => t.app.inject({ url, headers: { cookie: c.cookie } })
  const url = (id: string, kind: 'page' | 'data') => `/api/v1/student/my-data/exports/${id}/${kind}`

  it('needs the password, opens the numbers, and is written down', async () => {
    const wrong = await anna.call(privacy.requestExport, { body: { password: 'falsch-12345' } })
    expect([wrong.status, wrong.body.fields?.[0]?.path]).toEqual([400, '/password'])
    const asked = await anna.call(privacy.requestExport, { body: { password: PASSWORD } })
    expect(asked.status).toBe(200)
    const { idNumber } = t.world.students.A1 as { idNumber: string }
    const data = await get(anna, url(asked.body.id, 'data'))
    expect(data.headers['content-disposition']).toContain('attachment')
    const copy = data.json()
    expect(copy.format).toBe('zhuxue-my-data/1')
    expect(JSON.stringify(copy)).toContain(idNumber)
    const page = await get(anna, url(asked.body.id, 'page'))
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain(idNumber)
    expect(page.body).not.toMatch(/<script|src=|href=/)
    const { rows } = await t.owner.query("select action from audit_events where action like 'privacy.%' order by seq")
    expect(rows.map((r) => r.action)).toEqual(['privacy.request-export', 'privacy.export', 'privacy.export'])
  })

  it('what people typed cannot become markup in the page', async () => {
    await t.owner.query('update students set guardian_name = $1 where id = $2', ['<img src=x onerror=1>', idOf('A2')])
    const c = await t.asStudent('A2')
    const asked = await c.call(privacy.requestExport, { body: { password: PASSWORD } })
    const page = await get(c, url(asked.body.id, 'page'))
    expect(page.body).toContain('&lt;img src=x')
    expect(page.body).not.toContain('<img')
  })

  it('is for this session, these ten minutes and this student only; five a day', async () => {
    const c = await t.asStudent('A3')
    const asked = await c.call(privacy.requestExport, { body: { password: PASSWORD } })
    const otherPhone = await t.asStudent('A3')
    expect((await get(otherPhone, url(asked.body.id, 'data'))).statusCode).toBe(409)
    expect((await get(anna, url(asked.body.id, 'data'))).statusCode).toBe(404)
    expect((await get(t.anyone, url(asked.body.id, 'data'))).statusCode).toBe(401)
    await t.owner.query("update data_exports set expires_at = now() - interval '1 second' where id = $1", [
      asked.body.id,
    ])
    expect((await get(c, url(asked.body.id, 'data'))).statusCode).toBe(409)
    for (let i = 0; i < 4; i += 1) await c.call(privacy.requestExport, { body: { password: PASSWORD } })
    const sixth = await c.call(privacy.requestExport, { body: { password: PASSWORD } })
    expect([sixth.status, sixth.body.detail]).toEqual([429, expect.stringContaining('5次')])
  })

  it('a wrong password here counts as at the log-in: the fifth locks', async () => {
    const c = await t.asStudent('A4')
    const tries: number[] = []
    for (let i = 0; i < 6; i += 1) {
      tries.push((await c.call(privacy.requestExport, { body: { password: `falsch-${i}2345` } })).status)
    }
    expect(tries).toEqual([400, 400, 400, 400, 400, 429])
  })
})

describe('deleting', () => {
  it('what must be kept is refused in writing, with reason, legal basis, time and remedy', async () => {
    const c = await t.asStudent('A5')
    for (const group of ['roll', 'hardship', 'applications', 'payments', 'access-log'] as const) {
      const { status, body } = await ask(c, group)
      expect([status, body.outcome]).toEqual([200, 'refused'])
      expect(body.legalBasis).toMatch(/法》|条例》/)
      expect(body.keptUntil).not.toBeNull()
      expect(body.answer).toContain('人民法院')
    }
    expect((await own(c)).answers.map((a) => a.group)).toEqual([
      'access-log',
      'payments',
      'applications',
      'hardship',
      'roll',
    ])
    expect(new Set((await own(c)).answers.map((a) => a.referenceNo)).size).toBe(5)
  })

  it('the database takes no refusal without a reason, and no change of an answer', async () => {
    await expect(
      t.owner.query(
        `insert into erasure_answers (id, student_id, scope, reference_no, at, group_key, title, outcome, answer)
         values (gen_random_uuid(), $1, 'x', 'X', now(), 'roll', 'x', 'refused', 'nein')`,
        [idOf('A1')],
      ),
    ).rejects.toThrow('erasure_answers_reason_check')
    const { rows } = await t.owner.query(
      "select privilege_type from information_schema.role_table_grants where table_name in ('erasure_answers', 'data_exports') and grantee like 'zhuxue%' and grantee <> 'zhuxue_owner' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')",
    )
    expect(rows).toEqual([])
  })

  it('what nobody needs is deleted at once: draft with its photos, other devices', async () => {
    const c = await t.asStudent('A6')
    await t.owner.query(
      `insert into attachments (id, student_id, school_id, scope, kind, file_key, size, mime, sm3, uploaded_at)
       select gen_random_uuid(), id, school_id, scope, 'household-register', 'k', 1000, 'image/jpeg', 'x', now() from students where id = $1`,
      [idOf('A6')],
    )
    await t.owner.query(
      `insert into student_devices (id, student_id, scope, token_hash, name, first_seen_at, last_seen_at)
       select gen_random_uuid(), id, scope, 'x', 'iPhone', now(), now() from students where id = $1`,
      [idOf('A6')],
    )
    expect((await ask(c, 'draft')).body.outcome).toBe('done')
    expect((await ask(c, 'devices')).body.outcome).toBe('done')
    const { groups } = await own(c)
    expect(groups.filter((g) => g.key === 'draft' || g.key === 'devices').map((g) => g.count)).toEqual([0, 0])
  })

  it('every group has an answer', async () => {
    const c = await t.asStudent('A7')
    for (const group of heldGroups) expect([group, (await ask(c, group)).status]).not.toEqual([group, 500])
  })
})
