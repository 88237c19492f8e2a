/**
 * Behaviour of the built app in a real browser against the mock (`npm run behaviour -w apps/student` after a build):
 * a page killed at every question, offline submission, lost answers, refusal, return, another device, expired session.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type Mock, startMock } from './mock.ts'
import * as data from './mock-data.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser: Browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
})
let axeProblems = 0

async function axe(page: Page): Promise<void> {
  await page.evaluate(`${axeSource};0`)
  const found = (await page.evaluate(
    'axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]})',
  )) as {
    violations: { id: string; nodes: { target: string[] }[] }[]
  }
  for (const v of found.violations) {
    axeProblems += 1
    console.log(`  axe ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')} at ${page.url()}`)
  }
}

const device = (): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })

async function logIn(context: BrowserContext, mock: Mock, path = '/'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${mock.url}/student${path}`)
  await page.fill('#idNumber', ` ${data.idNumber.slice(0, 6)} ${data.idNumber.slice(6)} `)
  await page.fill('#password', data.password)
  await page.click('button[type=submit]')
  await page.waitForSelector('h1:not(:has-text("学生登录"))')
  return page
}

const title = (page: Page, text: string) => page.waitForSelector(`h1:has-text("${text}")`)
const choose = (page: Page, text: string) => page.click(`label.choice >> text="${text}"`)
const photo = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const c = document.createElement('canvas')
    c.width = 3000
    c.height = 2000
    c.getContext('2d')?.fillRect(0, 0, 3000, 2000)
    return c.toDataURL('image/jpeg').split(',')[1] ?? ''
  })

/** Every question with how to answer it. */
const answers: [string, (page: Page) => Promise<void>][] = [
  ['您要申请哪些资助', async () => undefined],
  ['这些学籍信息对吗', (p) => choose(p, '都对')],
  ['我们怎么联系您', async () => undefined],
  ['您家一共有几口人', (p) => p.fill('#householdSize', '４ 人')],
  ['家里有几个人在上学', (p) => p.fill('#studentsInFamily', '2')],
  ['家里需要赡养', (p) => p.fill('#dependants', '1')],
  ['家里有几个大人没有工作', (p) => p.fill('#unemployed', '0')],
  ['家里去年平均每人收入', (p) => choose(p, '不清楚')],
  ['您家属于下面哪些情况', (p) => choose(p, '都没有')],
  ['家里还有哪些人', async () => undefined],
  ['家里最近遇到过', async () => undefined],
  [
    '请拍照上传材料',
    async (p) => {
      const buffer = Buffer.from(await photo(p), 'base64')
      for (const kind of ['id-copy', 'household-register']) {
        await p.setInputFiles(`#photo-${kind}`, { name: 'IMG_0001.JPG', mimeType: 'image/jpeg', buffer })
        await p.waitForSelector(`section:has(#photo-${kind}) .photo`)
      }
    },
  ],
  [
    '承诺和签名',
    async (p) => {
      await choose(p, '我已经看过，并且同意以上三条')
      await p.fill('#signature', '阿依木')
    },
  ],
]

async function fill(page: Page, each?: (page: Page, question: string) => Promise<Page>): Promise<Page> {
  let p = page
  for (const [question, answer] of answers) {
    await title(p, question)
    await answer(p)
    if (each) p = await each(p, question)
    await p.click('.next')
  }
  await title(p, '请核对')
  return p
}

