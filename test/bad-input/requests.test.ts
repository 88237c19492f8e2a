import { allRoutes, applications, roll, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import type { Client } from '../../apps/server/src/testing/client.ts'
import { completeForm, openRoundA } from '../../apps/server/src/testing/student-kit.ts'
import { callOf } from '../access-matrix/generate.ts'
import { expectClear, raw } from './support.ts'

let t: TestApp
let round: string
let student: Client
let officer: Client
const uuid = '0189abcd-0000-7000-8000-00000000000f'
beforeAll(async () => {
  t = await testApp()
  round = await openRoundA(t)
  student = await t.asStudent('A3')
  officer = await t.as('aid-officer')
})
afterAll(() => t.close())

const held = async () => (await student.call(applications.getForm, { query: { roundId: round } })).body.draft

describe('what is no request at all', () => {
  test.each([
    ['half a JSON', '{"requestId":'],
    ['no JSON', 'requestId=1'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '1e309'],
    ['a list', '[]'],
    ['a string', '"x"'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a BOM before nothing', '\ufeff'],
  ])('%s: 400 in words', async (what, payload) => {
    for (const route of allRoutes.filter((r) => r.method !== 'GET' && r.body && !r.upload)) {
      const as = route.audience === 'student' ? student : officer
      const r = await raw(t, { method: route.method, url: callOf(route, {}).url, as, payload })
      expectClear(r, `${route.id}: ${what}`)
    }
  })

  test.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'image/jpeg',
    'x',
  ])('content type %s: 4xx in words', async (type) => {
    for (const route of [applications.saveDraft, applications.submitApplication, applications.uploadAttachment]) {
      const r = await raw(t, {
        method: route.method,
        url: route.path,
        as: student,
        headers: { 'content-type': type },
        payload: 'a=b',
      })
      expectClear(r, `${route.id} as ${type}`)
    }
  })

  test.each([
    ['a boundary that never comes', 'multipart/form-data; boundary=x', 'nothing of the kind'],
    [
      'an upload that ends in the middle',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nabc',
    ],
    ['an empty upload', 'multipart/form-data; boundary=x', '--x--\r\n'],
    ['a part without a name', 'multipart/form-data; boundary=x', '--x\r\n\r\nabc\r\n--x--\r\n'],
    [
      'a field called __proto__',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nabc\r\n--x--\r\n',
    ],
    [
      'a field of 100 kB',
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\n${'a'.repeat(100_000)}\r\n--x--\r\n`,
    ],
    [
      'a hundred files',
      'multipart/form-data; boundary=x',
      `${'--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nabc\r\n'.repeat(100)}--x--\r\n`,
    ],
    [
      'a header of 100 kB',
      'multipart/form-data; boundary=x',
      `--x\r\nx-long: ${'a'.repeat(100_000)}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nabc\r\n--x--\r\n`,
    ],
  ])('%s: 4xx in words', async (what, type, payload) => {
    for (const [route, as] of [[applications.uploadAttachment, student]] as const) {
      expectClear(
        await raw(t, { method: 'POST', url: route.path, as, headers: { 'content-type': type }, payload }),
        what,
      )
    }
  })

  test('addresses that nobody can mean', async () => {
    for (const url of [
      '/api/v1/students/%E0%A4%A',
      '/api/v1/students/%00',
      `/api/v1/students/${'x'.repeat(5000)}`,
      '/api/v1/students/../../etc/passwd',
      '/api/v1/student/home/../../staff',
      '/api/v1/nothing',
      '/api/v1/students?limit=1&limit=2',
      '/api/v1/students?limit=1e309',
      '/api/v1/students?limit=-1',
      '/api/v1/students?cursor=AAAA',
      `/api/v1/students?cursor=${Buffer.from('["a",{"x":1}]').toString('base64url')}`,
      `/api/v1/students?cursor=${Buffer.from('["a","\\u0000"]').toString('base64url')}`,
      `/api/v1/students?cursor=${Buffer.from('["E53/","x"]').toString('base64url')}`,
      `/api/v1/students?q=${'a'.repeat(3000)}`,
      '/api/v1/students?q=%00',
      '/api/v1/students?classId=1',
      '/api/v1/students?rollStatus=__proto__',
      '/api/v1/students?schoolId=constructor',
    ]) {
      expectClear(await raw(t, { method: 'GET', url, as: officer }), url)
    }
  })

  test('the same key twice, unknown keys and prototype keys of a query change nothing', async () => {
    const plain = await raw(t, { method: 'GET', url: '/api/v1/students', as: officer })
    for (const url of [
      '/api/v1/students?__proto__=1',
      '/api/v1/students?constructor=1',
      '/api/v1/students?x=1&x=2',
      '/api/v1/students?limit[]=1',
    ]) {
      expect((await raw(t, { method: 'GET', url, as: officer })).text, url).toBe(plain.text)
    }
    for (const kind of ['q', 'classId', 'rollStatus', 'cursor']) {
      expectClear(await raw(t, { method: 'GET', url: `/api/v1/students?${kind}=a&${kind}=b`, as: officer }), kind)
    }
  })

  test('the public pages answer the same in HTML: 4xx in words, never a fault', async () => {
    for (const url of [
      '/notices?cursor=x',
      '/notices?cursor=AAAA&cursor=BBBB',
      '/notices?school=%00',
      `/notices/${'x'.repeat(300)}`,
      '/notices/%E0%A4%A',
      '/notices/%00/objection',
      `/notices/${uuid}`,
      '/%2e%2e/%2e%2e/etc/passwd',
      '/student/%2e%2e/%2e%2e/package.json',
      '/console/..%2f..%2fpackage.json',
      '/nothing',
    ]) {
      const r = await t.app.inject({ url })
      expect(r.statusCode, `${url}: ${r.payload.slice(0, 200)}`).toBeLessThan(500)
      expect(r.payload, url).not.toMatch(/zhuxue-root|root:x:|"workspaces"/)
      if (r.statusCode >= 400) expect(r.payload, url).toMatch(/[\u4e00-\u9fff]{4,}/)
    }
  })
})

describe('request ids (DESIGN §7)', () => {
  test('no id, and what is no UUID: 400', async () => {
    for (const id of ['', 'x', '1', uuid.toUpperCase(), `${uuid}0`, `${uuid}\\n`, "' or 1=1", '{}']) {
      const payload = `{"requestId":"${id}","roundId":"${round}","revision":0,"answers":{}}`
      expectClear(await raw(t, { method: 'PUT', url: '/api/v1/student/draft', as: student, payload }), id)
    }
    const payload = `{"roundId":"${round}","revision":0,"answers":{}}`
    const r = await raw(t, { method: 'PUT', url: '/api/v1/student/draft', as: student, payload })
    expect(expectClear(r).fields).toEqual([{ path: '/requestId', text: '必填，请补充。' }])
  })

  test('the same id and body again gets the first answer, another body or another route 422, another person her own', async () => {
    const requestId = crypto.randomUUID()
    const revision = (await held()).revision
    const first = await student.call(applications.saveDraft, {
      body: { requestId, roundId: round, revision, answers: { other: '甲' } },
    })
    expect(first.status).toBe(200)
    const again = await student.call(applications.saveDraft, {
      body: { requestId, roundId: round, revision, answers: { other: '甲' } },
    })
    expect([again.status, again.body]).toEqual([200, first.body])
    const other = await student.call(applications.saveDraft, {
      body: { requestId, roundId: round, revision: revision + 1, answers: { other: '乙' } },
    })
    expect([other.status, other.body.code]).toEqual([422, 'request-id-reused'])
    expect(other.body.detail).toContain('刷新页面')
    const route = await student.call(applications.submitApplication, {
      body: { requestId, roundId: round, answers: { other: '甲' } },
    })
    expect([route.status, route.body.code]).toEqual([422, 'request-id-reused'])
    expect((await held()).answers).toEqual({ other: '甲' })
    const neighbour = await (await t.asStudent('A4')).call(applications.saveDraft, {
      body: { requestId, roundId: round, revision: 0, answers: {} },
    })
    expect([neighbour.status, neighbour.body.revision]).toEqual([200, 1])
  })

  test('a refused try leaves no answer behind: corrected under the same id it is a new act', async () => {
    const requestId = crypto.randomUUID()
    const me = await t.asStudent('A5')
    const stale = await me.call(applications.saveDraft, {
      body: { requestId, roundId: round, revision: 9, answers: {} },
    })
    expect(stale.status).toBe(409)
    const good = await me.call(applications.saveDraft, {
      body: { requestId, roundId: round, revision: 0, answers: {} },
    })
    expect(good.status).toBe(200)
  })

  test('ten at once with one id and different bodies: one is done, the others are told', async () => {
    const requestId = crypto.randomUUID()
    const me = await t.asStudent('A6')
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        me.call(applications.saveDraft, {
          body: { requestId, roundId: round, revision: 0, answers: { other: `第${i}` } },
        }),
      ),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(9).fill(422)])
  })
})

describe('ids of persons at the door', () => {
  // full-width digits, wrong check digit and 30 February at log-in: identity/login.test.ts
  test.each([
    ['wrong check digit', '530102200903050020'],
    ['30 February', '530102200902300026'],
    ['month 13', '530102200913010021'],
    ['born tomorrow', '530102202609020023'],
    ['too short', '5301022009030'],
    ['letters', '53010220090305002Y'],
    ['formula', '=1+1'],
    ['emoji', '🀄'.repeat(10)],
  ])('log-in with %s: told in words, nothing looked up, nothing logged', async (_, idNumber) => {
    const r = await t.anyone.call(session.studentLogin, { body: { idNumber, password: 'Abcdef12' } })
    expect([400, 401, 429]).toContain(r.status)
    expect(r.body.detail).toMatch(/[\u4e00-\u9fff]{4,}/)
    const { rows } = await t.owner.query('select data, actor_name from audit_events where data like $1', [
      `%${idNumber.slice(0, 12)}%`,
    ])
    expect(rows).toEqual([])
  })

  test('search by a number that is none finds nobody and breaks nothing', async () => {
    for (const q of ['%', '_', '\\', "'", '５３０１０２２００９０３０５００２０', '=1+1', '𠮷', '<script>']) {
      const r = await officer.call(roll.listStudents, { query: { q } })
      expect([r.status, r.body.items], q).toEqual([200, []])
    }
  })
})

test('a name with rare characters and a form full of emoji arrive as they were typed', async () => {
  const me = await t.asStudent('A7')
  await t.owner.query("update students set name = '𠮷㛃·䶮' where id = $1", [
    (t.world.students.A7 as { id: string }).id,
  ])
  Object.assign(t.world.students.A7 as object, { name: '𠮷㛃·䶮' })
  const answers = { ...(await completeForm(t, 'A7', me, round)), other: '谢谢老师🙏👨‍👩‍👧 𠮷', illness: 'Ω≈ç√∫ مرحبا' }
  const r = await me.call(applications.submitApplication, { body: { roundId: round, answers } })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  const seen = await officer.call(applications.getApplication, { params: { id: r.body.applications[0]?.id ?? '' } })
  expect(seen.body.student.name).toBe('𠮷㛃·䶮')
  expect(seen.body.form.find((f) => f.field === 'other')?.value).toBe(answers.other)
  expect(seen.body.form.find((f) => f.field === 'illness')?.value).toBe(answers.illness)
})
