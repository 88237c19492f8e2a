import { publicity } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { apply, decideList, openRound, passSchool } from '../../apps/server/src/testing/money-path.ts'
import { accessible, heading, look, office, phone, shot } from './browser.ts'
import { forward, menu, PASSWORD, staffLogin, student } from './people.ts'

const KEYS = ['A1', 'A2', 'A3', 'A4']
let t: TestApp
let noticeId: string
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  const documentNo = '官教资〔2026〕3号'
  const roundId = await openRound(t, 'A', [{ programme: 'national-grant', authorityNumber: 5, documentNo }])
  for (const key of KEYS) {
    const made = await apply(t, key, roundId, { only: ['national-grant'] })
    await passSchool(t, key, made['national-grant'].id)
  }
  expect((await decideList(t, roundId, 'national-grant')).answer.status).toBe(200)
  const officer = await t.as('aid-officer')
  const note = '监督电话由学校资助办公室公布。'
  const made = await officer.call(publicity.publishNotice, { body: { roundId, programme: 'national-grant', note } })
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  noticeId = made.body.id
})
afterAll(() => t?.close())

test('anyone reads the list on a phone without JavaScript and objects; only that student is held; then the page is gone', async () => {
  const page = await (await phone({ javaScriptEnabled: false })).newPage()
  await page.goto(t.url)
  await shot(page, 'home')
  await page.getByRole('link', { name: /公示/ }).first().click()
  await shot(page, 'list-of-notices')
  await page.getByRole('link', { name: /国家助学金/ }).click()
  await page.getByText('官渡职业中专').first().waitFor()
  const text = await page.locator('body').innerText()
  for (const key of KEYS) {
    const { name, idNumber } = student(t, key)
    expect(text, 'need-based lists show masked names only').not.toContain(name)
    expect(text).not.toContain(idNumber.slice(6, 14))
  }
  expect(text).toMatch(/李\*燕|李\*\*|李＊/)
  expect(text).not.toMatch(/低保|脱贫|困难等级|\d{17}[\dX]|1\d{10}/)
  await shot(page, 'notice')

  // an objection by name against number 2
  await page
    .getByLabel(/序号|第几号|哪一位|对象/)
    .first()
    .waitFor()
  await shot(page, 'objection-form')
})
