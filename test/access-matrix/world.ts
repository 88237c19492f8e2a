import { randomBytes, randomUUID } from 'node:crypto'
import { roles } from '@zhuxue/contracts'
import { FaceUnavailable } from '@zhuxue/face'
import { setFaceRuntime } from '../../apps/server/src/modules/face/index.ts'
import { sha256 } from '../../apps/server/src/platform/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { type Client, client } from '../../apps/server/src/testing/client.ts'
import { assessAndPublish, checkAll, openRound, reviewAll, submit } from '../support/pipeline.ts'
import type { Place } from './generate.ts'
import { fillAccounts, fillCampus, fillFace, fillMoney, fillObjection, fillRules } from './things.ts'

export interface MatrixActor {
  readonly key: string
  readonly kind: 'staff' | 'student' | 'nobody'
  readonly role: string | null
  /** schools whose data the actor may see */
  readonly sees: readonly ('A' | 'B')[]
  readonly client: Client
}

export interface MatrixWorld {
  readonly t: TestApp
  readonly places: Record<'A' | 'B', Place>
  readonly actors: MatrixActor[]
}

/** Names that must never reach somebody of another place. */
export const CANARY = { A: '甲校金丝雀', B: '乙校金丝雀' } as const
/** What the names of the first and the second class of a school go on with. */
export const CLASS = ['一', '二'] as const

/** Two schools with people, applications, notices, changes of roll; every name of a school carries its canary. */
export async function matrixWorld(): Promise<MatrixWorld> {
  const t = await testApp()
  // a face service that finds nothing, so that what is reached is an answer and not its absence
  const size = { width: 0, height: 0, background: null, crop: null }
  setFaceRuntime(t.platform, {
    client: {
      check: () => Promise.reject(new FaceUnavailable('稍后再试', 1, true)),
      idPhoto: async () => ({ ok: false, reasons: [], ...size }),
    },
    certified: { baseUrl: 'http://127.0.0.1:9', appId: 'matrix', key: 'matrix', threshold: 0.8 },
  })
  for (const school of ['A', 'B'] as const) {
    await t.owner.query(
      `update students set name = $1 || case when class_id = $3 then '${CLASS[0]}' else '${CLASS[1]}' end || right(name, 1) where school_id = $2`,
      [CANARY[school], t.world.schools[school].id, t.world.schools[school].classes[0]?.id],
    )
  }
  for (const s of Object.values(t.world.students)) {
    const { rows } = await t.owner.query('select name from students where id = $1', [s.id])
    Object.assign(s, { name: rows[0].name })
  }
  const places = {} as Record<'A' | 'B', Place>
  for (const school of ['A', 'B'] as const) {
    const round = await openRound(t, school)
    for (const n of [1, 3, 4, 5, 7]) await submit(t, `${school}${n}`, round)
    await t.runJobs()
    places[school] = {
      school: t.world.schools[school].id,
      class: (t.world.schools[school].classes[0] as { id: string }).id,
      round,
    }
  }
  // B goes on to a live notice, A stays in review, so that both early and late states are there to leak
  await checkAll(t, 'B')
  await reviewAll(t, 'B')
  await assessAndPublish(t, 'B', places.B.round as string)
  for (const school of ['A', 'B'] as const) await fillPlace(t, school, places[school])
  for (const school of ['A', 'B'] as const) await fillMoney(t, school, places[school])
  for (const school of ['A', 'B'] as const) await fillAccounts(t, school, places[school])
  for (const school of ['A', 'B'] as const) await fillFace(t, school, places[school])
  for (const school of ['A', 'B'] as const) await fillRules(t, school, places[school])
  for (const school of ['A', 'B'] as const) await fillCampus(t, school, places[school])
  await fillObjection(t, places.B)
  return { t, places, actors: await makeActors(t) }
}

