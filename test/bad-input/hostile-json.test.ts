import { allRoutes, applications, type Route, session, wechat } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import type { Client } from '../../apps/server/src/testing/client.ts'
import { openRoundA } from '../../apps/server/src/testing/student-kit.ts'
import { callOf, HUGE } from '../access-matrix/generate.ts'
import { expectClear, raw } from './support.ts'

let t: TestApp
let round: string
let student: Client
let officer: Client
let rollOfficer: Client
const uuid = '01890000-0000-7000-8000-000000000001'
beforeAll(async () => {
  t = await testApp()
  round = await openRoundA(t)
  student = await t.asStudent('A3')
  officer = await t.as('aid-officer')
  rollOfficer = await t.as('roll-officer')
})
afterAll(() => t.close())

const draft = (answers: string, more = '', revision = '0') =>
  raw(t, {
    method: 'PUT',
    url: '/api/v1/student/draft',
    as: student,
    payload: `{"requestId":"${crypto.randomUUID()}","roundId":"${round}","revision":${revision},"answers":${answers}${more}}`,
  })
const held = async () => (await student.call(applications.getForm, { query: { roundId: round } })).body.draft

describe('JSON that is well-formed and hostile', () => {
  test('a NUL, a lone surrogate, a control character in a text: refused or stored, never a fault', async () => {
    for (const text of ['\\u0000', '\\ud800', '\\udfff x', '\\u0007', '\\u001b[31m', '\\u202e', '\\uffff']) {
      const revision = (await held()).revision
      const r = await draft(`{"other":"${text}"}`, '', String(revision))
      if (r.status !== 200) expectClear(r, text)
      // whatever was taken can be read again
      const again = await student.call(applications.getForm, { query: { roundId: round } })
      expect(again.status, text).toBe(200)
    }
  })

  test('keys that reach for the prototype', async () => {
    const before = (await held()).revision
    for (const answers of [
      '{"__proto__":{"promise":true}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"toString":1}',
      '{"\\u005f_proto__":1}',
      '{"members":[{"__proto__":1}]}',
    ]) {
      expectClear(await draft(answers, '', String(before)), answers)
    }
    expect(({} as Record<string, unknown>).promise).toBeUndefined()
    expect((await held()).revision).toBe(before)
  })

  test('numbers out of every range', async () => {
    const revision = String((await held()).revision)
    for (const n of ['1e309', '-1e309', '1e21', '0.5', '-1', '99999999999999999999', '"5"', 'true', '[]', '{}']) {
      expectClear(await draft(`{"householdSize":${n}}`, '', revision), n)
      expectClear(await draft('{}', '', n), `revision ${n}`)
    }
  })

  test('very long texts, very long lists, very many keys', async () => {
    const revision = String((await held()).revision)
    expectClear(await draft(`{"other":"${'长'.repeat(501)}"}`, '', revision))
    expectClear(await draft(`{"other":"${'长'.repeat(200_000)}"}`, '', revision))
    expectClear(await draft(`{"attachments":[${Array(5000).fill(`"${uuid}"`).join()}]}`, '', revision))
    const keys = Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join()
    expectClear(await draft(`{${keys}}`, '', revision))
  })

  test('50,000 brackets deep: refused, in every route that takes a body', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const revision = String((await held()).revision)
    expectClear(await draft(`{"other":${deep}}`, '', revision))
    for (const more of [deep, `${'{"a":'.repeat(25_000)}1${'}'.repeat(25_000)}`]) {
      const r = await draft('{}', `,"extra":${more}`, revision)
      expectClear(r, 'a deep value in a field that nobody knows')
    }
    // an unknown field is dropped unread: logging out and unbinding nothing succeed without it
    const harmless: readonly Route[] = [session.logout, wechat.wechatUnbind]
    for (const route of allRoutes.filter((x) => x.method !== 'GET' && x.body && !x.upload && !harmless.includes(x))) {
      const call = callOf(route, {})
      const payload = JSON.stringify(call.body).replace(/}$/, `,"extra":${deep}}`)
      const as = route.audience === 'student' ? student : route.audience === 'public' ? undefined : officer
      expectClear(await raw(t, { method: route.method, url: call.url, as, payload }), route.id)
    }
  })

  test('numbers, NUL and long texts in every field of every route: no fault anywhere', async () => {
    const actors = [
      student,
      officer,
      rollOfficer,
      await t.as('class-teacher'),
      await t.as('security-admin'),
      await t.as('finance'),
    ]
    for (const route of allRoutes.filter((r) => r.method !== 'GET' && r.body && !r.upload)) {
      if (route.id === session.logout.id) continue
      for (const bad of [
        HUGE,
        '@@null',
        '@@[]',
        '@@{}',
        '@@-1',
        '\u0000',
        'x'.repeat(20_000),
        '𠮷㛃🀄',
        "'; drop table students; --",
        '=cmd|calc!A1',
      ]) {
        const call = callOf(route, {
          school: t.world.schools.A.id,
          round,
          student: (t.world.students.A1 as { id: string }).id,
        })
        for (const key of Object.keys(call.body as object)) {
          const payload = JSON.stringify({ ...(call.body as object), [key]: bad })
            .replaceAll(`"${HUGE}"`, '1e309')
            .replace(/"@@(null|\[\]|\{\}|-1)"/g, '$1')
          for (const as of route.audience === 'student'
            ? [student]
            : route.audience === 'public'
              ? [undefined]
              : actors) {
            const r = await raw(t, { method: route.method, url: call.url, as, payload })
            expect(r.status, `${route.id}.${key} = ${bad.slice(0, 30)}: ${r.text.slice(0, 200)}`).toBeLessThan(500)
            if (r.status >= 400) expectClear(r, `${route.id}.${key} = ${bad.slice(0, 30)}`)
          }
        }
      }
    }
  }, 240_000)
})
