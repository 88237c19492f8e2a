import { publicity } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { apply, decideList, openRound, passSchool } from '../../apps/server/src/testing/money-path.ts'
import { accessible, heading, look, office, phone, shot } from './browser.ts'
import { PASSWORD, staffLogin, student } from './people.ts'

const KEYS = ['A1', 'A3', 'A4', 'A5']
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
  await heading(page, '资助办到哪一步，每一步都看得见')
  await shot(page, 'home')
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '正在公示' }).click()
  await heading(page, '正在公示的拟资助名单')
  await page.getByRole('link', { name: /国家助学金/ }).click()
  await page.getByRole('table', { name: '拟资助学生名单' }).waitFor()
  const text = await page.locator('body').textContent()
  for (const key of KEYS) {
    const { name, idNumber } = student(t, key)
    expect(text, 'a list of a need-based programme masks the names').not.toContain(name)
    expect(text).not.toContain(idNumber.slice(6, 14))
  }
  expect(text).not.toMatch(/低保|脱贫|\d{17}[\dX]|(^|\D)1\d{10}(\D|$)/)
  await shot(page, 'notice')

  // without a reason it is refused in place, what was typed stays
  await page.getByLabel('对第几号有异议').fill('第 ２ 号')
  await page.getByRole('button', { name: '提交异议' }).click()
  await page.getByText('请写明异议的内容和依据').first().waitFor()
  expect(await page.getByLabel('对第几号有异议').inputValue()).toBe('第 ２ 号')
  await shot(page, 'objection-refused')
  await page.getByLabel('异议内容和依据').fill('该生本学期已经办理休学，不在学校。')
  await page.getByRole('button', { name: '提交异议' }).click()
  await heading(page, /异议/)
  await shot(page, 'objection-taken')
  const taken = await t.owner.query<{ no: number; held: boolean }>(
    'select e.no, a.held from notice_entries e join applications a on a.id = e.application_id order by e.no',
  )
  expect(taken.rows.map((r) => r.held)).toEqual([false, true, false, false])

  // the same pages with scripts switched on pass the same test as all others
  const seeing = await (await phone()).newPage()
  for (const path of ['/', '/notices', `/notices/${noticeId}`, `/notices/${noticeId}/objection`]) {
    await seeing.goto(`${t.url}${path}`)
    await accessible(seeing)
  }
  const wide = await (await office()).newPage()
  await wide.goto(`${t.url}/notices/${noticeId}`)
  await look(wide, 'notice-office')

  // the reviewer sees it on her work list and decides
  const reviewer = await (await office()).newPage()
  await staffLogin(reviewer, t, 'reviewerA')
  await look(reviewer, 'reviewer-work')
  await reviewer.getByRole('link', { name: /对第 2 号的异议/ }).click()
  await reviewer.getByText('异议处理中').first().waitFor()
  await look(reviewer, 'reviewer-notice')

  // after the period: the page is gone for everybody, the three go on, the held one waits
  await page.goto(t.url)
  for (const days of [5, 5]) {
    await page.getByRole('button', { name: `前进${days}天` }).click()
    await page.waitForLoadState()
  }
  await page.getByText('今天 2026年9月11日').waitFor()
  const gone = await page.goto(`${t.url}/notices/${noticeId}`)
  expect(gone?.status()).toBe(404)
  expect(await gone?.headerValue('cache-control')).toBe('no-store')
  await page
    .getByText(/公示期已满|已经撤下/)
    .first()
    .waitFor()
  await shot(page, 'gone')
  const statuses = async () =>
    (
      await t.owner.query<{ status: string }>(
        'select a.status from notice_entries e join applications a on a.id = e.application_id order by e.no',
      )
    ).rows.map((r) => r.status)
  expect(await statuses()).toEqual(['noticed', 'public-notice', 'noticed', 'noticed'])

  // dismissed: the student whom it was about follows the others
  await reviewer.reload()
  await reviewer.getByRole('button', { name: '处理异议' }).click()
  const dialog = reviewer.getByRole('dialog')
  await dialog.getByLabel('不成立，保留在名单').check()
  await dialog.getByLabel('调查情况和依据').fill('查学籍系统，该生在籍在校，没有办理休学。')
  await look(reviewer, 'reviewer-decides')
  await dialog.getByRole('button', { name: '处理异议' }).click()
  await reviewer.getByText('异议已处理').waitFor()
  expect(await statuses()).toEqual(['noticed', 'noticed', 'noticed', 'noticed'])
})
