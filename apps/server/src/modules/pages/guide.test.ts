import { compareTerms, type Term } from '@zhuxue/policy'
import { loadRegion, PACKS } from '@zhuxue/regions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { published } from '../catalogue/catalogue-test-kit.ts'
import { publicRules, rulesOf } from '../catalogue/index.ts'
import { guideOf, periodsOf } from './guide-data.ts'
import { guidePdf } from './guide-pdf.ts'
import { wrap } from './pdf-table.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())

const get = (url: string) => t.app.inject({ url })
const region = (code: string) => {
  const loaded = loadRegion(code)
  if (!loaded.ok) throw new Error(loaded.text)
  return loaded.region
}

test('the guide: every programme in force of the region and stage, with standard, steps, window, clause; no scripts; may be found', async () => {
  const r = await get('/guide')
  expect(r.statusCode).toBe(200)
  const guide = guideOf({ region: '', term: '', stage: '' }, region('530100'), '2026-autumn')
  for (const v of guide.groups.flatMap((g) => g.versions)) {
    for (const text of [v.title, v.amountText, v.sourceDocument]) expect(r.body).toContain(text)
    if (v.provisional) expect(r.body).toContain(`待确认：${v.provisional}`)
  }
  expect(r.body).toContain('每生每年2300元')
  expect(r.body).not.toMatch(/<script|noindex/)
  expect(r.headers['x-robots-tag']).toBe('all')
  expect((await get('/robots.txt')).body).toContain('Allow: /guide')
  expect((await get('/')).headers['x-robots-tag']).toContain('noindex')
})

test('another region and an older term: the card of 楚雄市 of 2018, marked as past, with a way to the rules of today', async () => {
  const { body } = await get('/guide?region=532301&term=2018-autumn&stage=vocational')
  expect(body).toContain('楚雄市学生资助政策明白卡')
  expect(body).toContain('楚雄市建档立卡贫困家庭学生资助政策明白卡（2018年4月）')
  expect(body).toContain('每学年2000元')
  expect(body).toContain('您看的是以前的政策')
  expect(body).toContain('href="/guide?region=532301"')
})

test('the years before a rule and nonsense in the address: a sentence or the usual page, never a fault', async () => {
  expect((await get('/guide?term=1990-autumn')).body).toContain('没有有效的政策数据')
  for (const query of [
    'region=999999',
    'region=%00&term=%22%3E%3Cscript%3E',
    'stage=doctor',
    'term=2026-winter&stage=all',
  ]) {
    const r = await get(`/guide?${query}`)
    expect(r.statusCode, query).toBe(200)
    expect(r.body).toContain('昆明市学生资助政策明白卡')
    expect(r.body).not.toContain('<script')
  }
})

test('periods: no rule changes inside one, they follow each other, and today lies in the one marked as in force', () => {
  const periods = periodsOf(publicRules([], region('530100')), '2026-autumn')
  const asked: Term = '2018-autumn'
  const term2018 = periodsOf(publicRules([], region('532301')), '2026-autumn').find(
    (p) => compareTerms(p.from, asked) <= 0 && (p.to === null || compareTerms(asked, p.to) <= 0),
  )
  expect(periods.filter((p) => p.current)).toHaveLength(1)
  expect(periods.find((p) => p.current)).toMatchObject({ to: null, term: '2026-autumn' })
  expect(term2018?.current).toBe(false)
  for (const [i, p] of periods.slice(1).entries()) {
    expect(compareTerms(p.to as Term, periods[i]?.from as Term)).toBeLessThan(0)
  }
})

const pages = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length
const paper = (pdf: Buffer) =>
  pdf
    .toString('latin1')
    .match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/)
    ?.slice(1)
    .map(Number)

test('as a PDF: one landscape page, A4 to A2, for every region, period and stage', async () => {
  for (const { code } of PACKS.filter((p) => p.code !== '000000')) {
    const home = region(code)
    for (const { term } of periodsOf(publicRules([], home), '2026-autumn')) {
      const all = guideOf({ region: code, term, stage: 'all' }, home, '2026-autumn')
      for (const stage of ['all', ...all.stages]) {
        const pdf = await guidePdf(guideOf({ region: code, term, stage }, home, '2026-autumn'))
        expect(pages(pdf), `${code} ${term} ${stage}`).toBe(1)
        expect(['841.89,595.28', '1190.55,841.89', '1683.78,1190.55'], `${code} ${term} ${stage}`).toContain(
          paper(pdf)?.join(),
        )
        expect(pdf.length).toBeLessThan(400_000)
      }
    }
  }
})

