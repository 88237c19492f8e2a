import { campus, office, publicity } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { act, applyAs, decideLevel, EXTRA_STEP, openOwn, ownProgramme } from './campus-test-kit.ts'

let t: TestApp
let officer: Client
let reviewer: Client
let teacher: Client
let committee: Client
let finance: Client
let round: string
let programme: string
const ids: Record<string, string> = {}
beforeAll(async () => {
  t = await testApp() // 2026-09-01, 2026-autumn
  officer = await t.as('aid-officer')
  reviewer = await t.as('reviewer')
  teacher = await t.as('class-teacher2')
  committee = await t.as('aid-committee')
  finance = await t.as('finance')
  programme = await ownProgramme(t, { edit: (d) => d.steps.splice(2, 0, EXTRA_STEP) })
})
afterAll(() => t.close())

const status = async (who: Client, id: string) =>
  (await who.call(campus.getCampusApplication, { params: { id } })).body.application.statusTitle

test('the officer opens a round within what the version says: window, places, once; a school-made programme is online', async () => {
  const offers = (await officer.call(campus.listCampusRounds)).body.offers
  expect(offers).toMatchObject([{ programme, title: '寒冬助学金', places: 2, leastDays: 5, obstacle: null }])
  expect(offers[0]?.stepsText).toBe('学生申请→班主任初审→专业部审核→资助专干审核→学校评审→校内公示不少于5个工作日→发放')
  const body = { programme, term: '2026-autumn' as const, opensOn: '2026-09-01', closesOn: '2026-09-15', places: 2 }
  const paths = async (change: object) =>
    (await officer.call(campus.openCampusRound, { body: { ...body, ...change } })).body.fields?.map(
      (f: { path: string }) => f.path,
    )
  // 开学后5个工作日 (学校学生资助工作指南 四(一)) is the least that the template's window gives
  expect(await paths({ closesOn: '2026-09-07' })).toEqual(['/closesOn'])
  expect(await paths({ opensOn: '2026-08-31' })).toEqual(['/opensOn'])
  expect(await paths({ closesOn: '2027-09-01' })).toEqual(['/closesOn'])
  expect(await paths({ places: 3 })).toEqual(['/places'])
  expect(await paths({ places: null })).toEqual(['/places'])
  expect(await paths({ programme: 'no-such' })).toEqual(['/programme'])
  expect((await reviewer.call(campus.openCampusRound, { body })).status).toBe(403)
  round = await openOwn(t, programme)
  expect((await officer.call(campus.openCampusRound, { body })).body).toMatchObject({ code: 'duplicate' })
  expect((await officer.call(campus.listCampusRounds)).body.offers).toEqual([])
  // the other school has neither the programme nor the round
  expect((await (await t.as('aid-officer', 'B')).call(campus.listCampusRounds)).body).toEqual({
    rounds: [],
    offers: [],
  })
  const other = await t.asStudent('B4')
  expect((await other.call(campus.myCampus)).body.items).toEqual([])
  expect((await other.call(campus.campusForm, { params: { id: round } })).status).toBe(404)
})

