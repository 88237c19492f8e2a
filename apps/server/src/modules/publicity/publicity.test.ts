import { randomUUID } from 'node:crypto'
import { publicity, type ReplyOf } from '@zhuxue/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sm3 } from '../../platform/index.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { applied, roundFor } from '../../testing/applied.ts'

let t: TestApp
let roundId: string
let apps: string[]
beforeEach(async () => {
  t = await testApp({ at: '2026-09-28T10:00:00+08:00' })
  roundId = await roundFor(t)
  apps = await applied(t, roundId, ['A1', 'A2', 'A3', 'A8'])
})
afterEach(() => t.close())

const NOTE = '监督电话见学校公示栏。'
const publish = async (body: { note?: string; requestId?: string } = {}) =>
  (await t.as('aid-officer')).call(publicity.publishNotice, {
    body: { roundId, programme: 'national-grant', note: NOTE, ...body },
  })
const statuses = async () =>
  (
    await t.owner.query<{ status: string; held: boolean }>(
      'select status, held from applications order by array_position($1::uuid[], id)',
      [apps],
    )
  ).rows.map((r) => r.status + (r.held ? '*' : ''))
const seen = (id: string) => t.anyone.call(publicity.publicNotice, { params: { id } })
const object = (id: string, body: Partial<ReplyBody> = {}) =>
  t.anyone.call(publicity.raiseObjection, {
    params: { id },
    body: { entryNo: 2, name: '', contact: '', text: '该生家庭情况与公示不符', ...body },
  })
type ReplyBody = { entryNo: number; name: string; contact: string; text: string; requestId: string }
const objectionsOf = async (id: string): Promise<ReplyOf<typeof publicity.getNotice>['objections']> =>
  (await (await t.as('reviewer')).call(publicity.getNotice, { params: { id } })).body.objections
const decide = async (
  id: string,
  decision: 'upheld' | 'dismissed',
  by: 'reviewer' | 'aid-committee' | 'aid-officer' = 'reviewer',
) =>
  (await t.as(by)).call(publicity.decideObjection, {
    params: { id },
    body: { decision, reason: '入户走访，情况属实与否已核对' },
  })

test('the preview shows what publishing today will make public, to its own school only, and writes nothing', async () => {
  const query = { roundId, programme: 'national-grant' as const }
  const officer = await t.as('aid-officer')
  const preview = await officer.call(publicity.previewNotice, { query })
  expect([preview.status, preview.body.lastDay, preview.body.provisional]).toEqual([200, '2026-10-10', false])
  expect(await statuses()).toEqual(['assessed', 'assessed', 'assessed', 'assessed'])
  const published = await publish()
  const page = await seen(published.body.id)
  expect(preview.body.entries).toEqual(page.body.entries)
  expect((await officer.call(publicity.previewNotice, { query })).body.entries).toEqual([])
  const other = await t.as('aid-officer', 'B')
  expect((await other.call(publicity.previewNotice, { query })).status).toBe(404)
})

test('published 2026-09-28: up to 2026-10-10, a make-up working day; names masked, only allow-listed columns (S1 四(四); 民法典 201)', async () => {
  const r = await publish()
  expect([r.status, r.body.lastDay, r.body.retractAt, r.body.names, r.body.provisional]).toEqual([
    200,
    '2026-10-10',
    '2026-10-10T16:00:00.000Z',
    4,
    false,
  ])
  expect(await statuses()).toEqual(['public-notice', 'public-notice', 'public-notice', 'public-notice'])
  const page = await seen(r.body.id)
  expect(page.headers['cache-control']).toBe('no-store')
  expect(page.headers['x-robots-tag']).toContain('noindex')
  expect(page.body.entries.map((e) => e.name).sort()).toEqual(['张*玲', '李*燕', '欧阳*轩', '王*国'])
  expect(Object.keys(page.body.entries[0] ?? {}).sort()).toEqual(['className', 'grade', 'majorName', 'name', 'no'])
  const list = await t.anyone.call(publicity.publicNotices, { query: {} })
  expect(list.body.items.map((n) => [n.id, n.lastDay, n.names])).toEqual([[r.body.id, '2026-10-10', 4]])
})

test('published after 17:00 still counts as that day (DOMAIN §3)', async () => {
  t.clock.set('2026-09-28T23:30:00+08:00')
  expect((await publish()).body.lastDay).toBe('2026-10-10')
})

