import type { ProgrammeCode, ProgrammeVersion, Term } from '@zhuxue/policy'
import { found, type StaffActor, type Tx } from '../../platform/index.ts'

/** A version that was published here. The definition was checked before it was stored and never changes. */
export interface StoredVersion {
  readonly id: string
  readonly version: string
  readonly programme: ProgrammeCode
  readonly scope: string
  readonly orgName: string
  readonly schoolId: string | null
  readonly effectiveFrom: Term
  readonly effectiveTo: Term | null
  readonly effectiveOn: string
  readonly definition: ProgrammeVersion
  readonly note: string
  readonly draftedByName: string
  readonly publishedByName: string
  readonly publishedAt: Date
  readonly withdrawn: boolean
  readonly withdrawnByName: string | null
  readonly withdrawReason: string | null
}

/** Every version that was ever published here, oldest first. */
export async function readVersions(tx: Tx): Promise<StoredVersion[]> {
  const rows = await tx.db.selectFrom('rule_versions').selectAll().orderBy('published_at').orderBy('id').execute()
  return rows.map((r) => ({
    id: r.id,
    version: r.version,
    programme: r.programme,
    scope: r.scope,
    orgName: r.org_name,
    schoolId: r.school_id,
    effectiveFrom: r.effective_from as Term,
    effectiveTo: r.effective_to as Term | null,
    effectiveOn: r.effective_on,
    definition: r.definition as ProgrammeVersion,
    note: r.note,
    draftedByName: r.drafted_by_name,
    publishedByName: r.published_by_name,
    publishedAt: r.published_at,
    withdrawn: r.withdrawn_at !== null,
    withdrawnByName: r.withdrawn_by_name,
    withdrawReason: r.withdraw_reason,
  }))
}

export type DraftStatus = 'editing' | 'submitted' | 'published' | 'discarded'

/** A draft as stored. `definition` is whatever was typed so far: nothing about it is certain but that it is JSON. */
export interface Draft {
  readonly id: string
  readonly org_id: string
  readonly org_name: string
  readonly scope: string
  readonly school_id: string | null
  readonly based_on: string | null
  readonly definition: Readonly<Record<string, unknown>>
  readonly revision: number
  readonly status: DraftStatus
  readonly created_by: string
  readonly created_by_name: string
  readonly saved_by: string
  readonly saved_by_name: string
  readonly saved_at: Date
  readonly editors: readonly string[]
  readonly note: string | null
  readonly submitted_by: string | null
  readonly submitted_by_name: string | null
  readonly submitted_at: Date | null
  readonly return_reason: string | null
}

/** A draft in the caller's scope, or 404; `lock` keeps others from changing it until the transaction ends. */
export async function draftById(tx: Tx<StaffActor>, id: string, lock = false): Promise<Draft> {
  const row = await tx.db
    .selectFrom('rule_drafts')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (q) => q.forUpdate())
    .executeTakeFirst()
  return found(row, '没有找到这份草稿，可能不在您的管理范围内。') as Draft
}

export type DraftChange = Partial<
  Pick<Draft, 'status' | 'note' | 'submitted_by' | 'submitted_by_name' | 'submitted_at' | 'return_reason'>
>

/** Changes the state of a draft that the caller holds locked; the revision moves with every change. */
export async function updateDraft(tx: Tx<StaffActor>, draft: Draft, change: DraftChange): Promise<void> {
  await tx.db
    .updateTable('rule_drafts')
    .set({ ...change, revision: draft.revision + 1 })
    .where('id', '=', draft.id)
    .execute()
}
