import { applications, hardship } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { apply, openRound } from '../../testing/money-path.ts'

let t: TestApp
let roundId: string
beforeAll(async () => {
  t = await testApp()
  roundId = await openRound(t)
})
afterAll(() => t.close())

const schoolId = () => t.world.schools.A.id
const read = async (who: Client) => (await who.call(hardship.thresholds, { query: { schoolId: schoolId() } })).body
const propose = (who: Client, severe: number, moderate: number, mild: number) =>
  who.call(hardship.proposeThresholds, {
    body: { schoolId: schoolId(), severe, moderate, mild, reason: '按评审小组会议纪要' },
  })
const decide = (who: Client, id: string, decision: 'confirm' | 'refuse' | 'withdraw', reason?: string) =>
  who.call(hardship.decideThresholds, { params: { id }, body: { decision, ...(reason ? { reason } : {}) } })
const suggest = async (key: string, level: 'mild' | 'none' | 'moderate') =>
  (await t.as('class-teacher2')).call(applications.proposeHardship, {
    params: { id: (t.world.students[key] as { id: string }).id },
    body: { level, reason: '家访了解的情况与申请表一致', evidence: '8月20日家访' },
  })

test('a school sets its own thresholds by two persons (评分线由学校确定); until then those of the model hold', async () => {
  const officer = await t.as('aid-officer')
  const reviewer = await t.as('reviewer')
  expect(await read(officer)).toMatchObject({ severe: 60, moderate: 40, mild: 25, own: false })
  const wrong = await propose(officer, 40, 40, 25)
  expect([wrong.status, wrong.body.fields?.[0]]).toEqual([
    400,
    { path: '/severe', text: '特别困难的分数线应高于困难。' },
  ])
  expect((await propose(officer, 60, 40, 25)).body.code).toBe('rule-refused')
  const { id } = (await propose(officer, 90, 80, 1)).body
  expect((await decide(officer, id, 'confirm')).body.code).toBe('same-person')
  expect((await propose(reviewer, 70, 50, 30)).body.code).toBe('duplicate')
  expect((await decide(reviewer, id, 'confirm')).body.status).toBe('confirmed')
  expect((await decide(reviewer, id, 'confirm')).body.code).toBe('state-conflict')
  expect(await read(officer)).toMatchObject({ severe: 90, moderate: 80, mild: 1, own: true })
  const { rows } = await t.owner.query(
    "select action from audit_events where action like 'hardship.thresholds%' order by seq",
  )
  expect(rows.map((r) => r.action)).toEqual(['hardship.thresholds-propose', 'hardship.thresholds-confirm'])
})

test('a proposal is measured with the thresholds in force, keeps them, and a later change does not touch it', async () => {
  await apply(t, 'A5', roundId, { only: ['national-grant'] })
  const made = (await suggest('A5', 'mild')).body
  expect(made.modelLevel).toBe('mild')
  expect(made.thresholds).toEqual({ severe: 90, moderate: 80, mild: 1 })
  const { id } = (await propose(await t.as('reviewer'), 60, 40, 25)).body
  await decide(await t.as('aid-officer'), id, 'confirm')
  const list = await (await t.as('reviewer')).call(applications.listHardship, { query: {} })
  const same = list.body.items.find((i: { determination: { id: string } }) => i.determination.id === made.id)
  expect(same?.determination).toMatchObject({ modelLevel: 'mild', thresholds: { severe: 90, moderate: 80, mild: 1 } })
})

test('another school and other roles cannot touch them, and the database holds the order', async () => {
  const elsewhere = await t.as('aid-officer', 'B')
  expect((await elsewhere.call(hardship.thresholds, { query: { schoolId: schoolId() } })).status).toBe(404)
  expect((await propose(elsewhere, 70, 50, 30)).status).toBe(404)
  expect((await propose(await t.as('class-teacher'), 70, 50, 30)).status).toBe(403)
  await expect(
    t.owner.query(`update hardship_threshold_changes set moderate = severe where school_id = $1`, [schoolId()]),
  ).rejects.toThrow('hardship_threshold_changes_order')
})
