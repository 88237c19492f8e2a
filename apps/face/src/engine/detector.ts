import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type { DetectedFace, Picture, Point } from '../domain/types.ts'

const require = createRequire(import.meta.url)

// The library is loaded by path (its export map is broken for the wasm build), so its types are written down here.
interface Tensor {
  dispose(): void
}
interface LoadHandler {
  load(): Promise<object>
}
interface TensorFlow {
  tensor(values: Float32Array, shape: number[]): Tensor
  io: { registerLoadRouter(router: (url: string | string[]) => LoadHandler | null): void }
}
interface HumanFace {
  score: number
  box: [number, number, number, number]
  mesh: Point[]
  rotation: { angle: { yaw: number; pitch: number; roll: number } } | null
}
interface Human {
  load(): Promise<void>
  detect(input: Tensor): Promise<{ face: HumanFace[]; error: string | null }>
  models: { loaded(): string[] }
  faceTriangulation: number[]
}
interface GraphManifest {
  modelTopology: object
  format: string
  signature?: object
  weightsManifest: { paths: string[]; weights: object[] }[]
}

const SCHEME = 'file://human/'
const DEGREES = 180 / Math.PI
/** A mesh needs this many points; less means that the mesh model did not run. */
const MESH_POINTS = 468

/** Finds faces and their 468-point meshes (BlazeFace and FaceMesh, WebAssembly, one thread). */
export interface Detector {
  detect(picture: Picture): Promise<DetectedFace[]>
  /** index triples of the mesh */
  readonly triangles: readonly number[]
}

/** Loads the detector with the models inside the installed package. Only ever called in a child process. */
export async function openDetector(): Promise<Detector> {
  const before = new Set([...process.listeners('uncaughtException'), ...process.listeners('unhandledRejection')])
  const tf = require('@tensorflow/tfjs-core') as TensorFlow
  require('@tensorflow/tfjs-converter')
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setThreadsCount(n: number): void }
  wasm.setThreadsCount(1)
  const root = dirname(dirname(require.resolve('@vladmandic/human')))
  tf.io.registerLoadRouter((url) => (typeof url === 'string' && url.startsWith(SCHEME) ? fileHandler(root, url) : null))
  const { Human } = require(join(root, 'dist', 'human.node-wasm.js')) as { Human: new (config: object) => Human }
  const human = new Human(config())
  await human.load()
  const loaded = human.models.loaded()
  if (!loaded.includes('blazeface') || !loaded.includes('facemesh')) throw new Error('face detection models not loaded')
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    // The wasm loader installs handlers that swallow faults; a child with a fault must end and be replaced.
    for (const l of process.listeners(event)) {
      if (!before.has(l)) process.removeListener(event, l as (...args: unknown[]) => void)
    }
  }
  let input = new Float32Array()
  return {
    triangles: human.faceTriangulation,
    async detect(picture) {
      // copied into the memory of the backend at once, so the array can be used again; a new one of 4 MB per picture
      // makes the garbage collector walk everything, up to 12 ms a frame
      if (input.length !== picture.rgb.length) input = new Float32Array(picture.rgb.length)
      input.set(picture.rgb)
      const tensor = tf.tensor(input, [1, picture.height, picture.width, 3])
      try {
        const found = await human.detect(tensor)
        if (found.error) throw new Error(`face detection failed: ${found.error}`)
        return found.face.filter((f) => f.mesh.length >= MESH_POINTS).map(toDetected)
      } finally {
        tensor.dispose()
      }
    },
  }
}

/** The library's yaw is positive to image left; ours is positive to the person's own left. */
function toDetected(f: HumanFace): DetectedFace {
  const angle = f.rotation?.angle ?? { yaw: Number.NaN, pitch: Number.NaN, roll: Number.NaN }
  return {
    score: f.score,
    box: f.box,
    mesh: f.mesh,
    yaw: -angle.yaw * DEGREES,
    pitch: angle.pitch * DEGREES,
    roll: angle.roll * DEGREES,
  }
}

function fileHandler(root: string, url: string): LoadHandler {
  return {
    async load() {
      const file = join(root, 'models', url.slice(SCHEME.length))
      const manifest = JSON.parse(await readFile(file, 'utf8')) as GraphManifest
      const paths = manifest.weightsManifest.flatMap((g) => g.paths)
      const weights = Buffer.concat(await Promise.all(paths.map((p) => readFile(join(dirname(file), p)))))
      return {
        modelTopology: manifest.modelTopology,
        format: manifest.format,
        ...(manifest.signature ? { signature: manifest.signature } : {}),
        weightSpecs: manifest.weightsManifest.flatMap((g) => g.weights),
        weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
      }
    },
  }
}

function config(): object {
  const off = { enabled: false }
  return {
    backend: 'wasm',
    wasmPath: join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out') + sep,
    modelBasePath: SCHEME,
    debug: false,
    async: false,
    warmup: 'none',
    cacheModels: false,
    // every picture is looked at anew: nothing of the one before may leak into the next
    cacheSensitivity: 0,
    skipAllowed: false,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: {
        modelPath: 'blazeface.json',
        rotation: true,
        maxDetected: 3,
        minConfidence: 0.2,
        return: false,
        skipFrames: 0,
        skipTime: 0,
      },
      mesh: { enabled: true, modelPath: 'facemesh.json' },
      iris: off,
      attention: off,
      emotion: off,
      description: off,
      antispoof: off,
      liveness: off,
    },
  }
}
