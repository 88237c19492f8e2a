import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { accessible, heading, look, office, phone, shot } from './browser.ts'

interface Example {
  readonly id: string
  readonly region: string
  readonly term: string
  readonly expected: readonly { programme: string; outcome: string; yearFen?: number }[]
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../packages/regions/data/cases.json', import.meta.url), 'utf8'),
) as { cases: readonly Example[] }
const example = (id: string): Example => {
  const found = cases.find((c) => c.id === id)
  if (!found) throw new Error(id)
  return found
}

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, at: '2026-09-01T09:00:00+08:00' })
})
afterAll(() => t?.close())

/** What a person would answer, by the beginning of the question. */
const ANSWERS = {
  stage: '在读的是哪一类学校',
  grade: '现在读几年级',
  status: '现在的学习情况',
  major: '学的是哪一类专业',
  hukou: '户口在哪个县',
  hukouArea: '户口所在地是哪一类',
  school: '学校在哪个县',
  registers: '家庭或本人属于下面哪些情况',
  riskEliminated: '家庭的返贫风险',
  hardship: '学校做过家庭经济困难认定吗',
  nationality: '是不是中国内地',
  ranking: '上学年的成绩排名',
  outstanding: '有没有突出表现',
} as const
type Persona = Partial<Record<keyof typeof ANSWERS, string>>
const UNSURE = '不清楚'

const title = async (page: Page) => (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''

/** Answers whatever is asked until the result stands there; what the persona does not say is 不清楚. */
async function walk(page: Page, persona: Persona): Promise<string[]> {
  const asked: string[] = []
  for (let i = 0; i < 20; i += 1) {
    const question = await title(page)
    if (question === '自查结果') return asked
    asked.push(question)
    const key = (Object.keys(ANSWERS) as (keyof Persona)[]).find((k) => question.startsWith(ANSWERS[k]))
    const answer = (key && persona[key]) ?? UNSURE
    const list = page.getByRole('combobox')
    if (await list.count()) await list.selectOption({ label: answer })
    else await page.getByLabel(answer, { exact: false }).first().check()
    await page.getByRole('button', { name: '下一题' }).click()
    await expect.poll(() => title(page), { timeout: 30_000 }).not.toBe(question)
  }
  throw new Error(`more than 20 questions: ${asked.join()}`)
}

/** Opens the check by the rules of a case; every request made after the page stands is kept. */
async function begin(page: Page, { region, term }: Example): Promise<string[]> {
  const requests: string[] = []
  await page.goto(`${t.url}/check?region=${region}&term=${term}`)
  await heading(page, '我能享受什么')
  page.on('request', (r) => requests.push(`${r.method()} ${r.url()}`))
  await page.getByRole('button', { name: '开始自查' }).click()
  return requests
}

const LABELS = { entitled: '可以享受', competes: '符合条件，名额有限，需评审', 'to-verify': '需核实' } as const
/** The outcome that the result shows for a programme, with its text. */
const card = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name }) })
async function shows(page: Page, name: string, outcome: keyof typeof LABELS | 'not-eligible') {
  if (outcome === 'not-eligible') {
    expect(await card(page, name).count(), name).toBe(0)
    await page.getByText(/不符合条件的项目/).waitFor()
    return
  }
  expect(await card(page, name).locator('.tag').textContent(), name).toBe(LABELS[outcome])
}
const outcomeOf = (c: Example, programme: string) =>
  c.expected.find((e) => e.programme === programme)?.outcome as keyof typeof LABELS | 'not-eligible'

const base: Persona = { stage: '普通中专', status: '全日制，已注册学籍，正在学校上课', nationality: '是' }

