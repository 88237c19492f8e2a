import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { eventually, heading, look, office, phone } from './browser.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true })
  await openRound(t, 'A')
  await t.runJobs()
})
afterAll(() => t.close())

/** A signed-in aid officer on a PC or a phone. */
async function officerOn(where: Awaited<ReturnType<typeof office>>): Promise<Page> {
  const [name, value] = (await t.as('aid-officer')).cookie.split('=') as [string, string]
  await where.addCookies([{ name, value, url: t.url, httpOnly: true, sameSite: 'Lax' }])
  return where.newPage()
}

it('the aid officer sees who has not applied and reminds everybody; each student gets one message', async () => {
  const page = await officerOn(await office())
  await page.goto(`${t.url}/console/outreach`)
  await heading(page, '应助尽助')
  await page.getByRole('button', { name: '提醒全部未申请的学生' }).waitFor()
  await look(page, 'outreach')
  await page.getByRole('button', { name: '提醒全部未申请的学生' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发送提醒' }).click()
  await page
    .getByText(/已提醒\d+人/)
    .first()
    .waitFor()
  await t.runJobs()
  const told = await t.owner.query("select student_id from notifications where kind = 'apply-reminder'")
  expect(told.rows.length).toBeGreaterThan(0)
  expect(new Set(told.rows.map((r) => r.student_id)).size).toBe(told.rows.length)
  await page.reload()
  await eventually(() => page.getByText('三天内已提醒').count()).toBeGreaterThan(0)
  await page.goto(`${t.url}/console/fact-changes`)
  await heading(page, '情况变化')
  await look(page, 'fact-changes')

  const small = await officerOn(await phone())
  await small.goto(`${t.url}/console/outreach`)
  await heading(small, '应助尽助')
  await small.getByText('三天内已提醒').first().waitFor()
  await look(small, 'outreach-phone')
  await small.goto(`${t.url}/console/fact-changes`)
  await heading(small, '情况变化')
  await look(small, 'fact-changes-phone')
}, 120_000)
