import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { heading, phone, shot } from './browser.ts'
import { draftSaved, fillForm, next, photosSent, questions } from './form.ts'
import { PASSWORD, student, studentLogin } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  await openRound(t)
})
afterAll(() => t?.close())

test('the page is killed at every question: the same question with the same answer, nothing lost, submitted once', async () => {
  const context = await phone()
  const first = await context.newPage()
  await studentLogin(first, t, 'A3', '/apply')
  let kills = 0
  const page = await fillForm(first, student(t, 'A3').name, async (p, question) => {
    const seen = await p.getByRole('main').textContent()
    await p.close({ runBeforeUnload: false })
    kills += 1
    const again = await context.newPage()
    await again.goto(`${t.url}/student/apply`)
    await heading(again, question.title)
    if (question.step !== 'attachments') expect(await again.getByRole('main').textContent()).toBe(seen)
    await answered(again, question.step)
    return again
  })
  expect(kills).toBe(questions.length)
  await page.close({ runBeforeUnload: false })
  const last = await context.newPage()
  await last.goto(`${t.url}/student/apply`)
  await heading(last, '请核对，再提交')
  await last.getByText('5 人').waitFor()
  await shot(last, 'check-after-kill')
  await last.getByRole('button', { name: '提交申请' }).click()
  await heading(last, '申请已提交')
  const sent = await t.owner.query('select count(*)::int as n from submissions')
  expect(sent.rows).toEqual([{ n: 1 }])
})

/** What was typed or ticked is there again. */
async function answered(page: import('playwright-core').Page, step: string): Promise<void> {
  if (step === 'household') expect(await page.getByLabel('家庭人口').inputValue()).toBe('5')
  if (step === 'roll') expect(await page.getByLabel('都对', { exact: true }).isChecked()).toBe(true)
  if (step === 'income') expect(await page.getByLabel('不清楚').isChecked()).toBe(true)
  if (step === 'members') expect(await page.getByLabel('姓名', { exact: true }).inputValue()).toBe('张大山')
  if (step === 'events') expect(await page.getByLabel(/简单说明/).inputValue()).toContain('腰椎')
  if (step === 'attachments') await photosSent(page)
  if (step === 'promise') expect(await page.getByLabel(/^签名/).inputValue()).not.toBe('')
}

test('begun on one phone, finished on another: every answer is there', async () => {
  const one = await (await phone()).newPage()
  await studentLogin(one, t, 'A4', '/apply')
  for (const question of questions) {
    await heading(one, question.title)
    await question.answer(one, student(t, 'A4').name)
    if (question.step === 'attachments') await photosSent(one)
    if (question.step === 'promise') break
    await next(one)
  }
  await draftSaved(one)
  await one.context().close()
  const two = await (await phone()).newPage()
  await studentLogin(two, t, 'A4', '/apply')
  await heading(two, '请核对，再提交')
  for (const text of ['5 人', '张大山（父亲）', '父亲腰椎手术，长期服药', '不清楚', /已同意，签名：/]) {
    await two.getByText(text).first().waitFor()
  }
  await two.getByRole('button', { name: '提交申请' }).click()
  await heading(two, '申请已提交')
})
