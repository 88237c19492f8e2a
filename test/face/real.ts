import { randomUUID } from 'node:crypto'
import { type FacePurpose, face } from '@zhuxue/contracts'
import type { Step } from '../../apps/face/src/domain/types.ts'
import { openBench, type TestBench } from '../../apps/face/src/testing/people.ts'
import type { Client, TestApp } from '../../apps/server/src/testing/app.ts'

let bench: Promise<TestBench> | undefined
let serial = 0

/** Renders test photos in this process; what is rendered goes to the real service over the real routes. */
export const faces = (): Promise<TestBench> => {
  bench ??= openBench()
  return bench
}

/** The picture of a step, as a phone sends it. */
export type Play = (step: Step) => Promise<Buffer>

/** A person before the camera, every time another moment (other noise, so other bytes). */
export function personPlay(name: string): Play {
  return async (step) => {
    const b = await faces()
    serial += 1
    return b.pose(await b.person(name), step, serial)
  }
}

interface Try {
  readonly status: number
  readonly result?: string
  readonly reasons: { readonly code: string; readonly text: string }[]
  readonly next?: string
  readonly triesLeft?: number
  readonly detail?: string
}

/**
 * One whole try: start, a picture a step, submit; sent again with the same request while the service is away, as the
 * phone does. However long a busy machine takes, the minute of the challenge does not pass; `late` lets it pass.
 */
export async function realTry(
  t: TestApp,
  who: Client,
  purpose: FacePurpose,
  play: Play,
  o: { readonly late?: number; readonly during?: () => void } = {},
): Promise<Try> {
  const started = await who.call(face.start, { body: { purpose } })
  if (started.status !== 200) return { status: started.status, reasons: [], detail: started.body.detail }
  const begun = t.clock.now().getTime()
  const frames = []
  for (const [i, s] of started.body.steps.entries()) {
    frames.push({ step: s.step, atMs: 500 + i * 900, image: (await play(s.step as Step)).toString('base64') })
  }
  const requestId = randomUUID()
  for (let sends = 1; ; sends += 1) {
    t.clock.offsetMs -= t.clock.now().getTime() - begun - (o.late ?? 3000)
    const sent = who.call(face.submit, { params: { id: started.body.id }, body: { requestId, frames } })
    if (sends === 1) o.during?.()
    const { status, body } = await sent
    if (status === 503 && sends < 10) continue
    const { result, reasons = [], next, triesLeft, detail } = body
    return { status, result, reasons, next, triesLeft, detail } as Try
  }
}