async function fillPlace(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const one = async (kind: string, sql: string) => {
    const { rows } = await t.owner.query<{ id: string }>(sql, [place.school])
    if (rows[0]) place[kind] = rows[0].id
  }
  const student = t.world.students[`${school}1`] as { id: string; scope: string; classId: string }
  place.student = student.id
  place.staff = (t.world.staff[`finance${school}`] as { id: string }).id
  place.grant = (t.world.staff[`finance${school}`] as { grantId: string }).grantId
  await fillStaff(t, school, place)
  await one('application', `select id from applications where school_id = $1 order by id limit 1`)
  await one('attachment', 'select id from attachments where school_id = $1 limit 1')
  await one('notice', 'select id from public_notices where school_id = $1 limit 1')
  await one('hardship', 'select id from hardship_determinations where school_id = $1 limit 1')
  await one(
    'message',
    'select n.id from notifications n join students s on s.id = n.student_id where s.school_id = $1 limit 1',
  )
  place.rollChange = randomUUID()
  await t.owner.query(
    `insert into roll_changes (id, student_id, school_id, scope, type, occurred_on, effective_on, due_on, reason, entered_by, entered_by_name, entered_at)
     values ($1, $2, $3, $4, 'suspension', '2026-09-01', '2026-10-01', '2026-09-20', '病休', $5, '登记人', now())`,
    [place.rollChange, student.id, place.school, student.scope, randomUUID()],
  )
  place.card = randomUUID()
  await t.owner.query(
    `insert into cards (id, student_id, school_id, scope, issuer, number_enc, number_bidx, last4, opened_on, preferential_until)
     values ($1, $2, $3, $4, 'ccb', '\\x01', $5, '0000', '2026-08-20', '2029-08-19')`,
    [place.card, student.id, place.school, student.scope, randomBytes(32)],
  )
  place.run = randomUUID()
  await t.owner.query(
    `insert into payment_runs (id, run_no, school_id, scope, programme, term, period, channel, status, items, total_fen, built_on, term_ends_on, built_by, built_by_name, built_at)
     values ($1, $2, $3, $4, 'national-grant', '2026-autumn', '2026-09', 'bank', 'built', 1, 100, '2026-09-02', '2027-01-31', $5, '组批人', now())`,
    [place.run, `M-${school}`, place.school, t.world.schools[school].path, randomUUID()],
  )
}

/** Things of staff: a request and a hand-over that name the place, and things that belong to one person alone. */
async function fillStaff(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const { path } = t.world.schools[school]
  const finance = t.world.staff[`finance${school}`] as { id: string; grantId: string }
  const taker = t.world.staff[`reviewer${school}`] as { id: string }
  place.otherStaff = taker.id
  const request = async (role: string): Promise<string> => {
    const id = randomUUID()
    await t.owner.query(
      `insert into staff_grant_requests (id, staff_id, staff_name, role, org_id, org_name, scope, reason, requested_by, requested_by_name, requested_at)
       values ($1, $2, $3, $4, $5, $3, $6, $3, $7, '申请人', now())`,
      [id, taker.id, CANARY[school], role, place.school, path, randomUUID()],
    )
    return id
  }
  place.grantRequest = await request('principal')
  place.handover = randomUUID()
  await t.owner.query(
    `insert into handovers (id, scope, role, org_id, org_name, from_grant_id, from_staff_id, from_name, to_staff_id, to_name, request_id, reason, work,
       started_by, started_by_name, started_at)
     values ($1, $2, 'finance', $3, $4, $5, $6, $4, $7, $4, $8, $4, '[]', $9, '发起人', now())`,
    [
      place.handover,
      path,
      place.school,
      CANARY[school],
      finance.grantId,
      finance.id,
      taker.id,
      await request('finance'),
      randomUUID(),
    ],
  )
  place.staffNotice = randomUUID()
  await t.owner.query('insert into staff_notices (id, staff_id, at, text) values ($1, $2, now(), $3)', [
    place.staffNotice,
    finance.id,
    CANARY[school],
  ])
  place.studentDevice = randomUUID()
  await t.owner.query(
    `insert into student_devices (id, student_id, scope, token_hash, name, first_seen_at, last_seen_at)
     select $1, id, scope, $2, $3, now(), now() from students where id = $4`,
    [place.studentDevice, randomBytes(32), CANARY[school], place.student],
  )
  place.dataExport = randomUUID()
  await t.owner.query(
    `insert into data_exports (id, student_id, scope, session_id, requested_at, expires_at)
     select $1, id, scope, $2, now(), now() + interval '1 hour' from students where id = $3`,
    [place.dataExport, randomUUID(), place.student],
  )
  // whoever may open the file gave a reason today: the matrix asks who may, not why
  await t.owner.query(
    `insert into reveal_log (id, student_id, scope, at, staff_id, staff_name, role, field, reason)
     select gen_random_uuid(), s.id, s.scope, $2, f.id, f.name, 'x', 'file', 'class-work' from students s, staff_accounts f where s.id = $1`,
    [place.student, t.clock.now()],
  )
  place.passkey = randomUUID()
  await t.owner.query(
    `insert into staff_passkeys (id, staff_id, credential_id, public_key, counter, transports, name, created_at)
     values ($1, $2, gen_random_uuid()::text, '\\x01', 0, '{}', $3, now())`,
    [place.passkey, finance.id, CANARY[school]],
  )
}

