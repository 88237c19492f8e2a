import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { apply, decideList, openRound, passSchool } from '../../apps/server/src/testing/money-path.ts'
import { checkAll } from '../support/pipeline.ts'
import { eventually, heading, look, office } from './browser.ts'
import { PASSWORD, student } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  const roundId = await openRound(t)
  for (const key of ['A1', 'A2']) await apply(t, key, roundId)
  await officersDay()
})
afterAll(() => t?.close())

/** School B: one list to publish, one proposed hardship level, and checked applications of three students. */
async function officersDay(): Promise<void> {
  const roundId = await openRound(t, 'B')
  const first = await apply(t, 'B1', roundId, { only: ['tuition-waiver'] })
  await passSchool(t, 'B1', first['tuition-waiver'].id)
  await decideList(t, roundId, 'tuition-waiver', 'B')
  await apply(t, 'B3', roundId)
  for (const key of ['B4', 'B5']) await apply(t, key, roundId, { only: ['national-grant'] })
  await checkAll(t, 'B')
}

/** Name of what has the focus, as a screen reader would say it. */
const focused = async (page: Page): Promise<string> =>
  String(
    await page.evaluate(
      "(e => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent)(document.activeElement)",
    ),
  ).trim()

const named = (text: string, name: string | RegExp) => (typeof name === 'string' ? text === name : name.test(text))

/** Presses Tab until the focus is on something so named; gives up after a page's worth of stops. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    if (named(await focused(page), name)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way to ${name} by Tab; the focus is on ${await focused(page)}`)
}

/** Walks the rows of the page by j and opens the one so named. */
async function openRow(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press('j')
    if (named(await focused(page), name)) return page.keyboard.press('Enter')
  }
  throw new Error(`no row ${name} by j; the focus is on ${await focused(page)}`)
}

/** The next thing that waits, by its key; waits until its page is there. */
async function goOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(处理下一件|回到待办)$/ }).waitFor()
  const before = page.url()
  await page.keyboard.press('n')
  await page.waitForURL((url) => url.href !== before)
}

/** Logs in by keyboard, in a window that counts whatever a mouse does in it. */
async function atTheDesk(key: string): Promise<Page> {
  const page = await (await office()).newPage()
  await page.addInitScript(
    "for (const kind of ['pointerdown', 'mousedown']) addEventListener(kind, () => { globalThis.mouseUsed = true }, true)",
  )
  await page.goto(`${t.url}/console/`)
  await page.getByLabel('用户名').waitFor()
  await look(page, 'log-in')
  await page.getByLabel('用户名').focus()
  await page.keyboard.type(t.world.staff[key]?.username ?? '')
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await heading(page, '待办')
  return page
}

/** The work list is empty, and nothing on the way was done by mouse. */
async function atZero(page: Page): Promise<void> {
  await heading(page, '待办')
  await page.getByText('没有待办').waitFor()
  await look(page, 'zero')
  expect(await page.evaluate('globalThis.mouseUsed === true')).toBe(false)
}

test('the class teacher’s work list goes to zero without the mouse', async () => {
  const page = await atTheDesk('class-teacherA')
  await page
    .getByRole('link', { name: /李晓燕/ })
    .first()
    .waitFor()
  await look(page, 'work-list')

  // the help says which keys there are
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: '快捷键' }).waitFor()
  await look(page, 'shortcuts')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  // j and k walk the list, Enter opens; afterwards the next one is one key away
  await page.keyboard.press('j')
  const first = await focused(page)
  await page.keyboard.press('j')
  expect(await focused(page)).not.toBe(first)
  await page.keyboard.press('k')
  expect(await focused(page)).toBe(first)
  await page.keyboard.press('Enter')
  let passed = 0
  for (; passed < 10; passed += 1) {
    await page.getByRole('button', { name: '初审通过' }).waitFor()
    await tabTo(page, '初审通过')
    await page.keyboard.press('Enter')
    await page.getByText('已办理：').waitFor()
    const next = page.getByRole('button', { name: /^(处理下一件|回到待办)$/ })
    await next.waitFor()
    const last = (await next.textContent()) === '回到待办'
    if (last || passed === 0) await look(page, last ? 'last-one-done' : 'one-done')
    await goOn(page)
    if (last) break
  }
  expect(passed + 1).toBe(4)
  await atZero(page)
  const left = await t.owner.query("select count(*)::int as n from applications where status = 'submitted'")
  expect(left.rows).toEqual([{ n: 0 }])
}, 240_000)

/** Ticks what the reviewer must have looked at, then passes. */
async function pass(page: Page): Promise<void> {
  const warnings = await page.getByRole('checkbox', { name: '我已核对，可以通过' }).count()
  for (let i = 0; i < warnings; i += 1) {
    await page.keyboard.press('Tab')
    await tabTo(page, '我已核对，可以通过')
    await page.keyboard.press('Space')
  }
  await tabTo(page, '审核通过')
  await page.keyboard.press('Enter')
}

/** Returns the application: refused in place while nothing is named, then sent with what to put right. */
async function sendBack(page: Page): Promise<void> {
  await tabTo(page, '退回补正')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: '退回补正' })
  await dialog.waitFor()
  await tabTo(page, '家庭人口数')
  await tabTo(page, '退回补正')
  await page.keyboard.press('Enter')
  // the summary has the focus; its link leads to the field
  await dialog.getByText('有 1 处需要改正').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, '家庭人口数')
  await page.keyboard.press('Space')
  await tabTo(page, /^家庭人口数：要怎么改/)
  await page.keyboard.type('户口簿上是4人，请核对。')
  await look(page, 'officer-return')
  await tabTo(page, '退回补正')
  await page.keyboard.press('Enter')
}

/** Confirms the level that is proposed; the evidence is in the dialog. */
async function decideHardship(page: Page, show: boolean): Promise<void> {
  const decide = page.getByRole('dialog', { name: /^审定困难等级/ })
  await decide.waitFor()
  if (show) await look(page, 'officer-hardship')
  await tabTo(page, /^理由/)
  await tabTo(page, '审定')
  await page.keyboard.press('Enter')
  await decide.waitFor({ state: 'detached' })
  await page.getByText('困难等级已审定').waitFor()
  if (show) await look(page, 'officer-hardship-decided')
}

test('the aid officer’s work list goes to zero without the mouse', async () => {
  const page = await atTheDesk('aid-officerB')
  await page.getByRole('link', { name: /建议“/ }).first().waitFor()
  await look(page, 'officer-work-list')

  // the hardship level first: a review hangs on it. The class teacher proposed, so she may decide
  await openRow(page, /建议“/)
  await heading(page, '困难认定')
  const rows = page.locator('main').getByRole('button', { name: '审定', exact: true })
  await eventually(() => rows.count()).toBe(2)
  await openRow(page, '审定')
  for (const left of [1, 0]) {
    await decideHardship(page, left === 1)
    await eventually(() => rows.count()).toBe(left)
    if (left === 0) continue
    // the next one waits on this very page: the same key leads to its button
    await page.keyboard.press('n')
    expect(await focused(page)).toBe('审定')
    await page.keyboard.press('Enter')
  }
  await goOn(page)

  // four applications of three students: one goes back with its reason, the others pass
  const back = student(t, 'B4').name
  const seen: string[] = []
  while (page.url().includes('/applications/')) {
    await page.getByRole('button', { name: '审核通过' }).waitFor()
    const title = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
    seen.push(title)
    if (title.startsWith(back)) await sendBack(page)
    else await pass(page)
    await page.getByText('已办理：').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    if (seen.length === 1 || title.startsWith(back)) await look(page, 'officer-one-done')
    await goOn(page)
  }
  expect(seen).toHaveLength(4)

  // the list that the committee decided: the programme is chosen by arrow keys, the preview is what the public sees
  await heading(page, '公示')
  await tabTo(page, '发布公示')
  await page.keyboard.press('Enter')
  const publish = page.getByRole('dialog', { name: '发布拟资助名单公示' })
  await publish.waitFor()
  await tabTo(page, '国家助学金')
  await page.keyboard.press('ArrowDown')
  await publish.getByText('将公示 1 人').waitFor()
  await tabTo(page, '我已核对名单和说明，同意公示')
  await page.keyboard.press('Space')
  await look(page, 'officer-publish')
  await tabTo(page, '发布公示')
  await page.keyboard.press('Enter')
  await page.getByText('已发布公示 1 人').waitFor()
  await publish.waitFor({ state: 'detached' })
  await look(page, 'officer-published')
  await goOn(page)
  await atZero(page)

  const done = await t.owner.query(
    `select a.status, count(*)::int as n from applications a where a.school_id = $1 group by 1 order by 1`,
    [t.world.schools.B.id],
  )
  expect(done.rows).toEqual([
    { status: 'public-notice', n: 1 },
    { status: 'returned', n: 1 },
    { status: 'reviewed', n: 3 },
  ])
}, 240_000)
