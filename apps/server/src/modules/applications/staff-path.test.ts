import { applications } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import {
  apply,
  decideHardship,
  decideList,
  detail,
  type Listed,
  listed,
  openRound,
  passSchool,
} from '../../testing/money-path.ts'
import { endNotice, loadApplications, moveToNotice } from './index.ts'

let t: TestApp
let roundId: string
beforeAll(async () => {
  t = await testApp()
  roundId = await openRound(t)
})
afterAll(() => t.close())

const worker = { kind: 'worker', name: '测试' } as const

/** Public notice through this module's own functions, as the publicity module does it. */
async function notice(ids: string[]): Promise<void> {
  await t.platform.transaction(worker, async (tx) => {
    await moveToNotice(tx, await loadApplications(tx, ids), '2026-09-08')
  })
  await t.platform.transaction(worker, async (tx) => {
    await endNotice(tx, await loadApplications(tx, ids))
  })
}

describe('the whole way by six people', () => {
  let grant: Listed
  let waiver: Listed

  test('student, class teacher, officer, committee, public notice, county: approved with every step recorded', async () => {
    const own = await apply(t, 'A1', roundId)
    grant = own['national-grant']
    waiver = own['tuition-waiver']
    expect(grant).toMatchObject({ status: 'submitted', route: 'agriculture', termFen: 115_000, late: false, blocks: 0 })
    for (const app of [grant, waiver]) await passSchool(t, 'A1', app.id)
    for (const programme of ['national-grant', 'tuition-waiver'] as const) {
      const { list, answer } = await decideList(t, roundId, programme)
      expect(list.candidates.map((c) => c.proposal)).toEqual(['automatic'])
      expect(list.candidates[0]?.maskedName).toBe('李*燕')
      expect(answer.body).toMatchObject({ selected: 1, notSelected: 0 })
    }
    await notice([grant.id, waiver.id])
    const county = await t.as('county-aid')
    const now = await listed(t, 'A1')
    const items = Object.values(now).map(({ id, revision }) => ({ id, revision }))
    const done = await county.call(applications.countyReview, { body: { decision: 'approve', reason: '', items } })
    expect(done.body).toEqual({ done: 2, refused: [] })
    const after = await detail(county, grant.id)
    expect(after.application.status).toBe('approved')
    expect(after.history.map((h) => h.action)).toEqual([
      'submit',
      'check-pass',
      'review-pass',
      'assess-select',
      'publish',
      'notice-end',
      'approve',
    ])
    expect(new Set(after.history.map((h) => h.by)).size).toBe(6)
    expect(after.actions).toEqual([])
    expect(after.whyNot).toBe('这份申请已经办结。')
  })

  test('pressing approve again changes nothing and says why', async () => {
    const county = await t.as('county-aid')
    const { revision } = (await listed(t, 'A1'))['national-grant']
    const r = await county.call(applications.countyReview, {
      body: { decision: 'approve', reason: '', items: [{ id: grant.id, revision }] },
    })
    expect(r.body).toEqual({ done: 0, refused: [{ id: grant.id, text: expect.stringContaining('审批通过') }] })
  })

  test('the student was told of each step and the audit log has it', async () => {
    const { rows } = await t.owner.query(`select action from audit_events where subject_id = $1 order by seq`, [
      grant.id,
    ])
    expect(rows.map((r) => r.action)).toContain('application.approve')
    const { rows: jobs } = await t.owner.query(
      `select p.payload from graphile_worker._private_jobs p join graphile_worker._private_tasks k on k.id = p.task_id where k.identifier = 'notify'`,
    )
    const texts = jobs.map((j) => j.payload as { title: string; sms: string | null })
    expect(texts.some((p) => p.title === '国家助学金：审核通过' && p.sms?.includes('李同学'))).toBe(true)
  })
})

