import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { apply, openRound } from '../../apps/server/src/testing/money-path.ts'
import { heading, look, office } from './browser.ts'
import { PASSWORD } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  const roundId = await openRound(t)
  for (const key of ['A1', 'A2']) await apply(t, key, roundId)
})
afterAll(() => t?.close())

/** Name and role of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement?.getAttribute("aria-label") || document.activeElement?.textContent || ""')

/** Presses Tab until the focus is on something so named; gives up after a page's worth of stops. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    if ((await focused(page)).trim() === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way to ${name} by Tab; the focus is on ${await focused(page)}`)
}

test('the class teacher’s work list goes to zero without the mouse', async () => {
  const page = await (await office()).newPage()
  await page.goto(`${t.url}/console/`)
  await page.getByLabel('用户名').waitFor()
  await look(page, 'log-in')
  await page.getByLabel('用户名').focus()
  await page.keyboard.type(t.world.staff['class-teacherA']?.username ?? '')
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await heading(page, '待办')
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
    const before = page.url()
    await page.keyboard.press('n')
    await page.waitForURL((url) => url.href !== before)
    if (last) break
  }
  expect(passed + 1).toBe(4)
  await heading(page, '待办')
  await page.getByText('没有待办').waitFor()
  await look(page, 'zero')
  const left = await t.owner.query("select count(*)::int as n from applications where status = 'submitted'")
  expect(left.rows).toEqual([{ n: 0 }])
})