test('a student applies on a short form: nothing that is known is asked; all that is missing is said at once', async () => {
  await decideLevel(t, 'A3', 'severe', 80)
  const student = await t.asStudent('A3')
  expect((await student.call(campus.myCampus)).body.items).toMatchObject([
    {
      round: { id: round, title: '寒冬助学金' },
      outcome: 'competes',
      amountFen: 40_050,
      canApply: true,
      application: null,
    },
  ])
  const { body: form } = await student.call(campus.campusForm, { params: { id: round } })
  expect(form).toMatchObject({ needsFamily: false, answers: null, revision: 0 })
  expect(form.documents.map((d) => d.id)).not.toContain('application-form')
  const empty = { statement: '', papers: [], promise: false, signature: '' }
  const bad = await student.call(campus.applyCampus, { params: { id: round }, body: { revision: 0, answers: empty } })
  expect(bad.body.fields?.map((f: { path: string }) => f.path)).toEqual([
    '/answers/statement',
    '/answers/papers/identity',
    '/answers/promise',
    '/answers/signature',
  ])
  // no determination of hardship yet: the family's situation is asked, and she may apply all the same
  const open = await t.asStudent('A6')
  expect((await open.call(campus.campusForm, { params: { id: round } })).body.needsFamily).toBe(true)
  const without = await applyAs(t, 'A6', round)
  expect(without.reply.body.fields?.map((f: { path: string }) => f.path)).toEqual([
    '/answers/family/householdSize',
    '/answers/family/incomePerPersonYuan',
  ])
  for (const [key, level, score] of [
    ['A4', 'mild', 30],
    ['A5', 'moderate', 50],
  ] as const)
    await decideLevel(t, key, level, score)
  for (const key of ['A3', 'A4', 'A5']) {
    const { reply } = await applyAs(t, key, round)
    expect(reply.status, JSON.stringify(reply.body)).toBe(200)
    expect(reply.body).toMatchObject({
      statusTitle: '待班主任初审',
      referenceNo: expect.stringMatching(/^X2026Q-530111-\d{6}-\d$/),
    })
    ids[key] = reply.body.id
  }
  expect((await applyAs(t, 'A3', round)).reply.body).toMatchObject({ code: 'duplicate' })
  const family = { householdSize: 4, incomePerPersonYuan: null, illness: '父亲患病' }
  const sixth = await applyAs(t, 'A6', round, family)
  expect(sixth.reply.status, JSON.stringify(sixth.reply.body)).toBe(200)
  ids.A6 = sixth.reply.body.id
})

test('every step of the version is taken by its own office and by different people, in their order', async () => {
  const { A3 = '', A4 = '', A5 = '', A6 = '' } = ids
  expect((await act(officer, A3)).body).toMatchObject({ code: 'forbidden' })
  expect((await (await t.as('class-teacher')).call(campus.getCampusApplication, { params: { id: A3 } })).status).toBe(
    404,
  )
  expect(
    (await (await t.as('aid-officer', 'B')).call(campus.getCampusApplication, { params: { id: A3 } })).status,
  ).toBe(404)
  for (const id of [A3, A4, A5, A6]) expect((await act(teacher, id)).status).toBe(200)
  expect(await status(officer, A3)).toBe('待专业部审核')
  // returned: every step is taken again afterwards
  expect((await act(officer, A4, 'return')).status).toBe(400)
  expect((await act(officer, A4, 'return', { reason: '请写明家庭情况' })).status).toBe(200)
  const again = await applyAs(t, 'A4', round)
  expect(again.reply.status, JSON.stringify(again.reply.body)).toBe(200)
  expect(await status(officer, A4)).toBe('待班主任初审')
  expect((await act(teacher, A4)).status).toBe(200)
  for (const id of [A3, A4, A5, A6]) expect((await act(officer, id)).status).toBe(200)
  // 不相容职责: whoever took the extra step does not take the review as well
  expect(await status(officer, A3)).toBe('待资助专干审核')
  expect((await act(officer, A3)).body).toMatchObject({ code: 'same-person' })
  for (const id of [A3, A4, A5, A6]) expect((await act(reviewer, id)).status).toBe(200)
  const work = (await committee.call(office.workList)).body.groups.find((g) => g.kind === 'campus')
  expect(work?.items).toMatchObject([{ title: '寒冬助学金', detail: '4 份申请待办理' }])
})

