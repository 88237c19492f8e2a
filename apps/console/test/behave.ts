/**
 * Tries what must not lose work, in a real browser against the mock: keyboard through the work list, a lost answer,
 * an expired session in an open dialog, a conflict, field problems. Run by hand after `vite build`.
 */
import assert from 'node:assert/strict'
import { applications } from '@zhuxue/contracts'
import { chromium } from 'playwright-core'
import { uid } from './fixtures.ts'
import { startMock } from './mock-server.ts'

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--headless', '--disable-gpu'],
})
const mock = await startMock('aid-officer')
const page = await (await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' })).newPage()
page.setDefaultTimeout(15_000)
const review = applications.reviewApplication.id
const idsOf = (route: string) =>
  mock.seen.filter((s) => s.id === route).map((s) => (JSON.parse(s.body) as { requestId: string }).requestId)
const problem = (status: number, code: string, more: object = {}) => ({
  status,
  body: { type: '', title: '', status, code, detail: `说明 ${code}`, ...more },
})
const application = `${mock.origin}/console/applications/${uid(101)}`
const step = (name: string) => console.log(`ok ${name}`)

// From the work list to an application, its decision and the next one, without the mouse.
await page.goto(`${mock.origin}/console/`)
await page.getByRole('heading', { level: 1, name: '待办' }).waitFor()
await page.getByRole('link', { name: /王春燕/ }).waitFor()
await page.keyboard.press('j')
await page.keyboard.press('j')
await page.keyboard.press('k')
await page.keyboard.press('Enter')
await page.waitForURL('**/applications/*')
await page.getByLabel('我已核对，可以通过').focus()
await page.keyboard.press('Space')
await page.getByRole('button', { name: '审核通过' }).focus()
await page.keyboard.press('Enter')
await page.getByRole('button', { name: '处理下一件' }).waitFor()
assert.equal(await page.evaluate('document.activeElement?.textContent'), '处理下一件')
step('keyboard from the work list to the next item')

// The answer is lost: what was typed stays, the retry carries the same id.
const openReturn = async () => {
  await page.goto(application)
  await page.getByRole('button', { name: '退回补正' }).click()
  await page.getByRole('dialog').getByLabel('家庭人口').check()
  await page
    .getByRole('dialog')
    .getByLabel(/要怎么改/)
    .fill('请按户口簿填写')
}
const submit = () =>
  page
    .getByRole('dialog')
    .getByRole('button', { name: /退回补正|重试/ })
    .click()
await openReturn()
mock.seen.length = 0
mock.once.set(review, 'drop')
await submit()
await page.getByRole('button', { name: '处理下一件' }).waitFor()
const lost = idsOf(review)
assert.equal(lost.length, 2)
assert.equal(new Set(lost).size, 1)
step('a lost answer is asked again with the same request id')

// The session ends in an open dialog.
await openReturn()
mock.seen.length = 0
mock.once.set(review, problem(401, 'session-expired'))
await submit()
const relogin = page.getByRole('dialog', { name: '请重新登录' })
await relogin.getByLabel(/用户名/).fill('zz01')
await relogin.getByLabel(/密码/).first().fill('secret')
await relogin.getByRole('button', { name: '登录' }).click()
await page.getByRole('button', { name: '处理下一件' }).waitFor()
assert.equal(new Set(idsOf(review)).size, 1)
assert.equal(idsOf(review).length, 2)
step('log-in over the open dialog, then the same request goes through')

// Somebody else was faster.
await openReturn()
mock.once.set(review, problem(409, 'revision-conflict', { current: { statusTitle: '待领导小组评审', revision: 9 } }))
await submit()
await page.getByText('内容已被他人更新').waitFor()
await page.getByText('待领导小组评审').waitFor()
assert.equal(
  await page
    .getByRole('dialog')
    .getByLabel(/要怎么改/)
    .inputValue(),
  '请按户口簿填写',
)
await page.getByRole('button', { name: '载入最新内容' }).click()
assert.equal(
  await page
    .getByRole('dialog')
    .getByLabel(/要怎么改/)
    .inputValue(),
  '请按户口簿填写',
)
step('a conflict shows what changed and keeps what was typed')

// The server refuses a field.
await openReturn()
mock.once.set(review, problem(400, 'bad-request', { fields: [{ path: '/reason', text: '总的说明里不能写手机号' }] }))
await submit()
await page.getByRole('dialog').getByText('有 1 处需要改正').waitFor()
assert.equal(await page.getByRole('dialog').getByText('总的说明里不能写手机号').count(), 2)
step('field problems stand in the summary and at the field')

// Shortcuts can be read and switched off.
await page.goto(`${mock.origin}/console/work`)
await page.getByRole('link', { name: /王春燕/ }).waitFor()
await page.keyboard.press('?')
await page.getByLabel('启用单键快捷键').uncheck()
await page.keyboard.press('Escape')
await page.getByRole('dialog').waitFor({ state: 'hidden' })
await page.keyboard.press('j')
assert.equal(await page.evaluate("document.activeElement?.matches('[data-row-link]') ?? false"), false)
step('single-key shortcuts can be switched off')

await browser.close()
mock.server.close()
