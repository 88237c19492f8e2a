import type { DraftRecord } from '../draft/draft.ts'
import { deleteDb, getAll, openDb, tx } from '../platform/idb.ts'

const KEY = 'zx.owners'

function owners(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(value) ? value.filter((x): x is string => typeof x === 'string') : []
  } catch {
    return []
  }
}

function setOwners(list: string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(list))
  } catch {
    // no storage: nothing to tidy next time
  }
}

/**
 * Called when a student has come in: on a shared phone nothing of the others stays readable. What another student
 * has not sent yet is kept for her (only she can open it), her seen screens are deleted.
 */
export async function tidyOthers(owner: string): Promise<void> {
  const kept = [owner]
  for (const other of owners().filter((o) => o !== owner)) {
    const db = await openDb(other)
    const unsent = (await getAll(db, 'outbox')).length > 0
    const unsaved = (await getAll<DraftRecord>(db, 'drafts')).some((d) => d.dirty)
    if (unsent || unsaved) {
      kept.push(other)
      await tx<void>(db, ['views', 'sent'], 'readwrite', (store) => {
        store('views').clear()
        store('sent').clear()
      })
      db.close()
    } else {
      db.close()
      await deleteDb(other)
    }
  }
  setOwners(kept)
}

/** Log-out: everything of this student leaves the phone. */
export async function wipe(owner: string): Promise<void> {
  await deleteDb(owner)
  setOwners(owners().filter((o) => o !== owner))
}
