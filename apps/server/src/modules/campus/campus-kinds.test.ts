import { applications, campus, catalogue, privacy, publicity, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { draftOf } from '../catalogue/catalogue-test-kit.ts'
import { act, applyAs, decideLevel, openOwn, ownProgramme, uploadPaper } from './campus-test-kit.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp() // 2026-09-01, 2026-autumn
})
afterAll(() => t.close())

const decide = async (role: 'aid-committee' | 'reviewer', round: string) => {
  const who = await t.as(role)
  const list = (await who.call(campus.campusList, { params: { id: round } })).body
  return who.call(campus.decideCampusList, {
    params: { id: round },
    body: { listHash: list.listHash, minutes: '一致通过。', presentMembers: '领导小组全体' },
  })
}
const track = async (key: string, id: string) =>
  (await (await t.asStudent(key)).call(campus.trackCampus, { params: { id } })).body
test('a fee reduction without committee or notice: the last review decides the list, the school books it against the fee', async () => {
  const programme = await ownProgramme(t, {
    source: 'school-fee-reduction',
    values: { title: '学费减免', publicity: false, places: 1, amount: 600 },
    edit: (d) => {
      d.steps = d.steps.filter((s: { id: string }) => s.id !== 'committee')
    },
  })
  const round = await openOwn(t, programme, 1)
  await decideLevel(t, 'A5', 'moderate', 50)
  const id = (await applyAs(t, 'A5', round)).reply.body.id
  expect((await act(await t.as('class-teacher2'), id)).status).toBe(200)
  const done = await decide('reviewer', round)
  expect(done.body, JSON.stringify(done.body)).toEqual({ selected: 1, notSelected: 0 })
  const mine = await track('A5', id)
  expect(mine).toMatchObject({
    status: 'awarded',
    amountFen: 30_000,
    handouts: [{ amountFen: 30_000, canAnswer: false }],
  })
  expect(mine.steps.at(-1)?.title).toBe('学校抵扣学费')
  const finance = await t.as('finance')
  const [due] = (await finance.call(campus.listHandouts, { query: { roundId: round } })).body.items
  const record = (method: 'cash' | 'fee-account') =>
    finance.call(campus.recordHandouts, {
      body: { ids: [due?.id ?? ''], totalFen: 30_000, paidOn: '2026-09-01', method, documentNo: '记字12号', note: '' },
    })
  expect((await record('cash')).body.fields?.[0]).toMatchObject({ path: '/method' })
  expect((await record('fee-account')).status).toBe(200)
  const answer = { params: { id: due?.id ?? '' }, body: { answer: 'received' as const, text: '' } }
  expect((await (await t.asStudent('A5')).call(campus.answerHandout, answer)).body).toMatchObject({
    code: 'state-conflict',
  })
})

test('a programme with a step outside the school is shown and not opened: it says which step', async () => {
  const programme = await ownProgramme(t, {
    source: 'social-grant',
    values: { title: '爱心助学金', donor: '昆明市某慈善会' },
    edit: (d) => d.steps.splice(1, 0, { id: 'village', role: 'department', owner: '村委会', title: '村委会证明' }),
  })
  const officer = await t.as('aid-officer')
  const offer = (await officer.call(campus.listCampusRounds)).body.offers.find((o) => o.programme === programme)
  expect(offer?.obstacle).toContain('村委会证明')
  const body = { programme, term: '2026-autumn', opensOn: '2026-09-01', closesOn: '2026-09-15', places: 2 }
  expect((await officer.call(campus.openCampusRound, { body })).body.fields?.[0]).toMatchObject({ path: '/programme' })
  const home = (await (await t.asStudent('A4')).call(applications.studentHome)).body
  expect(home.programmes.find((p) => p.programme === programme)).toMatchObject({ online: false, campus: false })
})

