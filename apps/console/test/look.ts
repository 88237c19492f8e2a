/**
 * Looks at every screen: pictures at phone and desk size and an axe check, against the mock.
 * Run by hand after `vite build`: node apps/console/test/look.ts OUT_DIR [name…]
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Role } from '@zhuxue/contracts'
import { chromium, type Page } from 'playwright-core'
import { uid } from './fixtures.ts'
import { startMock } from './mock-server.ts'

interface Shot {
  readonly name: string
  readonly role: Role | null
  readonly path: string
  readonly act?: (page: Page) => Promise<unknown>
}
const click = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const shots: Shot[] = [
  { name: 'login', role: null, path: '/' },
  {
    name: 'login-error',
    role: null,
    path: '/',
    act: (p) => p.getByRole('button', { name: '登录', exact: true }).click(),
  },
  { name: 'work', role: 'aid-officer', path: '/work' },
  { name: 'shortcuts', role: 'aid-officer', path: '/work', act: (p) => p.keyboard.press('?') },
  { name: 'students', role: 'aid-officer', path: '/students' },
  { name: 'student', role: 'aid-officer', path: `/students/${uid(200)}` },
  { name: 'reveal', role: 'aid-officer', path: `/students/${uid(200)}`, act: click('查看完整手机号') },
  {
    name: 'slips',
    role: 'class-teacher',
    path: '/slips',
    act: async (p) => {
      await click('生成密码条')(p)
      await p.getByRole('dialog').getByRole('button', { name: '生成密码条' }).click()
      await p.getByText('已生成 7 张').waitFor()
    },
  },
  { name: 'roll-changes', role: 'roll-reviewer', path: '/roll-changes' },
  { name: 'enter-change', role: 'roll-officer', path: '/roll-changes', act: click('登记异动') },
  { name: 'rounds', role: 'aid-officer', path: '/rounds' },
  { name: 'open-round', role: 'aid-officer', path: '/rounds', act: click('开通申请') },
  { name: 'applications', role: 'aid-officer', path: '/applications' },
  { name: 'application', role: 'aid-officer', path: `/applications/${uid(101)}` },
  { name: 'return', role: 'aid-officer', path: `/applications/${uid(101)}`, act: click('退回补正') },
  {
    name: 'attachment',
    role: 'aid-officer',
    path: `/applications/${uid(101)}`,
    act: click('放大查看：身份证照片（人像面）'),
  },
  {
    name: 'done',
    role: 'aid-officer',
    path: `/applications/${uid(101)}`,
    act: async (p) => {
      await p.getByLabel('我已核对，可以通过').check()
      await click('审核通过')(p)
    },
  },
  { name: 'hardship', role: 'aid-officer', path: '/hardship' },
  { name: 'decide-hardship', role: 'aid-officer', path: '/hardship', act: click('审定') },
  { name: 'committee', role: 'aid-committee', path: `/rounds/${uid(400)}/committee/national-grant` },
  { name: 'committee-index', role: 'aid-committee', path: '/committee' },
  { name: 'notices', role: 'aid-officer', path: '/notices' },
  { name: 'publish', role: 'aid-officer', path: '/notices', act: click('发布公示') },
  { name: 'notice', role: 'reviewer', path: `/notices/${uid(800)}` },
  { name: 'county', role: 'county-aid', path: '/county-reviews', act: (p) => p.getByLabel('选择 王春燕').check() },
  { name: 'cards', role: 'aid-officer', path: '/cards' },
  { name: 'cards-missing', role: 'aid-officer', path: '/cards/missing' },
  {
    name: 'cards-import',
    role: 'aid-officer',
    path: '/cards/import',
    act: async (p) => {
      await p
        .locator('input[type=file]')
        .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a') })
      await click('检查文件')(p)
      await p.getByText('检查完成').waitFor()
    },
  },
  { name: 'funds', role: 'county-finance', path: '/funds' },
  { name: 'allocate', role: 'county-finance', path: '/funds', act: click('登记拨款') },
  { name: 'runs', role: 'aid-officer', path: '/runs' },
  { name: 'new-run', role: 'aid-officer', path: '/runs/new?period=2026-09' },
  { name: 'run', role: 'aid-officer', path: `/runs/${uid(1100)}` },
  { name: 'staff', role: 'security-admin', path: '/staff' },
  {
    name: 'one-time',
    role: 'security-admin',
    path: '/staff',
    act: async (p) => {
      await click('新建账号')(p)
      const d = p.getByRole('dialog')
      await d.getByLabel(/姓名/).fill('张三')
      await d.getByLabel(/用户名/).fill('zs01')
      await d.getByLabel(/角色/).selectOption('finance')
      await d.getByLabel(/任职机构/).selectOption({ index: 2 })
      await d.getByRole('button', { name: '新建账号' }).click()
      await p.getByText('Qm7-vR2x-Lt9').waitFor()
    },
  },
  { name: 'audit', role: 'audit-admin', path: '/audit', act: click('核验审计链') },
  { name: 'not-allowed', role: 'audit-admin', path: '/students' },
  { name: 'not-found', role: 'aid-officer', path: '/nowhere' },
]

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
}

async function check(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const result = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'] })",
  )) as AxeResult
  return result.violations.flatMap((v) =>
    v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.html.slice(0, 160)} | ${n.failureSummary?.split('\n')[1] ?? ''}`),
  )
}

const out = process.argv[2] ?? '/tmp/console-shots'
const wanted = process.argv.slice(3)
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const mock = await startMock(null)
let bad = 0
for (const size of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  const context = await browser.newContext({
    viewport: size,
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    hasTouch: size.width < 500,
  })
  for (const shot of shots.filter((s) => wanted.length === 0 || wanted.includes(s.name))) {
    mock.role = shot.role
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (e) => errors.push(`error: ${e.message}`))
    page.on(
      'console',
      (m) => m.type() === 'error' && !m.text().includes('401') && errors.push(`console: ${m.text().slice(0, 300)}`),
    )
    try {
      await page.goto(`${mock.origin}/console${shot.path}`)
      await page.locator('h1').first().waitFor({ timeout: 8000 })
      await page.waitForLoadState('networkidle')
      await shot.act?.(page)
      await page.waitForTimeout(400)
      errors.push(...(await check(page)))
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      if (Number(overflow) > 1) errors.push(`overflow ${String(overflow)}px`)
    } catch (e) {
      errors.push(`failed: ${String(e).slice(0, 400)}`)
    }
    await page.screenshot({
      path: `${out}/${shot.name}-${size.width}.png`,
      fullPage: !['return', 'reveal', 'attachment'].includes(shot.name),
    })
    if (errors.length > 0) {
      bad += errors.length
      console.log(`${shot.name} ${size.width}\n  ${errors.join('\n  ')}`)
    }
    await page.close()
  }
  await context.close()
}
await browser.close()
mock.server.close()
console.log(bad === 0 ? 'no problems' : `${bad} problems`)
process.exitCode = bad === 0 ? 0 : 1
