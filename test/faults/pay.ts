import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { disbursement as d, type ReplyOf, type Route } from '@zhuxue/contracts'
import type { Bank } from '../../apps/server/src/simulators/bank.ts'
import type { SeededRandom } from '../../apps/server/src/world/random.ts'

type RunRow = ReplyOf<typeof d.buildRun>

export interface Login {
  readonly cookie: string
  readonly csrf: string
}

export interface Payer {
  readonly url: () => string
  readonly officer: Login
  readonly finance: Login
  readonly schoolId: string
  readonly bank: Bank
  readonly random: SeededRandom
  /** kills something while an act is under way; resolves when it is up again */
  readonly kill: () => Promise<void>
  /** a kill comes within this time after the act was sent */
  readonly withinMs: number
  killsLeft: number
  /** kills that hit an act whose answer then never came */
  hits: number
}

interface Call {
  readonly as: Login
  readonly params?: Record<string, string>
  readonly query?: Record<string, string>
  readonly body?: Record<string, unknown>
  readonly file?: Buffer
}

interface Answer {
  readonly status: number
  readonly bytes: Buffer
}

async function once(p: Payer, route: Route, c: Call, requestId: string): Promise<Answer> {
  const path = route.path.replace(/:(\w+)/g, (_, k: string) => c.params?.[k] ?? '')
  const headers: Record<string, string> = { cookie: c.as.cookie, 'x-csrf': c.as.csrf }
  const init: RequestInit = { method: route.method, headers, signal: AbortSignal.timeout(60_000) }
  if (c.file) {
    const form = new FormData()
    form.append('requestId', requestId)
    form.append('file', new Blob([new Uint8Array(c.file)]), 'return.csv')
    init.body = form
  } else if (route.method !== 'GET') {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify({ ...c.body, requestId })
  }
  const r = await fetch(`${p.url()}${path}${c.query ? `?${new URLSearchParams(c.query)}` : ''}`, init)
  return { status: r.status, bytes: Buffer.from(await r.arrayBuffer()) }
}

/** One act of a person: sent again under the same request id until it is answered. May be killed on the way. */
async function act(p: Payer, route: Route, c: Call, mayKill = false): Promise<Buffer> {
  const requestId = randomUUID()
  let killed: Promise<void> | undefined
  let notBack: unknown
  if (mayKill && p.killsLeft > 0) {
    p.killsLeft -= 1
    killed = sleep(Math.floor(p.random.next() * p.withinMs))
      .then(p.kill)
      .catch((e: unknown) => {
        notBack = e
      })
  }
  let failures = 0
  const until = performance.now() + 120_000
  for (;;) {
    try {
      const answer = await once(p, route, c, requestId)
      if (answer.status === 200) {
        await killed
        if (notBack !== undefined) throw notBack
        if (killed && failures > 0) p.hits += 1
        return answer.bytes
      }
      if (answer.status !== 503) throw new Refused(`${route.id} ${answer.status} ${answer.bytes.toString()}`)
    } catch (e) {
      if (e instanceof Refused) throw e
    }
    failures += 1
    if (notBack !== undefined) throw notBack
    if (performance.now() > until) throw new Error(`${route.id}: no answer for two minutes`)
    await sleep(100)
  }
}

class Refused extends Error {}

const json = <T>(bytes: Buffer): T => JSON.parse(bytes.toString()) as T

/** Pays one month to the end: runs, returns, enquiries and corrections until nothing is left to pay. */
export async function payMonth(p: Payer, period: string): Promise<void> {
  const key = { schoolId: p.schoolId, programme: 'national-grant', term: '2026-autumn', period }
  for (;;) {
    const preview = await act(p, d.previewRun, { as: p.officer, query: key })
    if (json<ReplyOf<typeof d.previewRun>>(preview).ready === 0) return
    await payRun(p, key)
  }
}

async function payRun(p: Payer, key: Record<string, string>): Promise<void> {
  let run = json<RunRow>(await act(p, d.buildRun, { as: p.officer, body: key }, true))
  const params = { id: run.id }
  const step = async (route: Route, mayKill = true) => {
    const body = { revision: run.revision }
    run = json<RunRow>(await act(p, route, { as: p.finance, params, body }, mayKill))
  }
  await step(d.approveRun)
  await step(d.sealRun)
  const file = await act(p, d.downloadRunFile, { as: p.finance, params })
  p.bank.submit(file)
  // a clerk who is not sure hands it in again
  if (p.random.chance(0.5)) p.bank.submit(await act(p, d.downloadRunFile, { as: p.finance, params }))
  await step(d.markRunSent)
  await act(p, d.loadReturn, { as: p.finance, params, file: p.bank.answer(run.runNo) }, true)
  const detail = async (status: string) =>
    json<ReplyOf<typeof d.getRun>>(await act(p, d.getRun, { as: p.officer, params, query: { status, limit: '200' } }))
  if ((await detail('unknown')).items.length > 0) {
    await act(p, d.loadReturn, { as: p.finance, params, file: p.bank.enquire(run.runNo) })
  }
  const { run: answered, items } = await detail('returned')
  for (const item of items) {
    await act(p, d.correctItem, { as: p.officer, params: { id: item.id }, body: { reason: '已核对' } })
  }
  await act(p, d.closeRun, { as: p.finance, params, body: { revision: answered.revision } })
}
