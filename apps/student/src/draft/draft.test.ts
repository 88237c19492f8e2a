import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import type { FormAnswers } from '../outbox/types.ts'
import { ApiProblem, NoAnswer } from '../platform/api.ts'
import { get, openDb, put } from '../platform/idb.ts'
import { uuid } from '../platform/uuid.ts'
import { type DraftDeps, DraftKeeper, type DraftRecord, type ServerDraft } from './draft.ts'

/** One draft on a server with revisions and request ids; `link` says what happens to the next requests. */
class FakeServer {
  draft: ServerDraft = { revision: 0, answers: {}, savedAt: null }
  link: ('ok' | 'down' | 'lost')[] = []
  puts = 0
  private seen = new Map<string, { revision: number }>()

  put(b: { requestId: string; revision: number; answers: FormAnswers }): Promise<{ revision: number }> {
    this.puts += 1
    const how = this.link.shift() ?? 'ok'
    if (how === 'down') return Promise.reject(new NoAnswer())
    const before = this.seen.get(b.requestId)
    if (!before && b.revision !== this.draft.revision) {
      return Promise.reject(
        new ApiProblem({ status: 409, code: 'revision-conflict', detail: '内容已被他人更新', current: this.draft }),
      )
    }
    const reply = before ?? { revision: this.draft.revision + 1 }
    if (!before) {
      this.draft = { revision: reply.revision, answers: b.answers, savedAt: '2026-09-02T01:00:00Z' }
      this.seen.set(b.requestId, reply)
    }
    return how === 'lost' ? Promise.reject(new NoAnswer()) : Promise.resolve(reply)
  }
}

const round = uuid()
async function device(server: FakeServer, owner = uuid()) {
  const db = await openDb(owner)
  const deps: DraftDeps = {
    load: (id) => get<DraftRecord>(db, 'drafts', id),
    store: (r) => put(db, 'drafts', r),
    put: (b) => server.put(b),
    fetch: async () => server.draft,
    now: () => 1_000,
    later: () => () => undefined, // the tests flush by hand
  }
  const open = (online = true) => DraftKeeper.open(deps, round, online ? server.draft : null)
  return { open, owner }
}

describe('draft', () => {
  it('is on the phone at once and on the server after a flush', async () => {
    const server = new FakeServer()
    const phone = await device(server)
    const draft = await phone.open()
    await draft.change({ householdSize: 4 })
    await draft.goTo('students')
    // killed before anything was sent
    const reopened = await phone.open(false)
    expect(reopened.snapshot().record.answers).toEqual({ householdSize: 4 })
    expect(reopened.snapshot().record.step).toBe('students')
    await reopened.flush()
    expect(server.draft.answers).toEqual({ householdSize: 4 })
    expect(reopened.snapshot().sync).toBe('saved')
  })

  it('keeps 不清楚 (null) apart from not answered', async () => {
    const server = new FakeServer()
    const draft = await (await device(server)).open()
    await draft.change({ incomePerPersonYuan: null })
    await draft.flush()
    expect(server.draft.answers).toEqual({ incomePerPersonYuan: null })
  })

  it('offline changes wait and go out later, with one request per content', async () => {
    const server = new FakeServer()
    server.link = ['down', 'lost']
    const draft = await (await device(server)).open()
    await draft.change({ householdSize: 4 })
    await draft.flush()
    expect(draft.snapshot().sync).toBe('offline')
    await draft.flush()
    await draft.flush()
    expect(server.draft.revision).toBe(1)
    expect(draft.snapshot()).toMatchObject({ sync: 'saved', record: { revision: 1, dirty: false } })
  })

  it('a lost reply followed by more typing is no conflict', async () => {
    const server = new FakeServer()
    server.link = ['lost']
    const draft = await (await device(server)).open()
    await draft.change({ householdSize: 4 })
    await draft.flush()
    await draft.change({ studentsInFamily: 2 })
    await draft.flush()
    expect(draft.snapshot()).toMatchObject({ sync: 'saved', conflict: null })
    expect(server.draft.answers).toEqual({ householdSize: 4, studentsInFamily: 2 })
  })

  it('another device gets the server draft', async () => {
    const server = new FakeServer()
    const owner = uuid()
    const a = await (await device(server, owner)).open()
    await a.change({ householdSize: 5 })
    await a.flush()
    const b = await (await device(server)).open()
    expect(b.snapshot().record.answers).toEqual({ householdSize: 5 })
  })

  for (const keep of ['mine', 'theirs'] as const) {
    it(`two devices that wrote different things: she chooses (${keep}), nothing is lost before`, async () => {
      const server = new FakeServer()
      const a = await (await device(server)).open()
      const b = await (await device(server)).open()
      await a.change({ householdSize: 5 })
      await a.flush()
      await b.change({ householdSize: 3 })
      await b.flush()
      const s = b.snapshot()
      expect(s.sync).toBe('conflict')
      expect(s.record.answers).toEqual({ householdSize: 3 })
      expect(s.conflict?.answers).toEqual({ householdSize: 5 })
      await b.resolve(keep)
      expect(server.draft.answers.householdSize).toBe(keep === 'mine' ? 3 : 5)
      expect(b.snapshot().record.answers.householdSize).toBe(keep === 'mine' ? 3 : 5)
      expect(b.snapshot().sync).toBe('saved')
    })
  }

  it('the same content from two devices is no conflict', async () => {
    const server = new FakeServer()
    const a = await (await device(server)).open()
    const b = await (await device(server)).open()
    for (const d of [a, b]) {
      await d.change({ householdSize: 5 })
      await d.flush()
    }
    expect(b.snapshot()).toMatchObject({ sync: 'saved', conflict: null })
  })

  it('a phone that was offline meets a newer server draft when it is opened again', async () => {
    const server = new FakeServer()
    const phone = await device(server)
    const a = await phone.open()
    await a.change({ householdSize: 5 })
    const b = await (await device(server)).open()
    await b.change({ householdSize: 6 })
    await b.flush()
    const again = await phone.open()
    expect(again.snapshot().conflict?.answers).toEqual({ householdSize: 6 })
  })
})
