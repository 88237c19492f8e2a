/**
 * CPU time of one frame: the whole service (HTTP, queue, child, gate, movements, verdict) against the raw model
 * pipeline in the same run. Bar: raw ÷ service ≥ 0.9. Run alone:
 *   node bench/face/frame.ts [tries] [--photos DIR]
 * The two take turns try by try, in three fresh pairs of processes, because which core a process sits on matters more
 * than what is asked here; the lower quartile is compared, because other work on the machine can only add.
 * With --photos (one folder per person) it also prints the error rates on those photos.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { evaluate, report } from '../../apps/face/src/cli/evaluate.ts'
import { drawChallenge, signChallenge } from '../../apps/face/src/domain/challenge.ts'
import { DEFAULT_SETTINGS } from '../../apps/face/src/domain/settings.ts'
import type { Step } from '../../apps/face/src/domain/types.ts'
import { faceClient } from '../../apps/face/src/service/client.ts'
import { launchFaceService } from '../../apps/face/src/service/launch.ts'
import { openBench } from '../../apps/face/src/testing/people.ts'

const TRIES = Number(process.argv[2]?.match(/^\d+$/)?.[0] ?? 40)
const PAIRS = 3
const WARM = 15
const SECRET = 'the-secret-of-a-benchmark-on-one-machine'
const STEPS: Step[] = ['neutral', 'turn-left', 'open-mouth']

const bench = await openBench()
const person = await bench.person('male-36.jpg')
const frames = await bench.tryOf(person, STEPS)
const images = frames.map((f) => f.image)
const drawn = drawChallenge({ subject: 'p', purpose: 'application', now: 0 }, DEFAULT_SETTINGS)
const challenge = signChallenge({ ...drawn, steps: STEPS }, SECRET)
const reference = (await bench.engine.check(frames, null, DEFAULT_SETTINGS)).template

interface Health {
  main: { cpuMs: number; rss: number }
  children: { cpuMs: number; rss: number }[]
}

async function rawTry(raw: ChildProcess, times = 1): Promise<number> {
  raw.send({ images, times })
  const [answer] = (await once(raw, 'message')) as [{ cpuMs: number }]
  return answer.cpuMs
}

async function health(port: number): Promise<Health> {
  return (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as Health
}

const cpuOf = (h: Health) => h.main.cpuMs + h.children.reduce((s, c) => s + c.cpuMs, 0)
const rows = { raw: [] as number[], service: [] as number[], main: [] as number[] }
let memory = ''

for (let pair = 0; pair < PAIRS; pair += 1) {
  const raw = fork(join(import.meta.dirname, 'raw.ts'), { serialization: 'advanced' })
  await once(raw, 'message')
  const service = await launchFaceService({ secret: SECRET, children: 1, log: () => undefined })
  const client = faceClient({ secret: SECRET, port: service.port, patienceMs: 60_000 })
  const serviceTry = async () => {
    const { verdict } = await client.check(challenge, frames, reference)
    if (verdict.result !== 'pass') throw new Error(`verdict ${verdict.result}`)
  }
  // warm both: compilation is not what is asked
  await rawTry(raw, WARM)
  for (let i = 0; i < WARM; i += 1) await serviceTry()
  for (let i = 0; i < TRIES; i += 1) {
    rows.raw.push(await rawTry(raw))
    const before = await health(service.port)
    await serviceTry()
    const after = await health(service.port)
    rows.service.push((cpuOf(after) - cpuOf(before)) / images.length)
    rows.main.push((after.main.cpuMs - before.main.cpuMs) / images.length)
  }
  const end = await health(service.port)
  memory = `child ${Math.round((end.children[0]?.rss ?? 0) / 1e6)} MB, main ${Math.round(end.main.rss / 1e6)} MB`
  raw.disconnect()
  await service.stop()
}

const at = (v: number[], share: number) => v.sort((a, b) => a - b)[Math.floor(v.length * share)] as number
const size = Math.round(images.reduce((s, i) => s + i.length, 0) / images.length / 1024)
const line = (name: string, v: number[]) =>
  `${name} ${at(v, 0.25).toFixed(1)} CPU-ms a frame (median ${at(v, 0.5).toFixed(1)}, upper quartile ${at(v, 0.75).toFixed(1)})`
console.log(`${PAIRS} × ${TRIES} tries of ${STEPS.length} frames, 480×640, ${size} KB, one child`)
console.log(line('raw pipeline ', rows.raw))
console.log(line('whole service', rows.service))
console.log(line('  outside child', rows.main))
const ratio = (share: number) => (at(rows.raw, share) / at(rows.service, share)).toFixed(2)
console.log(`raw ÷ service  ${ratio(0.25)} (bar ≥ 0.90); of the medians ${ratio(0.5)}`)
console.log(`memory         ${memory}`)

const photos = process.argv.indexOf('--photos')
const dir = photos > 0 ? process.argv[photos + 1] : undefined
if (dir) console.log(`\n${report(await evaluate(dir, DEFAULT_SETTINGS))}`)
process.exit(0)
