import type { roll } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import type { Tx } from '../../platform/index.ts'

/** 学籍异动 types that this system takes in. */
export type RollChangeType = (typeof roll.rollChangeTypes)[number]

/** A roll change at the moment a second person confirmed it. */
export interface ConfirmedRollChange {
  readonly studentId: string
  readonly type: RollChangeType
  readonly effectiveOn: LocalDate
  /** 停发: aid stops from the month after `effectiveOn` (policy `aidStopsFrom`) */
  readonly stopsAid: boolean
}

/** What a listener did about it; the sums are told to the reviewer. */
export interface RollChangeEffect {
  readonly stoppedInstalments?: number
  readonly withdrawnApplications?: number
}

type Listener = (tx: Tx, change: ConfirmedRollChange) => Promise<RollChangeEffect>
type Preview = (tx: Tx, changes: readonly (ConfirmedRollChange & { id: string })[]) => Promise<Map<string, number>>

const listeners: Listener[] = []
const previews: Preview[] = []

/**
 * Registers what must happen in the same transaction when a roll change is confirmed (stop money, end applications).
 * Returns what takes it off again.
 */
export const onRollChangeConfirmed = (listener: Listener): (() => void) => entered(listeners, listener)

/**
 * Registers a set-based count of what confirming would stop: change id → instalments not yet paid.
 * Returns what takes it off again.
 */
export const onRollChangePreview = (preview: Preview): (() => void) => entered(previews, preview)

function entered<T>(list: T[], entry: T): () => void {
  list.push(entry)
  return () => void list.splice(list.indexOf(entry), 1)
}

/** Calls every listener in order, in the caller's transaction, and adds up what they did. */
export async function announce(tx: Tx, change: ConfirmedRollChange): Promise<Required<RollChangeEffect>> {
  const sum = { stoppedInstalments: 0, withdrawnApplications: 0 }
  for (const listener of listeners) {
    const effect = await listener(tx, change)
    sum.stoppedInstalments += effect.stoppedInstalments ?? 0
    sum.withdrawnApplications += effect.withdrawnApplications ?? 0
  }
  return sum
}

/** What confirming each of the changes would stop. */
export async function preview(
  tx: Tx,
  changes: readonly (ConfirmedRollChange & { id: string })[],
): Promise<Map<string, number>> {
  const sum = new Map<string, number>()
  if (changes.length === 0) return sum
  for (const p of previews) {
    for (const [id, n] of await p(tx, changes)) sum.set(id, (sum.get(id) ?? 0) + n)
  }
  return sum
}
