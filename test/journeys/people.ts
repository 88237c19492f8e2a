import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { TestApp } from '../../apps/server/src/testing/app.ts'
import { heading } from './browser.ts'

/** Every account's password; strong enough for staff and students. */
export const PASSWORD = 'Zhuxue-2026-ok'

export interface Person {
  readonly name: string
  readonly idNumber: string
  readonly id: string
}

export const student = (t: TestApp, key: string): Person => t.world.students[key] as Person

/** Opens a path of the student app and logs in there; the number is typed in groups, as people do. */
export async function studentLogin(page: Page, t: TestApp, key: string, path = '/'): Promise<void> {
  await page.goto(`${t.url}/student${path}`)
  await typeStudentLogin(page, t, key)
  await page.getByRole('button', { name: '登录', exact: true }).waitFor({ state: 'detached' })
}

/** Types number and password into the log-in form that is shown, and sends it. */
export async function typeStudentLogin(page: Page, t: TestApp, key: string): Promise<void> {
  const { idNumber } = student(t, key)
  const groups = [idNumber.slice(0, 6), idNumber.slice(6, 14), idNumber.slice(14)].join(' ')
  await page.getByLabel('证件号码').fill(groups)
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** Opens the console and logs in as the person whose role key is given ('aid-officerA', 'county-aid'). */
export async function staffLogin(page: Page, t: TestApp, key: string): Promise<void> {
  const who = t.world.staff[key]
  if (!who) throw new Error(`no staff ${key}`)
  await page.goto(`${t.url}/console/`)
  await page.getByLabel('用户名').fill(who.username)
  await page.getByRole('textbox', { name: '密码' }).fill(PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await heading(page, '待办')
}

/** Opens a page by the main menu. */
export async function menu(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name, exact: true }).click()
  await heading(page, name)
}

/** Moves the demo clock by the bar at the top of the page, so many times so many days. */
export async function forward(page: Page, t: TestApp, days: 1 | 5 | 30, times = 1): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const before = t.clock.today()
    const button = page.getByRole('button', { name: `前进${days}天` })
    const moved = page.waitForResponse((r) => r.url().endsWith('/demo/clock') && r.request().method() === 'POST')
    await button.click()
    await moved
    if (t.clock.today() === before) throw new Error('the demo clock did not move')
  }
}

/** A photo of a paper as a phone takes it, several megapixels. */
export function paper(title: string): Promise<Buffer> {
  const lines = [320, 420, 520, 620, 720]
    .map((y, i) => `<rect x="220" y="${y}" width="${900 - i * 90}" height="26" rx="8" fill="#b8c2cc"/>`)
    .join('')
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="1600"><rect width="2400" height="1600" fill="#8c7a66"/>
      <g transform="translate(300 180) rotate(-1.5) scale(1.35)"><rect width="1340" height="900" rx="14" fill="#fdfcf7"/>
      <text x="220" y="220" font-size="96" font-family="Noto Sans CJK SC, sans-serif" fill="#1b2733">${title}</text>${lines}</g></svg>`,
    ),
  )
    .jpeg()
    .toBuffer()
}
