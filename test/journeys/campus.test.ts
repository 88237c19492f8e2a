import { campus } from '@zhuxue/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  act,
  applyAs,
  decideLevel,
  EXTRA_STEP,
  ownProgramme,
} from '../../apps/server/src/modules/campus/campus-test-kit.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { heading, look, office, phone } from './browser.ts'
import { PASSWORD, paper, studentLogin } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, password: PASSWORD })
  await decideLevel(t, 'A4', 'severe', 80)
  await ownProgramme(t, { edit: (d) => d.steps.splice(2, 0, EXTRA_STEP) })
})
afterAll(() => t.close())

/** A signed-in member of staff on a PC. */
async function staffPage(role: 'aid-officer' | 'aid-committee'): Promise<Page> {
  const where = await office()
  const [name, value] = (await t.as(role)).cookie.split('=') as [string, string]
  await where.addCookies([{ name, value, url: t.url, httpOnly: true, sameSite: 'Lax' }])
  return where.newPage()
}

it('the officer opens the round, the student applies on her phone, the offices decide step by step', async () => {
  const desk = await staffPage('aid-officer')
  await desk.goto(`${t.url}/console/campus`)
  await heading(desk, '校级资助')
  await desk.getByRole('button', { name: '开通申请：寒冬助学金' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('截止日期').fill('2026-09-15')
  await dialog.getByLabel('本次名额').fill('1')
  await look(desk, 'open')
  await dialog.getByRole('button', { name: '开通申请' }).click()
  await desk.getByRole('link', { name: '寒冬助学金' }).waitFor()
  await look(desk, 'rounds')

  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A3', '/')
  await page.getByRole('link', { name: '去“学校资助项目”申请' }).click()
  await heading(page, '学校资助项目')
  await page.getByRole('link', { name: '申请', exact: true }).waitFor()
  await look(page, 'offer')
  await page.getByRole('link', { name: '申请', exact: true }).click()
  await page.getByLabel('申请理由').fill('父亲生病，家里收入减少，希望得到学校的帮助。')
  await page.getByRole('button', { name: '提交申请' }).click()
  // hardship decides and nothing is known of it yet: her family's situation is asked, with everything else that is missing
  await page.getByText('请填写家庭人口数').first().waitFor()
  await look(page, 'problems')
  await page.getByLabel('家庭人口数').fill('4')
  await page.getByLabel(/平均每人收入/).fill('不清楚')
  await page
    .locator('#paper-identity')
    .setInputFiles({ name: 'identity.jpg', mimeType: 'image/jpeg', buffer: await paper('居民身份证') })
  await page.getByRole('button', { name: /删除这张/ }).waitFor()
  await page.getByLabel('我已阅读并承诺').check()
  await page.getByLabel('签写本人姓名').fill(t.world.students.A3?.name ?? '')
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByRole('link', { name: '查看进度' }).click()
  await page.getByText('待班主任初审').first().waitFor()
  await look(page, 'track')

  const officer = await t.as('aid-officer')
  const round = (await officer.call(campus.listCampusRounds)).body.rounds[0]?.id ?? ''
  const teacher = await t.as('class-teacher2')
  const other = (await applyAs(t, 'A4', round)).reply.body.id
  const { items } = (await officer.call(campus.listCampusApplications, { query: { roundId: round } })).body
  const mine = items.find((i) => i.id !== other)?.id ?? ''
  for (const id of [mine, other]) await act(teacher, id)
  await decideLevel(t, 'A3', 'mild', 30)

  await desk.goto(`${t.url}/console/campus/${round}`)
  await desk.getByRole('link', { name: t.world.students.A3?.name ?? '' }).waitFor()
  await look(desk, 'round')
  await desk.getByRole('link', { name: t.world.students.A3?.name ?? '' }).click()
  await desk.getByRole('button', { name: '专业部审核通过' }).waitFor()
  await look(desk, 'application')
  await desk.getByRole('button', { name: '专业部审核通过' }).click()
  await desk.getByText('已办理，现在是“待资助专干审核”').waitFor()
  await act(officer, other)
  const reviewer = await t.as('reviewer')
  for (const id of [mine, other]) await act(reviewer, id)

  const table = await staffPage('aid-committee')
  await table.goto(`${t.url}/console/campus/${round}/list`)
  await table.getByText('名额共1个，本次未能列入').waitFor()
  await look(table, 'list')
  await table.getByRole('button', { name: '决定名单' }).click()
  await table.getByLabel('评审记录').fill('按困难程度排序，一致通过。')
  await table.getByLabel('参加人员').fill('校长、资助专干')
  await table.getByRole('dialog').getByRole('button', { name: '决定名单' }).click()
  await table.getByText('已决定：列入1人，未列入1人').waitFor()
  await page.reload()
  await page.getByText('不予资助').first().waitFor()
  expect(await page.getByText(/名额共1个/).count()).toBeGreaterThan(0)
}, 120_000)
