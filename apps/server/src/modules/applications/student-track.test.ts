import { applications } from '@zhuxue/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { openRoundA, submitAs } from '../../testing/student-kit.ts'

let t: TestApp
let roundId: string
beforeEach(async () => {
  t = await testApp()
  roundId = await openRoundA(t)
})
afterEach(() => t.close())

const tracked = async (student: Client, id: string) => {
  const r = await student.call(applications.trackApplication, { params: { id } })
  expect(r.status).toBe(200)
  return r.body
}
const states = (body: Awaited<ReturnType<typeof tracked>>) => Object.fromEntries(body.steps.map((s) => [s.id, s.state]))

const check = async (id: string, revision: number, decision: 'pass' | 'return') => {
  const teacher = await t.as('class-teacher')
  const fields = decision === 'return' ? [{ field: 'householdSize', reason: '人口数与户口簿不一致' }] : []
  const reason = decision === 'return' ? '请核对后再提交' : ''
  const r = await teacher.call(applications.checkApplication, {
    params: { id },
    body: { revision, decision, reason, fields },
  })
  expect(r.status).toBe(200)
  return r.body
}

/** Sets a later status behind the wall, as the committee, the notice and the county would. */
const put = (id: string, set: string) => t.owner.query(`update applications set ${set} where id = $1`, [id])

