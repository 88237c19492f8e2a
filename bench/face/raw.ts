/** Raw model pipeline for bench/face/frame.ts: decode, detect, mesh, align, descriptor in a loop, nothing else. */
import { measure } from '../../apps/face/src/domain/geometry.ts'
import { openDetector } from '../../apps/face/src/engine/detector.ts'
import { ensureModels } from '../../apps/face/src/engine/models.ts'
import { FRAME_LIMITS, openPicture } from '../../apps/face/src/engine/picture.ts'
import { openRecogniser } from '../../apps/face/src/engine/recogniser.ts'

const models = await ensureModels()
const detector = await openDetector()
const recogniser = await openRecogniser(models.recogniser, null)

async function one(image: Uint8Array): Promise<void> {
  const opened = await openPicture(image, FRAME_LIMITS)
  if ('code' in opened) throw new Error(opened.code)
  const face = (await detector.detect(opened.picture))[0]
  if (!face) throw new Error('no face')
  const { fivePoints } = measure(face, opened.picture.width, opened.picture.height)
  await recogniser.template(opened.picture, fivePoints)
}

process.on('message', async (m: { images: Uint8Array[]; times: number }) => {
  const before = process.cpuUsage()
  for (let i = 0; i < m.times; i += 1) for (const image of m.images) await one(image)
  const used = process.cpuUsage(before)
  process.send?.({ cpuMs: (used.user + used.system) / 1000 / (m.images.length * m.times) })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })
