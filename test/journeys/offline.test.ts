import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { heading, look, phone, shot } from './browser.ts'
import { fillForm } from './form.ts'
import { PASSWORD, student, studentLogin } from './people.ts'

let t: TestApp
let context: BrowserContext
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  await openRound(t)
})
beforeEach(async () => {
  context = await phone()
})
afterAll(() => t?.close())

const submissions = async (key: string): Promise<number> => {
  const { rows } = await t.owner.query<{ n: number }>(
    'select count(*)::int as n from submissions where student_id = $1',
    [student(t, key).id],
  )
  return rows[0]?.n ?? -1
}
const applications = async (key: string): Promise<string[]> => {
  const { rows } = await t.owner.query<{ programme: string }>(
    'select programme from applications where student_id = $1 order by programme',
    [student(t, key).id],
  )
  return rows.map((r) => r.programme)
}

/** Logged in, and the app's files are on the phone. */
async function ready(key: string): Promise<Page> {
  const page = await context.newPage()
  await studentLogin(page, t, key, '/apply')
  await heading(page, '您要申请哪些资助？')
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  await page.waitForFunction('navigator.serviceWorker.controller !== null')
  return page
}

test('no network while she fills in and submits; page closed and opened again; the network returns: delivered once', async () => {
  const page = await ready('A3')
  await context.setOffline(true)
  await fillForm(page, student(t, 'A3').name)
  await page.getByRole('button', { name: '提交申请' }).click()
  await heading(page, '申请已保存，正在提交')
  await page.getByText('联网后会自动提交').waitFor()
  await look(page, 'saved-offline')
  await page.close()
  const again = await context.newPage()
  await again.goto(`${t.url}/student/`)
  await again.getByText('项内容还没有送达').waitFor()
  await again.getByText('离线，数据截至').waitFor()
  await look(again, 'home-offline')
  expect(await submissions('A3')).toBe(0)
  await context.setOffline(false)
  await again.getByRole('link', { name: /国家助学金/ }).waitFor()
  await shot(again, 'home-delivered')
  expect(await submissions('A3')).toBe(1)
  expect(await applications('A3')).toEqual(['national-grant', 'tuition-waiver'])
})

test('the server is dead when she submits; page killed; the server is back: delivered once', async () => {
  const page = await ready('A4')
  await fillForm(page, student(t, 'A4').name)
  await context.route('**/api/**', (route) => route.abort('connectionrefused'))
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('上一次没有成功').waitFor()
  await page.close({ runBeforeUnload: false })
  const again = await context.newPage()
  await again.goto(`${t.url}/student/`)
  await again.getByText('项内容还没有送达').waitFor()
  expect(await submissions('A4')).toBe(0)
  await context.unroute('**/api/**')
  await again.getByRole('button', { name: '立即重试' }).click()
  await again.getByRole('link', { name: /国家助学金/ }).waitFor()
  expect(await submissions('A4')).toBe(1)
})

test('the server acts but its answers are lost on the way: retried under the same id, one submission', async () => {
  const page = await ready('A7')
  await fillForm(page, student(t, 'A7').name)
  let lost = 0
  await context.route('**/api/v1/student/submissions', async (route) => {
    if (lost < 2) {
      await route.fetch()
      lost += 1
      await route.abort('connectionreset')
    } else await route.continue()
  })
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('上一次没有成功').waitFor()
  expect(await submissions('A7')).toBe(1)
  // what may have arrived cannot be taken back, and she is told so
  await page.getByRole('button', { name: '先不提交，回去修改' }).click()
  await page.getByText('申请可能已经送到学校').waitFor()
  await page.getByRole('button', { name: '立即重试' }).click()
  await heading(page, '申请已提交')
  expect(lost).toBe(2)
  expect(await submissions('A7')).toBe(1)
})
