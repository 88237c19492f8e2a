import 'fake-indexeddb/auto'
import type { activation } from '@zhuxue/contracts'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { endpoint, NoAnswer } from '../../platform/api.ts'
import { type Db, deleteDb, getAll, openDb } from '../../platform/idb.ts'
import { act, sendKept } from './pending.ts'

/** Issue B, activation wizard: "resumable, works on a poor link". What a student answered is delivered once, whatever the link does. */
const roll = endpoint<typeof activation.reportRoll>('POST', '/api/v1/student/roll-reports')
const report = { field: 'address', claimed: '新家地址', note: '' } as const

/** How the link treats one request: acts and answers; acts, but the answer is lost; never arrives; acts nothing and refuses. */
type Link = 'ok' | 'lost' | 'down' | 'refuse' | 'proxy'

/** A server that counts each request id once, like ours. */
class Server {
  readonly acted = new Map<string, unknown>()
  readonly seen: { path: string; body: { requestId: string } }[] = []
  plan: Link[] = []
  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const how = this.plan.shift() ?? 'ok'
    if (how === 'down') throw new TypeError('Failed to fetch')
    const body = JSON.parse(String(init.body)) as { requestId: string }
    this.seen.push({ path, body })
    if (how === 'proxy') return new Response('<h1>502 Bad Gateway</h1>', { status: 502 })
    if (how === 'refuse') {
      const problem = { status: 409, code: 'duplicate', detail: '这一项已经反映过了。' }
      return new Response(JSON.stringify(problem), { status: 409 })
    }
    if (!this.acted.has(body.requestId)) this.acted.set(body.requestId, body)
    if (how === 'lost') throw new TypeError('Failed to fetch')
    return new Response(JSON.stringify({ ok: true }), { status: 200 })
  }
}

let server: Server
let db: Db
let student = 0
let owner = ''
/** The page is opened again: the store is what is left of the earlier one. */
async function reopen(): Promise<void> {
  db.close()
  db = await openDb(owner)
}
const kept = () => getAll<{ body: { requestId: string } }>(db, 'meta')

beforeEach(async () => {
  server = new Server()
  vi.stubGlobal('fetch', server.fetch)
  student += 1
  owner = `pending-${student}`
  db = await openDb(owner)
})
afterEach(async () => {
  db.close()
  await deleteDb(owner)
  vi.unstubAllGlobals()
})

it('an answered act leaves nothing on the phone and is not sent again', async () => {
  await act(db, roll, report)
  expect(server.acted.size).toBe(1)
  expect(await kept()).toEqual([])
  expect(await sendKept(db)).toBe(false)
  expect(server.seen).toHaveLength(1)
})

it('the answer is lost and the page closed: sent again with the same request id, counted once', async () => {
  server.plan = ['lost']
  await expect(act(db, roll, report)).rejects.toThrow(NoAnswer)
  await reopen()
  expect(await sendKept(db)).toBe(true)
  expect(server.seen.map((s) => s.path)).toEqual([roll.path, roll.path])
  expect(server.seen[1]?.body).toEqual(server.seen[0]?.body)
  expect([...server.acted.values()]).toEqual([{ ...report, requestId: server.seen[0]?.body.requestId }])
  expect(await kept()).toEqual([])
})

it('a link that stays dead loses nothing: kept until an answer comes', async () => {
  server.plan = ['down', 'down', 'proxy', 'ok']
  await expect(act(db, roll, report)).rejects.toThrow('网络')
  const id = (await kept())[0]?.body.requestId
  expect([await sendKept(db), await sendKept(db)]).toEqual([false, false])
  await reopen()
  expect(await sendKept(db)).toBe(true)
  expect([...server.acted.keys()]).toEqual([id])
})

it('the student taps again instead of opening the page again: the same act keeps its request id', async () => {
  server.plan = ['lost']
  await expect(act(db, roll, report)).rejects.toThrow(NoAnswer)
  await act(db, roll, report)
  expect(server.seen).toHaveLength(2)
  expect(server.acted.size).toBe(1)
})

it('another answer after a lost one is another act', async () => {
  server.plan = ['down']
  await expect(act(db, roll, report)).rejects.toThrow(NoAnswer)
  await act(db, roll, { ...report, claimed: '另一个地址' })
  expect([...server.acted.values()]).toMatchObject([{ claimed: '另一个地址' }])
  expect(await kept()).toEqual([])
})

it('a refusal is an answer: shown once, not sent again', async () => {
  server.plan = ['refuse']
  await expect(act(db, roll, report)).rejects.toThrow('已经反映过')
  expect(await kept()).toEqual([])
  expect(await sendKept(db)).toBe(false)
  expect(server.acted.size).toBe(0)
})
