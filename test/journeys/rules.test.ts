import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { determineFor } from '../../apps/server/src/modules/programmes/index.ts'
import { type Client, type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { eventually, heading, look, office, phone, shot } from './browser.ts'
import { menu } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true })
})
afterAll(() => t.close())

async function browserOf(client: Client, where: BrowserContext): Promise<Page> {
  const [name, value] = client.cookie.split('=') as [string, string]
  await where.addCookies([{ name, value, url: t.url, httpOnly: true, sameSite: 'Lax' }])
  return where.newPage()
}

/** What the student's own page is told, by the version of the term aided. */
const grantIn = (term: '2026-autumn' | '2027-spring', student = 'A3') =>
  t.platform.transaction({ kind: 'worker', name: '测试' }, async (tx) => {
    const { items } = await determineFor(tx, t.platform, t.world.students[student]?.id ?? '', term)
    return items.find((i) => i.programme === 'national-grant')?.view
  })

it('an amount and a condition are edited, tried on the roll, published by a second person, and decide the next term only', async () => {
  const city = await browserOf(await t.as('city-aid'), await office())
  await city.goto(`${t.url}/console/`)
  await heading(city, '待办')
  await menu(city, '项目目录')
  await city.getByRole('heading', { level: 2, name: /国家助学金/ }).waitFor()
  await look(city, 'catalogue')
  await city.getByRole('button', { name: '起草新版本：国家助学金' }).click()
  await city.getByRole('dialog').getByRole('button', { name: '起草新版本' }).click()
  await heading(city, '国家助学金')

  await city.getByLabel('每年金额').fill('2500')
  const base = city.getByRole('group', { name: '申请人都要满足' })
  await base.getByLabel('到', { exact: true }).fill('1')
  await base.getByText('年级为1年级').waitFor()
  await city.getByText('已自动保存').waitFor()
  await look(city, 'editor')

  // faults are said while typing, by field, and nothing can be submitted
  await city.getByLabel('每年金额').fill('2500.01')
  await city.getByText('金额不能平均分到10个月').first().waitFor()
  expect(await city.getByRole('button', { name: '提交发布' }).isDisabled()).toBe(true)
  await city.getByLabel('每年金额').fill('2500')

  // the same draft open a second time: what was saved first stands, the other page shows both and asks which to keep
  await city.getByText('已自动保存').waitFor()
  const other = await city.context().newPage()
  await other.goto(city.url())
  await other.getByLabel('每年金额').fill('2600')
  await other.getByText('已自动保存').waitFor()
  await other.close()
  await city.getByLabel('每年金额').fill('2500.00')
  await city.getByRole('button', { name: '查看不同，选择保留' }).click()
  await city.locator('del', { hasText: '2,600.00元' }).waitFor()
  expect(await city.getByRole('button', { name: '提交发布' }).isDisabled()).toBe(true)
  await look(city, 'conflict')
  await city.getByRole('button', { name: '用我的内容' }).click()
  await city.getByText('已自动保存').waitFor()

  await city.getByRole('tab', { name: '与现行规则的差异' }).click()
  await city.locator('ins', { hasText: '2,500.00元' }).waitFor()
  await city.locator('ins', { hasText: '年级为1年级' }).waitFor()
  await shot(city, 'differences')
  await city.getByText('已自动保存').waitFor()
  await city.getByRole('tab', { name: '影响测算' }).click()
  await city.getByRole('button', { name: '开始测算' }).click()
  // 16 students: two of the second grade lose the grant, four of the first get 200 yuan more
  const stat = (label: string) => city.locator('.stat', { hasText: label }).locator('.stat-value')
  await eventually(() => stat('不再享受').textContent()).toBe('2 人')
  expect(await stat('金额或名额更好').textContent()).toBe('4 人')
  await look(city, 'what-if')
  const download = city.waitForEvent('download')
  await city.getByRole('button', { name: '导出 xlsx' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/)

  await city.getByRole('button', { name: '提交发布' }).click()
  await city.getByRole('dialog').getByLabel('修改说明（文件、原因）').fill('按新文件提高标准')
  await city.getByRole('dialog').getByRole('button', { name: '提交发布' }).click()
  await city.getByText('须由另一位工作人员核对后发布').waitFor()
  expect(await city.getByRole('button', { name: '核对无误，发布' }).count()).toBe(0)
  await look(city, 'submitted')

  const province = await browserOf(await t.as('province-aid'), await phone())
  await province.goto(city.url())
  await heading(province, '国家助学金')
  await province.locator('ins', { hasText: '2,500.00元' }).waitFor()
  await look(province, 'second-person')
  await province.getByRole('button', { name: '核对无误，发布' }).click()
  await province.getByRole('dialog').getByLabel('我已核对差异和影响测算').check()
  await province.getByRole('dialog').getByRole('button', { name: '核对无误，发布' }).click()
  await province.getByText(/已发布为版本/).waitFor()
  await look(province, 'published')

  expect(await grantIn('2026-autumn', 'A1')).toMatchObject({ termFen: 115_000 })
  expect(await grantIn('2027-spring', 'A1')).toMatchObject({ termFen: 125_000 })
  expect(await grantIn('2026-autumn')).toMatchObject({ outcome: 'entitled' })
  expect(await grantIn('2027-spring')).toMatchObject({ outcome: 'not-eligible' })

  // the clock moves on: the new version is the one in force, the old one stays in the history and cannot be withdrawn
  t.clock.set('2027-02-20T09:00:00+08:00')
  await city.goto(`${t.url}/console/catalogue`)
  const grant = city.getByRole('region', { name: '国家助学金的版本' })
  await grant.getByRole('row', { name: /2027年春季学期起.*执行中/ }).waitFor()
  await grant.getByRole('row', { name: /2025年春季学期至2026年秋季学期.*已停用/ }).waitFor()
  expect(await grant.getByRole('button', { name: /^撤回/ }).count()).toBe(0)
  await city.getByRole('link', { name: '对比版本' }).nth(1).click()
  await heading(city, '对比版本')
  await city.locator('ins').first().waitFor()
  await look(city, 'compare')
}, 300_000)