test('hardship not determined yet: the family part of the short form is what the proposal is made from, and the decision counts', async () => {
  const round = await openOwn(t, await ownProgramme(t, { values: { title: '秋季助学金' } }))
  const teacher = await t.as('class-teacher2')
  const family = { householdSize: 5, incomePerPersonYuan: 4000, illness: '父亲长期患病', specialGroups: [] }
  const id = (await applyAs(t, 'A6', round, family)).reply.body.id
  const before = (await teacher.call(campus.getCampusApplication, { params: { id } })).body
  expect(before).toMatchObject({ outcomeNow: 'to-verify', application: { outcome: 'to-verify' }, hardship: null })
  const studentId = t.world.students.A6?.id ?? ''
  const propose = (level: 'severe' | 'moderate' | 'mild' | 'none') =>
    teacher.call(applications.proposeHardship, {
      params: { id: studentId },
      body: { level, reason: '家访了解的情况与申请表一致', evidence: '' },
    })
  let made = await propose('mild')
  if (made.status !== 200) made = await propose('moderate')
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  expect(JSON.stringify(made.body.evidence)).toContain('家庭成员医疗负担')
  const officer = await t.as('aid-officer')
  const decided = await officer.call(applications.decideHardship, {
    params: { id: made.body.id },
    body: { decision: 'confirm', level: made.body.proposedLevel, reason: '' },
  })
  expect(decided.status, JSON.stringify(decided.body)).toBe(200)
  const after = (await officer.call(campus.getCampusApplication, { params: { id } })).body
  expect(after.application).toMatchObject({ outcome: 'competes', amountFen: 40_050 })
  expect(after.history.map((h) => h.title)).toContain('按最新信息重新核定')

  // recalled until the list is decided, and taken up again within the window
  const student = await t.asStudent('A6')
  const recall = (revision: number) => student.call(campus.recallCampus, { params: { id }, body: { revision } })
  expect((await recall(0)).body).toMatchObject({ code: 'revision-conflict' })
  expect((await recall(after.revision)).status).toBe(200)
  expect((await track('A6', id)).statusTitle).toBe('已撤回')
  expect((await applyAs(t, 'A6', round)).reply.body).toMatchObject({ id, statusTitle: '待班主任初审' })
})

test('a list taken down is published anew; an upheld objection ends the application; the place is not given by hand', async () => {
  const officer = await t.as('aid-officer')
  const round =
    (await officer.call(campus.listCampusRounds)).body.rounds.find((r) => r.title === '秋季助学金')?.id ?? ''
  const { items } = (await officer.call(campus.listCampusApplications, { query: { roundId: round } })).body
  const id = items[0]?.id ?? ''
  await act(await t.as('class-teacher2'), id)
  await act(await t.as('reviewer'), id)
  expect((await decide('aid-committee', round)).body).toMatchObject({ selected: 1 })
  const publish = () => officer.call(campus.publishCampusNotice, { params: { id: round }, body: { note: '' } })
  const first = (await publish()).body
  expect((await publish()).body).toMatchObject({ code: 'duplicate' })
  expect(
    (await officer.call(publicity.takeDownNotice, { params: { id: first.id }, body: { reason: '班级写错' } })).body,
  ).toEqual({ reopened: 1 })
  const second = (await publish()).body
  await t.anyone.call(publicity.raiseObjection, {
    params: { id: second.id },
    body: { entryNo: 1, name: '', contact: '', text: '家庭情况不属实，请核实' },
  })
  const county = await t.as('county-aid')
  const [objection] = (await county.call(publicity.getNotice, { params: { id: second.id } })).body.objections
  const upheld = await county.call(publicity.decideObjection, {
    params: { id: objection?.id ?? '' },
    body: { decision: 'upheld', reason: '经核实家庭收入不符' },
  })
  expect(upheld.status, JSON.stringify(upheld.body)).toBe(200)
  expect(await track('A6', id)).toMatchObject({
    status: 'not-awarded',
    reason: expect.stringContaining('异议经核实成立'),
  })
  expect((await t.anyone.call(publicity.publicNotice, { params: { id: second.id } })).body.entries).toEqual([])
})

test('a scholarship goes by the rank that the school entered with its paper; names on its notice are shown in full', async () => {
  const round = await openOwn(
    t,
    await ownProgramme(t, {
      source: 'school-scholarship',
      values: { title: '技能奖学金', places: 1, amount: 500, rank: 30, levels: undefined },
    }),
    1,
  )
  const teacher = await t.as('class-teacher2')
  const ids: Record<string, string> = {}
  for (const key of ['A3', 'A4', 'A8']) {
    const { reply } = await applyAs(t, key, round)
    expect(reply.status, JSON.stringify(reply.body)).toBe(200)
    ids[key] = reply.body.id
  }
  const { A3 = '', A4 = '', A8 = '' } = ids
  const enter = async (id: string, percent: number, document = '教务处成绩名次表') => {
    const { body } = await teacher.call(campus.getCampusApplication, { params: { id } })
    return teacher.call(campus.rankCampusApplicant, {
      params: { id },
      body: { revision: body.revision, percent, document },
    })
  }
  expect((await enter(A3, 20, ' ')).body.fields?.[0]).toMatchObject({ path: '/document' })
  expect((await enter(A3, 20)).status).toBe(200)
  expect((await enter(A4, 5)).status).toBe(200)
  expect((await enter(A8, 60)).status).toBe(200)
  // out of the first 30 per cent: by the rule not eligible, said by a person
  expect((await act(teacher, A8)).body).toMatchObject({ code: 'rule-refused' })
  expect((await act(teacher, A8, 'reject', { reasonCode: 'condition-not-met' })).status).toBe(200)
  const reviewer = await t.as('reviewer')
  for (const id of [A3, A4]) {
    expect((await act(teacher, id)).status).toBe(200)
    expect((await act(reviewer, id)).status).toBe(200)
  }
  expect((await enter(A3, 1)).body).toMatchObject({ code: 'forbidden' })
  expect((await decide('aid-committee', round)).body).toEqual({ selected: 1, notSelected: 1 })
  expect((await track('A4', A4)).statusTitle).toBe('待公示')
  const officer = await t.as('aid-officer')
  const { id } = (await officer.call(campus.publishCampusNotice, { params: { id: round }, body: { note: '' } })).body
  const { entries } = (await t.anyone.call(publicity.publicNotice, { params: { id } })).body
  expect(entries.map((e) => e.name)).toEqual([t.world.students.A4?.name])
})

