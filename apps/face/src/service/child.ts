/** One child of the face service: loads the models, then does one job after the other. Ends with its parent. */

import type { FaceSettings } from '../domain/settings.ts'
import { type Engine, openEngine } from '../engine/engine.ts'
import type { FromChild, Job, JobAnswer, ToChild } from './jobs.ts'

const tell = (message: FromChild) => {
  if (process.connected) process.send?.(message)
}

let open: { engine: Engine; settings: FaceSettings } | null = null

async function work(job: Job, { engine, settings }: { engine: Engine; settings: FaceSettings }): Promise<JobAnswer> {
  switch (job.kind) {
    case 'check':
      return engine.check(job.frames, job.reference, settings)
    case 'id-photo':
      return engine.idPhoto(job.image, settings)
    case 'describe':
      return engine.describe(job.image, settings)
  }
}

async function receive(message: ToChild): Promise<void> {
  if (message.type === 'open') {
    try {
      open = { engine: await openEngine(message.models), settings: message.settings }
      tell({ type: 'ready', modelId: open.engine.modelId, rss: process.memoryUsage.rss() })
    } catch (e) {
      tell({ type: 'cannot-start', message: (e as Error).message })
    }
    return
  }
  try {
    if (!open) throw new Error('job before the models were loaded')
    const answer = await work(message.job, open)
    const cpu = process.cpuUsage()
    const cpuMs = (cpu.user + cpu.system) / 1000
    tell({ type: 'done', id: message.id, answer, rss: process.memoryUsage.rss(), cpuMs })
  } catch (e) {
    // the message of a fault in the models; it holds no picture data
    tell({ type: 'failed', id: message.id, message: (e as Error).message.slice(0, 200) })
  }
}

process.on('message', (message: ToChild) => void receive(message))
process.on('disconnect', () => process.exit(0))
// Ctrl-C in a terminal reaches the whole group; the parent decides when children end.
process.on('SIGINT', () => undefined)