describe('return and resubmission', () => {
  test('a returned form comes back with its siblings, and the differences are shown (S1 四(一))', async () => {
    const own = await apply(t, 'A3', roundId)
    const teacher = await t.as('class-teacher2')
    const id = own['national-grant'].id
    const body = { revision: own['national-grant'].revision, decision: 'return' as const, reason: '' }
    const empty = await teacher.call(applications.checkApplication, { params: { id }, body: { ...body, fields: [] } })
    expect(empty.status).toBe(400)
    const unknown = await teacher.call(applications.checkApplication, {
      params: { id },
      body: { ...body, fields: [{ field: 'salary', reason: '请补充' }] },
    })
    expect(unknown.status).toBe(400)
    const fields = [{ field: 'dependants', reason: '请写明祖父母是否由您家赡养' }]
    const r = await teacher.call(applications.checkApplication, { params: { id }, body: { ...body, fields } })
    expect(r.body.status).toBe('returned')
    expect((await listed(t, 'A3'))['tuition-waiver'].status).toBe('returned')

    const student = await t.asStudent('A3')
    const form = (await student.call(applications.getForm, { query: { roundId } })).body
    expect(form.returned?.fields).toEqual(fields)
    const answers = { ...form.draft.answers, dependants: 3 }
    const again = await student.call(applications.submitApplication, { body: { roundId, answers } })
    expect(again.status).toBe(200)
    const seen = await detail(teacher, id)
    expect(seen.submissionRevision).toBe(2)
    expect(seen.form.filter((f) => f.changed)).toEqual([
      { field: 'dependants', label: '赡养人数', value: '3', before: '1', changed: true },
    ])
    expect(seen.history.map((h) => h.action)).toEqual(['submit', 'check-return', 'resubmit'])
    expect(seen.history[1]?.fields[0]).toEqual({ ...fields[0], label: '赡养人数' })
    expect(seen.actions).toEqual(['check-pass', 'return'])
  })
})

describe('the officer’s review', () => {
  test('is refused while hardship is not decided, and warnings must be acknowledged', async () => {
    const own = await apply(t, 'A5', roundId)
    const { id } = own['national-grant']
    const teacher = await t.as('class-teacher2')
    const pass = { decision: 'pass' as const, reason: '', fields: [] }
    await teacher.call(applications.checkApplication, { params: { id }, body: { ...pass, revision: 1 } })
    const officer = await t.as('aid-officer')
    const before = await detail(officer, id)
    expect(before.checks.find((c) => c.id === 'hardship')?.level).toBe('block')
    const blocked = await officer.call(applications.reviewApplication, {
      params: { id },
      body: { ...pass, revision: before.application.revision, acknowledged: ['identity'] },
    })
    expect([blocked.status, blocked.body.code]).toEqual([422, 'rule-refused'])
    expect(blocked.body.detail).toContain('困难认定')

    await decideHardship(t, 'A5')
    const after = await detail(officer, id)
    expect(after.application).toMatchObject({ route: 'hardship', termFen: 115_000 })
    expect(after.history.at(-1)?.action).toBe('redetermined')
    const silent = await officer.call(applications.reviewApplication, {
      params: { id },
      body: { ...pass, revision: after.application.revision, acknowledged: [] },
    })
    expect(silent.body.fields?.map((f) => f.path)).toContain('/acknowledged/identity')
    const stale = await officer.call(applications.reviewApplication, {
      params: { id },
      body: { ...pass, revision: before.application.revision, acknowledged: ['identity'] },
    })
    expect([stale.status, stale.body.code]).toEqual([409, 'revision-conflict'])
    expect(stale.body.current).toMatchObject({ status: 'checked', revision: after.application.revision })
    const done = await officer.call(applications.reviewApplication, {
      params: { id },
      body: { ...pass, revision: after.application.revision, acknowledged: ['identity'] },
    })
    expect(done.body.status).toBe('reviewed')
  })

  test('rejects only with a reason that the programme allows', async () => {
    const { id } = (await apply(t, 'A4', roundId))['national-grant']
    const teacher = await t.as('class-teacher2')
    const pass = { decision: 'pass' as const, reason: '', fields: [] }
    await teacher.call(applications.checkApplication, { params: { id }, body: { ...pass, revision: 1 } })
    const officer = await t.as('aid-officer')
    const { application, rejectionReasons } = await detail(officer, id)
    expect(rejectionReasons.map((r) => r.code)).not.toContain('quota')
    const reject = { revision: application.revision, decision: 'reject' as const, fields: [], acknowledged: [] }
    for (const reasonCode of [undefined, 'because', 'quota']) {
      const r = await officer.call(applications.reviewApplication, {
        params: { id },
        body: { ...reject, reason: '不合适', ...(reasonCode ? { reasonCode } : {}) },
      })
      expect([r.status, r.body.code]).toEqual([422, 'rule-refused'])
    }
    const r = await officer.call(applications.reviewApplication, {
      params: { id },
      body: { ...reject, reasonCode: 'false-statement', reason: '家庭人口与户口簿不符' },
    })
    expect(r.body.status).toBe('rejected')
    const { rows } = await t.owner.query('select closing_reason from applications where id = $1', [id])
    expect(rows[0].closing_reason).toBe('申请材料与事实不符：家庭人口与户口簿不符')
  })

  test('two clicks at once: one passes, the other is told of the new state', async () => {
    const { id, revision } = (await apply(t, 'A6', roundId))['national-grant']
    const teacher = await t.as('class-teacher2')
    const click = () =>
      teacher.call(applications.checkApplication, {
        params: { id },
        body: { revision, decision: 'pass', reason: '', fields: [] },
      })
    const answers = await Promise.all([click(), click()])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
  })
})

