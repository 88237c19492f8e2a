import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'
import type { Step } from '../../apps/face/src/domain/types.ts'
import { tiltedPrint } from '../../apps/face/src/testing/tilt.ts'
import { faces } from '../face/real.ts'
import { chromiumPath } from './chromium.ts'

/** Colours of a corner of the wall, so that the test sees which pose the fake camera shows now. */
const MARKS: Record<Step, readonly [number, number, number]> = {
  neutral: [200, 40, 40],
  'turn-left': [40, 180, 40],
  'turn-right': [40, 40, 200],
  'open-mouth': [200, 200, 40],
}
const STEPS = Object.keys(MARKS) as Step[]
/** Pictures of one pose: half a second at 20 a second. The page itself waits for the mark, so that it cannot come too late. */
const HOLD = 10
/** Degrees by which a print is turned where a head would turn. */
const ASKEW: Record<Step, number> = { neutral: 0, 'turn-left': 30, 'turn-right': -30, 'open-mouth': 8 }

/** Who or what is before the camera. Every picture has noise of its own, another `seed` is another moment. */
export type Play =
  /** a person who moves; `first` shows the first picture in her place; `recorded`: each pose is one picture again and again */
  | {
      readonly kind: 'person'
      readonly name: string
      readonly seed?: number
      readonly hold?: number
      readonly first?: string
      readonly recorded?: boolean
    }
  /** a flat print of the person, turned in the hand */
  | { readonly kind: 'print'; readonly name: string; readonly seed?: number }
  | { readonly kind: 'wall' }
  /** a room without light */
  | { readonly kind: 'dark' }

const dir = mkdtempSync(join(tmpdir(), 'zx-camera-'))
const file = join(dir, 'camera.mjpeg')
let running: Promise<Browser> | undefined
let bare: Promise<Browser> | undefined
const contexts: BrowserContext[] = []

async function pose(play: Exclude<Play, { kind: 'wall' | 'dark' }>, step: Step): Promise<Buffer> {
  const b = await faces()
  if (play.kind === 'print') return tiltedPrint((await b.person(play.name)).picture, ASKEW[step])
  return b.pose(await b.person(step === 'neutral' ? (play.first ?? play.name) : play.name), step)
}

/** Fills a square of a raw picture with one colour. */
function square(
  data: Buffer,
  width: number,
  at: readonly [number, number],
  side: number,
  rgb: readonly number[],
): void {
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) data.set(rgb, ((at[1] + y) * width + at[0] + x) * 3)
  }
}

/** Pictures of one pose: its mark in one corner of the wall, noise in the other, so that no two are the same. */
async function pictures(jpeg: Buffer, step: Step, seed: number, hold: number): Promise<Buffer[]> {
  const { data, info } = await sharp(jpeg).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const raw = { width: info.width, height: info.height, channels: 3 } as const
  square(data, info.width, [0, 0], 48, MARKS[step])
  const made: Buffer[] = []
  let s = (seed + 1) * 2654435761
  for (let n = 0; n < hold; n += 1) {
    for (let block = 0; block < 36; block += 1) {
      s = (Math.imul(s, 1664525) + 1013904223) >>> 0
      const grey = 150 + (s >>> 26)
      square(data, info.width, [info.width - 48 + (block % 6) * 8, Math.floor(block / 6) * 8], 8, [grey, grey, grey])
    }
    made.push(await sharp(data, { raw }).jpeg({ quality: 90 }).toBuffer())
  }
  return made
}

/** The video of a play as Motion JPEG, which Chromium's fake camera reads and repeats. */
async function video(play: Play): Promise<Buffer> {
  if (play.kind === 'wall' || play.kind === 'dark') {
    const background = play.kind === 'dark' ? '#0a0b0d' : '#b0b4b8'
    const jpeg = await sharp({ create: { width: 480, height: 640, channels: 3, background } })
      .jpeg()
      .toBuffer()
    return Buffer.concat(Array.from({ length: HOLD }, () => jpeg))
  }
  const { hold = HOLD, recorded = false } = play.kind === 'person' ? play : {}
  const parts: Buffer[] = []
  for (const [n, step] of STEPS.entries()) {
    const made = await pictures(await pose(play, step), step, (play.seed ?? 0) * 10 + n, recorded ? 1 : hold)
    parts.push(...(recorded ? Array.from({ length: hold }, () => made[0] as Buffer) : made))
  }
  return Buffer.concat(parts)
}

/** What the camera shows from its next opening on; Chromium opens the file anew each time a page asks for the camera. */
export async function show(play: Play): Promise<void> {
  writeFileSync(`${file}.new`, await video(play))
  renameSync(`${file}.new`, file)
}

function launch(args: readonly string[]): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    args: ['--no-sandbox', '--disable-gpu', ...quiet, ...args],
  })
}

/**
 * A phone whose camera shows the play, `null`: a phone without a camera. One browser with one camera for a test file;
 * who does not give `allowed` is not let to the camera.
 */
export async function cameraPhone(play: Play | null, allowed = true): Promise<BrowserContext> {
  if (play) await show(play)
  if (play) running ??= launch(['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`])
  else bare ??= launch([])
  const browser = await (play ? running : bare)
  const context = await (browser as Browser).newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    permissions: allowed ? ['camera'] : [],
  })
  contexts.push(context)
  context.setDefaultTimeout(60_000)
  return context
}

/** The models of the guide are not needed where the test presses the button itself. */
export const withoutGuide = (context: BrowserContext): Promise<unknown> =>
  context.route('**/student/face/**', (route) =>
    /\.(js|json|bin|wasm)$/.test(route.request().url()) ? route.abort() : route.continue(),
  )

/** Puts the phones away; the browser with the camera stays for the next test. */
export async function closePhones(): Promise<void> {
  for (const c of contexts.splice(0)) await c.close().catch(() => undefined)
}

export async function closeCameras(): Promise<void> {
  await closePhones()
  await (await running)?.close()
  await (await bare)?.close()
  rmSync(dir, { recursive: true, force: true })
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
  // watched inside the page: a test that asked from outside would be too late on a busy machine
  const pressed = await page.evaluate(`new Promise((done) => {
    const c = document.createElement('canvas'); c.width = 8; c.height = 8
    const p = c.getContext('2d', { willReadFrequently: true })
    const until = performance.now() + 50000
    const look = () => {
      const v = document.querySelector('video.face-video')
      if (performance.now() > until) return done(false)
      if (v && v.videoWidth > 0) {
        p.drawImage(v, v.videoWidth * 0.02, v.videoHeight * 0.015, 8, 8, 0, 0, 8, 8)
        const d = p.getImageData(4, 4, 1, 1).data
        if (Math.abs(d[0] - ${r}) + Math.abs(d[1] - ${g}) + Math.abs(d[2] - ${b}) <= 90) {
          document.querySelector('section.face button.btn.main').click()
          return done(true)
        }
      }
      setTimeout(look, 25)
    }
    look()
  })`)
  if (!pressed) throw new Error(`the camera never showed ${step}`)
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
