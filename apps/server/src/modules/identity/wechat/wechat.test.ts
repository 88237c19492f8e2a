import { createHash } from 'node:crypto'
import { type ReplyOf, wechat } from '@zhuxue/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { delivery, WechatSimulator } from '../../../simulators/wechat.ts'
import { type TestApp, testApp } from '../../../testing/app.ts'
import type { Client } from '../../../testing/client.ts'
import { openBox, readMessage, readXml, sealBox, signatureOf, textReply } from './protocol.ts'

/** WeChat official account: binding of counsellors by one-time code, reminders. */
const PASSWORD = 'Weisser-Tee-2026'
const APP = { token: 'zhuxue-token-2026', appId: 'wx1234567890abcdef' }
const SECRET = 'app-secret'
const simulator = new WechatSimulator(APP.appId, SECRET)
let t: TestApp
let teacher: Client

beforeAll(async () => {
  const apiUrl = await simulator.start()
  t = await testApp({
    password: PASSWORD,
    config: { wechat: { ...APP, appSecret: SECRET, name: '昆明资助', apiUrl, templateId: 'TPL', aesKey: undefined } },
  })
  teacher = await t.as('class-teacher')
})
afterAll(async () => {
  await t.close()
  await simulator.stop()
})
beforeEach(async () => {
  await t.owner.query('delete from staff_wechat')
  await t.owner.query('update staff_accounts set failed_count = 0, locked_until = null')
})

type Delivery = ReturnType<typeof delivery>
const post = (d: Delivery, type = 'text/xml') =>
  t.app.inject({
    method: 'POST',
    url: `/wechat/callback?${new URLSearchParams(d.query)}`,
    headers: { 'content-type': type },
    payload: d.xml,
  })
const says = async (openid: string, text: string, id?: string): Promise<string> => {
  const r = await post(delivery(APP, { openid, text, ...(id ? { id } : {}) }))
  expect(r.statusCode).toBe(200)
  return readXml(r.body)?.Content ?? r.body
}
const code = async (c: Client): Promise<string> => {
  const r = await c.call(wechat.wechatCode, { body: { password: PASSWORD } })
  expect(r.status).toBe(200)
  return r.body.code
}
const status = async (c: Client): Promise<ReplyOf<typeof wechat.wechatStatus>> =>
  (await c.call(wechat.wechatStatus)).body

describe('the protocol', () => {
  it('signs as documented: sha1 over token, timestamp and nonce, sorted', () => {
    const expected = createHash('sha1').update(['b', 'a', 'c'].sort().join('')).digest('hex')
    expect(signatureOf('b', 'c', 'a')).toBe(expected)
  })

  it('answers the check of the address with its echostr, and nobody without the token', async () => {
    const { query } = delivery(APP, { openid: 'o1' })
    const get = (q: Record<string, string>) => t.app.inject({ url: `/wechat/callback?${new URLSearchParams(q)}` })
    const r = await get({ ...query, echostr: '12345' })
    expect([r.statusCode, r.body]).toEqual([200, '12345'])
    expect((await get({ ...query, echostr: '1', signature: 'f'.repeat(40) })).statusCode).toBe(403)
    expect((await get({})).statusCode).toBe(403)
    const old = delivery(APP, { openid: 'o1' }, new Date(Date.now() - 3_600_000))
    expect((await get(old.query)).statusCode).toBe(403)
    expect((await post(old)).statusCode).toBe(403)
    const doubled = await t.app.inject({ url: `/wechat/callback?signature=a&signature=b&timestamp=1&nonce=2` })
    expect(doubled.statusCode).toBe(403)
  })

  it('never reads a document type or an entity (XXE), and is not troubled by what is no message', async () => {
    const xxe = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><FromUserName>&e;</FromUserName></xml>'
    expect(readMessage(xxe)).toBeNull()
    const bomb = `<!DOCTYPE l [${'<!ENTITY a "aaaaaaaaaa">'.repeat(50)}]><xml><Content>&a;</Content></xml>`
    expect(readXml(bomb)).toBeNull()
    for (const xml of [
      xxe,
      bomb,
      '',
      '{}',
      '<xml>',
      '<xml></xml>',
      '<a><b/></a>',
      '\0',
      '<xml><FromUserName><x/></FromUserName></xml>',
    ]) {
      const r = await post({ ...delivery(APP, { openid: 'o1' }), xml })
      expect([r.statusCode, r.body]).toEqual([200, 'success'])
    }
    const entity = `<xml><ToUserName>g</ToUserName><FromUserName>o</FromUserName><MsgType>text</MsgType><Content>&lt;b&gt;</Content></xml>`
    expect(readMessage(entity)?.text).toBe('&lt;b&gt;')
  })

  it('a text cannot break out of the answer', () => {
    const xml = textReply('o]]><x>', 'gh', '绑定]]><Content>', new Date())
    expect(readXml(xml)).toMatchObject({ ToUserName: 'o]]><x>', Content: '绑定]]><Content>' })
  })

  it('safe mode: what was encrypted comes back, what was changed or is for another account does not', () => {
    const key = Buffer.alloc(32, 5).toString('base64').slice(0, 43)
    const box = sealBox('<xml>你好</xml>', key, 'wxA')
    expect(openBox(box, key, 'wxA')).toBe('<xml>你好</xml>')
    expect(openBox(box, key, 'wxB')).toBeNull()
    expect(openBox(box.slice(4), key, 'wxA')).toBeNull()
    expect(openBox('', key, 'wxA')).toBeNull()
  })
})

