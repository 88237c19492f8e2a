import { type Db, get, getAll, put, remove, tx } from '../platform/idb.ts'
import type { Entry, Sent } from './types.ts'

/** The outbox of one student on this phone: acts not yet delivered, and the answers of those that were. */
export interface OutboxStore {
  all(): Promise<Entry[]>
  get(id: string): Promise<Entry | undefined>
  put(entry: Entry): Promise<void>
  remove(id: string): Promise<void>
  sent(id: string): Promise<Sent | undefined>
  allSent(): Promise<Sent[]>
  /** Records the answer and removes the entry in one transaction: never both, never neither. */
  deliver(sent: Sent): Promise<void>
  /** Takes the sending right for `ms`; false while another page holds it. For browsers without Web Locks. */
  lease(owner: string, now: number, ms: number): Promise<boolean>
  release(owner: string): Promise<void>
}

interface Lease {
  key: 'lease'
  owner: string
  until: number
}

export function outboxStore(db: Db): OutboxStore {
  return {
    all: async () => (await getAll<Entry>(db, 'outbox')).sort((a, b) => a.createdAt - b.createdAt),
    get: (id) => get<Entry>(db, 'outbox', id),
    put: (entry) => put(db, 'outbox', entry),
    remove: (id) => remove(db, 'outbox', id),
    sent: (id) => get<Sent>(db, 'sent', id),
    allSent: () => getAll<Sent>(db, 'sent'),
    deliver: (sent) =>
      tx<void>(db, ['outbox', 'sent'], 'readwrite', (store) => {
        store('sent').put(sent)
        store('outbox').delete(sent.id)
      }),
    lease: (owner, now, ms) =>
      tx<boolean>(db, ['meta'], 'readwrite', (store, done) => {
        const r = store('meta').get('lease')
        r.onsuccess = () => {
          const held = r.result as Lease | undefined
          // A lease far in the future was written under a wrong phone clock: it does not count.
          const free = !held || held.owner === owner || held.until <= now || held.until > now + 10 * ms
          if (free) store('meta').put({ key: 'lease', owner, until: now + ms } satisfies Lease)
          done(free)
        }
      }),
    release: (owner) =>
      tx<void>(db, ['meta'], 'readwrite', (store) => {
        const r = store('meta').get('lease')
        r.onsuccess = () => {
          if ((r.result as Lease | undefined)?.owner === owner) store('meta').delete('lease')
        }
      }),
  }
}