test('places decide, not names: two places for three, by hardship; an unknown that decides blocks the list', async () => {
  const { A3 = '', A4 = '', A5 = '', A6 = '' } = ids
  const seen = await committee.call(campus.campusList, { params: { id: round } })
  expect(seen.body.obstacle).toContain('有1名申请人')
  const decide = (listHash: string) =>
    committee.call(campus.decideCampusList, {
      params: { id: round },
      body: { listHash, minutes: '按困难程度排序，一致通过。', presentMembers: '校长、资助专干、班主任代表' },
    })
  expect((await decide(seen.body.listHash)).body).toMatchObject({ code: 'rule-refused' })
  // nobody passes one application past the list
  expect((await act(committee, A3)).body).toMatchObject({ code: 'state-conflict' })
  const gone = await act(committee, A6, 'reject', { reasonCode: 'documents-not-supplied' })
  expect(gone.status, JSON.stringify(gone.body)).toBe(200)
  expect((await decide(seen.body.listHash)).body).toMatchObject({ code: 'revision-conflict' })
  const list = (await committee.call(campus.campusList, { params: { id: round } })).body
  expect(list).toMatchObject({ places: 2, taken: 0, obstacle: null, whyNot: null })
  expect(list.candidates.map((c) => [c.applicationId, c.rank, c.selected])).toEqual([
    [A3, 1, true],
    [A5, 2, true],
    [A4, 3, false],
  ])
  expect(JSON.stringify(list)).not.toContain(t.world.students.A3?.name)
  expect((await officer.call(campus.campusList, { params: { id: round } })).body.whyNot).not.toBeNull()
  const done = await decide(list.listHash)
  expect(done.body).toEqual({ selected: 2, notSelected: 1 })
  const track = (await (await t.asStudent('A4')).call(campus.trackCampus, { params: { id: A4 } })).body
  expect(track).toMatchObject({ status: 'not-awarded', reason: expect.stringContaining('名额共2个') })
})

test('公示 of five working days with objections, as for the state programmes; then the award and its plan', async () => {
  const { A3 = '', A5 = '' } = ids
  const published = await officer.call(campus.publishCampusNotice, { params: { id: round }, body: { note: '' } })
  expect(published.status, JSON.stringify(published.body)).toBe(200)
  expect(published.body).toMatchObject({ names: 2, lastDay: '2026-09-08' })
  const shown = (await t.anyone.call(publicity.publicNotice, { params: { id: published.body.id } })).body
  expect(shown.title).toBe('官渡职业中专2026年秋季学期寒冬助学金拟资助学生名单公示')
  expect(JSON.stringify(shown)).not.toContain(t.world.students.A3?.name)
  const rows = (await officer.call(publicity.getNotice, { params: { id: published.body.id } })).body
  expect(rows.notice).toMatchObject({ campus: true, programme })
  const raised = await t.anyone.call(publicity.raiseObjection, {
    params: { id: published.body.id },
    body: {
      entryNo: rows.entries.find((e) => e.applicationId === A5)?.no ?? 0,
      name: '',
      contact: '',
      text: '家庭情况不属实，请核实',
    },
  })
  expect(raised.status, JSON.stringify(raised.body)).toBe(200)
  t.clock.set('2026-09-09T09:00:00+08:00')
  await t.tick()
  await t.runJobs()
  expect(await status(officer, A3)).toBe('已确定资助')
  expect(await status(officer, A5)).toBe('公示异议核实中')
  const objection = (await reviewer.call(publicity.getNotice, { params: { id: published.body.id } })).body.objections[0]
  const decide = (who: Client) =>
    who.call(publicity.decideObjection, {
      params: { id: objection?.id ?? '' },
      body: { decision: 'dismissed', reason: '经核实情况属实' },
    })
  expect((await decide(reviewer)).body).toMatchObject({ code: 'same-person' })
  const county = await decide(await t.as('county-aid'))
  expect(county.status, JSON.stringify(county.body)).toBe(200)
  expect(await status(officer, A5)).toBe('已确定资助')
})

