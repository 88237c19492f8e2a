import { cards, face, office } from '@zhuxue/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { seedCards } from '../../testing/money.ts'
import { queued } from '../../testing/student-kit.ts'
import { agree, ask, playService, tryFace } from '../face/face-test-kit.ts'

// Issue B: "Face check … before changing phone or card data", each with the way without a face of equal standing.
let t: TestApp
beforeAll(async () => {
  t = await testApp()
  playService(t)
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.owner.query('delete from card_reports')
  await t.owner.query('delete from cards')
  await t.owner.query('delete from face_passes')
  await t.owner.query('delete from face_settings')
  await seedCards(t.platform, [who('A3'), who('A4'), who('B1')])
})

const who = (key: string) => t.world.students[key] as { id: string; name: string; scope: string; schoolId: string }
type Kind = 'lost' | 'damaged' | 'wrong-data'
const report = (student: Client, kind: Kind = 'lost', note = '', requestId?: string) =>
  student.call(cards.reportCard, { body: { kind, note, ...(requestId ? { requestId } : {}) } })
const own = async (student: Client) => (await student.call(cards.ownCard)).body
const decide = (
  officer: Client,
  id: string,
  outcome: 'reissued' | 'corrected' | 'no-problem',
  answer = '已与银行核对',
) => officer.call(cards.decideCardReport, { params: { id }, body: { outcome, answer } })
const required = [428, 'face-check-required', { purpose: 'change-card' }]

describe('what the student says', () => {
  test('goes to the aid officer of her school, with a day; it changes nothing by itself', async () => {
    const student = await t.asStudent('A3')
    expect((await own(student)).mayReport).toBe(true)
    const r = await report(student, 'damaged', '芯片坏了')
    expect(r.body).toMatchObject({ status: 'open', kindTitle: '卡坏了，不能用', note: '芯片坏了', dueOn: '2026-09-08' })
    const { card, mayReport, reports } = await own(student)
    expect([card?.status, mayReport, reports.length]).toEqual(['activated', false, 1])

    const officer = await t.as('aid-officer')
    const work = (await officer.call(office.workList)).body.groups.find((g) => g.kind === 'card-report')
    expect(work).toMatchObject({ count: 1, items: [{ title: `${who('A3').name} · 卡坏了，不能用` }] })
    const listed = await officer.call(cards.listCardReports, { query: { status: 'open' } })
    expect(listed.body.items).toMatchObject([{ id: r.body.id, studentName: who('A3').name, cardStatus: 'activated' }])
    const other = await t.as('aid-officer', 'B')
    expect((await other.call(cards.listCardReports)).body.items).toEqual([])
    expect((await decide(other, r.body.id, 'reissued')).status).toBe(404)
  })

  test('one open report at a time, also with two phones at once; a repeated request is one report', async () => {
    const student = await t.asStudent('A3')
    const requestId = crypto.randomUUID()
    const first = await report(student, 'lost', '', requestId)
    expect((await report(student, 'lost', '', requestId)).body).toEqual(first.body)
    expect((await report(student, 'damaged')).body.code).toBe('duplicate')
    await student.call(cards.withdrawCardReport, { params: { id: first.body.id } })
    const two = await Promise.all([report(student), report(await t.asStudent('A3'))])
    expect(two.map((r) => r.status).sort()).toEqual([200, 409])
  })

  test('she may take it back while nobody has dealt with it, and nobody else may', async () => {
    const student = await t.asStudent('A3')
    const { id } = (await report(student)).body
    const withdraw = (as: Client) => as.call(cards.withdrawCardReport, { params: { id } })
    expect((await withdraw(await t.asStudent('A4'))).status).toBe(404)
    expect((await withdraw(student)).status).toBe(200)
    expect((await own(student)).reports[0]).toMatchObject({ status: 'withdrawn', statusTitle: '已撤回' })
    expect((await withdraw(student)).body.code).toBe('state-conflict')
    expect((await decide(await t.as('aid-officer'), id, 'corrected')).body.detail).toContain('已经撤回')
  })

  test('wrong data needs words; numbers typed by mistake are not kept; without a card there is nothing to report', async () => {
    const student = await t.asStudent('A3')
    expect((await report(student, 'wrong-data', ' ')).body.fields).toMatchObject([{ path: '/note' }])
    const r = await report(student, 'wrong-data', '姓名错了，卡号6212841234567890127')
    expect(r.body.note).toContain('姓名错了')
    expect(r.body.note).not.toMatch(/\d{11}/)
    const none = await report(await t.asStudent('A5'))
    expect([none.status, none.body.detail]).toEqual([409, expect.stringContaining('没有可用的中职卡')])
  })
})

