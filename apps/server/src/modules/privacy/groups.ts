import { type HeldGroup, type HeldGroupKey, type HeldItem, heldGroups } from '@zhuxue/contracts'
import { dayOf, type Platform, type StudentActor, type Tx } from '../../platform/index.ts'
import { heldConsents } from '../activation/index.ts'
import { heldApplications, heldDraft } from '../applications/index.ts'
import { heldCampus, heldCampusDraft } from '../campus/index.ts'
import { heldCards } from '../cards/index.ts'
import { heldPayments } from '../disbursement/index.ts'
import { heldFace } from '../face/index.ts'
import { heldHardship } from '../hardship/index.ts'
import { heldAccount, heldDevices } from '../identity/index.ts'
import { heldMessages } from '../notifications/index.ts'
import { heldInRoll, heldRegisters, heldRollChanges, ownAccessLog } from '../roll/index.ts'
import { groupTexts } from './texts.ts'

type StudentTx = Tx<StudentActor>
type Reader = (tx: StudentTx, platform: Platform, full: boolean) => Promise<HeldItem[]>

/** Looks at protected data; all of them in the copy, the last fifty on the screen. */
const accessLog: Reader = async (tx, _platform, full) => {
  const items: HeldItem[] = []
  let cursor: string | undefined
  do {
    const part = await ownAccessLog(tx, { cursor, limit: full ? '200' : '50' })
    items.push(
      ...part.items.map((i) => ({
        label: i.field,
        value: `${i.by}（${i.role}）：${i.reason}`,
        source: '系统',
        asOf: dayOf(new Date(i.at)),
        verifiedBy: null,
      })),
    )
    cursor = part.nextCursor ?? undefined
  } while (full && cursor !== undefined && items.length < 5000)
  return items
}

const readers: Partial<Record<HeldGroupKey, Reader>> = {
  roll: heldInRoll,
  registers: heldRegisters,
  'roll-changes': heldRollChanges,
  hardship: heldHardship,
  applications: async (...asked) => [...(await heldApplications(...asked)), ...(await heldCampus(...asked))],
  draft: async (tx) => [...(await heldDraft(tx)), ...(await heldCampusDraft(tx))],
  cards: heldCards,
  payments: heldPayments,
  messages: heldMessages,
  account: heldAccount,
  devices: heldDevices,
  'access-log': accessLog,
  consents: heldConsents,
  face: heldFace,
}

/**
 * Everything that is held about the student, by kind, each datum with its source. `full` opens numbers that screens
 * mask, and adds the answers of submitted forms.
 */
export async function heldAboutMe(tx: StudentTx, platform: Platform, full: boolean): Promise<HeldGroup[]> {
  const groups: HeldGroup[] = []
  for (const key of heldGroups) {
    const read = readers[key]
    if (!read) continue
    const items = await read(tx, platform, full)
    const { title, purpose, kept, erasure } = groupTexts[key]
    groups.push({ key, title, purpose, kept, erasure, count: items.length, items })
  }
  return groups
}
