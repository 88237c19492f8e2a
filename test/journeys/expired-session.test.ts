import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { apply, openRound } from '../../apps/server/src/testing/money-path.ts'
import { eventually, heading, look, office, phone, shot } from './browser.ts'
import { draftSaved, fillForm, next, photosSent } from './form.ts'
import { menu, PASSWORD, staffLogin, student, studentLogin, typeStudentLogin } from './people.ts'

let t: TestApp
let roundId: string
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  roundId = await openRound(t)
})
afterAll(() => t?.close())

const revoke = (column: 'student_id' | 'staff_id', id: string) =>
  t.owner.query(`update sessions set revoked_at = now() where ${column} = $1 and revoked_at is null`, [id])

const draft = async (key: string): Promise<number> => {
  const { rows } = await t.owner.query<{ revision: number }>('select revision from drafts where student_id = $1', [
    student(t, key).id,
  ])
  return rows[0]?.revision ?? 0
}

test('the session ends in the middle of the form: log-in above it, then the same question with the same answers', async () => {
  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A3', '/apply/household')
  await page.getByLabel('家庭人口').fill('4')
  await draftSaved(page)
  await next(page)
  await heading(page, '家里有几个人在上学？')
  await revoke('student_id', student(t, 'A3').id)
  await page.getByLabel('在学人数').fill('3')
  const sheet = page.getByRole('dialog', { name: '登录已过期，请重新登录' })
  await sheet.waitFor()
  await look(page, 'log-in-sheet')
  await typeStudentLogin(page, t, 'A3')
  await sheet.waitFor({ state: 'detached' })
  await heading(page, '家里有几个人在上学？')
  expect(await page.getByLabel('在学人数').inputValue()).toBe('3')
  await draftSaved(page)
  await page.reload()
  await heading(page, '家里有几个人在上学？')
  expect(await page.getByLabel('在学人数').inputValue()).toBe('3')
})

test('the session ends while the submission waits: it is delivered once after the log-in', async () => {
  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A4', '/apply')
  await fillForm(page, student(t, 'A4').name, async (p, q) => {
    if (q.step === 'attachments') await photosSent(p)
    return p
  })
  // it ends at the very moment at which the submission leaves the phone
  await page.route(
    '**/student/submissions',
    async (route) => {
      await revoke('student_id', student(t, 'A4').id)
      await route.continue()
    },
    { times: 1 },
  )
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByRole('dialog', { name: '登录已过期，请重新登录' }).waitFor()
  await typeStudentLogin(page, t, 'A4')
  await heading(page, '申请已提交')
  const sent = await t.owner.query('select count(*)::int as n from submissions where student_id = $1', [
    student(t, 'A4').id,
  ])
  expect(sent.rows).toEqual([{ n: 1 }])
})

test('two phones wrote different answers: she sees both and chooses, nothing is lost before', async () => {
  const one = await (await phone()).newPage()
  await studentLogin(one, t, 'A7', '/apply/household')
  const two = await (await phone()).newPage()
  await studentLogin(two, t, 'A7', '/apply/household')
  await heading(two, '您家一共有几口人？')
  await one.getByLabel('家庭人口').fill('5')
  await eventually(() => draft('A7')).toBe(1)
  await two.getByLabel('家庭人口').fill('6')
  const choice = two.getByRole('dialog', { name: '另一台设备上也改过这份申请' })
  await choice.waitFor()
  await choice.getByText('5 人').waitFor()
  await choice.getByText('6 人').waitFor()
  await look(two, 'two-drafts')
  await choice.getByRole('button', { name: /用这台手机上的/ }).click()
  await choice.waitFor({ state: 'detached' })
  await eventually(() => draft('A7')).toBe(2)
  expect(await two.getByLabel('家庭人口').inputValue()).toBe('6')
  await one.reload()
  await heading(one, '您家一共有几口人？')
  expect(await one.getByLabel('家庭人口').inputValue()).toBe('6')
})

test('submitted from two phones at the same moment: one submission, the other phone is told clearly', async () => {
  const key = 'A1'
  const one = await (await phone()).newPage()
  await studentLogin(one, t, key, '/apply')
  await fillForm(one, student(t, key).name, async (p, q) => {
    if (q.step === 'attachments') await photosSent(p)
    return p
  })
  await draftSaved(one)
  const two = await (await phone()).newPage()
  await studentLogin(two, t, key, '/apply')
  await heading(two, '请核对，再提交')
  await Promise.all([one, two].map((p) => p.getByRole('button', { name: '提交申请' }).click()))
  const done = (p: typeof one) => p.getByRole('heading', { name: '申请已提交' })
  const told = (p: typeof one) => p.getByText(/您的申请已经提交，受理编号 .*，不用重复提交。/)
  for (const p of [one, two]) await done(p).or(told(p)).waitFor()
  expect(await Promise.all([one, two].map((p) => done(p).count()))).toContain(1)
  expect(await Promise.all([one, two].map((p) => told(p).count()))).toContain(1)
  const loser = (await told(one).count()) === 1 ? one : two
  await look(loser, 'told-on-the-other-phone')
  const sent = await t.owner.query('select count(*)::int as n from submissions where student_id = $1', [
    student(t, key).id,
  ])
  expect(sent.rows).toEqual([{ n: 1 }])
})

test('an officer’s session ends while a dialog is open: log-in above it, what was typed is still there', async () => {
  await apply(t, 'A8', roundId)
  const page = await (await office()).newPage()
  await staffLogin(page, t, 'class-teacher2A')
  await menu(page, '申请')
  await page
    .getByRole('row')
    .filter({ hasText: student(t, 'A8').name })
    .first()
    .getByRole('link')
    .click()
  await page.getByRole('button', { name: '退回补正' }).click()
  const dialog = page.getByRole('dialog', { name: '退回补正' })
  await dialog.getByLabel('家庭人口数', { exact: true }).check()
  await dialog.getByLabel('家庭人口数：要怎么改').fill('户口簿上是4人。')
  await revoke('staff_id', t.world.staff['class-teacher2A']?.id ?? '')
  await dialog.getByRole('button', { name: '退回补正' }).click()
  const login = page.getByRole('dialog', { name: '请重新登录' })
  await login.getByLabel('用户名').fill(t.world.staff['class-teacher2A']?.username ?? '')
  await login.getByRole('textbox', { name: '密码' }).fill(PASSWORD)
  await shot(page, 'officer-log-in-above')
  await login.getByRole('button', { name: '登录', exact: true }).click()
  await login.waitFor({ state: 'detached' })
  // the act that was refused for want of a session is done now, as it was typed, and once
  await page.getByText('已办理：').waitFor()
  await page.getByText('家庭人口数：户口簿上是4人。').waitFor()
  const events = await t.owner.query<{ all: number; once: number }>(
    `select count(*)::int as all, count(distinct application_id)::int as once from application_events where to_status = 'returned'`,
  )
  expect(events.rows[0]?.once).toBeGreaterThan(0)
  expect(events.rows[0]?.all).toBe(events.rows[0]?.once)
})