test('the sealed snapshot is what the public saw, under its SM3 fingerprint', async () => {
  const { id } = (await publish()).body
  const { rows } = await t.owner.query('select snapshot, snapshot_sm3 from public_notices')
  expect(sm3(rows[0].snapshot)).toBe(rows[0].snapshot_sm3)
  const { title, entries, lastDay } = (await seen(id)).body
  expect(JSON.parse(rows[0].snapshot)).toMatchObject({ id, title, entries, lastDay, note: NOTE })
  expect(rows[0].snapshot).not.toContain('李晓燕')
})

test.each([
  ['a mobile number', '有疑问请打 １３８ 1234 5678 联系张老师', '１３８'],
  ['an ID number', '证件 530102200903051234 已核', '530'],
  ['a full name of the list', '请李晓燕同学尽快补交材料', '完整姓名'],
])('refuses to publish %s in the note, and says what was found (S1 四(四))', async (_, note, found) => {
  const r = await publish({ note })
  expect([r.status, r.body.code]).toEqual([422, 'rule-refused'])
  expect(r.body.fields?.flatMap((f) => [f.path, f.text]).join()).toContain(found)
  expect(JSON.stringify(r.body)).not.toContain('12345678')
  expect((await statuses())[0]).toBe('assessed')
})

test('a class name that carries a phone number is refused too', async () => {
  await t.owner.query("update classes set name = '园林班13812345678' where id = $1", [t.world.schools.A.classes[0]?.id])
  expect((await publish()).body.fields?.[0]?.path).toMatch(/^\/entries\//)
})

test('double click: two calls at once make one notice; the same request id gets the first answer again', async () => {
  const [a, b] = await Promise.all([publish(), publish()])
  expect([a?.status, b?.status].sort()).toEqual([200, 409])
  const requestId = randomUUID()
  await applied(t, roundId, ['A4'], 'assessed', 'tuition-waiver')
  const officer = await t.as('aid-officer')
  const call = () =>
    officer.call(publicity.publishNotice, { body: { requestId, roundId, programme: 'tuition-waiver', note: '' } })
  const first = await call()
  expect((await call()).body).toEqual(first.body)
  expect((await t.owner.query('select count(*)::int as n from public_notices')).rows[0].n).toBe(2)
})

test('the officer of another school can neither publish nor see nor take down', async () => {
  const { id } = (await publish()).body
  const other = await t.as('aid-officer', 'B')
  const tried = [
    await other.call(publicity.publishNotice, { body: { roundId, programme: 'national-grant', note: '' } }),
    await other.call(publicity.getNotice, { params: { id } }),
    await other.call(publicity.takeDownNotice, { params: { id }, body: { reason: '名单有误' } }),
  ]
  expect(tried.map((r) => r.status)).toEqual([404, 404, 404])
})

test('beyond the loaded calendar: refused, never guessed', async () => {
  t.clock.set('2027-12-24T10:00:00+08:00')
  expect((await publish()).body.code).toBe('calendar-coverage')
  t.clock.set('2027-03-01T10:00:00+08:00')
  expect((await publish()).body.provisional).toBe(true)
})

test('after the last day 24:00 nothing is reachable, and the applications go on to the county', async () => {
  const { id } = (await publish()).body
  t.clock.set('2026-10-10T23:59:00+08:00')
  await t.tick()
  expect((await seen(id)).status).toBe(200)
  t.clock.set('2026-10-11T00:00:01+08:00')
  // even before the tick: the clock alone takes it down
  const gone = await seen(id)
  expect([gone.status, gone.headers['cache-control']]).toEqual([404, 'no-store'])
  expect((await t.anyone.call(publicity.publicNotices, { query: {} })).body.items).toEqual([])
  expect((await object(id)).status).toBe(404)
  await t.tick()
  await t.tick()
  expect(await statuses()).toEqual(['noticed', 'noticed', 'noticed', 'noticed'])
  const kept = await (await t.as('aid-officer')).call(publicity.getNotice, { params: { id } })
  expect([kept.body.notice.state, kept.body.entries.length]).toEqual(['ended', 4])
})

test('an objection holds that student only; she follows when it is dismissed (DOMAIN §3)', async () => {
  const { id } = (await publish()).body
  const r = await object(id)
  expect([r.status, r.body.decideDueOn]).toEqual([200, '2026-10-10'])
  expect(r.body.objectionNo).toMatch(/^YY20260928-[2-9A-Z]{6}$/)
  expect(await statuses()).toEqual(['public-notice', 'public-notice*', 'public-notice', 'public-notice'])
  await t.runJobs()
  const { rows } = await t.owner.query("select action from application_events where action = 'objection-raised'")
  expect(rows).toHaveLength(1)
  t.clock.set('2026-10-11T08:00:00+08:00')
  await t.tick()
  expect(await statuses()).toEqual(['noticed', 'public-notice*', 'noticed', 'noticed'])
  const [o] = await objectionsOf(id)
  expect((await decide(o?.id ?? '', 'dismissed')).body.state).toBe('dismissed')
  expect(await statuses()).toEqual(['noticed', 'noticed', 'noticed', 'noticed'])
})

test('two objections to one student: the hold stays until both are decided', async () => {
  const { id } = (await publish()).body
  await object(id)
  await object(id, { text: '第二条异议：学籍不实' })
  const [a, b] = await objectionsOf(id)
  await decide(a?.id ?? '', 'dismissed')
  expect((await statuses())[1]).toBe('public-notice*')
  await decide(b?.id ?? '', 'dismissed')
  expect((await statuses())[1]).toBe('public-notice')
})

test('upheld: the name leaves the list, the application ends with the reason, other objections are settled with it', async () => {
  const { id } = (await publish()).body
  await object(id)
  await object(id, { text: '另一个人也提出异议' })
  const [a] = await objectionsOf(id)
  expect((await decide(a?.id ?? '', 'upheld', 'aid-committee')).status).toBe(200)
  expect(await statuses()).toEqual(['public-notice', 'rejected', 'public-notice', 'public-notice'])
  expect((await seen(id)).body.entries.map((e) => e.no)).toEqual([1, 3, 4])
  expect((await objectionsOf(id)).map((o) => o.state)).toEqual(['upheld', 'upheld'])
  expect((await object(id)).body.fields?.[0]?.path).toBe('/entryNo')
  const again = await decide(a?.id ?? '', 'dismissed')
  expect([again.status, again.body.code]).toEqual([409, 'state-conflict'])
})

test('two deciders at once: one decision stands', async () => {
  const { id } = (await publish()).body
  await object(id)
  const [o] = await objectionsOf(id)
  const both = await Promise.all([decide(o?.id ?? '', 'upheld'), decide(o?.id ?? '', 'dismissed', 'aid-committee')])
  expect(both.map((r) => r.status).sort()).toEqual([200, 409])
})

test('不相容职责: neither the publisher nor who checked or reviewed the application decides (S1 七)', async () => {
  const { id } = (await publish()).body
  await object(id)
  const [o] = await objectionsOf(id)
  expect((await decide(o?.id ?? '', 'dismissed', 'aid-officer')).status).toBe(403)
  const reviewer = t.world.staff.reviewerA?.id
  await t.owner.query('update public_notices set published_by = $1', [reviewer])
  expect((await decide(o?.id ?? '', 'dismissed')).body.code).toBe('same-person')
  await t.owner.query('update public_notices set published_by = $1', [randomUUID()])
  await t.owner.query(
    `insert into application_events (id, application_id, student_id, scope, at, actor_kind, actor_id, actor_name, actor_role, action, to_status, fields)
     select $1, id, student_id, scope, now(), 'staff', $2, '', '', 'review-pass', 'reviewed', '[]' from applications where id = $3`,
    [randomUUID(), reviewer, o?.applicationId],
  )
  expect((await decide(o?.id ?? '', 'dismissed')).body.code).toBe('same-person')
  expect((await decide(o?.id ?? '', 'dismissed', 'aid-committee')).status).toBe(200)
})

test('a named objector: encrypted, masked, shown in full only with a recorded reason, never to the publisher or class teacher', async () => {
  const { id } = (await publish()).body
  await object(id, { name: '周明', contact: '13987654321', text: '我的电话13987654321，该生家中有两辆车' })
  const { rows } = await t.owner.query('select name_enc, contact_enc, text from objections')
  expect(rows[0].text).toBe('我的电话［号码已隐去］，该生家中有两辆车')
  expect(`${rows[0].name_enc}${rows[0].contact_enc}`).not.toMatch(/周明|13987654321/)
  const [o] = await objectionsOf(id)
  expect([o?.named, o?.objectorName, o?.contactMasked]).toEqual([true, '周明', '139****21'])
  const officer = await (await t.as('aid-officer')).call(publicity.getNotice, { params: { id } })
  expect(officer.body.objections.map((x) => [x.named, x.objectorName, x.contactMasked])).toEqual([[true, null, null]])
  const teacher = await (await t.as('class-teacher')).call(publicity.getNotice, { params: { id } })
  expect([teacher.status, teacher.body.objections, teacher.body.entries.length]).toEqual([200, [], 2])
  const full = await (await t.as('reviewer')).call(publicity.revealObjector, {
    params: { id: o?.id ?? '' },
    body: { reason: '电话核实情况' },
  })
  expect(full.body).toEqual({ name: '周明', contact: '13987654321' })
  const audit = await t.owner.query("select data from audit_events where action like 'objection.%' order by seq")
  expect(audit.rows.map((r) => JSON.parse(r.data).reason)).toEqual([undefined, '电话核实情况'])
  expect(JSON.stringify(audit.rows)).not.toMatch(/139876|周明/)
})

test('the same form sent twice is one objection; a sixth within the hour from one address is turned away', async () => {
  const { id } = (await publish()).body
  const requestId = randomUUID()
  const [a, b] = await Promise.all([object(id, { requestId }), object(id, { requestId })])
  expect(a?.body).toEqual(b?.body)
  for (let i = 0; i < 4; i += 1) expect((await object(id, { entryNo: 1 })).status).toBe(200)
  const over = await object(id, { entryNo: 1 })
  expect([over.status, over.body.code, Number(over.headers['retry-after']) > 0]).toEqual([429, 'rate-limited', true])
  expect((await object(id, { requestId })).status).toBe(200)
  t.clock.set('2026-09-28T11:01:00+08:00')
  expect((await object(id, { entryNo: 1 })).status).toBe(200)
})

test('taken down with a reason: gone at once, back to 待公示, and a new notice runs a full new period', async () => {
  const { id } = (await publish()).body
  await object(id)
  t.clock.set('2026-09-30T10:00:00+08:00')
  const officer = await t.as('aid-officer')
  const down = await officer.call(publicity.takeDownNotice, { params: { id }, body: { reason: '班级名称有误' } })
  expect(down.body).toEqual({ reopened: 3 })
  expect((await seen(id)).status).toBe(404)
  // the student objected to stays held until it is decided, then joins the others
  expect(await statuses()).toEqual(['assessed', 'public-notice*', 'assessed', 'assessed'])
  const again = await publish()
  expect([again.body.lastDay, again.body.names]).toEqual(['2026-10-13', 3])
  const [o] = await objectionsOf(id)
  await decide(o?.id ?? '', 'dismissed')
  expect(await statuses()).toEqual(['public-notice', 'assessed', 'public-notice', 'public-notice'])
  const twice = await officer.call(publicity.takeDownNotice, { params: { id }, body: { reason: '再撤一次' } })
  expect(twice.body.code).toBe('state-conflict')
})

test('a student who left during the period disappears from the public list', async () => {
  const { id } = (await publish()).body
  await t.owner.query("update applications set status = 'withdrawn', closing_reason = '退学' where id = $1", [apps[0]])
  await t.tick()
  expect((await seen(id)).body.entries.map((e) => e.no)).toEqual([2, 3, 4])
})

test('the public role cannot read objections, applications or ended notices, whatever the code does', async () => {
  const { id } = (await publish()).body
  await object(id)
  const asPublic = (q: string) =>
    t.platform.transaction({ kind: 'public' }, (tx) =>
      import('kysely').then(({ sql }) => sql.raw<Record<string, unknown>>(q).execute(tx.db)),
    )
  await expect(asPublic('select text from objections')).rejects.toThrow(/permission denied/)
  await expect(asPublic('select id from applications')).rejects.toThrow(/permission denied/)
  await t.owner.query("update public_notices set state = 'ended', ended_at = now()")
  expect((await asPublic('select id from public_notices')).rows).toEqual([])
  expect((await asPublic('select no from notice_entries')).rows).toEqual([])
})
