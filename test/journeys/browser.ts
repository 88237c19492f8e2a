import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, expect } from 'vitest'
import { shellPath } from './chromium.ts'

const OUT = join(import.meta.dirname, 'out')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** WCAG 2.2 AA and everything below it. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

let running: Promise<Browser> | undefined
const open: Page[] = []
const faults: string[] = []

/** One browser for a test file; found by the test script, Debian's otherwise. */
function browser(): Promise<Browser> {
  running ??= chromium.launch({
    ...(shellPath ? { executablePath: shellPath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return running
}

const common: BrowserContextOptions = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' }

async function context(options: BrowserContextOptions): Promise<BrowserContext> {
  const made = await (await browser()).newContext({ ...common, ...options })
  made.setDefaultTimeout(45_000)
  made.on('page', watch)
  return made
}

/** A phone of its own: storage, cookies and service worker are shared by its pages only. */
export const phone = (options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  context({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, ...options })

/** A PC in an office. */
export const office = (options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  context({ viewport: { width: 1440, height: 900 }, ...options })

/** Faults that nobody sees but that are faults: uncaught errors, and what the content security policy stopped. */
function watch(page: Page): void {
  open.push(page)
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' || /Failed to load resource|net::ERR_/.test(message.text())) return
    faults.push(`${page.url()}: ${message.text()}`)
  })
}

const steps = new Map<string, number>()

/** Keeps a picture of this step, numbered within the test file. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(OUT, { recursive: true })
  const story = basename(expect.getState().testPath ?? 'test').replace('.test.ts', '')
  const n = (steps.get(story) ?? 0) + 1
  steps.set(story, n)
  await page.screenshot({ path: join(OUT, `${story}-${String(n).padStart(2, '0')}-${name}.png`), fullPage: true })
}

/** No violation of WCAG 2.2 AA on the page as it stands, and nothing wider than the window. */
export async function accessible(page: Page): Promise<void> {
  // half a megabyte of source: once for a document, not once for a look
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(`${axeSource};0`)
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'], preload: false })`,
  )) as {
    violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[]
  }
  const wrong = found.violations.map(
    (v) =>
      `${v.id} (${v.help}): ${v.nodes.map((n) => `${n.html.slice(0, 200)} ${n.failureSummary ?? ''}`).join(' | ')}`,
  )
  expect(wrong, page.url()).toEqual([])
  const [inner, width] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [number, number]
  expect(inner, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(width)
}

/** Picture and accessibility of a main page at once. */
export async function look(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await accessible(page)
}

/** Asks again until it is so, as long as the pages themselves may take. */
export const eventually = <T>(ask: () => T | Promise<T>) => expect.poll(ask, { timeout: 45_000 })

/** Waits for the main heading of a screen. */
export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor()

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    for (const [i, page] of open.filter((p) => !p.isClosed()).entries()) {
      await shot(page, `FAILED-${i}`).catch(() => undefined)
    }
  }
  for (const page of open.splice(0))
    await page
      .context()
      .close()
      .catch(() => undefined)
  expect(faults.splice(0), 'errors in the console of the pages').toEqual([])
})

afterAll(async () => {
  await (await running)?.close()
  running = undefined
})
