import { found, newId, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { endOpenLinks } from './guardian-links.ts'

/** Where a guardian's signature for one revision of a form stands. */
export interface SignatureState {
  readonly state: 'agreed' | 'declined' | 'waiting' | 'none'
  /** 王建华（父亲），短信链接 / 纸质 */
  readonly by: string | null
  readonly at: Date | null
}

/**
 * The guardian's word on a subject's revision: agreed, declined (the last word before an agreement), a link is under
 * way, or nothing. An older revision's signature does not count: the guardian saw another form.
 */
export async function guardianSignature(tx: Tx, subjectId: string, revision: number): Promise<SignatureState> {
  const rows = await tx.db
    .selectFrom('guardian_signatures')
    .select(['decision', 'name', 'relation', 'way', 'at', 'staff_name'])
    .where('subject_id', '=', subjectId)
    .where('revision', '=', revision)
    .orderBy('at', 'desc')
    .execute()
  const row = rows.find((r) => r.decision === 'agreed') ?? rows[0]
  const link = await tx.db
    .selectFrom('guardian_links')
    .select('id')
    .where('subject_id', '=', subjectId)
    .where('revision', '=', revision)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', tx.now)
    .executeTakeFirst()
  if (!row || (row.decision === 'declined' && link)) {
    return { state: link ? 'waiting' : 'none', by: null, at: null }
  }
  const how = row.way === 'link' ? '短信链接' : `纸质签字，${row.staff_name}登记`
  return {
    state: row.decision === 'agreed' ? 'agreed' : 'declined',
    by: `${row.name}（${row.relation}），${how}`,
    at: row.at,
  }
}

/** The guardian signed on paper at the school; the class teacher saw it and writes it down. The open link ends. */
export async function signOnPaper(
  tx: Tx<StaffActor>,
  of: { readonly studentId: string; readonly subjectId: string; readonly revision: number },
  guardian: { readonly name: string; readonly relation: string },
): Promise<void> {
  const student = found(
    await tx.db.selectFrom('students').select(['scope', 'name']).where('id', '=', of.studentId).executeTakeFirst(),
  )
  const name = guardian.name.trim()
  if (name === student.name) {
    const text = '监护人不能是学生本人，请填写纸质表上签字的监护人姓名。'
    throw refuse('bad-request', text, { fields: [{ path: '/guardianName', text }] })
  }
  if ((await guardianSignature(tx, of.subjectId, of.revision)).state === 'agreed') {
    throw refuse('duplicate', '这份申请已有监护人签字，不用重复登记。')
  }
  await tx.db
    .insertInto('guardian_signatures')
    .values({
      id: newId(),
      student_id: of.studentId,
      scope: student.scope,
      purpose: 'application',
      subject_id: of.subjectId,
      revision: of.revision,
      decision: 'agreed',
      name,
      relation: guardian.relation.trim(),
      way: 'paper',
      staff_id: tx.actor.id,
      staff_name: tx.actor.name,
      at: tx.now,
    })
    .execute()
  await endOpenLinks(tx, { ...of, purpose: 'application' }, 'paper')
  tx.audit({
    action: 'guardian.signed',
    subjectKind: 'student',
    subjectId: of.studentId,
    scope: student.scope,
    data: { subjectId: of.subjectId, revision: of.revision, relation: guardian.relation, way: 'paper' },
  })
}