test('a change of roll that stops aid ends what is open and stops what is not handed out yet', async () => {
  const programme = await ownProgramme(t, {
    source: 'school-work-study',
    values: { title: '图书馆勤工助学', amount: 300, publicity: false },
  })
  const round = await openOwn(t, programme)
  await decideLevel(t, 'A7', 'severe', 70)
  const id = (await applyAs(t, 'A7', round)).reply.body.id
  await act(await t.as('class-teacher2'), id)
  await act(await t.as('reviewer'), id)
  expect((await decide('aid-committee', round)).body).toMatchObject({ selected: 1 })
  expect((await track('A7', id)).handouts).toHaveLength(5)
  const entered = await (await t.as('roll-officer')).call(roll.enterRollChange, {
    body: {
      studentId: t.world.students.A7?.id ?? '',
      type: 'withdrawal',
      occurredOn: '2026-09-01',

      reason: '本人申请退学',
    },
  } as never)
  const changeId = (entered.body as { id?: string }).id ?? ''
  expect(entered.status, JSON.stringify(entered.body)).toBe(200)
  // whoever reviews it sees before what it would stop
  const listed = (await (await t.as('roll-reviewer')).call(roll.listRollChanges, {})).body.items
  expect(listed.find((c) => c.id === changeId)?.stopsInstalments).toBe(4)
  const confirmed = await (await t.as('roll-reviewer')).call(roll.reviewRollChange, {
    params: { id: changeId },
    body: { decision: 'confirm', reason: '' },
  } as never)
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200)
  const left = (await track('A7', id)).handouts
  expect(left.map((h) => [h.period, h.status])).toEqual([
    ['2026-09', 'due'],
    ['2026-10', 'stopped'],
    ['2026-11', 'stopped'],
    ['2026-12', 'stopped'],
    ['2027-01', 'stopped'],
  ])
})

test('“我的信息” shows what is held of it; a photo that was never sent is deleted on request, one that was judged is kept', async () => {
  const officer = await t.as('aid-officer')
  const round =
    (await officer.call(campus.listCampusRounds)).body.rounds.find((r) => r.title === '技能奖学金')?.id ?? ''
  const student = await t.asStudent('A5')
  await uploadPaper(student, round, 'other')
  const held = async () => (await student.call(privacy.myData)).body.groups
  const labels = (groups: Awaited<ReturnType<typeof held>>, key: string) =>
    groups.find((g) => g.key === key)?.items.map((i) => `${i.label} ${i.value}`) ?? []
  const before = await held()
  expect(labels(before, 'applications').some((l) => l.includes('学费减免 X2026Q') && l.includes('已确定资助'))).toBe(
    true,
  )
  expect(labels(before, 'applications').some((l) => l.includes('由学校发放') && l.includes('300.00元'))).toBe(true)
  expect(labels(before, 'draft').filter((l) => l.includes('校级资助材料照片'))).toHaveLength(1)
  const done = await student.call(privacy.requestErasure, { body: { group: 'draft' } })
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  const after = await held()
  expect(labels(after, 'draft')).toEqual([])
  expect(labels(after, 'applications').some((l) => l.includes('校级资助材料照片 已随申请提交'))).toBe(true)
})

test('while a round is open its rules stand: no other version of the programme for that term', async () => {
  const officer = await t.as('aid-officer')
  const rounds = (await officer.call(campus.listCampusRounds)).body.rounds
  const version = rounds.find((r) => r.title === '图书馆勤工助学')?.version ?? ''
  const draft = await draftOf(officer, version, (d) => {
    d.title = '图书馆勤工助学（新）'
  })
  const sent = await officer.call(catalogue.submitDraft, {
    params: { id: draft.id },
    body: { revision: draft.revision, note: '调整' },
  })
  const principal = await t.as('principal')
  const published =
    sent.status === 200
      ? await principal.call(catalogue.publishDraft, {
          params: { id: draft.id },
          body: { revision: sent.body.revision },
        })
      : sent
  expect(published.status).toBeGreaterThanOrEqual(400)
  expect(published.status).toBeLessThan(500)
})