test('由学校发放: finance records day, way and voucher with the exact sum; the student confirms', async () => {
  const due = (await finance.call(campus.listHandouts, { query: { status: 'due' } })).body
  // 801 yuan a year, by term: 400.50 each
  expect(due.items.map((h) => [h.amountFen, h.period, h.status])).toEqual([
    [40_050, '2026-autumn', 'due'],
    [40_050, '2026-autumn', 'due'],
  ])
  expect(due.dueFen).toBe(80_100)
  const body = {
    ids: due.items.map((h) => h.id),
    totalFen: 80_100,
    paidOn: '2026-09-09',
    method: 'cash' as const,
    documentNo: '签领表2026-31',
    note: '',
  }
  const record = (who: Client, change: object) => who.call(campus.recordHandouts, { body: { ...body, ...change } })
  expect((await record(officer, {})).status).toBe(403)
  expect((await record(finance, { totalFen: 80_000 })).body.fields?.[0]).toMatchObject({ path: '/totalFen' })
  expect((await record(finance, { paidOn: '2026-09-10' })).body.fields?.[0]).toMatchObject({ path: '/paidOn' })
  expect((await record(finance, { method: 'fee-account' })).body.fields?.[0]).toMatchObject({ path: '/method' })
  expect((await record(finance, {})).body).toEqual({ recorded: 2, totalFen: 80_100 })
  expect((await record(finance, {})).body).toMatchObject({ code: 'state-conflict' })
  const student = await t.asStudent('A3')
  const mine = (await student.call(campus.trackCampus, { params: { id: ids.A3 ?? '' } })).body
  expect(mine.steps.map((s) => [s.title, s.state])).toEqual([
    ['学生申请', 'done'],
    ['班主任初审', 'done'],
    ['专业部审核', 'done'],
    ['资助专干审核', 'done'],
    ['学校评审', 'done'],
    ['校内公示不少于5个工作日', 'done'],
    ['学校发放', 'done'],
  ])
  const [own] = mine.handouts
  expect(own).toMatchObject({ amountFen: 40_050, methodTitle: '现金，学生本人签领', canAnswer: true })
  const id = own?.id ?? ''
  expect(
    (await student.call(campus.answerHandout, { params: { id }, body: { answer: 'received', text: '' } })).status,
  ).toBe(200)
  expect((await finance.call(campus.undoHandout, { params: { id }, body: { reason: '登记错误' } })).body).toMatchObject(
    { code: 'state-conflict' },
  )
  const other = due.items.find((h) => h.id !== id)?.id ?? ''
  const fifth = await t.asStudent('A5')
  await fifth.call(campus.answerHandout, {
    params: { id: other },
    body: { answer: 'not-received', text: '还没有领到' },
  })
  const waiting = (await officer.call(office.workList)).body.groups.find((g) => g.kind === 'campus-not-received')
  expect(waiting?.count).toBe(1)
  expect(
    (await finance.call(campus.undoHandout, { params: { id: other }, body: { reason: '学生没有领到，登记错误' } }))
      .status,
  ).toBe(200)
  expect((await finance.call(campus.listHandouts, { query: { status: 'due' } })).body.dueFen).toBe(40_050)
})

test('the database holds it too: no award without every step, no second person’s step, no place too many', async () => {
  const refuses = async (sql: string) => {
    await expect(t.owner.query(sql, [ids.A4])).rejects.toThrow()
  }
  await refuses(`update campus_applications set status = 'awarded', awarded_at = now() where id = $1`)
  await refuses(`update campus_applications set passed_by = array[school_id, school_id] where id = $1`)
  await refuses(`insert into campus_handouts (id, application_id, student_id, school_id, scope, period, amount_fen, payee)
    select gen_random_uuid(), id, student_id, school_id, scope, '2026-autumn', 1, 'student' from campus_applications where id = $1`)
  // a place too many: two of two are taken
  await t.owner.query(`update campus_applications set status = 'reviewing' where id = $1`, [ids.A4])
  await refuses(`update campus_applications set status = 'to-publish' where id = $1`)
})