describe('tracker', () => {
  test('nine steps with who acts and by when; nobody but the student sees it', async () => {
    const { student, reply } = await submitAs(t, 'A1', roundId)
    const app = reply.body.applications[0]
    const id = app?.id ?? ''
    const body = await tracked(student, id)
    expect(body.steps.map((s) => s.title)).toEqual([
      '申请',
      '班主任初审',
      '学校审核',
      '领导小组评审',
      '公示',
      '县级审核',
      '办卡',
      '发放',
      '到账',
    ])
    expect(body.steps[0]).toMatchObject({ state: 'done', owner: '学生本人', at: body.submittedAt })
    expect(body.steps[1]).toMatchObject({ state: 'current', owner: '班主任', dueOn: '2026-09-04' })
    expect(body.steps.slice(2).every((s) => s.state === 'waiting')).toBe(true)
    expect(body.reasons).toMatchObject({ outcome: 'entitled', termFen: 115_000 })
    expect(body).toMatchObject({ canRecall: true, held: false, appeal: null, decisionReason: null, instalments: [] })
    for (const other of [await t.asStudent('A2'), await t.asStudent('B1')]) {
      expect((await other.call(applications.trackApplication, { params: { id } })).status).toBe(404)
    }
  })

  test('the waiver goes to the school: no card step', async () => {
    const { student, reply } = await submitAs(t, 'A1', roundId)
    const body = await tracked(student, reply.body.applications[1]?.id ?? '')
    expect(body.steps[6]).toMatchObject({ id: 'card', state: 'skipped' })
    expect(body.steps[7]?.note).toContain('不发给个人')
  })

  test('an objection shows as a pause, never who raised it or why; a refusal shows reason and appeal', async () => {
    const { student, reply } = await submitAs(t, 'A1', roundId)
    const id = reply.body.applications[0]?.id ?? ''
    await put(id, "status = 'public-notice', held = true")
    const held = await tracked(student, id)
    expect(states(held)).toMatchObject({ committee: 'done', 'public-notice': 'current', 'county-approval': 'waiting' })
    expect(held.held).toBe(true)
    expect(held.steps[4]?.note).toContain('正在核实')
    await put(id, "held = false, status = 'rejected', closing_reason = '公示期间异议成立'")
    await t.owner.query(
      `insert into application_events (id, application_id, student_id, scope, at, actor_kind, actor_name, actor_role, action, from_status, to_status, reason)
       select uuidv7(), id, student_id, scope, now(), 'staff', '张老师', '资助工作领导小组', 'uphold-objection', 'public-notice', 'rejected', closing_reason from applications where id = $1`,
      [id],
    )
    const refused = await tracked(student, id)
    expect(states(refused)).toMatchObject({
      committee: 'done',
      'public-notice': 'problem',
      'county-approval': 'skipped',
      payment: 'skipped',
    })
    expect(refused.decisionReason).toBe('公示期间异议成立')
    expect(refused.appeal).toContain('学校资助工作领导小组')
    expect(refused.canRecall).toBe(false)
  })

  test('card and every yuan: activated, paid, returned', async () => {
    const { student, reply } = await submitAs(t, 'A1', roundId)
    const id = reply.body.applications[0]?.id ?? ''
    const me = t.world.students.A1
    const officer = t.world.staff['aid-officerA']?.id
    const [a, b, c, d] = ['reviewerA', 'class-teacherA', 'aid-committeeA', 'county-aid'].map(
      (k) => t.world.staff[k]?.id,
    )
    await put(
      id,
      `status = 'approved', checked_by = '${b}', checked_at = now(), reviewed_by = '${a}', reviewed_at = now(), assessed_by = '${c}',
       assessed_at = now(), noticed_at = now(), county_by = '${d}', county_at = now()`,
    )
    expect(states(await tracked(student, id))).toMatchObject({
      'county-approval': 'done',
      card: 'current',
      received: 'waiting',
    })
    await t.owner.query(
      `insert into cards (id, student_id, school_id, scope, issuer, number_enc, number_bidx, last4, opened_on, preferential_until, status)
       values (uuidv7(), $1, $2, $3, 'ccb', '\\x00', '\\x00', '0127', '2026-09-20', '2029-09-19', 'issued')`,
      [me?.id, me?.schoolId, me?.scope],
    )
    const issued = await tracked(student, id)
    expect(issued.steps[6]).toMatchObject({ state: 'current', owner: '学生本人' })
    expect(issued.steps[6]?.note).toContain('尾号0127')
    expect((await student.call(applications.studentHome)).body.tasks.map((x) => x.kind)).toContain('activate-card')
    await t.owner.query("update cards set status = 'activated', activated_on = '2026-09-22'")
    await t.owner.query(
      `insert into awards (id, school_id, scope, student_id, application_id, programme, term, payee, term_fen, created_at)
       select uuidv7(), school_id, scope, student_id, id, programme, term, payee, term_fen, now() from applications where id = $1`,
      [id],
    )
    await t.owner.query(
      `insert into instalments (id, award_id, school_id, scope, student_id, programme, term, payee, period, amount_fen, due_on, term_ends_on)
       select uuidv7(), a.id, school_id, scope, student_id, programme, term, payee, p, 23000, (p || '-15')::date, '2027-01-31'
       from awards a, unnest(array['2026-09', '2026-10', '2026-11']) p`,
    )
    await t.owner.query(
      `insert into payment_runs (id, run_no, school_id, scope, programme, term, period, channel, status, items, total_fen, built_on, term_ends_on,
         built_by, built_by_name, built_at, approved_by, approved_by_name, approved_at)
       select uuidv7(), 'R1', school_id, scope, programme, term, '2026-09', 'bank', 'answered', 2, 46000, '2026-09-15', '2027-01-31', $1, '甲', now(), $2, '乙', now() from awards`,
      [officer, a],
    )
    await t.owner.query(
      `insert into payment_items (id, instalment_id, attempt, run_id, line_no, school_id, scope, student_id, payee, card_id, amount_fen, instruction_id, status, answered_at, result_code, result_text)
       select uuidv7(), i.id, 1, r.id, 1, i.school_id, i.scope, i.student_id, i.payee, c.id, i.amount_fen, uuidv7(),
         case i.period when '2026-09' then 'paid' else 'returned' end, '2026-09-25T10:00:00+08:00', case i.period when '2026-10' then 'NAME_MISMATCH' else 'SUCCESS' end,
         case i.period when '2026-10' then '户名不符' end
       from instalments i, payment_runs r, cards c where i.period in ('2026-09', '2026-10')`,
    )
    const paid = await tracked(student, id)
    expect(paid.instalments.map((i) => [i.period, i.amountFen, i.status, i.last4, i.reason])).toEqual([
      ['2026-09', 23000, 'paid', '0127', null],
      ['2026-10', 23000, 'returned', '0127', '户名不符'],
      ['2026-11', 23000, 'planned', null, null],
    ])
    expect(paid.instalments[1]?.whatToDo).toContain('核对中职卡')
    expect(states(paid)).toMatchObject({ card: 'done', payment: 'current', received: 'problem' })
    expect(paid.steps[7]?.dueOn).toBe('2026-11-15')
    expect((await student.call(applications.studentHome)).body.tasks.map((x) => x.kind)).toContain('payment-returned')
  })
})

