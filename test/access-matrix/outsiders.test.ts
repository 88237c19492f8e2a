import { allRoutes, type Route } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionResolver } from '../../apps/server/src/modules/identity/index.ts'
import type { SessionResolver } from '../../apps/server/src/platform/http/session.ts'
import { makeApp } from '../../apps/server/src/server.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import type { Client } from '../../apps/server/src/testing/client.ts'
import { callOf, type Place } from './generate.ts'

/** People with a cookie that no longer counts, or counts for little: every route but the public ones must say so. */
interface Outsider {
  readonly key: string
  readonly cookie: string
  readonly csrf: string
  /** the one status that is right */
  readonly expected: (route: Route) => number | 'any'
}

let t: TestApp
let place: Place
let outsiders: Outsider[]
/** the cookie of somebody who is logged out → that of the same person logged in: for the planted hole */
const returned = new Map<string, string>()
beforeAll(async () => {
  t = await testApp()
  const student = t.world.students.A1 as { id: string; classId: string }
  place = { school: t.world.schools.A.id, class: student.classId, student: student.id }
  outsiders = await makeOutsiders()
}, 120_000)
afterAll(() => t.close())

const tokenOf = (c: Client): string => c.cookie.split('=')[1] ?? ''
const gone = () => 401

async function makeOutsiders(): Promise<Outsider[]> {
  const ended = async (key: string, sql: string, c: Client): Promise<Outsider> => {
    await t.owner.query(`update sessions set ${sql} where csrf = $1`, [c.csrf])
    return { key, cookie: c.cookie, csrf: c.csrf, expected: gone }
  }
  const [officer, away] = [await t.as('aid-officer'), await t.as('aid-officer')]
  returned.set(tokenOf(away), tokenOf(officer))
  const preset = await t.as('reviewer')
  await t.owner.query('update staff_accounts set must_change_password = true where id = $1', [
    t.world.staff.reviewerA?.id,
  ])
  const disabled = await t.as('finance')
  await t.owner.query('update staff_accounts set disabled = true where id = $1', [t.world.staff.financeA?.id])
  const dismissed = await t.as('roll-officer')
  await t.owner.query('update staff_grants set revoked_at = now() where id = $1', [
    t.world.staff['roll-officerA']?.grantId,
  ])
  const lapsed = await t.as('roll-reviewer')
  await t.owner.query("update staff_grants set valid_until = '2026-08-31' where id = $1", [
    t.world.staff['roll-reviewerA']?.grantId,
  ])
  return [
    await ended('logged out', 'revoked_at = now()', away),
    await ended('8 hours over', "expires_at = now() - interval '1 second'", await t.as('aid-officer', 'B')),
    await ended('16 minutes idle', "last_seen_at = now() - interval '16 minutes'", await t.as('county-aid')),
    await ended('student, logged out', 'revoked_at = now()', await t.asStudent('A1')),
    await ended('student, 31 minutes idle', "last_seen_at = now() - interval '31 minutes'", await t.asStudent('A2')),
    { key: 'account disabled', cookie: disabled.cookie, csrf: disabled.csrf, expected: gone },
    { key: 'role revoked', cookie: dismissed.cookie, csrf: dismissed.csrf, expected: gone },
    { key: 'role of last month', cookie: lapsed.cookie, csrf: lapsed.csrf, expected: gone },
    {
      key: 'somebody else’s token',
      cookie: 'zx_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      csrf: officer.csrf,
      expected: gone,
    },
    { key: 'no csrf token', cookie: officer.cookie, csrf: '', expected: (r) => (r.method === 'GET' ? 'any' : 403) },
    {
      key: 'csrf token of another session',
      cookie: officer.cookie,
      csrf: preset.csrf,
      expected: (r) => (r.method === 'GET' ? 'any' : 403),
    },
    {
      key: 'preset password not changed',
      cookie: preset.cookie,
      csrf: preset.csrf,
      expected: (r) => (r.beforePasswordChange ? 'any' : 403),
    },
  ]
}

async function findings(app: TestApp['app']): Promise<{ calls: number; found: string[] }> {
  const found: string[] = []
  let calls = 0
  for (const route of allRoutes.filter((r) => r.audience !== 'public')) {
    for (const o of outsiders) {
      const right = o.expected(route)
      if (right === 'any') continue
      const call = callOf(route, place)
      const r = await app.inject({
        method: call.method,
        url: call.url,
        headers: {
          cookie: o.cookie,
          ...(o.csrf ? { 'x-csrf': o.csrf } : {}),
          ...(call.body === undefined
            ? {}
            : { 'content-type': call.upload ? 'multipart/form-data; boundary=b' : 'application/json' }),
        },
        ...(call.body === undefined ? {} : { payload: call.upload ? '--b--\r\n' : JSON.stringify(call.body) }),
      })
      calls += 1
      if (r.statusCode !== right) found.push(`${route.id} by ${o.key}: ${r.statusCode}`)
      if (/"items"|"value"|"answers"/.test(r.payload)) found.push(`${route.id} by ${o.key}: answered`)
    }
  }
  return { calls, found }
}

test('a session that ended, a missing csrf token, an unchanged preset password: refused on every route', async () => {
  const { calls, found } = await findings(t.app)
  process.stdout.write(`outsiders: ${calls} calls, ${found.length} findings\n`)
  expect(found).toEqual([])
  expect(calls).toBeGreaterThan(700)
})

const holes: [string, (real: SessionResolver) => SessionResolver][] = [
  [
    'a log-out is forgotten',
    (real) => async (token, request) => (await real(token, request)) ?? real(returned.get(token) ?? token, request),
  ],
  [
    'the csrf token is not compared',
    (real) => async (token, request) => {
      const s = await real(token, request)
      return s && { ...s, csrf: String(request.headers['x-csrf'] ?? '') }
    },
  ],
  [
    'the preset password may stay',
    (real) => async (token, request) => {
      const s = await real(token, request)
      return s && { ...s, mustChangePassword: false }
    },
  ],
]

test.each(holes)('hole found: %s', async (_, spoil) => {
  const { app } = await makeApp(t.platform, spoil(sessionResolver(t.platform)))
  await app.ready()
  try {
    expect((await findings(app)).found.length).toBeGreaterThan(10)
  } finally {
    await app.close()
  }
})
