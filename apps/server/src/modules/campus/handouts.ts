import { type BodyOf, type campus, handoutMethodTitles, type QueryOf, type ReplyOf } from '@zhuxue/contracts'
import { formatDateText, formatYuan, parseLocalDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import { found, fromIdCursor, page, pageLimit, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'

type List = ReplyOf<typeof campus.listHandouts>

const rowsOf = (tx: Tx) =>
  tx.db
    .selectFrom('campus_handouts as h')
    .innerJoin('campus_applications as a', 'a.id', 'h.application_id')
    .innerJoin('campus_rounds as r', 'r.id', 'a.round_id')
    .innerJoin('students as s', 's.id', 'h.student_id')
    .innerJoin('classes as c', 'c.id', 's.class_id')
    .select([
      'h.id',
      'h.application_id',
      'r.title',
      'a.reference_no',
      's.name as student_name',
      'c.name as class_name',
      'h.period',
      'h.amount_fen',
      'h.payee',
      'h.status',
      'h.paid_on',
      'h.method',
      'h.document_no',
      'h.recorded_by_name',
      'h.stop_reason',
      'h.answer',
      'h.answer_text',
    ])

const toRow = (r: Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]): List['items'][number] => ({
  id: r.id,
  applicationId: r.application_id,
  title: r.title,
  referenceNo: r.reference_no,
  studentName: r.student_name,
  className: r.class_name,
  period: r.period,
  amountFen: Number(r.amount_fen),
  payee: r.payee as 'student' | 'school',
  status: r.status as List['items'][number]['status'],
  paidOn: r.paid_on,
  methodTitle: r.method === null ? null : handoutMethodTitles[r.method as keyof typeof handoutMethodTitles],
  documentNo: r.document_no,
  recordedBy: r.recorded_by_name,
  stopReason: r.stop_reason,
  answer: r.answer as 'received' | 'not-received' | null,
  answerText: r.answer_text,
})

/** 发放登记 in the caller's scope, with the sums (fen) of what is due and what was handed out. */
export async function listHandouts(tx: Tx<StaffActor>, query: QueryOf<typeof campus.listHandouts>): Promise<List> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 1)?.[0]
  let q = rowsOf(tx)
    .orderBy('h.id')
    .limit(limit + 1)
  if (query.roundId) q = q.where('a.round_id', '=', query.roundId)
  if (query.status) q = q.where('h.status', '=', query.status)
  if (after) q = q.where('h.id', '>', after)
  const { rows: sums } = await sql<{ due: string; paid: string }>`
    select coalesce(sum(h.amount_fen) filter (where h.status = 'due'), 0)::text as due,
      coalesce(sum(h.amount_fen) filter (where h.status = 'paid'), 0)::text as paid
    from campus_handouts h join campus_applications a on a.id = h.application_id
    where ${query.roundId ?? null}::uuid is null or a.round_id = ${query.roundId ?? null}::uuid`.execute(tx.db)
  return {
    ...page(await q.execute(), limit, toRow, (r) => [r.id]),
    dueFen: Number(sums[0]?.due ?? 0),
    paidFen: Number(sums[0]?.paid ?? 0),
  }
}

/**
 * 登记发放: the school's finance records what it handed out outside this system: day, way, voucher. `totalFen` is the sum
 * on the voucher and must be that of the lines, to the fen. Whole or not at all. Whoever decided on one of the awards
 * does not record it (the database refuses it too).
 */