describe('returned for correction', () => {
  test('reasons by field on form, home and tracker; resubmission keeps number and ids and adds a revision', async () => {
    const { student, answers, reply } = await submitAs(t, 'A1', roundId)
    const grant = reply.body.applications[0]
    await check(grant?.id ?? '', grant?.revision ?? 0, 'return')
    const form = await student.call(applications.getForm, { query: { roundId } })
    expect(form.body.returned).toMatchObject({
      submissionRevision: 1,
      reason: '请核对后再提交',
      fields: [{ field: 'householdSize', reason: '人口数与户口簿不一致' }],
    })
    expect(form.body.draft.answers.householdSize).toBe(4)
    expect(form.body.open).toBe(true)
    const home = await student.call(applications.studentHome)
    expect(home.body.tasks[0]).toMatchObject({ kind: 'returned', dueAt: '2026-09-04T16:00:00.000Z' })
    const track = await tracked(student, grant?.id ?? '')
    expect(track.steps[0]).toMatchObject({ state: 'problem', dueOn: '2026-09-04' })
    expect(track.decisionReason).toContain('人口数与户口簿不一致')

    // filed in time: the correction counts after the window as well
    t.clock.set('2026-09-10T09:00:00+08:00')
    const again = await student.call(applications.submitApplication, {
      body: { roundId, answers: { ...answers, householdSize: 5 } },
    })
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ submissionId: reply.body.submissionId, referenceNo: reply.body.referenceNo })
    expect(again.body.applications.map((a) => a.id)).toEqual(reply.body.applications.map((a) => a.id))
    expect(again.body.applications.every((a) => a.status === 'submitted')).toBe(true)
    const { rows } = await t.owner.query('select revision from submission_revisions order by revision')
    expect(rows.map((r) => r.revision)).toEqual([1, 2])
    const twice = await student.call(applications.submitApplication, { body: { roundId, answers } })
    expect(twice).toMatchObject({ status: 409, body: { code: 'duplicate' } })
  })

  test('a returned programme cannot silently fall off the form', async () => {
    const { student, answers, reply } = await submitAs(t, 'A1', roundId)
    const grant = reply.body.applications[0]
    await check(grant?.id ?? '', grant?.revision ?? 0, 'return')
    const body = { roundId, answers: { ...answers, programmes: ['tuition-waiver' as const] } }
    const r = await student.call(applications.submitApplication, { body })
    expect(r.status).toBe(400)
    expect(r.body.fields?.[0]?.text).toContain('国家助学金已退回补正')
  })
})

describe('recall', () => {
  test('until the school has reviewed; a stale screen gets 409 with what is now', async () => {
    const { student, reply } = await submitAs(t, 'A1', roundId)
    const [grant, waiver] = reply.body.applications
    const recall = (id = '', revision = 0) =>
      student.call(applications.recallApplication, { params: { id }, body: { revision } })
    const passed = await check(grant?.id ?? '', grant?.revision ?? 0, 'pass')
    const stale = await recall(grant?.id, grant?.revision)
    expect(stale).toMatchObject({
      status: 409,
      body: { code: 'revision-conflict', current: { status: 'checked', revision: passed.revision } },
    })
    expect((await recall(grant?.id, passed.revision)).body).toEqual({ ok: true })
    expect((await tracked(student, grant?.id ?? '')).application.status).toBe('recalled')
    await put(waiver?.id ?? '', "status = 'reviewed'")
    const late = await recall(waiver?.id, waiver?.revision)
    expect(late).toMatchObject({ status: 409, body: { code: 'state-conflict' } })
    const other = await t.asStudent('A2')
    const stranger = await other.call(applications.recallApplication, {
      params: { id: waiver?.id ?? '' },
      body: { revision: waiver?.revision ?? 0 },
    })
    expect(stranger.status).toBe(404)
  })

  test('a recalled one can be submitted again within the window, in the same row, and not after it', async () => {
    const { student, answers, reply } = await submitAs(t, 'A1', roundId)
    const grant = reply.body.applications[0]
    const recall = async () => {
      const now = (await tracked(student, grant?.id ?? '')).application
      await student.call(applications.recallApplication, {
        params: { id: now.id },
        body: { revision: now.revision },
      })
    }
    await recall()
    const home = await student.call(applications.studentHome)
    expect(home.body.tasks.map((x) => x.kind)).toContain('apply')
    const again = await student.call(applications.submitApplication, { body: { roundId, answers } })
    expect(again.status).toBe(200)
    expect(again.body.applications.map((a) => [a.id, a.status])).toEqual(
      reply.body.applications.map((a) => [a.id, 'submitted']),
    )
    await recall()
    t.clock.set('2026-09-09T00:00:00+08:00')
    const late = await student.call(applications.submitApplication, { body: { roundId, answers } })
    expect(late).toMatchObject({ status: 422, body: { code: 'rule-refused' } })
  })

  test('a recalled one brings no other form with it while another programme was checked by the first', async () => {
    const { student, answers, reply } = await submitAs(t, 'A1', roundId)
    const [grant, waiver] = reply.body.applications
    await check(grant?.id ?? '', grant?.revision ?? 0, 'pass')
    await student.call(applications.recallApplication, {
      params: { id: waiver?.id ?? '' },
      body: { revision: waiver?.revision ?? 0 },
    })
    const again = (change: object) =>
      student.call(applications.submitApplication, { body: { roundId, answers: { ...answers, ...change } } })
    const changed = await again({ incomePerPersonYuan: 800 })
    expect(changed).toMatchObject({ status: 409, body: { detail: expect.stringContaining('不能再改动') } })
    expect((await again({})).body.applications.map((a) => a.status)).toEqual(['checked', 'submitted'])
  })
})