describe('binding by one-time code', () => {
  it('code sent to the account: bound, told on the console, written down; then unbound', async () => {
    expect(await status(teacher)).toMatchObject({ enabled: true, accountName: '昆明资助', boundAt: null })
    expect(await says('o-teacher', `绑定 ${(await code(teacher)).toLowerCase()}`)).toContain('绑定成功')
    expect((await status(teacher)).boundAt).not.toBeNull()
    const { rows } = await t.owner.query("select action from audit_events where action = 'session.wechat-bind'")
    expect(rows).toHaveLength(1)
    const notices = await t.owner.query("select text from staff_notices where text like '%微信提醒%'")
    expect(notices.rows).toHaveLength(1)
    // the openid is nowhere in clear
    const stored = await t.owner.query('select * from staff_wechat')
    expect(JSON.stringify(stored.rows)).not.toContain('o-teacher')
    expect((await teacher.call(wechat.wechatUnbind)).status).toBe(200)
    expect((await status(teacher)).boundAt).toBeNull()
  })

  it('needs the password; wrong ones count as at the log-in', async () => {
    const wrong = await teacher.call(wechat.wechatCode, { body: { password: 'falsch' } })
    expect([wrong.status, wrong.body.fields?.[0]?.path]).toEqual([400, '/password'])
  })

  it('used, guessed, replaced and expired codes get one answer; a redelivered message gets the same answer', async () => {
    const first = await code(teacher)
    const second = await code(teacher)
    const wrong = await says('o-1', first)
    expect(wrong).toContain('绑定码不正确、已用过或已过期')
    expect(await says('o-1', second, '777')).toContain('绑定成功')
    expect(await says('o-1', second, '777')).toContain('绑定成功')
    expect(await says('o-2', second)).toBe(wrong)
    expect(await says('o-2', 'ABCD-EFGH')).toBe(wrong)
    const third = await code(teacher)
    await t.owner.query("update staff_wechat_codes set expires_at = now() - interval '1 second'")
    expect(await says('o-2', third)).toBe(wrong)
  })

  it('five wrong codes close the door for this sender, not for others', async () => {
    for (let i = 0; i < 5; i += 1) await says('o-guess', `AAAA-AAA${i + 2}`)
    const right = await code(teacher)
    expect(await says('o-guess', right)).toContain('15分钟')
    expect(await says('o-honest', right)).toContain('绑定成功')
  })

  it('one WeChat is one account: it must be unbound first, by a message or by leaving', async () => {
    await says('o-3', await code(teacher))
    const other = await t.as('aid-officer')
    expect(await says('o-3', await code(other))).toContain('已绑定')
    expect((await status(other)).boundAt).toBeNull()
    expect(await says('o-3', '解绑')).toContain('已解除')
    expect(await says('o-3', await code(other))).toContain('绑定成功')
    await post(delivery(APP, { openid: 'o-3', event: 'unsubscribe' }))
    expect((await status(other)).boundAt).toBeNull()
  })

  it('a disabled account is not bound', async () => {
    const right = await code(teacher)
    const id = (t.world.staff['class-teacherA'] as { id: string }).id
    await t.owner.query('update staff_accounts set disabled = true where id = $1', [id])
    expect(await says('o-4', right)).toContain('绑定码不正确')
    await t.owner.query('update staff_accounts set disabled = false where id = $1', [id])
  })
})

describe('reminders', () => {
  const remind = async () => {
    await t.tick()
    await t.runJobs()
  }
  const due = () => t.owner.query('update staff_wechat set reminded_on = null')

  it('kinds and numbers once a working day, nothing of students; none when nothing waits', async () => {
    simulator.followers.add('o-admin')
    const security = await t.as('security-admin')
    await says('o-admin', await code(security))
    await remind()
    expect(simulator.sent).toEqual([])
    await t.owner.query(
      `insert into staff_grant_requests (id, staff_id, staff_name, role, org_id, org_name, scope, reason, requested_by, requested_by_name, requested_at)
       select gen_random_uuid(), f.id, '某人', 'principal', o.id, o.name, o.path, 'x', gen_random_uuid(), '某', now()
       from staff_accounts f, orgs o where f.username = $1 and o.kind = 'school' limit 1`,
      [(t.world.staff.financeB as { username: string }).username],
    )
    await due()
    await remind()
    await remind()
    expect(simulator.sent).toHaveLength(1)
    expect(simulator.sent[0]).toMatchObject({ path: '/cgi-bin/message/template/send', body: { touser: 'o-admin' } })
    expect(JSON.stringify(simulator.sent)).not.toContain('某人')
  })

  it('an ended token is replaced; who left the account is unbound and told', async () => {
    const security = await t.as('security-admin')
    await says('o-admin', await code(security))
    simulator.expireToken()
    simulator.sent.length = 0
    await remind()
    expect(simulator.sent).toHaveLength(1)
    simulator.followers.delete('o-admin')
    simulator.sent.length = 0
    t.clock.set('2026-09-02T09:00:00+08:00')
    await remind()
    expect(simulator.sent).toEqual([])
    expect((await status(security)).boundAt).toBeNull()
  })

  it('not on a day off, not when switched off', async () => {
    simulator.followers.add('o-admin')
    const security = await t.as('security-admin')
    await says('o-admin', await code(security))
    simulator.sent.length = 0
    await security.call(wechat.wechatReminders, { body: { on: false } })
    await remind()
    await security.call(wechat.wechatReminders, { body: { on: true } })
    t.clock.set('2026-09-05T09:00:00+08:00') // Saturday
    await remind()
    expect(simulator.sent).toEqual([])
  })
})
