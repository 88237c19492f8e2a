/** A thin promise layer over IndexedDB: one database per student, plain key-value stores. */
export type Db = IDBDatabase

const VERSION = 1
/** Store names with their key paths. */
export const STORES = {
  outbox: 'id',
  sent: 'id',
  drafts: 'roundId',
  views: 'key',
  meta: 'key',
} as const
export type StoreName = keyof typeof STORES

const PREFIX = 'zx-student-'
export const dbName = (owner: string): string => PREFIX + owner

/** Opens (and on first use creates) the store of one student. */
export function openDb(owner: string): Promise<Db> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(dbName(owner), VERSION)
    request.onupgradeneeded = () => {
      for (const name of Object.keys(STORES) as StoreName[]) {
        request.result.createObjectStore(name, { keyPath: STORES[name] })
      }
    }
    request.onsuccess = () => {
      const db = request.result
      // Another tab logs out and deletes the store: let go, or the deletion waits for ever.
      db.onversionchange = () => db.close()
      resolve(db)
    }
    request.onerror = () => reject(request.error)
  })
}

/** Deletes a student's store with everything in it. */
export function deleteDb(owner: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(dbName(owner))
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })
}

/** Runs `work` in one transaction; resolves with its result when the transaction is complete (durable), not before. */
export function tx<T>(
  db: Db,
  names: StoreName[],
  mode: IDBTransactionMode,
  work: (store: (name: StoreName) => IDBObjectStore, done: (value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const t = db.transaction(names, mode)
    let result: T
    t.oncomplete = () => resolve(result)
    t.onabort = () => reject(t.error)
    t.onerror = () => reject(t.error)
    work(
      (name) => t.objectStore(name),
      (value) => {
        result = value
      },
    )
  })
}

export const get = <T>(db: Db, name: StoreName, key: string): Promise<T | undefined> =>
  tx<T | undefined>(db, [name], 'readonly', (store, done) => {
    const r = store(name).get(key)
    r.onsuccess = () => done(r.result as T | undefined)
  })

export const getAll = <T>(db: Db, name: StoreName): Promise<T[]> =>
  tx<T[]>(db, [name], 'readonly', (store, done) => {
    const r = store(name).getAll()
    r.onsuccess = () => done(r.result as T[])
  })

export const put = (db: Db, name: StoreName, value: object): Promise<void> =>
  tx<void>(db, [name], 'readwrite', (store) => {
    store(name).put(value)
  })

export const remove = (db: Db, name: StoreName, key: string): Promise<void> =>
  tx<void>(db, [name], 'readwrite', (store) => {
    store(name).delete(key)
  })