test('entitled (C01): agriculture, first grade; a handful of questions, amount, clause, where to apply; no request carries an answer', async () => {
  const c = example('C01')
  const page = await (await phone()).newPage()
  const requests = await begin(page, c)
  await look(page, 'question')
  // nothing chosen: said in words, focus on the summary
  await page.getByRole('button', { name: '下一题' }).click()
  await page.getByRole('alert').getByText('请选一项').waitFor()
  await accessible(page)
  const asked = await walk(page, {
    ...base,
    grade: '一年级',
    major: '农林牧渔等涉农专业',
    hukou: '五华区',
    hukouArea: '城市',
    school: '官渡区',
    registers: '都没有',
    hardship: '认定过，结果是不困难',
  })
  expect(asked.length).toBeLessThanOrEqual(9)
  await shows(page, '国家助学金', outcomeOf(c, 'national-grant'))
  await shows(page, '免学费', outcomeOf(c, 'tuition-waiver'))
  const grant = card(page, '国家助学金')
  for (const text of ['2,300', '1,150', '所学专业是涉农专业', '开学注册后5个工作日内', '就读学校', '出处']) {
    expect(await grant.textContent()).toContain(text)
  }
  await look(page, 'entitled')
  expect(requests, 'the phone asked somebody').toEqual([])

  // back keeps the answers; a change of one of them is taken up
  await page.goBack()
  expect(
    await page
      .getByRole('radio', { checked: true })
      .or(page.getByRole('checkbox', { checked: true }))
      .count(),
  ).toBe(1)
  await page.goForward()
  await page.getByRole('button', { name: '修改：学的是哪一类专业？' }).click()
  expect(await page.getByLabel('农林牧渔等涉农专业').isChecked()).toBe(true)

  // the slip on paper: results and answers, no buttons
  await page.goForward().catch(() => undefined)
  await page.goBack()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('button', { name: '打印或保存这张单子' }).isVisible()).toBe(false)
  await shot(page, 'slip')
})

test('competes (C05): determined hardship; places are limited and that is said', async () => {
  const c = example('C05')
  const page = await (await phone()).newPage()
  await begin(page, c)
  await walk(page, {
    ...base,
    grade: '三年级',
    major: '其他专业',
    hukou: '五华区',
    hukouArea: '城市',
    school: '官渡区',
    registers: '都没有',
    hardship: '已认定：困难',
  })
  await shows(page, '国家助学金', outcomeOf(c, 'national-grant'))
  await shows(page, '免学费', outcomeOf(c, 'tuition-waiver'))
  await look(page, 'competes')
})

test('refused (C13): part-time; nothing more is asked than needed, and every refusal has its reason and clause', async () => {
  const page = await (await phone()).newPage()
  await begin(page, example('C01'))
  const asked = await walk(page, { ...base, grade: '一年级', status: '非全日制（业余、函授、短期培训）' })
  expect(asked.length).toBeLessThanOrEqual(3)
  await page.getByText(/不符合条件的项目/).click()
  const refused = page.locator('details')
  expect(await refused.textContent()).toContain('学习形式是非全日制，不在资助范围')
  expect(await refused.textContent()).toContain('出处')
  await look(page, 'refused')
})

test('unknown: 不清楚 never becomes a silent no; by keyboard alone, on a desk screen and without a network', async () => {
  const page = await (await office()).newPage()
  await begin(page, example('C01'))
  await page.context().setOffline(true)
  for (let i = 0; i < 20 && (await title(page)) !== '自查结果'; i += 1) {
    const before = await title(page)
    const list = page.getByRole('combobox')
    if (await list.count()) {
      await list.focus()
      await list.selectOption({ label: UNSURE })
    } else {
      const box = page.getByRole(before.startsWith('家庭或本人') ? 'checkbox' : 'radio', {
        name: i === 0 ? '普通中专' : UNSURE,
      })
      await box.focus()
      await page.keyboard.press('Space')
    }
    await page.keyboard.press('Enter')
    if (await page.getByRole('combobox').count()) await page.getByRole('button', { name: '下一题' }).press('Enter')
    await expect.poll(() => title(page), { timeout: 30_000 }).not.toBe(before)
  }
  await shows(page, '国家助学金', 'to-verify')
  expect(await card(page, '国家助学金').textContent()).toContain('还要弄清楚')
  await look(page, 'unknown-desk')
})

test('the page may not talk to anyone: its own policy forbids it', async () => {
  const r = await t.app.inject({ url: '/check' })
  expect(r.headers['content-security-policy']).toContain("connect-src 'none'")
  expect(r.headers['content-security-policy']).toContain("form-action 'none'")
  expect(r.body).toContain('data-region="530100"')
  expect(r.body).toContain('data-term="2026-autumn"')
})
