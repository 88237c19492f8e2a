import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { publicity } from '@zhuxue/contracts'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { apply, decideHardship, decideList, openRound, passSchool } from '../../apps/server/src/testing/money-path.ts'
import { heading, office, phone } from './browser.ts'
import { menu, PASSWORD, staffLogin, student, studentLogin } from './people.ts'

// Draws the pictures of the README anew: PICTURES=1 npm test -- test/journeys/pictures
const wanted = process.env.PICTURES !== undefined
const DOCS = join(import.meta.dirname, '../../docs/pictures')
const LARGEST = 200_000

let t: TestApp
beforeAll(async () => {
  if (wanted) t = await testApp({ listen: true, demo: true, password: PASSWORD })
})
afterAll(() => t?.close())

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(DOCS, { recursive: true })
  await page.evaluate('document.activeElement?.blur()')
  const image = await sharp(await page.screenshot({ animations: 'disabled' }))
    .png({ palette: true, colours: 128, compressionLevel: 9 })
    .toFile(join(DOCS, `${name}.png`))
  expect(image.size).toBeLessThanOrEqual(LARGEST)
}

test.runIf(wanted)('pictures for the README', async () => {
  const documentNo = '官教资〔2026〕3号'
  const roundId = await openRound(t, 'A', [{ programme: 'national-grant', authorityNumber: 6, documentNo }])
  const hers = await (await phone({ deviceScaleFactor: 2 })).newPage()
  await studentLogin(hers, t, 'A3')
  await heading(hers, `${student(t, 'A3').name}，您好`)
  await hers.getByText('本学期能享受什么').waitFor()
  await picture(hers, 'student-home')

  for (const key of ['A1', 'A2', 'A3', 'A4', 'A5', 'A7', 'A8']) {
    const made = await apply(t, key, roundId, { only: ['national-grant'] })
    // A2 is under 16 and waits for the guardian's signature
    if (key !== 'A7' && key !== 'A2') await passSchool(t, key, made['national-grant'].id)
  }
  await apply(t, 'A6', roundId)
  const officer = await (await office()).newPage()
  await decideHardship(t, 'A6')
  await staffLogin(officer, t, 'class-teacher2A')
  await menu(officer, '申请')
  await officer
    .getByRole('row')
    .filter({ hasText: student(t, 'A6').name })
    .first()
    .getByRole('link')
    .click()
  await officer.getByRole('heading', { level: 2, name: '申请表' }).waitFor()
  await officer.waitForLoadState('networkidle')
  await picture(officer, 'console-application')

  expect((await decideList(t, roundId, 'national-grant')).answer.status).toBe(200)
  const published = await (await t.as('aid-officer')).call(publicity.publishNotice, {
    body: { roundId, programme: 'national-grant', note: '' },
  })
  expect(published.status, JSON.stringify(published.body)).toBe(200)
  const anyone = await (await phone({ deviceScaleFactor: 2, javaScriptEnabled: false })).newPage()
  await anyone.goto(`${t.url}/notices/${published.body.id}`)
  await anyone.getByRole('table', { name: '拟资助学生名单' }).waitFor()
  await anyone.evaluate('window.scrollTo(0, 300)')
  await picture(anyone, 'public-notice')
})