describe('who may not', () => {
  test('an officer of another school, and a teacher of another class, find nothing', async () => {
    const { id } = (await listed(t, 'A1'))['national-grant']
    const [file] = (await t.owner.query('select id from attachments limit 1')).rows
    for (const stranger of [await t.as('aid-officer', 'B'), await t.as('class-teacher2', 'A')]) {
      expect((await stranger.call(applications.getApplication, { params: { id } })).status).toBe(404)
      const { items } = (await stranger.call(applications.listApplications, { query: {} })).body
      expect(items.map((i) => i.id)).not.toContain(id)
      expect((await stranger.call(applications.getAttachment, { params: { id: file.id } })).status).toBe(404)
    }
    const other = await t.as('aid-committee', 'B')
    const params = { id: roundId, programme: 'national-grant' as const }
    expect((await other.call(applications.committeeList, { params })).status).toBe(404)
  })

  test('looking at a paper leaves a trace', async () => {
    const officer = await t.as('aid-officer')
    const { id } = (await listed(t, 'A1'))['national-grant']
    const paper = (await detail(officer, id)).attachments[0] as { id: string }
    const r = await officer.call(applications.getAttachment, { params: { id: paper.id } })
    expect([r.status, r.headers['content-type'], r.raw.subarray(0, 2).toString('hex')]).toEqual([
      200,
      'image/jpeg',
      'ffd8',
    ])
    const { rows } = await t.owner.query(`select actor_name from audit_events where action = 'attachment.view'`)
    expect(rows).toHaveLength(1)
  })

  test('操作员≠审核人 (指南 七): the same person is refused by the code and, past it, by the database', async () => {
    const { id, revision } = (await listed(t, 'A6'))['national-grant']
    // the aid officer had taken the class teacher's step herself
    await t.owner.query('update application_events set actor_id = $1 where application_id = $2 and action = $3', [
      (t.world.staff['aid-officerA'] as { id: string }).id,
      id,
      'check-pass',
    ])
    const r = await (await t.as('aid-officer')).call(applications.reviewApplication, {
      params: { id },
      body: {
        revision,
        decision: 'reject',
        reasonCode: 'false-statement',
        reason: '不符',
        fields: [],
        acknowledged: [],
      },
    })
    expect([r.status, r.body.code]).toEqual([422, 'same-person'])
    const seen = await detail(await t.as('aid-officer'), id)
    expect([seen.actions, seen.whyNot]).toEqual([[], expect.stringContaining('另一位工作人员')])
    await expect(
      t.owner.query(`update applications set status = 'reviewed', reviewed_by = checked_by where id = $1`, [id]),
    ).rejects.toThrow(/applications_maker_checker/)
    await expect(t.owner.query(`update applications set status = 'approved' where id = $1`, [id])).rejects.toThrow(
      /applications_approved_check/,
    )
  })
})
