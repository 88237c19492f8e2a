import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { roll } from '../../packages/contracts/src/index.ts'
import { eventually, heading, look, office, phone } from './browser.ts'
import { PASSWORD, student, studentLogin } from './people.ts'

/** Rights of a student over her data, on the phone (个人信息保护法 15, 44–50). */
let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
})
afterAll(() => t?.close())

const go = async (page: Page, path: string, name: string): Promise<void> => {
  await page.goto(`${t.url}/student${path}`)
  await heading(page, name)
}

test('a second device is told to her; she sees both in words and tells the other one to leave', async () => {
  const mine = await (await phone()).newPage()
  await studentLogin(mine, t, 'A3')
  const other = await (await office()).newPage()
  await studentLogin(other, t, 'A3')
  await heading(other, /您好/)
  await t.runJobs()
  await go(mine, '/messages', '消息')
  await mine.getByText('您的账号在新设备上登录').first().waitFor()
  await go(mine, '/me', '我的')
  await mine.getByRole('link', { name: /登录设备/ }).click()
  await heading(mine, '登录设备')
  await mine.getByText('这台设备', { exact: true }).waitFor()
  expect(await mine.getByRole('listitem').count()).toBe(2)
  await look(mine, 'devices')
  const foreign = mine.getByRole('listitem').filter({ hasText: '正在登录' })
  await foreign.getByRole('button', { name: /让它退出/ }).click()
  await mine.getByRole('dialog', { name: '让这台设备退出吗？' }).waitFor()
  await look(mine, 'device-dialog')
  await mine.getByRole('dialog').getByRole('button', { name: '让它退出' }).click()
  await mine.getByText('已让它退出。').waitFor()
  await eventually(() => mine.getByRole('listitem').count()).toBe(1)
  // the other one finds itself logged out at its next step
  await other.reload()
  await other.getByRole('button', { name: '登录', exact: true }).waitFor()
}, 240_000)

test('what is held, who looked, a copy to take away, and a refusal in writing', async () => {
  const aid = await t.as('aid-officer')
  const { id, idNumber, name } = student(t, 'A4')
  await aid.call(roll.revealField, { params: { id }, body: { field: 'phone', reason: 'contact-student' } })
  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A4', '/me/data')
  await heading(page, '我的信息')
  await page.getByText('老师查看您的完整信息共1次').waitFor()
  await look(page, 'overview')
  await page.getByRole('link', { name: /学籍信息/ }).click()
  await heading(page, '学籍信息')
  await page.getByText(name, { exact: true }).first().waitFor()
  expect(await page.content()).not.toContain(idNumber)
  await look(page, 'roll')
  await page.getByRole('button', { name: '要求删除' }).click()
  await look(page, 'erase-dialog')
  await page.getByRole('button', { name: '提出要求' }).click()
  await page.getByText('经核对不能删除').waitFor()
  await look(page, 'refusal')
  await go(page, '/me/data/export', '导出我的信息')
  await page.getByLabel('登录密码').fill('falsch-1234')
  await page.getByRole('button', { name: '准备副本' }).click()
  await page.getByText('密码不正确').waitFor()
  await look(page, 'export-wrong')
  await page.getByLabel('登录密码').fill(PASSWORD)
  await page.getByRole('button', { name: '准备副本' }).click()
  await heading2(page, '副本已准备好')
  await look(page, 'export-ready')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /下载网页版/ }).click(),
  ])
  const path = await file.path()
  expect(file.suggestedFilename()).toMatch(/^我的信息-\d{4}-\d{2}-\d{2}\.html$/)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(idNumber)
  const reader = await (await phone()).newPage()
  await reader.setContent(text)
  await look(reader, 'export-page')
})

test('a consent is read, given, and withdrawn; what follows stands before the withdrawal', async () => {
  const page = await (await phone()).newPage()
  await studentLogin(page, t, 'A5', '/me/consents')
  await heading(page, '我的同意')
  await look(page, 'consents')
  await page.getByRole('button', { name: /去阅读并决定.*人脸/ }).click()
  await page.getByRole('dialog').waitFor()
  await look(page, 'consent-read')
  await page.getByRole('dialog').locator('button.main').click()
  await page.getByText(/已同意“/).waitFor()
  await page.getByRole('button', { name: /撤回同意.*人脸/ }).click()
  await page.getByText('人脸特征马上删除').waitFor()
  await look(page, 'consent-withdraw')
  await page.getByRole('button', { name: '确定撤回' }).click()
  await page.getByText(/的同意已撤回/).waitFor()
  await page.getByText('已撤回', { exact: true }).waitFor()
  await look(page, 'consent-withdrawn')
  const { rows } = await t.owner.query(
    "select act, way from consent_acts where student_id = $1 and purpose = 'face' order by seq",
    [student(t, 'A5').id],
  )
  expect(rows).toEqual([
    { act: 'given', way: 'phone' },
    { act: 'withdrawn', way: 'phone' },
  ])
})

const heading2 = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 2, name }).waitFor()
