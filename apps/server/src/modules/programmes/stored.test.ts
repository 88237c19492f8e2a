import { outreach } from '@zhuxue/contracts'
import { AREA_TYPES, HOUSEHOLD_REGISTERS, reasonMask, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { openRound } from '../../testing/money-path.ts'
import { factsOfSchool } from '../roll/index.ts'
import { answersOfSchool } from './index.ts'
import { determineStale, planAt } from './stored.ts'

const TERM: Term = '2026-autumn'
const WORKER = { kind: 'worker', name: '测试' } as const
let t: TestApp
let school: { id: string; path: string }
beforeAll(async () => {
  t = await testApp()
  school = t.world.schools.A
  await openRound(t, 'A')
  await t.runJobs()
  await varied()
})
afterAll(() => t.close())
beforeEach(() => t.owner.query('delete from determinations'))

/** 600 students more, anything different or unknown about each, so that the SQL reading of the roll meets every case. */
async function varied(): Promise<void> {
  const pick = (list: readonly string[], n: number) =>
    `(array[${list.map((v) => (v === 'null' ? 'null' : `'${v}'`)).join(', ')}])[1 + n * ${n} % ${list.length}]`
  await t.owner.query(`
    insert into students (id, school_id, class_id, scope, name, gender, birth_date, ethnicity, roll_number_enc, id_number_enc, id_number_bidx,
      nationality, roll_status, study_mode, at_school, on_internship, stage, grade, major_name, major_code, agriculture, performing, opera,
      hukou_county, hukou_town, hukou_area_type, entered_on, roll_as_of)
    select gen_random_uuid(), school_id, class_id, scope, '测试' || n, gender, birth_date, ethnicity, '\\x00', '\\x00', '\\x00',
      ${pick(['CN', 'CN', 'CN', 'LA'], 1)}, ${pick(['on-roll', 'on-roll', 'on-roll', 'suspended', 'graduated'], 1)},
      ${pick(['full-time', 'full-time', 'full-time', 'part-time'], 3)}, n % 11 <> 0, n % 9 = 0,
      ${pick(['secondary-specialised', 'vocational-high', 'technical-school', 'five-year-secondary', 'technician-college'], 1)},
      1 + n % 5, major_name, ${pick(['610101', '710204', 'null'], 1)}, n % 4 = 0, n % 13 = 0, n % 17 = 0,
      ${pick(['530102', '530129', '530128', '533401', '430102', 'null', '530113'], 1)}, ${pick(['532823105', '530113100', 'null'], 1)},
      ${pick([...AREA_TYPES, 'null'], 3)}, entered_on, roll_as_of
    from students, generate_series(1, 600) as n where id = '${t.world.students.A1?.id}'`)
  await t.owner.query(`
    insert into household_registers (id, student_id, scope, register, risk_eliminated, valid_from, valid_to, source, source_document, as_of)
    select gen_random_uuid(), s.id, s.scope, ${pick([...HOUSEHOLD_REGISTERS, 'none'], 1)}, (array[true, false, null])[1 + n % 3],
      date '2026-01-01' + (n % 400), case when n % 5 = 0 then date '2026-01-10' + (n % 400) + 20 end, 'department-match', '测试', date '2026-01-01'
    from (select id, scope, row_number() over (order by id) as r from students where name like '测试%') s,
      generate_series(1, 2000) as n where n % 600 = s.r or n % 431 = s.r`)
  await t.owner.query(`
    insert into hardship_determinations (id, student_id, school_id, scope, academic_year, model, model_level, evidence, evidence_text,
      proposed_level, proposal_reason, proposed_by, proposed_by_name, proposed_at, status, level, decided_by, decided_by_name, decided_at)
    select gen_random_uuid(), id, school_id, scope, ${pick(['2026-2027', '2026-2027', '2025-2026'], 1)}, 'm', 'mild', '[]', '', 'mild', '测试',
      gen_random_uuid(), '甲', now(), 'decided', ${pick(['severe', 'moderate', 'mild', 'none'], 1)}, gen_random_uuid(), '乙', now()
    from (select *, row_number() over (order by id) as n from students where name like '测试%') s where n % 2 = 0`)
}

const run = () => t.platform.transaction(WORKER, (tx) => determineStale(tx, t.platform, school.id, TERM))
const count = async (where = 'true') =>
  (await t.owner.query<{ n: number }>(`select count(*)::int as n from determinations where ${where}`)).rows[0]?.n
/** What a reader gets, as text that can be compared. */
const answers = async () => {
  const found = await t.platform.transaction(WORKER, (tx) => answersOfSchool(tx, t.platform, school.id, TERM))
  const lines = [...found].map(([id, own]) => [
    id,
    [...own].map(([p, { outcome, route, yearFen, termFen }]) => [p, outcome, route, yearFen, termFen].join(' ')).sort(),
  ])
  return new Map(lines as [string, string[]][])
}

test('what the database decides and stores is what the explainer says of the same roll, mask for mask', async () => {
  const live = await answers()
  expect(await run()).toBe(608)
  expect(await run(), 'nothing is left to do').toBe(0)
  expect(await answers()).toEqual(live)
  expect(new Set([...live.values()].flat().map((line) => line.split(' ')[1]))).toEqual(
    new Set(['entitled', 'competes', 'to-verify']),
  )
  const { rows } = await t.owner.query<{ student_id: string; mask: string[]; plan_id: string }>(
    'select * from determinations',
  )
  await t.platform.transaction(WORKER, async (tx) => {
    const plan = await planAt(tx, t.platform, TERM, school.path)
    const facts = await factsOfSchool(tx, school.id, TERM)
    for (const { student_id, mask, plan_id } of rows) {
      const own = facts.get(student_id)
      const { failed, unknown } = reasonMask(plan, own as NonNullable<typeof own>)
      expect([plan_id, mask]).toEqual([
        plan.id,
        failed.map((word, w) => String((BigInt(unknown[w] ?? 0) << 32n) | BigInt(word))),
      ])
    }
  })
})

test('a changed fact takes the answer with it at once, and the reader says what the facts of now say', async () => {
  await run()
  const id = t.world.students.A1?.id as string
  const before = (await answers()).get(id)
  expect(before?.some((line) => line.startsWith('national-grant entitled agriculture'))).toBe(true)
  await t.owner.query(`update students set phone_enc = '\\x01' where id = $1`, [id])
  expect(await count(`student_id = '${id}'`), 'a phone number is no fact').toBe(1)
  for (const change of [
    `update students set agriculture = false where id = '${id}'`,
    `update students set hukou_area_type = 'rural', hukou_county = '530129' where id = '${id}'`,
    `insert into household_registers values (gen_random_uuid(), '${id}', '${school.path}', 'dibao', null, '2026-01-01', null, 'person-verified', '低保证', '2026-08-01')`,
    `update household_registers set valid_to = '2026-02-01' where student_id = '${id}'`,
    `delete from household_registers where student_id = '${id}'`,
    `update hardship_determinations set level = 'none' where student_id = (select student_id from hardship_determinations limit 1)`,
  ]) {
    await run()
    const all = await count()
    await t.owner.query(change)
    expect(await count(), change).toBe((all ?? 0) - 1)
    const stale = await answers()
    await run()
    expect(await answers(), change).toEqual(stale)
  }
  expect((await answers()).get(id)?.some((line) => line.includes('agriculture'))).toBe(false)
  await t.owner.query(`update orgs set county_code = '530126' where id = $1`, [school.id])
  expect(await count(), 'the school moved to another county').toBe(0)
})

test('another day, other rules: what was stored is not read, and the job makes it anew', async () => {
  await t.tick()
  await t.runJobs()
  expect(await count()).toBe(608)
  const live = await answers()
  await t.owner.query(`update determinations set answers = '{}', plan_id = 'ffffffffffffffff'`)
  expect(await answers(), 'answers of other rules').toEqual(live)
  await t.owner.query(`update determinations set as_of = '2026-08-31'`)
  expect(await answers(), 'answers of yesterday').toEqual(live)
  await t.tick()
  await t.runJobs()
  expect(await answers()).toEqual(live)
  expect(await count(`as_of = '2026-09-01' and plan_id <> 'ffffffffffffffff'`)).toBe(608)
  await t.tick()
  const { rows } = await t.owner.query(`select from graphile_worker.jobs where task_identifier = 'determine'`)
  expect(rows, 'no job when nothing is stale').toEqual([])
})

test('a fact that changes while the job runs is not overwritten by the older answer', async () => {
  const id = t.world.students.A3?.id as string
  await t.owner.query('begin')
  await t.owner.query(`update students set grade = 3 where id = $1`, [id])
  expect(await run(), 'who is being changed is left to the next run').toBe(607)
  await t.owner.query('commit')
  expect(await run()).toBe(1)
  // the other way round: the run is first, the change waits for it and then removes what it stored
  await t.owner.query('delete from determinations')
  const change = await t.platform.transaction(WORKER, async (tx) => {
    await determineStale(tx, t.platform, school.id, TERM)
    const waits = t.owner.query(`update students set grade = 2 where id = $1`, [id])
    await expect
      .poll(
        async () =>
          (await sql<{ n: number }>`select count(*)::int as n from pg_locks where not granted`.execute(tx.db)).rows[0]
            ?.n,
      )
      .toBeGreaterThan(0)
    return { waits }
  })
  await change.waits
  expect(await count()).toBe(607)
  expect(await count(`student_id = '${id}'`)).toBe(0)
})

test('应助尽助 is answered from what is stored: a planted answer shows, the lists of both ways agree', async () => {
  const officer = await t.as('aid-officer')
  const list = async () => (await officer.call(outreach.outreachStudents, { query: { limit: '200' } })).body
  const live = await list()
  await run()
  expect(await list()).toEqual(live)
  const shown = live.items[0]?.studentId
  await t.owner.query(`update determinations set answers = '{}' where student_id = $1`, [shown])
  expect((await list()).items.map((i) => i.studentId)).not.toContain(shown)
})
