import type { FaceStep } from '@zhuxue/contracts'

/** What the guide sees: said to the person, and never the ground of anything (the server decides by itself). */
export type Sight = 'no-face' | 'dark' | 'several' | 'move' | 'hold'

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
    face: {
      score: number
      box: [x: number, y: number, width: number, height: number]
      mesh: Point[]
      rotation: { angle: { yaw: number } } | null
    }[]
  }>
}

/** Copied from the package at build time, kept by the service worker after the first use (2.1 MB as sent). */
const BASE = '/student/face/'
/** A link slower than this is not asked for 2 MB: three plain pictures are 72 KB. */
const SLOW = /^(slow-2g|2g|3g)$/
const PAUSE_MS = 150
/** Mean light (of 255) below which a face is not looked for. */
const DARK = 40
/** A second face at least so wide beside the first is a person, a smaller one a poster; as at the server. */
const SECOND = 0.35
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
      detector: { maxDetected: 2, rotation: false, return: false },
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

let glass: CanvasRenderingContext2D | null = null

/** Mean light of the picture, 0–255. */
function light(video: HTMLVideoElement): number {
  if (!glass) {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 16
    glass = canvas.getContext('2d')
  }
  if (!glass) return 255
  glass.drawImage(video, 0, 0, 16, 16)
  const { data } = glass.getImageData(0, 0, 16, 16)
  let sum = 0
  for (let i = 0; i < data.length; i += 4) {
    sum += 0.299 * (data[i] as number) + 0.587 * (data[i + 1] as number) + 0.114 * (data[i + 2] as number)
  }
  return sum / (data.length / 4)
}

async function ready(): Promise<Human> {
  if (!mayLoad()) throw new Error('no guide here')
  human ??= open()
  return human.catch((error: unknown) => {
    human = null
    throw error
  })
}

/** Fetches the models while the person still reads what to do: the minute of the check is not spent on it. */
export function prepareGuide(): void {
  ready().catch(() => undefined)
}

/**
 * Starts guiding a step; `onSight` is told what is seen at every look, `onReady` once when the movement is there. Rejects where the models do not load, the
 * browser is too old or the link too slow: the person then presses the button herself.
 */
export async function startGuide(
  video: HTMLVideoElement,
  step: FaceStep,
  onReady: () => void,
  onSight: (sight: Sight) => void,
): Promise<Guide> {
  const eyes = await ready()
  // a picture that is not there yet is not dark
  while (video.readyState < 2) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  let live = true
  let seen = 0
  const look = async () => {
    while (live) {
      const found = (await eyes.detect(video)).face.sort((a, b) => b.box[2] - a.box[2])
      if (!live) return
      const [first, second] = found
      const crowd = first && second && second.box[2] >= first.box[2] * SECOND
      const now = first && !crowd ? measure(first) : null
      const there = now !== null && done(step, now)
      seen = there ? seen + 1 : 0
      onSight(crowd ? 'several' : there ? 'hold' : now ? 'move' : light(video) < DARK ? 'dark' : 'no-face')
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