describe('what the officer does', () => {
  test('reissue stops the old card in the same moment: a lost one as lost, others as closed; the student reads why', async () => {
    const officer = await t.as('aid-officer')
    for (const [key, kind, status] of [
      ['A3', 'lost', 'lost'],
      ['A4', 'damaged', 'closed'],
    ] as const) {
      const student = await t.asStudent(key)
      const { id } = (await report(student, kind)).body
      expect((await decide(officer, id, 'reissued', '已报银行补卡，月底到校领取')).status).toBe(200)
      const { card, reports, mayReport } = await own(student)
      expect([card?.status, mayReport]).toEqual([status, false])
      expect(reports[0]).toMatchObject({ status: 'reissued', answer: '已报银行补卡，月底到校领取' })
      expect((await decide(officer, id, 'corrected')).body.code).toBe('state-conflict')
    }
    const { rows } = await t.owner.query("select action from audit_events where action ~ '^card' order by seq")
    const done = rows.map((r) => r.action)
    expect(done).toEqual(expect.arrayContaining(['card.report', 'card.report-reissued', 'card.lost', 'card.closed']))
    expect((await queued(t)).at(-1)).toMatchObject({
      studentIds: [who('A4').id],
      title: expect.stringContaining('补换卡'),
    })
  })

  test('corrected and no problem leave the card as it is', async () => {
    const student = await t.asStudent('A3')
    const officer = await t.as('aid-officer')
    for (const outcome of ['corrected', 'no-problem'] as const) {
      await decide(officer, (await report(student, 'wrong-data', '姓名少一个字')).body.id, outcome)
      expect((await own(student)).card?.status).toBe('activated')
    }
  })

  test('finance may look and not decide; a class teacher sees none of it', async () => {
    const { id } = (await report(await t.asStudent('A3'))).body
    const finance = await t.as('finance')
    expect((await finance.call(cards.listCardReports)).body.items).toHaveLength(1)
    expect((await decide(finance, id, 'corrected')).status).toBe(403)
    expect((await (await t.as('class-teacher')).call(cards.listCardReports)).status).toBe(403)
  })

  test('whatever the code does, a student cannot write an outcome (grants and constraint of the database)', async () => {
    const { id } = (await report(await t.asStudent('A3'))).body
    const as = async (sql: string) => {
      await t.owner.query('begin')
      await t.owner.query(`set local role zhuxue_student; set local app.student = '${who('A3').id}'`)
      const failed = await t.owner.query(sql).then(
        () => 'allowed',
        (e: { code: string; constraint?: string }) => e.constraint ?? e.code,
      )
      await t.owner.query('rollback')
      return failed
    }
    expect(await as(`update card_reports set status = 'corrected', closed_at = now() where id = '${id}'`)).toBe(
      'card_reports_decided_check',
    )
    expect(await as(`update card_reports set answer = '好了' where id = '${id}'`)).toBe('42501')
  })
})

describe('who is this (change-card)', () => {
  test('where the school asks, the report is taken after the face check only', async () => {
    await ask(t, 'A', ['change-card'])
    await agree(t, 'A3')
    const student = await t.asStudent('A3')
    await tryFace(student, 'enrol')
    const r = await report(student)
    expect([r.status, r.body.code, (r.body as { current?: unknown }).current]).toEqual(required)
    expect((await own(student)).reports).toEqual([])
    // a pass for another act opens nothing here
    await tryFace(student, 'change-phone')
    expect((await report(student)).status).toBe(428)
    expect((await tryFace(student, 'change-card')).body.result).toBe('pass')
    expect((await report(student)).status).toBe(200)
  })

  test('without a face: two members of staff, good for one report, and a refused report does not use it up', async () => {
    await ask(t, 'A', ['change-card'])
    const student = await t.asStudent('A4')
    const asked = await student.call(face.askPerson, { body: { purpose: 'change-card', way: 'two-staff' } })
    for (const role of ['class-teacher2', 'aid-officer'] as const) {
      await (await t.as(role)).call(face.confirmCase, { params: { id: asked.body.id }, body: { saw: 'id-document' } })
    }
    expect((await report(student, 'wrong-data', '')).status).toBe(400)
    const { id } = (await report(student)).body
    expect(id).toBeTruthy()
    await student.call(cards.withdrawCardReport, { params: { id } })
    expect((await report(student)).status).toBe(428)
  })

  test('where the school does not ask, nothing is asked', async () => {
    await ask(t, 'A', ['application', 'change-phone'])
    expect((await report(await t.asStudent('A3'))).status).toBe(200)
  })
})
