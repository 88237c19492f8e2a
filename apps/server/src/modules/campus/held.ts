import { type HeldItem, handoutStatusTitles } from '@zhuxue/contracts'
import { formatYuan } from '@zhuxue/policy'
import { dayOf, type Platform, type StudentActor, type Tx } from '../../platform/index.ts'
import { campusFormLines, formOf } from './form.ts'
import { campusOfStudent, campusRounds, titleOf } from './store.ts'

const OWN = '本人填报'

/** Her applications to the school's own programmes, what the school handed out, and with `full` every answer. */
export async function heldCampus(tx: Tx<StudentActor>, platform: Platform, full: boolean): Promise<HeldItem[]> {
  const apps = await campusOfStudent(tx, tx.actor.id)
  const rounds = await campusRounds(
    tx,
    apps.map((a) => a.round_id),
  )
  const items: HeldItem[] = []
  for (const app of [...apps].reverse()) {
    const round = rounds.get(app.round_id)
    if (!round) continue
    const label = `${round.title} ${app.reference_no}`
    const common = { source: OWN, asOf: dayOf(app.submitted_at), verifiedBy: null }
    items.push({
      label,
      value: `${titleOf(round, app)}${app.closing_reason ? `：${app.closing_reason}` : ''}`,
      ...common,
    })
    if (!full) continue
    for (const line of campusFormLines(await formOf(tx, platform, app.id))) {
      items.push({ label: `${label}：${line.label}`, value: line.value, ...common })
    }
  }
  const handouts = await tx.db
    .selectFrom('campus_handouts')
    .select(['period', 'amount_fen', 'status', 'paid_on', 'recorded_at'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('id')
    .execute()
  for (const h of handouts) {
    items.push({
      label: `由学校发放 ${h.period}`,
      value: `${formatYuan(Number(h.amount_fen) as never)}元，${handoutStatusTitles[h.status as keyof typeof handoutStatusTitles]}`,
      source: '学校',
      asOf: h.paid_on ?? dayOf(h.recorded_at ?? tx.now),
      verifiedBy: null,
    })
  }
  return [...items, ...(await papersOf(tx, true))]
}

/** Photos of papers: those that went with an application, or those that were never sent. */
async function papersOf(tx: Tx<StudentActor>, submitted: boolean): Promise<HeldItem[]> {
  const papers = await tx.db
    .selectFrom('campus_papers')
    .select(['size', 'uploaded_at'])
    .where('student_id', '=', tx.actor.id)
    .where('application_id', submitted ? 'is not' : 'is', null)
    .orderBy('id')
    .execute()
  return papers.map((p) => ({
    label: '校级资助材料照片',
    value: `${submitted ? '已随申请提交' : '还没有提交'}，${Math.max(1, Math.round(p.size / 1024))} KB`,
    source: OWN,
    asOf: dayOf(p.uploaded_at),
    verifiedBy: null,
  }))
}

export const heldCampusDraft = (tx: Tx<StudentActor>): Promise<HeldItem[]> => papersOf(tx, false)

/** Deletes photos that were never sent; the files go in jobs after the commit. Returns how many. */
export async function eraseCampusDraft(tx: Tx<StudentActor>): Promise<number> {
  const papers = await tx.db
    .deleteFrom('campus_papers')
    .where('student_id', '=', tx.actor.id)
    .where('application_id', 'is', null)
    .returning(['id', 'document', 'file_key', 'sm3'])
    .execute()
  for (const p of papers) {
    tx.audit({
      action: 'campus.paper-delete',
      subjectKind: 'campus-paper',
      subjectId: p.id,
      scope: tx.actor.scope,
      data: { document: p.document, sm3: p.sm3 },
    })
    await tx.enqueue('remove-file', { key: p.file_key })
  }
  return papers.length
}
