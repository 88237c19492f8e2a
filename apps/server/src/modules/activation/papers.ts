import type { activation, BodyOf, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { needsGuardianConsent } from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  found,
  fromCursor,
  newId,
  page,
  pageLimit,
  refuse,
  type StaffActor,
  scopeEnd,
  type Tx,
} from '../../platform/index.ts'
import { ageOfStudent, type ConsentBy, recordConsent, withdrawConsent } from './consents.ts'

type List = ReplyOf<typeof activation.listPaperConsents>
type Decisions = List['items'][number]['decisions']

/** Registers a signed paper (登记). It counts when a second member of staff has seen the original too. */
export async function enterPaper(
  tx: Tx<StaffActor>,
  studentId: string,
  body: BodyOf<typeof activation.enterPaperConsent>,
): Promise<{ id: string }> {
  const { group, scope } = await ageOfStudent(tx, studentId)
  const guardianName = body.guardianName.trim() || null
  const guardianRelation = body.guardianRelation.trim() || null
  if (needsGuardianConsent(group) && (guardianName === null || guardianRelation === null)) {
    const text = '未满14周岁，请填写同意书上监护人的姓名和关系。'
    throw refuse('bad-request', text, {
      fields: [{ path: guardianName === null ? '/guardianName' : '/guardianRelation', text }],
    })
  }
  const purposes = new Set(body.decisions.map((d) => d.purpose))
  if (purposes.size < body.decisions.length) throw refuse('bad-request', '同一事项只能选择一次，请修改。')
  const open = await tx.db
    .selectFrom('paper_consents')
    .select('id')
    .where('student_id', '=', studentId)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
  if (open) throw refuse('duplicate', '这名学生已有一份登记的同意书在等另一名工作人员确认。')
  const id = newId()
  await tx.db
    .insertInto('paper_consents')
    .values({
      id,
      student_id: studentId,
      scope,
      decisions: JSON.stringify(body.decisions),
      guardian_name: guardianName,
      guardian_relation: guardianRelation,
      entered_by: tx.actor.id,
      entered_by_name: tx.actor.name,
      entered_at: tx.now,
    })
    .execute()
  tx.audit({
    action: 'consent.paper-enter',
    subjectKind: 'student',
    subjectId: studentId,
    scope,
    data: { paperId: id },
  })
  return { id }
}

/** Registered papers in scope, newest first. */
export async function listPapers(
  tx: Tx<StaffActor>,
  query: QueryOf<typeof activation.listPaperConsents>,
): Promise<List> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('paper_consents as p')
    .innerJoin('students as t', 't.id', 'p.student_id')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .selectAll('p')
    .select(['t.name as student_name', 'c.name as class_name'])
    .where('p.scope', '>=', scope)
    .where('p.scope', '<', scopeEnd(scope))
    .$if(query.status !== undefined, (q) => q.where('p.status', '=', query.status ?? ''))
    .$if(key !== null, (q) => q.where(sql<boolean>`p.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('p.id', 'desc')
    .limit(limit + 1)
    .execute()
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      studentId: r.student_id,
      studentName: r.student_name,
      className: r.class_name,
      decisions: r.decisions as Decisions,
      guardianName: r.guardian_name,
      guardianRelation: r.guardian_relation,
      enteredById: r.entered_by,
      enteredBy: r.entered_by_name,
      enteredAt: r.entered_at.toISOString(),
      status: r.status as List['items'][number]['status'],
      decidedBy: r.decided_by_name,
    }),
    (r) => [r.id],
  )
}

/** The second member of staff has seen the original: the answers count from now on; or it goes back. */
export async function decidePaper(
  tx: Tx<StaffActor>,
  id: string,
  decision: 'confirm' | 'refuse',
): Promise<{ ok: true }> {
  const row = found(
    await tx.db.selectFrom('paper_consents').selectAll().where('id', '=', id).forUpdate().executeTakeFirst(),
    '没有找到这份同意书，可能不在您的管理范围内。',
  )
  if (row.status !== 'waiting') throw refuse('state-conflict', '这份同意书已经办过，请刷新后查看。')
  if (row.entered_by === tx.actor.id) throw refuse('same-person')
  await tx.db
    .updateTable('paper_consents')
    .set({
      status: decision === 'confirm' ? 'confirmed' : 'refused',
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
    })
    .where('id', '=', id)
    .execute()
  const guardian =
    row.guardian_name && row.guardian_relation ? { name: row.guardian_name, relation: row.guardian_relation } : null
  const by: ConsentBy = {
    way: 'paper',
    guardian,
    entered: { id: row.entered_by, name: row.entered_by_name },
    confirmed: { id: tx.actor.id, name: tx.actor.name },
  }
  if (decision === 'confirm') {
    for (const d of row.decisions as Decisions) {
      if (d.decision === 'withdrawn') await withdrawConsent(tx, row.student_id, d.purpose, by)
      else await recordConsent(tx, { studentId: row.student_id, purpose: d.purpose, decision: d.decision, by })
    }
  }
  tx.audit({
    action: decision === 'confirm' ? 'consent.paper-confirm' : 'consent.paper-refuse',
    subjectKind: 'student',
    subjectId: row.student_id,
    scope: row.scope,
    data: { paperId: id },
  })
  return { ok: true }
}