const cases: Record<string, (mock: Mock) => Promise<void>> = {
  async 'page killed at every question: the same question, nothing lost; then submitted once'(mock) {
    const context = await device()
    const first = await logIn(context, mock, '/apply')
    const page = await fill(first, async (p, question) => {
      await p.waitForTimeout(60)
      await axe(p)
      await p.close({ runBeforeUnload: false })
      const next = await context.newPage()
      await next.goto(`${mock.url}/student/apply`)
      await title(next, question)
      return next
    })
    await axe(page)
    await page.click('text=提交申请')
    await title(page, '申请已提交')
    await axe(page)
    assert.equal(mock.state.submissions, 1)
    assert.equal(mock.state.form.attachments.length, 2)
    assert.ok(mock.state.form.attachments.every((a) => a.size < 400_000))
  },
  async 'offline submission with photos: kept, delivered once when the network returns, also after a kill'(mock) {
    const context = await device()
    let page = await logIn(context, mock, '/apply')
    await page.waitForTimeout(3500) // the service worker has the app
    await context.setOffline(true)
    page = await fill(page)
    await page.click('text=提交申请')
    await title(page, '正在提交')
    await page.close()
    page = await context.newPage()
    await page.goto(`${mock.url}/student/`)
    await page.waitForSelector('text=还没有送达')
    await page.waitForSelector('text=离线，数据截至')
    assert.equal(mock.state.submissions, 0)
    await context.setOffline(false)
    await page.waitForSelector('text=待班主任初审', { timeout: 15_000 })
    assert.equal(mock.state.submissions, 1)
    assert.equal(mock.state.form.attachments.length, 2)
  },
  async 'answers lost on the way: retried with the same id, acted once'(mock) {
    const context = await device()
    const page = await fill(await logIn(context, mock, '/apply'))
    await page.waitForTimeout(1800)
    mock.state.link = 'lost'
    await page.click('text=提交申请')
    await page.waitForSelector('text=上一次没有成功')
    await page.click('text=先不提交，回去修改')
    await page.waitForSelector('text=可能已经送到学校')
    mock.state.link = 'ok'
    await page.click('text=立即重试')
    await title(page, '申请已提交')
    assert.equal(mock.state.submissions, 1)
  },
  async 'refused by the server: back in the form with the same words, corrected, accepted'(mock) {
    const context = await device()
    const page = await fill(await logIn(context, mock, '/apply'))
    mock.state.refuseSubmit = true
    await page.click('text=提交申请')
    await page.waitForSelector('.summary >> text=这个手机号已被另一位同学使用')
    await axe(page)
    await page.click('.summary a')
    await title(page, '我们怎么联系您')
    mock.state.refuseSubmit = false
    await choose(page, '换一个号码')
    await page.fill('#phone', '154 0000 0013')
    await page.click('.next')
    await title(page, '请核对')
    await page.click('text=提交申请')
    await title(page, '申请已提交')
  },
  async 'session over in the middle of the form: log-in sheet, same question, answers intact'(mock) {
    const context = await device()
    const page = await logIn(context, mock, '/apply/household')
    await page.fill('#householdSize', '6')
    mock.state.session = 'ended'
    await page.waitForSelector('[role=dialog] #idNumber', { timeout: 10_000 })
    await axe(page)
    await page.fill('[role=dialog] #idNumber', data.idNumber)
    await page.fill('[role=dialog] #password', data.password)
    await page.click('[role=dialog] button[type=submit]')
    await page.waitForSelector('[role=dialog]', { state: 'detached' })
    assert.equal(await page.inputValue('#householdSize'), '6')
    await page.waitForSelector('text=已保存')
    assert.equal(mock.state.form.draft.answers.householdSize, 6)
  },
  async 'another device: gets the draft; when both wrote, she chooses'(mock) {
    const one = await logIn(await device(), mock, '/apply/household')
    await one.fill('#householdSize', '5')
    await one.waitForSelector('.sync >> text=已保存')
    await one.waitForTimeout(2000)
    const two = await logIn(await device(), mock, '/apply/household')
    // The mock has one session; the second log-in ended the first one's.
    assert.equal(await two.inputValue('#householdSize'), '5')
    mock.state.form.draft = { revision: 9, answers: { householdSize: 7 }, savedAt: new Date().toISOString() }
    await two.fill('#householdSize', '3')
    await two.waitForSelector('[role=dialog] >> text=另一台设备上也改过')
    await axe(two)
    await two.click('text=/用这台手机上的/')
    await two.waitForSelector('[role=dialog]', { state: 'detached' })
    await two.waitForTimeout(300)
    assert.equal(mock.state.form.draft.answers.householdSize, 3)
  },
  async 'returned form: reasons at the top and beside the field, resubmitted'(mock) {
    mock.state.form.returned = {
      submissionRevision: 1,
      by: '李老师',
      at: data.now,
      reason: '户口簿照片看不清，请重拍。',
      fields: [{ field: 'attachments', reason: '户口簿首页模糊' }],
    }
    mock.state.form.submission = { id: data.ids.grant, referenceNo: 'KM2026Q-001', revision: 1, submittedAt: data.now }
    const page = await logIn(await device(), mock, '/apply')
    await title(page, '请核对')
    await page.waitForSelector('text=户口簿照片看不清')
    await page.waitForSelector('dd >> text=退回原因：户口簿首页模糊')
    await axe(page)
    await page.goto(`${mock.url}/student/apply/attachments/edit`)
    await page.waitForSelector('.note >> text=户口簿首页模糊')
  },
  async 'log-out wipes what the phone kept; asks when something is unsent'(mock) {
    const context = await device()
    const page = await fill(await logIn(context, mock, '/apply'))
    mock.state.link = 'busy'
    await page.click('text=提交申请')
    await page.waitForSelector('text=上一次没有成功')
    await page.goto(`${mock.url}/student/me`)
    await page.click('button >> text=退出登录')
    await page.waitForSelector('[role=dialog] >> text=还没有送达')
    await axe(page)
    mock.state.link = 'ok'
    await page.click('text=仍然退出')
    await title(page, '学生登录')
    const left = await page.evaluate(async () => (await indexedDB.databases()).length)
    assert.equal(left, 0)
  },
}

let failed = 0
for (const [name, run] of Object.entries(cases)) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue
  const mock = await startMock()
  try {
    await run(mock)
    console.log(`ok    ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAIL  ${name}\n${error instanceof Error ? error.message : String(error)}`)
    const page = browser
      .contexts()
      .flatMap((c) => c.pages())
      .pop()
    await page?.screenshot({ path: '/tmp/student-behaviour.png' }).catch(() => undefined)
  }
  for (const c of browser.contexts()) await c.close()
  await mock.close()
}
await browser.close()
console.log(`axe: ${axeProblems} violations`)
process.exit(failed + axeProblems > 0 ? 1 : 0)
