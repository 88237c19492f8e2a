import { randomUUID } from 'node:crypto'
import { applications, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { apply, detail, type Listed, listed, openRound } from '../../testing/money-path.ts'
import { loadApplications, onApproved } from './index.ts'

let t: TestApp
let roundId: string
const approvals: string[][] = []
onApproved(async (_tx, approved) => void approvals.push(approved.map((a) => a.id)))

beforeAll(async () => {
  t = await testApp()
  roundId = await openRound(t)
  for (const key of ['A1', 'A2', 'A3', 'A7']) await apply(t, key, roundId)
})
afterAll(() => t.close())

/** As if the school and the public notice were done, by the right people. */
async function noticed(key: string): Promise<Listed[]> {
  const staff = (role: string) => (t.world.staff[`${role}A`] as { id: string }).id
  await t.owner.query(
    `update applications set status = 'noticed', outcome = case when outcome = 'to-verify' then 'entitled' else outcome end,
       term_fen = coalesce(term_fen, 100000), checked_by = $2, checked_at = now(), reviewed_by = $3, reviewed_at = now(),
       assessed_by = $4, assessed_at = now(), noticed_at = now(), revision = revision + 1 where student_id = $1`,
    [
      (t.world.students[key] as { id: string }).id,
      staff('class-teacher'),
      staff('aid-officer'),
      staff('aid-committee'),
    ],
  )
  return Object.values(await listed(t, key))
}

const review = async (
  decision: 'approve' | 'return' | 'reject',
  items: { id: string; revision: number }[],
  more: { reason?: string; reasonCode?: string; requestId?: string } = {},
) => (await t.as('county-aid')).call(applications.countyReview, { body: { decision, items, reason: '', ...more } })
const brief = ({ id, revision }: Listed) => ({ id, revision })

describe('县级审核', () => {
  test('a batch goes through item by item: what cannot be done is told, the rest is approved at once', async () => {
    const a1 = await noticed('A1')
    const [held, ok] = (await noticed('A2')) as [Listed, Listed]
    await t.owner.query('update applications set held = true where id = $1', [held.id])
    const waiting = Object.values(await listed(t, 'A3'))[0] as Listed
    const stranger = randomUUID()
    const r = await review('approve', [
      ...a1.map(brief),
      brief(held),
      { ...brief(ok), revision: ok.revision - 1 },
      brief(waiting),
      { id: stranger, revision: 1 },
    ])
    expect(r.body.done).toBe(a1.length)
    const texts = new Map(r.body.refused.map((x) => [x.id, x.text]))
    expect(texts.get(held.id)).toContain('异议')
    expect(texts.get(ok.id)).toContain('已被更新')
    expect(texts.get(waiting.id)).toContain('不能审批通过')
    expect(texts.get(stranger)).toContain('没有找到')
    expect(approvals).toEqual([a1.map((a) => a.id).sort()])
  })

  test('the same request again gets the first answer and approves nothing twice', async () => {
    await t.owner.query('update applications set held = false where held')
    const items = Object.values(await listed(t, 'A2')).map(brief)
    const requestId = randomUUID()
    const [first, second] = await Promise.all([
      review('approve', items, { requestId }),
      review('approve', items, { requestId }),
    ])
    expect(first.body).toEqual({ done: 2, refused: [] })
    expect(second.body).toEqual(first.body)
    expect(approvals).toHaveLength(2)
  })

  test('two officers at once: one approves, the other is told', async () => {
    const items = (await noticed('A3')).map(brief)
    const answers = await Promise.all([review('approve', items), review('approve', items)])
    expect(answers.map((a) => a.body.done).sort()).toEqual([0, 2])
  })

  test('a return starts again at the school’s review; a rejection needs an allowed reason', async () => {
    const [first, second] = (await noticed('A7')) as [Listed, Listed]
    const silent = await review('return', [brief(first)])
    expect(silent.status).toBe(400)
    await review('return', [brief(first)], { reason: '材料中户口簿不清楚' })
    const seen = await detail(await t.as('aid-officer'), first.id)
    expect(seen.application.status).toBe('checked')
    expect(seen.actions).toEqual(['review-pass', 'return', 'reject'])
    const { rows } = await t.owner.query(
      'select reviewed_by, assessed_by, noticed_at from applications where id = $1',
      [first.id],
    )
    expect(rows[0]).toEqual({ reviewed_by: null, assessed_by: null, noticed_at: null })
    const bad = await review('reject', [brief(second)], { reason: '不同意', reasonCode: 'quota' })
    expect(bad.body).toMatchObject({ done: 0, refused: [{ id: second.id }] })
    const done = await review('reject', [brief(second)], { reason: '', reasonCode: 'condition-not-met' })
    expect(done.body.done).toBe(1)
  })

  test('a school’s officer cannot review for the county, and one who is not the county’s finds nothing', async () => {
    const items = Object.values(await listed(t, 'A7')).map(brief)
    const officer = await t.as('aid-officer')
    const r = await officer.call(applications.countyReview, { body: { decision: 'approve', reason: '', items } })
    expect(r.status).toBe(403)
    const rows = await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
      loadApplications(
        tx,
        items.map(({ id }) => id),
      ),
    )
    expect(rows.map((a) => a.status)).not.toContain('approved')
  })

  test('a student who left the roll meanwhile is not approved', async () => {
    await apply(t, 'A8', roundId, { only: ['tuition-waiver'] })
    const items = (await noticed('A8')).map(brief)
    await t.owner.query(`update students set roll_status = 'suspended' where id = $1`, [
      (t.world.students.A8 as { id: string }).id,
    ])
    const r = await review('approve', items)
    expect(r.body).toMatchObject({ done: 0, refused: [{ text: expect.stringContaining('休学') }] })
  })
})

describe('学籍异动', () => {
  test('a suspension confirmed by a second person ends the open applications, with the reason', async () => {
    await apply(t, 'A4', roundId, { only: ['tuition-waiver', 'national-grant'] })
    const id = (t.world.students.A4 as { id: string }).id
    const { rows } = await t.owner.query('select revision from students where id = $1', [id])
    expect(rows[0].revision).toBe(1)
    const entered = await (await t.as('roll-officer')).call(roll.enterRollChange, {
      body: { studentId: id, type: 'suspension', occurredOn: '2026-09-01', reason: '因病休学' },
    })
    expect(entered.status).toBe(200)
    const done = await (await t.as('roll-reviewer')).call(roll.reviewRollChange, {
      params: { id: entered.body.id },
      body: { decision: 'confirm', reason: '' },
    })
    expect(done.body).toMatchObject({ withdrawnApplications: 2 })
    const own = await listed(t, 'A4')
    expect(Object.values(own).map((a) => a.status)).toEqual(['withdrawn', 'withdrawn'])
    const seen = await detail(await t.as('aid-officer'), own['national-grant'].id)
    expect(seen.history.at(-1)).toMatchObject({
      action: 'withdraw-by-roll',
      reason: '学籍异动：休学，2026-09-01起生效',
    })
    expect(seen.actions).toEqual([])
  })
})
