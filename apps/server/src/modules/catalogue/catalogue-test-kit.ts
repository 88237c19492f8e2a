import { catalogue, type ReplyOf } from '@zhuxue/contracts'
import type { Client, TestApp } from '../../testing/app.ts'

export type DraftView = ReplyOf<typeof catalogue.getDraft>
/** Definitions are edited as plain JSON here. */
// biome-ignore lint/suspicious/noExplicitAny: any place of a definition can be changed
export type Definition = Record<string, any>

/** A draft copied from a version, changed by `edit`, saved. */
export async function draftOf(who: Client, version: string, edit: (d: Definition) => void): Promise<DraftView> {
  const made = await who.call(catalogue.createDraft, { body: { from: 'version', source: version, title: null } })
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  const { body: draft } = await who.call(catalogue.getDraft, { params: { id: made.body.id } })
  return (await save(who, draft, edit)).body
}

export function save(who: Client, draft: DraftView, edit: (d: Definition) => void) {
  const definition = structuredClone(draft.definition) as Definition
  edit(definition)
  return who.call(catalogue.saveDraft, { params: { id: draft.id }, body: { revision: draft.revision, definition } })
}

export const submit = (who: Client, draft: DraftView) =>
  who.call(catalogue.submitDraft, {
    params: { id: draft.id },
    body: { revision: draft.revision, note: '按新文件调整' },
  })

export const publish = (who: Client, draft: { id: string; revision: number }) =>
  who.call(catalogue.publishDraft, { params: { id: draft.id }, body: { revision: draft.revision } })

/** Draft, submit, publish by the second person; the version that came out. */
export async function published(
  first: Client,
  second: Client,
  version: string,
  edit: (d: Definition) => void,
): Promise<{ id: string; version: string; draft: DraftView }> {
  const sent = await submit(first, await draftOf(first, version, edit))
  if (sent.status !== 200) throw new Error(JSON.stringify(sent.body))
  const done = await publish(second, sent.body)
  if (done.status !== 200) throw new Error(JSON.stringify(done.body))
  return { id: done.body.id, version: done.body.version, draft: sent.body }
}

/** Mild hardship of 2026-2027, decided, for a student of the test world. */
export const decideMild = (t: TestApp, student: string) =>
  t.owner.query(
    `insert into hardship_determinations (id, student_id, school_id, scope, academic_year, model, model_level, evidence, evidence_text,
       proposed_level, proposal_reason, proposed_by, proposed_by_name, proposed_at, status, level, decided_by, decided_by_name, decided_at)
     select gen_random_uuid(), id, school_id, scope, '2026-2027', 'm', 'mild', '[]', '', 'mild', '', gen_random_uuid(), '甲', now(), 'decided', 'mild', gen_random_uuid(), '乙', now()
     from students where id = $1`,
    [t.world.students[student]?.id],
  )