test('the PDF comes under its Chinese name', async () => {
  const r = await get('/guide.pdf?stage=vocational')
  expect(r.statusCode).toBe(200)
  expect(r.headers['content-type']).toBe('application/pdf')
  expect(decodeURIComponent(String(r.headers['content-disposition']))).toContain('昆明市学生资助政策明白卡')
  expect(r.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
})

test('lines: no full stop at the beginning, no opening bracket at the end, numbers stay whole', () => {
  const measure = (text: string) => [...text].reduce((n, c) => n + (c < '\u2000' ? 0.5 : 1), 0)
  expect(wrap('每生每年二千三百元。分十个月', 9, measure)).toEqual(['每生每年二千三百', '元。分十个月'])
  // two signs that may not begin a line: both go down with the sign before them, nothing stands out of the cell
  expect(wrap('每生每年二千元（待核对），补助学校', 12, measure)).toEqual(['每生每年二千元（待核', '对），补助学校'])
  expect(wrap('涉农专业的学生（含农村）', 8, measure)).toEqual(['涉农专业的学生', '（含农村）'])
  expect(wrap('每学年资助一千 2300元', 9, measure)).toEqual(['每学年资助一千', '2300元'])
  expect(wrap('一行\n两行', 9, measure)).toEqual(['一行', '两行'])
})

test('what two persons published is on the card from its first term on; older terms and other regions keep theirs', async () => {
  const at = await testApp()
  try {
    await published(await at.as('city-aid'), await at.as('province-aid'), 'yunnan-national-grant-2025', (d) => {
      d.amounts[0].yearFen = 250_000
      d.amountText = '每生每年2500元'
    })
    const card = async (query: string) => (await at.app.inject({ url: `/guide?stage=vocational&${query}` })).body
    expect(await card('term=2027-spring')).toContain('<b>每生每年2500元')
    expect(await card('term=2027-spring')).not.toContain('<b>每生每年2300元')
    expect(await card('term=2026-autumn')).toContain('<b>每生每年2300元')
    expect(await card('term=2026-autumn')).not.toContain('<b>每生每年2500元')
    // not yet in force is not "of the past"
    expect(await card('term=2027-spring')).toContain('还没有执行')
    expect(await card('term=2027-spring')).not.toContain('以前的政策')
    // a period of its own, to be chosen; the one of today ends before it
    expect(await card('')).toContain('2027年春季学期起')
    expect(await card('')).toMatch(/2026年秋季学期（现行）|至2026年秋季学期（现行）/)
    // the city's rule is not the province's
    expect(await card('region=530000&term=2027-spring')).toContain('<b>每生每年2300元')
    const pdf = await at.app.inject({ url: '/guide.pdf?stage=vocational&term=2027-spring' })
    expect(pdf.statusCode).toBe(200)
    const stored = (await at.platform.transaction({ kind: 'public' }, (tx) => rulesOf(tx, at.platform))).stored
    const shown = guideOf(
      { region: '', term: '2027-spring', stage: 'vocational' },
      region('530100'),
      '2026-autumn',
      stored,
    )
    expect(shown.groups[0]?.versions.find((v) => v.programme === 'national-grant')?.amountText).toBe('每生每年2500元')
    // the self-check of the same terms gets what the packs of the browser do not have
    const given = async (query: string) =>
      /id="published">(.*?)<\/script>/.exec((await at.app.inject({ url: `/check${query}` })).body)?.[1] ?? 'no block'
    expect(JSON.parse(await given('?term=2027-spring'))).toMatchObject([
      { programme: 'national-grant', amounts: [{ yearFen: 250_000 }] },
    ])
    expect(JSON.parse(await given(''))).toEqual([])
  } finally {
    await at.close()
  }
})
