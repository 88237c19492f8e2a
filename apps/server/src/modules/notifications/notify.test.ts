import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { office } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { messageId, notify, readPayload } from './queue.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())
const idOf = (key: string): string => t.world.students[key]?.id ?? ''

const payload = (keys: string[], sms: string | null = null) => ({
  studentIds: keys.map(idOf),
  kind: 'application',
  title: '申请表需要补正',
  body: '请在2026年9月8日前修改后重新提交。',
  link: '/student/apply',
  sms,
})

it('tells the students named and nobody else; the SMS goes to the log with a masked phone', async () => {
  await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
    tx.enqueue('notify', payload(['A1', 'A2'], '【昆明中职资助】李同学，请登录查看。')),
  )
  await t.runJobs()
  const a1 = await t.asStudent('A1')
  const mine = await a1.call(office.messages, { query: {} })
  expect(mine.body.items.map((m) => [m.title, m.read])).toEqual([['申请表需要补正', false]])
  const b1 = await t.asStudent('B1')
  expect((await b1.call(office.messages, { query: {} })).body.items).toEqual([])
  const sent = await t.owner.query('select status from sms_outbox')
  expect(sent.rows).toEqual([{ status: 'sent' }, { status: 'sent' }])
  const log = readFileSync(join(t.platform.config.dataDir, 'logs', 'sms.log'), 'utf8')
  expect(log).toMatch(/"to":"154\*\*\*\*\d{4}"/)
  expect(log).not.toMatch(/154\d{8}/)
})

it('reading marks it once; a stranger’s message does not exist', async () => {
  const a1 = await t.asStudent('A1')
  const id = (await a1.call(office.messages, { query: {} })).body.items[0]?.id ?? ''
  expect((await a1.call(office.readMessage, { params: { id } })).status).toBe(200)
  expect((await a1.call(office.messages, { query: {} })).body.items[0]?.read).toBe(true)
  const a2 = await t.asStudent('A2')
  expect((await a2.call(office.readMessage, { params: { id } })).status).toBe(404)
})

it('a job that runs twice writes once, and no phone means no SMS', async () => {
  await t.owner.query('update students set phone_enc = null where id = $1', [idOf('A3')])
  const job = { id: '77', createdAt: new Date('2026-09-01T01:00:00Z') }
  const before = (await t.owner.query('select count(*)::int as n from sms_outbox')).rows[0].n
  for (let i = 0; i < 2; i += 1) {
    await t.platform.transaction({ kind: 'worker', name: '系统' }, (tx) =>
      notify(readPayload(payload(['A3'], '文字')), tx, job, async () => null),
    )
  }
  const rows = await t.owner.query('select id from notifications where student_id = $1', [idOf('A3')])
  expect(rows.rows).toEqual([{ id: messageId(job, idOf('A3')) }])
  expect((await t.owner.query('select count(*)::int as n from sms_outbox')).rows[0].n).toBe(before)
})

it('pages by key, newest first', async () => {
  for (let i = 0; i < 5; i += 1) {
    await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
      tx.enqueue('notify', { ...payload(['A4']), title: `第${i}条` }),
    )
    await t.runJobs()
  }
  const a4 = await t.asStudent('A4')
  const titles: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof next>> = await next(cursor)
    titles.push(...page.body.items.map((m) => m.title))
    cursor = page.body.nextCursor
  } while (cursor)
  expect(titles).toEqual(['第4条', '第3条', '第2条', '第1条', '第0条'])
  function next(c: string | null) {
    return a4.call(office.messages, { query: { limit: '2', ...(c ? { cursor: c } : {}) } })
  }
  const forged = Buffer.from(JSON.stringify(['not-a-uuid'])).toString('base64url')
  expect((await a4.call(office.messages, { query: { cursor: forged } })).status).toBe(400)
})
