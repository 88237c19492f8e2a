import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { eventually, heading, look, office, phone } from './browser.ts'
import { PASSWORD, paper, studentLogin } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, password: PASSWORD })
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
    .filter({ visible: true })
    .first()
    .waitFor()
  await t.runJobs()
  const told = await t.owner.query("select student_id from notifications where kind = 'apply-reminder'")
  expect(told.rows.length).toBeGreaterThan(0)
  expect(new Set(told.rows.map((r) => r.student_id)).size).toBe(told.rows.length)
  await page.reload()
  await eventually(() => page.getByText('三天内已提醒').count()).toBeGreaterThan(0)
  const small = await officerOn(await phone())
  await small.goto(`${t.url}/console/outreach`)
  await heading(small, '应助尽助')
  await small.getByText('三天内已提醒').first().waitFor()
  await look(small, 'outreach-phone')
}, 120_000)

it('the student opens the reminder, sees everything filled in, adds the one photo, signs, and has her number', async () => {
  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A3', '/messages')
  await page.getByRole('button', { name: /还没有申请/ }).click()
  await page.getByRole('link', { name: '去看看' }).click()
  await heading(page, '确认后一次提交')
  await page.getByText('国家助学金').first().waitFor()
  await page.getByText('已替您填好').waitFor()
  await look(page, 'confirm')
  // nothing is sent without her signature and the one photo that nobody has yet
  await page.getByRole('button', { name: '确认并提交' }).click()
  await page.getByText('请先看完三条承诺').first().waitFor()
  for (const box of await page
    .locator('section')
    .filter({ has: page.getByText('必须上传') })
    .all()) {
    const input = box.locator('input[type=file]')
    if ((await input.count()) !== 1) continue
    await input.setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: await paper('身份证') })
  }
  await page.getByLabel('我已经看过，并且同意以上三条').check()
  await page.getByLabel('签名：请输入您的姓名').fill(t.world.students.A3?.name ?? '')
  await look(page, 'confirm-signed')
  await page.getByRole('button', { name: '确认并提交' }).click()
  await heading(page, '申请已提交')
  await page
    .getByText(/2026Q-530111-\d{6}-\d/)
    .first()
    .waitFor()
  await look(page, 'confirm-sent')
  const { rows } = await t.owner.query('select reference_no from submissions where student_id = $1', [
    t.world.students.A3?.id,
  ])
  expect(rows).toHaveLength(1)
}, 120_000)

it('where the family decides and nothing is known, the page asks for it', async () => {
  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A5', '/apply/confirm')
  await heading(page, '确认后一次提交')
  await page.getByLabel('家庭人口').fill('４')
  await look(page, 'confirm-family')
}, 120_000)

it('what is not right is corrected in the ordinary form, with everything filled in kept', async () => {
  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A1', '/')
  await page.getByRole('link', { name: '已有信息替我填好，核对后提交' }).click()
  await heading(page, '确认后一次提交')
  await page.getByLabel('签名：请输入您的姓名').fill(t.world.students.A1?.name ?? '')
  await page.getByRole('button', { name: '有不对的，去修改' }).click()
  await heading(page, '请核对，再提交')
  await page.getByText('都对', { exact: true }).waitFor()
  await page.reload()
  await heading(page, '请核对，再提交')
  await page.getByText('都对', { exact: true }).waitFor()
}, 120_000)

it('a fact that changes after the application shows what would come out today; the officer keeps the result with a reason', async () => {
  await t.owner.query(
    "update students set agriculture = false, hukou_area_type = 'urban', hukou_county = '530102' where id = $1",
    [t.world.students.A3?.id],
  )
  const small = await officerOn(await phone())
  await small.goto(`${t.url}/console/fact-changes`)
  await heading(small, '情况变化')
  await small
    .getByRole('link', { name: t.world.students.A3?.name ?? '' })
    .first()
    .waitFor()
  await look(small, 'fact-changes-phone')
  const page = await officerOn(await office())
  await page.goto(`${t.url}/console/fact-changes`)
  const row = page.getByRole('row', { name: new RegExp(t.world.students.A3?.name ?? '') }).first()
  await row.getByText('→').first().waitFor()
  await look(page, 'fact-changes')
  await row.getByRole('button', { name: '维持原结果' }).click()
  await page.getByRole('dialog').getByLabel('理由').fill('户籍变动在申请以后，按办法本学期不变')
  await page.getByRole('dialog').getByRole('button', { name: '维持原结果' }).click()
  await page.getByText('已维持原结果，理由已留存。').waitFor()
}, 120_000)
