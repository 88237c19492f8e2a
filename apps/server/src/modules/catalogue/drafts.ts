import type { BodyOf, catalogue } from '@zhuxue/contracts'
import { canonical, newId, type Platform, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { orgOf } from '../organisations/index.ts'
import { mayEdit } from './access.ts'
import { checkDraft } from './check.ts'
import { startOf } from './starts.ts'
import { type Draft, draftById, updateDraft } from './store.ts'

/** Starts a draft at the acting person's own authority or school. */
export async function createDraft(
  tx: Tx<StaffActor>,
  platform: Platform,
  body: BodyOf<typeof catalogue.createDraft>,
): Promise<{ id: string }> {
  const org = await orgOf(tx, tx.actor.orgId)
  const school = org.kind === 'school'
  if (!school && org.kind !== 'county' && org.kind !== 'prefecture' && org.kind !== 'province')
    throw refuse('forbidden')
  const id = newId()
  const code = `${school ? 'school' : 'local'}-${id.slice(-8)}`
  const definition = await startOf(tx, platform, body, { school, code })
  await tx.db
    .insertInto('rule_drafts')
    .values({
      id,
      org_id: org.id,
      org_name: org.name,
      scope: org.path,
      school_id: school ? org.id : null,
      based_on: body.from === 'blank' ? null : body.source,
      definition: JSON.stringify(definition),
      created_by: tx.actor.id,
      created_by_name: tx.actor.name,
      created_at: tx.now,
      saved_by: tx.actor.id,
      saved_by_name: tx.actor.name,
      saved_at: tx.now,
      editors: [tx.actor.id],
    })
    .execute()
  audit(tx, 'rules.draft', { id, scope: org.path, definition }, { basedOn: body.source })
  return { id }
}

/** One line of evidence about a draft; the title says which programme it was. */
export function audit(
  tx: Tx<StaffActor>,
  action: string,
  draft: Pick<Draft, 'id' | 'scope' | 'definition'>,
  data: object = {},
): void {
  const { title, effectiveFrom } = draft.definition
  tx.audit({
    action,
    subjectKind: 'rule-draft',
    subjectId: draft.id,
    scope: draft.scope,
    data: { programmeTitle: title, term: effectiveFrom, ...data },
  })
}

/** The draft locked for a change, when nobody changed it meanwhile; a stale page gets 409 with what stands there now. */
export async function lockDraft(tx: Tx<StaffActor>, id: string, revision: number): Promise<Draft> {
  const draft = await draftById(tx, id, true)
  if (draft.revision !== revision) {
    throw refuse('revision-conflict', `${draft.saved_by_name}刚刚改过这份草稿，请核对最新内容后再操作。`, {
      current: {
        revision: draft.revision,
        status: draft.status,
        updatedBy: draft.saved_by_name,
        updatedAt: draft.saved_at.toISOString(),
        definition: draft.definition,
      },
    })
  }
  return draft
}

async function lockForEdit(tx: Tx<StaffActor>, id: string, revision: number): Promise<Draft> {
  const draft = await lockDraft(tx, id, revision)
  if (draft.status !== 'editing') {
    throw refuse('state-conflict', '草稿已提交发布或已办结，不能再修改。需要修改时请发布人退回。')
  }
  if (!mayEdit(tx.actor, draft)) throw refuse('forbidden', '只能修改本单位的规则草稿。')
  return draft
}

/** Fields that the system sets: a definition cannot be moved to another programme, region or version number. */
const FIXED = ['programme', 'version', 'region'] as const

/** Stores what was typed so far, sound or not; every save is on record with what it changed. */
export async function saveDraft(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof catalogue.saveDraft>,
): Promise<void> {
  const draft = await lockForEdit(tx, id, body.revision)
  if (typeof body.definition !== 'object' || body.definition === null || Array.isArray(body.definition)) {
    throw refuse('bad-request', undefined, { fields: [{ path: '/definition', text: '内容应为一个项目版本。' }] })
  }
  const fixed = Object.fromEntries(FIXED.map((key) => [key, draft.definition[key]]))
  const definition = { ...body.definition, ...fixed } as Draft['definition']
  const text = canonical(definition)
  if (text.length > 300_000) throw refuse('file-too-large', '规则内容太大，请减少条件或说明文字后再保存。')
  const changes = changesOf(draft.definition, definition)
  if (changes.length === 0) return
  await tx.db
    .updateTable('rule_drafts')
    .set({
      definition: JSON.stringify(definition),
      revision: draft.revision + 1,
      saved_by: tx.actor.id,
      saved_by_name: tx.actor.name,
      saved_at: tx.now,
      editors: [...new Set([...draft.editors, tx.actor.id])],
    })
    .where('id', '=', id)
    .execute()
  audit(tx, 'rules.save', { ...draft, definition }, { changes })
}

/** Which parts changed, with the old and the new content shortened: a draft need not be readable as a rule yet. */
function changesOf(before: Draft['definition'], after: Draft['definition']): object[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys.flatMap((field) => {
    const [was, is] = [canonical(before[field]), canonical(after[field])]
    return was === is ? [] : [{ field, before: was.slice(0, 2000), after: is.slice(0, 2000) }]
  })
}

export async function discardDraft(tx: Tx<StaffActor>, id: string, revision: number): Promise<void> {
  const draft = await lockForEdit(tx, id, revision)
  await updateDraft(tx, draft, { status: 'discarded' })
  audit(tx, 'rules.discard', draft)
}

/** Hands a sound draft to the second person. Refused by field while anything is wrong with it. */
export async function submitDraft(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof catalogue.submitDraft>,
): Promise<void> {
  const draft = await lockForEdit(tx, id, body.revision)
  const checked = checkDraft(tx, platform, draft)
  if (!checked.ok) {
    throw refuse('bad-request', `草稿还有${checked.problems.length}处问题，改好后再提交发布。`, {
      fields: checked.problems,
    })
  }
  await updateDraft(tx, draft, {
    status: 'submitted',
    note: body.note.trim(),
    submitted_by: tx.actor.id,
    submitted_by_name: tx.actor.name,
    submitted_at: tx.now,
    return_reason: null,
  })
  audit(tx, 'rules.submit', draft, { reason: body.note.trim() })
}
