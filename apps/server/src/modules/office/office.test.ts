import { randomUUID } from 'node:crypto'
import { office, publicity } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { applied, roundFor } from '../../testing/applied.ts'

let t: TestApp
let roundId: string
beforeAll(async () => {
  t = await testApp({ at: '2026-09-15T10:00:00+08:00' })
  roundId = await roundFor(t)
  await applied(t, roundId, ['A1', 'A2'], 'submitted')
  await applied(t, roundId, ['A3'], 'checked')
  await applied(t, roundId, ['A4', 'A5'], 'reviewed')
  await applied(t, roundId, ['A6', 'A7', 'A8'], 'assessed')
  await applied(t, roundId, ['A1'], 'noticed', 'tuition-waiver')
})
afterAll(() => t.close())

type Who = Parameters<TestApp['as']>[0]
const groups = async (role: Who, school: 'A' | 'B' = 'A') =>
  (await (await t.as(role, school)).call(office.workList)).body.groups
const brief = async (role: Who, school: 'A' | 'B' = 'A') =>
  (await groups(role, school)).map((g) => `${g.kind} ${g.count}/${g.late}`)

test('each role sees what waits for it in its own scope, late by the server clock', async () => {
  expect(await brief('class-teacher')).toEqual(['check 2/2'])
  expect(await brief('class-teacher2')).toEqual([])
  expect(await brief('aid-officer')).toEqual(['review 1/1', 'notice 1/1'])
  expect(await brief('aid-committee')).toEqual(['committee 1/1'])
  expect(await brief('county-aid')).toEqual(['county 1/1'])
  expect(await brief('aid-officer', 'B')).toEqual([])
  for (const role of ['system-admin', 'security-admin', 'principal', 'finance'] as const)
    expect(await brief(role)).toEqual([])
})

test('items say who and where, and lead to the page where it is done', async () => {
  const [check] = await groups('class-teacher')
  expect(check?.items.map((i) => [i.title, i.detail, i.dueOn, i.late])).toEqual([
    ['李晓燕', '园林2601班 · 国家助学金 · 2026年秋季学期', '2026-09-10', true],
    ['王建国', '园林2601班 · 国家助学金 · 2026年秋季学期', '2026-09-10', true],
  ])
  expect(check?.items[0]?.link).toBe(`/console/applications/${check?.items[0]?.id}`)
  const [committee] = await groups('aid-committee')
  expect(committee?.items[0]).toMatchObject({
    detail: '官渡职业中专 · 2 人待评审',
    link: `/console/rounds/${roundId}/committee/national-grant`,
  })
})

test('the reviewer does not see what she checked herself (不相容职责)', async () => {
  await t.owner.query("update applications set checked_by = $1 where status = 'checked'", [t.world.staff.reviewerA?.id])
  expect(await brief('reviewer')).toEqual([])
  expect(await brief('aid-officer')).toContain('review 1/1')
})

test('hardship: asked of the class teacher while the outcome hangs on it, then of the one who decides', async () => {
  await t.owner.query("update applications set outcome = 'to-verify' where status = 'checked'")
  expect(await brief('class-teacher2')).toEqual(['hardship-propose 1/1'])
  const s = t.world.students.A3
  await t.owner.query(
    `insert into hardship_determinations (id, student_id, school_id, scope, academic_year, model, model_level, evidence, evidence_text,
       proposed_level, proposal_reason, proposed_by, proposed_by_name, proposed_at)
     values ($1, $2, $3, $4, '2026-2027', 'm', 'mild', '[]', '', 'mild', '', $5, '班主任', now())`,
    [randomUUID(), s?.id, s?.schoolId, s?.scope, t.world.staff['class-teacher2A']?.id],
  )
  expect(await brief('class-teacher2')).toEqual([])
  expect((await groups('aid-officer')).find((g) => g.kind === 'hardship')?.items[0]?.detail).toBe(
    '计算机2501班 · 建议“一般困难”',
  )
})

test('objections wait for the school; the county sees them only when they are late', async () => {
  const officer = await t.as('aid-officer')
  const { id } = (
    await officer.call(publicity.publishNotice, { body: { roundId, programme: 'national-grant', note: '' } })
  ).body
  expect(await brief('aid-officer')).not.toContain('notice 1/1')
  await t.anyone.call(publicity.raiseObjection, {
    params: { id },
    body: { entryNo: 1, name: '', contact: '', text: '该生情况不符' },
  })
  expect(await brief('reviewer')).toEqual(['objection 1/0', 'hardship 1/0'])
  expect(await brief('county-aid')).toEqual(['county 1/1'])
  t.clock.set('2026-09-30T10:00:00+08:00')
  expect(await brief('county-aid')).toEqual(['objection 1/1', 'county 1/1'])
  t.clock.set('2026-09-15T10:00:00+08:00')
})

test('roll changes: the reviewer gets them, the officer who entered a refused one hears of it', async () => {
  const s = t.world.students.A4
  const add = (status: string, by: string | undefined) =>
    t.owner.query(
      `insert into roll_changes (id, student_id, school_id, scope, type, occurred_on, effective_on, due_on, reason, status, entered_by,
         entered_by_name, entered_at, reviewed_by, reviewed_by_name, reviewed_at, review_reason)
       values ($1, $2, $3, $4, 'suspension', '2026-09-10', '2026-09-10', '2026-09-14', '因病', $5::text, $6, '', '2026-09-10',
         case when $5::text = 'entered' then null else $7::uuid end, '', '2026-09-14', '缺少证明')`,
      [randomUUID(), s?.id, s?.schoolId, s?.scope, status, by, randomUUID()],
    )
  await add('refused', t.world.staff['roll-officerA']?.id)
  expect((await groups('roll-officer'))[0]?.items[0]).toMatchObject({
    title: '杨志强 · 休学',
    detail: '计算机2501班 · 缺少证明',
  })
  await add('entered', t.world.staff['roll-officerA']?.id)
  expect(await brief('roll-reviewer')).toEqual(['roll-change 1/1'])
  expect(await brief('roll-reviewer', 'B')).toEqual([])
})
