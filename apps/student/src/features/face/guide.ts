import type { FaceStep } from '@zhuxue/contracts'

/** Watches the camera and says when the movement was made; the server decides later, this only saves tries. */
export interface Guide {
  stop(): void
}

interface Measures {
  readonly yaw: number
  readonly nose: number
  readonly mouth: number
}
type Point = readonly [x: number, y: number, z: number]
interface Human {
  load(): Promise<void>
  detect(input: HTMLVideoElement): Promise<{
    face: { score: number; mesh: Point[]; rotation: { angle: { yaw: number } } | null }[]
  }>
}

/** Copied from the package at build time, kept by the service worker after the first use (about 2 MB). */
const BASE = '/student/face/'
/** A link slower than this is not asked for 2 MB: three plain pictures are 72 KB. */
const SLOW = /^(slow-2g|2g|3g)$/
const PAUSE_MS = 150
/** Seen in so many looks one after the other, so that a blurred moment is not taken. */
const STEADY = 2

let human: Promise<Human> | null = null
let neutral: Measures | null = null

interface Link {
  readonly effectiveType?: string
  readonly saveData?: boolean
}

function mayLoad(): boolean {
  const link = (navigator as { connection?: Link }).connection
  return typeof WebAssembly === 'object' && !link?.saveData && !SLOW.test(link?.effectiveType ?? '')
}

async function open(): Promise<Human> {
  const address = `${BASE}human.esm.js`
  const library = (await import(/* @vite-ignore */ address)) as { default: new (config: object) => Human }
  const off = { enabled: false }
  const made = new library.default({
    backend: 'wasm',
    wasmPath: BASE,
    wasmPlatformFetch: true,
    modelBasePath: BASE,
    debug: false,
    async: false,
    cacheSensitivity: 0,
    filter: off,
    face: {
      enabled: true,
      detector: { maxDetected: 1, rotation: false, return: false },
      mesh: { enabled: true },
      attention: off,
      iris: off,
      emotion: off,
      description: off,
      antispoof: off,
      liveness: off,
    },
    body: off,
    hand: off,
    object: off,
    gesture: off,
    segmentation: off,
  })
  await made.load()
  return made
}

const middle = (mesh: readonly Point[], a: number, b: number): readonly [number, number] => {
  const p = mesh[a] as Point
  const q = mesh[b] as Point
  return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]
}
const apart = (mesh: readonly Point[], a: number, b: number): number => {
  const p = mesh[a] as Point
  const q = mesh[b] as Point
  return Math.hypot(p[0] - q[0], p[1] - q[1])
}

/** The same measures as the server's, a little simpler. */
function measure(face: { mesh: Point[]; rotation: { angle: { yaw: number } } | null }): Measures | null {
  const { mesh } = face
  if (mesh.length < 468 || !face.rotation) return null
  const left = middle(mesh, 33, 133)
  const right = middle(mesh, 263, 362)
  const eyes = Math.hypot(right[0] - left[0], right[1] - left[1])
  const tip = mesh[1] as Point
  if (eyes < 1) return null
  return {
    yaw: (face.rotation.angle.yaw * 180) / Math.PI,
    nose: (tip[0] - (left[0] + right[0]) / 2) / (eyes / 2),
    mouth: apart(mesh, 13, 14) / Math.max(1, apart(mesh, 78, 308)),
  }
}

/** Somewhat more than the server asks, so that what is taken here also passes there. */
function done(step: FaceStep, now: Measures): boolean {
  if (step === 'neutral') return Math.abs(now.nose) < 0.25
  if (!neutral) return false
  if (step === 'open-mouth') return now.mouth - neutral.mouth >= 0.2
  const sign = step === 'turn-left' ? 1 : -1
  return (now.nose - neutral.nose) * sign >= 0.36
}

/**
 * Starts guiding a step; `onReady` is called once when the movement is there. Rejects where the models do not load, the
 * browser is too old or the link too slow: the person then presses the button herself.
 */
export async function startGuide(video: HTMLVideoElement, step: FaceStep, onReady: () => void): Promise<Guide> {
  if (!mayLoad()) throw new Error('no guide here')
  human ??= open()
  const eyes = await human.catch((error: unknown) => {
    human = null
    throw error
  })
  let live = true
  let seen = 0
  const look = async () => {
    while (live) {
      const found = (await eyes.detect(video)).face
      if (!live) return
      const now = found.length === 1 && found[0] ? measure(found[0]) : null
      seen = now && done(step, now) ? seen + 1 : 0
      if (now && seen >= STEADY) {
        if (step === 'neutral') neutral = now
        live = false
        onReady()
        return
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
  // a first look proves that it works at all before anybody is told so
  await eyes.detect(video)
  look().catch(() => undefined)
  return {
    stop() {
      live = false
    },
  }
}
