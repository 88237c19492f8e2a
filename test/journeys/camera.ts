import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'
import type { Step } from '../../apps/face/src/domain/types.ts'
import { openBench, type TestBench } from '../../apps/face/src/testing/people.ts'

/** Colours of a corner of the wall, so that the test sees which pose the fake camera shows now. */
const MARKS: Record<Step, readonly [number, number, number]> = {
  neutral: [200, 40, 40],
  'turn-left': [40, 180, 40],
  'turn-right': [40, 40, 200],
  'open-mouth': [200, 200, 40],
}
/** Pictures of one pose, each with its own noise: a good two seconds at 20 a second, also for a busy machine. */
const FRAMES = 45

/** Who stands before the camera: a person who moves; or just a camera whose picture does not matter. */
export type Play =
  | {
      readonly kind: 'person'
      readonly name: string
      readonly seed?: number /** pictures of each pose */
      readonly hold?: number
    }
  | { readonly kind: 'device' }
  /** a room without light */
  | { readonly kind: 'dark' }
type Person = Extract<Play, { kind: 'person' }>

let bench: Promise<TestBench> | undefined
const dirs: string[] = []
const browsers: Browser[] = []

async function pose(play: Person, step: Step): Promise<Buffer> {
  bench ??= openBench()
  const b = await bench
  return b.pose(await b.person(play.name), step)
}

/** One picture with a mark in the corner and noise of its own. */
async function marked(jpeg: Buffer, step: Step, seed: number): Promise<Buffer> {
  const { data, info } = await sharp(jpeg).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  let s = (seed + 1) * 2654435761
  for (let i = 0; i < data.length; i += 1) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    data[i] = Math.max(0, Math.min(255, (data[i] as number) + (s >>> 30) - 1))
  }
  const [r, g, b] = MARKS[step]
  for (let y = 0; y < 48; y += 1) {
    for (let x = 0; x < 48; x += 1) data.set([r, g, b], (y * info.width + x) * 3)
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

function keep(pictures: readonly Buffer[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'zx-camera-'))
  dirs.push(dir)
  const file = join(dir, 'camera.mjpeg')
  writeFileSync(file, Buffer.concat(pictures))
  return file
}

async function darkness(): Promise<string> {
  const create = { width: 640, height: 480, channels: 3, background: '#0a0b0d' } as const
  const jpeg = await sharp({ create }).jpeg().toBuffer()
  return keep(Array.from({ length: FRAMES }, () => jpeg))
}

/** Renders the video of a play as Motion JPEG, which Chromium's fake camera reads and repeats. */
async function video(play: Person): Promise<string> {
  const parts: Buffer[] = []
  for (const [n, step] of (Object.keys(MARKS) as Step[]).entries()) {
    const base = await pose(play, step)
    const hold = play.hold ?? FRAMES
    for (let i = 0; i < hold; i += 1) {
      const seed = (play.seed ?? 0) * 1000 + n * hold + i
      parts.push(await marked(base, step, seed))
    }
  }
  return keep(parts)
}

/** A phone whose camera shows the play; `null`: a phone without a camera. */
export async function cameraPhone(play: Play | null, permissions: string[] = ['camera']): Promise<BrowserContext> {
  const path = process.env.CHROMIUM_PATH ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined)
  const file = play?.kind === 'person' ? await video(play) : play?.kind === 'dark' ? await darkness() : null
  const browser = await chromium.launch({
    ...(path ? { executablePath: path } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(play
        ? [
            ...(permissions.length > 0 ? ['--use-fake-ui-for-media-stream'] : []),
            '--use-fake-device-for-media-stream',
            ...(file ? [`--use-file-for-fake-video-capture=${file}`] : []),
          ]
        : []),
    ],
  })
  browsers.push(browser)
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    permissions,
  })
  context.setDefaultTimeout(60_000)
  return context
}

/** The models of the guide are not needed where the test presses the button itself. */
export const withoutGuide = (context: BrowserContext): Promise<unknown> =>
  context.route('**/student/face/**', (route) =>
    /\.(js|json|bin|wasm)$/.test(route.request().url()) ? route.abort() : route.continue(),
  )

export async function closeCameras(): Promise<void> {
  for (const b of browsers.splice(0)) await b.close()
  for (const d of dirs.splice(0)) rmSync(d, { recursive: true, force: true })
}

const TITLES: Record<string, Step> = {
  正对镜头: 'neutral',
  慢慢向左转头: 'turn-left',
  慢慢向右转头: 'turn-right',
  张开嘴: 'open-mouth',
}

/** Waits until the camera shows the pose, then presses the button: as a person who does what the page says. */
async function pressAt(page: Page, step: Step): Promise<void> {
  const [r, g, b] = MARKS[step]
  const pressed = `(() => {
    const v = document.querySelector('video.face-video')
    if (!v || v.videoWidth === 0) return false
    const c = document.createElement('canvas'); c.width = 8; c.height = 8
    const p = c.getContext('2d'); p.drawImage(v, v.videoWidth * 0.02, v.videoHeight * 0.015, 8, 8, 0, 0, 8, 8)
    const d = p.getImageData(4, 4, 1, 1).data
    if (Math.abs(d[0] - ${r}) + Math.abs(d[1] - ${g}) + Math.abs(d[2] - ${b}) > 90) return false
    document.querySelector('section.face button.btn.main').click()
    return true
  })()`
  for (let looks = 0; looks < 400; looks += 1) {
    if (await page.evaluate(pressed)) return
    await page.waitForTimeout(60)
  }
  throw new Error(`the camera never showed ${step}`)
}

/** Does the steps of a check that is open; `before` runs when all but the last were done. */
export async function doSteps(page: Page, before?: () => Promise<unknown> | unknown): Promise<void> {
  await page.getByRole('button', { name: '开始', exact: true }).click()
  for (let i = 1; i <= 3; i += 1) {
    const section = page.getByRole('region', { name: `第 ${i} 步，共 3 步` })
    const title = (await section.getByRole('heading').textContent()) ?? ''
    // the server wants a moment between two pictures
    await page.waitForTimeout(500)
    if (i === 3) await before?.()
    await pressAt(page, TITLES[title] as Step)
    if (i < 3) await page.getByRole('region', { name: `第 ${i + 1} 步，共 3 步` }).waitFor()
  }
}