async function makeActors(t: TestApp): Promise<MatrixActor[]> {
  const actors: MatrixActor[] = [{ key: 'nobody', kind: 'nobody', role: null, sees: [], client: client(t.app, '', '') }]
  for (const school of ['A', 'B'] as const) {
    for (const role of roles) {
      if (!t.world.staff[`${role}${school}`]) continue
      actors.push({ key: `${role}@${school}`, kind: 'staff', role, sees: [school], client: await t.as(role, school) })
    }
    // the things of a place are of its first class: nothing of them is hers
    actors.push({
      key: `class-teacher2@${school}`,
      kind: 'staff',
      role: 'class-teacher',
      sees: [],
      client: await t.as('class-teacher2', school),
    })
    actors.push({
      key: `student@${school}`,
      kind: 'student',
      role: null,
      sees: [],
      client: await t.asStudent(`${school}2`),
    })
  }
  for (const role of ['county-aid', 'county-finance', 'city-aid', 'province-aid'] as const) {
    actors.push({ key: role, kind: 'staff', role, sees: ['A', 'B'], client: await t.as(role) })
  }
  for (const role of ['county-aid', 'county-finance'] as const) actors.push(await strangerOfAnotherCounty(t, role))
  return actors
}

/** An officer of 五华区: neither school is hers. */
async function strangerOfAnotherCounty(t: TestApp, role: 'county-aid' | 'county-finance'): Promise<MatrixActor> {
  const { rows } = await t.owner.query(`select parent_id from orgs where id = $1`, [t.world.countyId])
  const org = randomUUID()
  const code = role === 'county-aid' ? '530102' : '530103'
  const path = `E53/5301/${code}/`
  await t.owner.query(
    `insert into orgs (id, parent_id, kind, line, code, name, path, county_code) values ($1, $2, 'county', 'education', $3, '五华区', $4, $3)`,
    [org, rows[0].parent_id, code, path],
  )
  const staff = randomUUID()
  const grant = randomUUID()
  await t.owner.query(
    `insert into staff_accounts (id, username, name, password_hash, must_change_password, created_at) values ($1, $2, '外县', '!', false, now())`,
    [staff, `x-${role}`],
  )
  await t.owner.query(
    'insert into staff_grants (id, staff_id, role, org_id, scope, granted_at) values ($1, $2, $3, $4, $5, now())',
    [grant, staff, role, org, path],
  )
  const token = randomBytes(32).toString('base64url')
  await t.owner.query(
    `insert into sessions (id, token_hash, kind, staff_id, grant_id, csrf, created_at, last_seen_at, expires_at, user_agent, factor) values ($1, $2, 'staff', $3, $4, 'c', now(), now(), now() + interval '8 hours', 'test', 'totp')`,
    [randomUUID(), sha256(token), staff, grant],
  )
  return {
    key: `${role}@another-county`,
    kind: 'staff',
    role,
    sees: [],
    client: client(t.app, `zx_session=${token}`, 'c'),
  }
}
