import { createRequire } from 'node:module'
import type { DetectedFace, Picture, Template } from '../domain/types.ts'
import { alignFace, cropFace } from './align.ts'
import type { RecogniserSpec } from './models.ts'

const require = createRequire(import.meta.url)

interface OrtTensor {
  readonly data: Float32Array
}
interface OrtSession {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>
}
interface Ort {
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor
  InferenceSession: { create(path: string, options: object): Promise<OrtSession> }
}

/** One thread and 'extended': the default level is 3.4 times slower on this model. */
const OPTIONS = {
  graphOptimizationLevel: 'extended',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 3,
} as const

type Run = (input: Float32Array, side: number) => Promise<Float32Array>

async function openModel(ort: Ort, path: string): Promise<Run> {
  const session = await ort.InferenceSession.create(path, OPTIONS)
  const input = session.inputNames[0] ?? ''
  const output = session.outputNames[0] ?? ''
  return async (data, side) => {
    const result = await session.run({ [input]: new ort.Tensor('float32', data, [1, 3, side, side]) })
    const out = result[output]
    if (!out) throw new Error(`model ${path} gave no output`)
    return out.data
  }
}

/** Turns faces into templates, and gives the advisory hint about copied pictures. */
export interface Recogniser {
  readonly modelId: string
  template(picture: Picture, fivePoints: readonly (readonly [number, number])[]): Promise<Template>
  /** 0…1, higher = more likely a live face; advisory only; null when no such model is configured */
  hint(picture: Picture, face: DetectedFace): Promise<number | null>
}

/** Loads the recogniser of this specification. Only ever called in a child process. */
export async function openRecogniser(spec: RecogniserSpec, hintModel: string | null): Promise<Recogniser> {
  const ort = require('onnxruntime-node') as Ort
  const recognise = await openModel(ort, spec.file)
  const look = hintModel === null ? null : await openModel(ort, hintModel)
  return {
    modelId: spec.modelId,
    async template(picture, fivePoints) {
      const vector = await recognise(alignFace(picture, fivePoints, spec), spec.side)
      return { vector: normalise(vector), modelId: spec.modelId }
    },
    async hint(picture, face) {
      if (!look) return null
      const crop = hintCrop(picture, face)
      const out = await look(cropFace(picture, crop, { side: 128, mean: 0, scale: 1, order: 'bgr' }), 128)
      return softmaxFirst(out)
    },
  }
}

function normalise(v: Float32Array): Float32Array {
  let sum = 0
  for (const x of v) sum += x * x
  const length = Math.sqrt(sum)
  if (!(length > 0)) throw new Error('recogniser gave no numbers')
  return v.map((x) => x / length)
}

function softmaxFirst(v: Float32Array): number {
  const max = Math.max(...v)
  const e = Array.from(v, (x) => Math.exp(x - max))
  return (e[0] ?? 0) / e.reduce((a, b) => a + b, 0)
}

/** A square of up to 2.7 times the face around its middle, moved inside the picture. */
function hintCrop(picture: Picture, face: DetectedFace): { x: number; y: number; width: number; height: number } {
  const [x, y, w, h] = face.box
  const scale = Math.min((picture.height - 1) / h, (picture.width - 1) / w, 2.7)
  const width = w * scale
  const height = h * scale
  const clamp = (v: number, max: number) => Math.max(0, Math.min(v, max))
  return {
    x: clamp(x + w / 2 - width / 2, picture.width - 1 - width),
    y: clamp(y + h / 2 - height / 2, picture.height - 1 - height),
    width,
    height,
  }
}