export async function recordHandouts(
  tx: Tx<StaffActor>,
  body: BodyOf<typeof campus.recordHandouts>,
): Promise<ReplyOf<typeof campus.recordHandouts>> {
  const rows = await tx.db
    .selectFrom('campus_handouts')
    .select(['id', 'application_id', 'amount_fen', 'status', 'payee', 'scope'])
    .where('id', '=', sql<string>`any(${[...body.ids]}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (rows.length !== body.ids.length)
    throw refuse('not-found', '有的发放记录没有找到，或不在您的管理范围内。请刷新后再登记。')
  const done = rows.filter((r) => r.status !== 'due')
  if (done.length > 0) throw refuse('state-conflict', `有${done.length}笔已经登记或停发，请刷新后再登记。`)
  const fail = (path: string, text: string) => refuse('bad-request', undefined, { fields: [{ path, text }] })
  const paidOn = parseLocalDate(body.paidOn)
  if (paidOn === null || paidOn > tx.today)
    throw fail('/paidOn', `发放日期不能晚于今天（${formatDateText(tx.today)}）。`)
  if (body.documentNo.trim() === '') throw fail('/documentNo', '请填写凭证号或签领表编号。')
  const total = rows.reduce((sum, r) => sum + Number(r.amount_fen), 0)
  if (total !== body.totalFen) {
    throw fail('/totalFen', `所选${rows.length}笔合计${formatYuan(total as never)}元，与填写的金额不一致，请核对凭证。`)
  }
  if (rows.some((r) => (r.payee === 'school') !== (body.method === 'fee-account'))) {
    throw fail('/method', '学费减免只能登记为抵扣学费，发给学生的不能登记为抵扣学费。请分开登记。')
  }
  await refuseDeciders(
    tx,
    rows.map((r) => r.application_id),
  )
  await tx.db
    .updateTable('campus_handouts')
    .set({
      status: 'paid',
      paid_on: paidOn,
      method: body.method,
      document_no: body.documentNo.trim(),
      note: scrub(body.note.trim()) || null,
      recorded_by: tx.actor.id,
      recorded_by_name: tx.actor.name,
      recorded_at: tx.now,
    })
    .where('id', '=', sql<string>`any(${[...body.ids]}::uuid[])`)
    .execute()
  for (const r of rows) {
    tx.audit({
      action: 'campus.handout',
      subjectKind: 'campus-handout',
      subjectId: r.id,
      scope: r.scope,
      data: { amountFen: Number(r.amount_fen), paidOn, method: body.method, documentNo: body.documentNo.trim() },
    })
  }
  await tellPaid(tx, body.ids, paidOn)
  return { recorded: rows.length, totalFen: total }
}

async function refuseDeciders(tx: Tx<StaffActor>, applicationIds: readonly string[]): Promise<void> {
  const own = await tx.db
    .selectFrom('campus_applications')
    .select('id')
    .where('id', '=', sql<string>`any(${[...applicationIds]}::uuid[])`)
    .where(sql<boolean>`${tx.actor.id}::uuid = any(passed_by)`)
    .executeTakeFirst()
  if (own) throw refuse('same-person', '所选名单中有您审核过的申请，发放须由另一位工作人员登记。')
}

async function tellPaid(tx: Tx<StaffActor>, ids: readonly string[], paidOn: string): Promise<void> {
  const rows = await rowsOf(tx)
    .select('h.student_id')
    .where('h.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  await tx.enqueueAll(
    'notify',
    rows.map((r) => ({
      studentIds: [r.student_id],
      kind: 'payment',
      title: `${r.title}：学校登记已发放`,
      body:
        r.payee === 'school'
          ? `${formatYuan(Number(r.amount_fen) as never)}元已于${formatDateText(paidOn as never)}抵扣学费。`
          : `学校登记于${formatDateText(paidOn as never)}发放${formatYuan(Number(r.amount_fen) as never)}元。请在进度页确认是否收到。`,
      link: `/student/campus/${r.application_id}`,
      sms: null,
    })),
  )
}

/** 撤销登记: an entry made in error becomes due again; what stood there is in the audit log. Not once she confirmed it. */
export async function undoHandout(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof campus.undoHandout>,
): Promise<{ ok: true }> {
  const h = found(
    await tx.db
      .selectFrom('campus_handouts')
      .select(['id', 'scope', 'status', 'answer', 'paid_on', 'method', 'document_no', 'recorded_by_name', 'amount_fen'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这条发放记录，或不在您的管理范围内。',
  )
  if (h.status !== 'paid') throw refuse('state-conflict', '这一笔还没有登记发放，不用撤销。')
  if (h.answer === 'received') throw refuse('state-conflict', '学生已经确认收到，不能撤销。')
  const reason = scrub(body.reason.trim())
  if (reason === '')
    throw refuse('bad-request', undefined, { fields: [{ path: '/reason', text: '请写明撤销的理由。' }] })
  await tx.db
    .updateTable('campus_handouts')
    .set({
      status: 'due',
      paid_on: null,
      method: null,
      document_no: null,
      note: null,
      recorded_by: null,
      recorded_by_name: null,
      recorded_at: null,
      answer: null,
      answer_text: null,
      answered_at: null,
    })
    .where('id', '=', id)
    .execute()
  tx.audit({
    action: 'campus.handout-undo',
    subjectKind: 'campus-handout',
    subjectId: id,
    scope: h.scope,
    data: {
      reason,
      paidOn: h.paid_on,
      method: h.method,
      documentNo: h.document_no,
      recordedBy: h.recorded_by_name,
      amountFen: Number(h.amount_fen),
    },
  })
  return { ok: true }
}
