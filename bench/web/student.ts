/**
 * Benchmark D for the student app: log-in and application form on a weak phone (400 kbps, 400 ms, CPU ÷4), cold cache,
 * beside the same log-in made with React + antd-mobile, in one run. Prints times, sizes and the ratio; fails above the
 * bars (ratio ≤ 0.45, log-in JS ≤ 15 KB, app ≤ 100 KB, form ≤ 6 s).
 * Run: `npm run build -w apps/student && node bench/web/student.ts`. Chromium from $CHROMIUM or /usr/bin/chromium.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import { type Mock, startMock } from '../../apps/student/dev/mock.ts'
import * as data from '../../apps/student/dev/mock-data.ts'

const RUNS = Number(process.env.RUNS ?? 5)
const here = import.meta.dirname
const reference = join(here, 'reference-react-antd')

/** Builds the comparator into a temporary folder, pre-compressed like the app. */
async function buildReference(): Promise<string> {
  if (!existsSync(join(reference, 'node_modules'))) {
    execFileSync('npm', ['ci', '--no-workspaces', '--ignore-scripts'], { cwd: reference, stdio: 'inherit' })
  }
  const outDir = mkdtempSync(join(tmpdir(), 'reference-'))
  const options = { root: reference, base: '/student/', logLevel: 'error' as const, configFile: false as const }
  await build({ ...options, build: { outDir, emptyOutDir: true, modulePreload: { polyfill: false } } })
  for (const file of filesOf(outDir)) writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)))
  return outDir
}

const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => join(f.parentPath, f.name))
const jsSize = (dir: string): number =>
  filesOf(dir)
    .filter((f) => f.endsWith('.js'))
    .reduce((n, f) => n + brotliCompressSync(readFileSync(f)).length, 0)

interface Visit {
  readonly ms: number
  readonly bytes: number
}

/** One cold visit: until the wanted element is there and the next frame has been painted; ms since navigation start. */
async function visit(browser: Browser, mock: Mock, path: string, wanted: string, loggedIn: boolean): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    serviceWorkers: 'block',
    bypassCSP: true,
  })
  if (loggedIn) {
    const body = JSON.stringify({ idNumber: data.idNumber, password: data.password })
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${mock.url}/api/v1/student/login`, { method: 'POST', headers, body })
    const [, value = ''] = /zx_session=([^;]+)/.exec(reply.headers.get('set-cookie') ?? '') ?? []
    await context.addCookies([{ name: 'zx_session', value, url: mock.url, httpOnly: true }])
  }
  const page = await context.newPage()
  const owner = loggedIn ? data.ids.student : ''
  await page.addInitScript(
    ([selector, id]) => {
      if (id) localStorage.setItem('zx.student', id)
      const look = () => {
        if (!document.querySelector(selector ?? '')) return requestAnimationFrame(look)
        requestAnimationFrame(() => Object.assign(window, { usableAt: performance.now() }))
        return 0
      }
      requestAnimationFrame(look)
    },
    [wanted, owner],
  )
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  const speed = (400 * 1000) / 8
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: speed,
    uploadThroughput: speed,
  })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  let bytes = 0
  cdp.on('Network.loadingFinished', (e) => {
    bytes += e.encodedDataLength
  })
  await page.goto(`${mock.url}/student${path}`, { waitUntil: 'commit' })
  await page.waitForFunction('window.usableAt', undefined, { timeout: 60_000 })
  const ms = (await page.evaluate('window.usableAt')) as number
  const seen = bytes
  await context.close()
  return { ms, bytes: seen }
}

const median = (xs: number[]): number => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? Number.NaN
const seconds = (xs: number[]): string =>
  `${(median(xs) / 1000).toFixed(2)} s  (${xs.map((x) => (x / 1000).toFixed(2)).join(' ')})`

const dist = join(here, '../../apps/student/dist')
if (!existsSync(join(dist, 'index.html'))) throw new Error('build the app first: npm run build -w apps/student')
const referenceDir = await buildReference()
const app = await startMock(0, dist)
const other = await startMock(0, referenceDir)
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
const times = { login: [] as number[], reference: [] as number[], form: [] as number[] }
await visit(browser, app, '/', '#idNumber', false) // warms the browser itself, not its cache
for (let i = 0; i < RUNS; i += 1) {
  times.login.push((await visit(browser, app, '/', '#idNumber', false)).ms)
  times.reference.push((await visit(browser, other, '/', '#idNumber', false)).ms)
  times.form.push((await visit(browser, app, '/apply', 'form .next', true)).ms)
}
await browser.close()
await Promise.all([app.close(), other.close()])

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  { file: string; isEntry?: boolean; imports?: string[] }
>
const entry = Object.values(manifest).find((c) => c.isEntry)
const loginFiles = [entry?.file, ...(entry?.imports ?? []).map((k) => manifest[k]?.file)].filter((f) => f !== undefined)
const loginJs = loginFiles.reduce((n, f) => n + brotliCompressSync(readFileSync(join(dist, f))).length, 0)
const ratio = median(times.login) / median(times.reference)
const kb = (n: number): string => `${(n / 1024).toFixed(1)} KB`
console.log(`D. student app, 400 kbps / 400 ms / CPU ÷4, cold, median of ${RUNS}`)
console.log(`log-in                       ${seconds(times.login)}  JS ${kb(loginJs)}`)
console.log(`log-in, React + antd-mobile  ${seconds(times.reference)}  JS ${kb(jsSize(referenceDir))}`)
// the app itself, as build/size.ts counts it: the self-check is a page of its own, the camera guide comes with a face check
const appJs = jsSize(join(dist, 'assets'))
console.log(`form, first question usable  ${seconds(times.form)}  whole app JS ${kb(appJs)}`)
const bars: [string, boolean][] = [
  [`ratio ${ratio.toFixed(2)} (bar 0.45)`, ratio <= 0.45],
  [`log-in JS ${kb(loginJs)} (bar 15 KB)`, loginJs <= 15 * 1024],
  [`whole app JS ${kb(appJs)} (bar 100 KB)`, appJs <= 100 * 1024],
  [`form ${(median(times.form) / 1000).toFixed(2)} s (bar 6 s)`, median(times.form) <= 6000],
]
for (const [text, ok] of bars) console.log(`${ok ? 'ok  ' : 'OVER'} ${text}`)
process.exit(bars.every(([, ok]) => ok) ? 0 : 1)
