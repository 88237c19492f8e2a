import {
  roll as contracts,
  type HardshipLevel,
  type ReplyOf,
  type RollField,
  type RollStatus,
  rollFieldTitles,
} from '@zhuxue/contracts'
import { academicYearOf, type LocalDate, normaliseDigits, ROLL_CHANGES } from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  found,
  fromCursor,
  type Platform,
  page,
  pageLimit,
  type StaffActor,
  scopeEnd,
  type Tx,
} from '../../platform/index.ts'
import { correctionAad, correctionText } from './corrections.ts'
import { factRows } from './fact-rows.ts'
import { factViews } from './fact-views.ts'
import { regionFor, termToday } from './facts.ts'
import { preview, type RollChangeType } from './hooks.ts'
import { masks, rollNumberMask } from './protected.ts'

type Students = ReplyOf<typeof contracts.listStudents>
type Detail = ReplyOf<typeof contracts.getStudent>
type Changes = ReplyOf<typeof contracts.listRollChanges>

interface StudentQuery {
  readonly q?: string | undefined
  readonly classId?: string | undefined
  readonly schoolId?: string | undefined
  readonly rollStatus?: string | undefined
  readonly cursor?: string | undefined
  readonly limit?: string | undefined
}

const likeText = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`

/**
 * 学生名册 in scope, ordered by (scope, id). `q` is a part of the name, or a whole ID number (also as a formal roll
 * number, G + ID number), which is looked up by its blind index and never appears in SQL.
 */
export async function listStudents(tx: Tx<StaffActor>, platform: Platform, query: StudentQuery): Promise<Students> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 2)
  const { scope } = tx.actor
  const q = query.q?.trim() ?? ''
  const digits = normaliseDigits(q).replace(/^[GL](?=\d{17}[\dX]$)/, '')
  const idNumber = /^\d{17}[\dX]$/.test(digits) ? platform.crypto.blindIndex('id-number', digits) : null
  const year = academicYearOf(termToday(tx, platform))
  const rows = await tx.db
    .selectFrom('students as t')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .innerJoin('orgs as o', 'o.id', 't.school_id')
    .leftJoin('student_accounts as a', 'a.student_id', 't.id')
    .leftJoin('hardship_determinations as h', (j) =>
      j.onRef('h.student_id', '=', 't.id').on('h.academic_year', '=', year).on('h.status', '=', 'decided'),
    )
    .select([
      't.id',
      't.scope',
      't.name',
      't.roll_number_enc',
      'c.name as class_name',
      'o.name as school_name',
      't.grade',
      't.major_name',
      't.roll_status',
      't.study_mode',
      'h.level',
      'a.activated_at',
    ])
    .where('t.scope', '>=', scope)
    .where('t.scope', '<', scopeEnd(scope))
    .$if(query.classId !== undefined, (b) => b.where('t.class_id', '=', query.classId ?? ''))
    .$if(query.schoolId !== undefined, (b) => b.where('t.school_id', '=', query.schoolId ?? ''))
    .$if(query.rollStatus !== undefined, (b) => b.where('t.roll_status', '=', query.rollStatus ?? ''))
    .$if(idNumber !== null, (b) => b.where('t.id_number_bidx', '=', idNumber as Buffer))
    .$if(q !== '' && idNumber === null, (b) => b.where('t.name', 'like', likeText(q)))
    .$if(key !== null, (b) => b.where(sql<boolean>`(t.scope, t.id) > (${key?.[0] ?? ''}, ${key?.[1] ?? ''}::uuid)`))
    .orderBy('t.scope')
    .orderBy('t.id')
    .limit(limit + 1)
    .execute()
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      name: r.name,
      rollNumber: rollNumberMask(platform.crypto, r.id, r.roll_number_enc),
      className: r.class_name,
      schoolName: r.school_name,
      grade: r.grade,
      majorName: r.major_name,
      rollStatus: r.roll_status as RollStatus,
      studyMode: r.study_mode === 'part-time' ? 'part-time' : 'full-time',
      hardship: r.level as HardshipLevel | null,
      activated: r.activated_at !== null,
    }),
    (r) => [r.scope, r.id],
  )
}

/** One student in scope with facts and sources, card, applications and roll changes; 404 otherwise. */
export async function studentDetail(tx: Tx<StaffActor>, platform: Platform, id: string): Promise<Detail> {
  const row = await tx.db
    .selectFrom('students as t')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .innerJoin('orgs as o', 'o.id', 't.school_id')
    .select([
      't.id',
      't.revision',
      't.name',
      't.gender',
      't.ethnicity',
      't.id_number_enc',
      't.phone_enc',
      't.address_enc',
      't.guardian_name',
      't.guardian_phone_enc',
      't.roll_number_enc',
      't.roll_status',
      't.class_id',
      't.school_id',
      'c.name as class_name',
      'o.name as school_name',
    ])
    .where('t.id', '=', id)
    .executeTakeFirst()
  const t = found(row, '没有找到这名学生，可能不在您的管理范围内。')
  const term = termToday(tx, platform)
  const facts = found((await factRows(tx, term, sql`t.id = ${id}`))[0])
  const card = await tx.db
    .selectFrom('cards')
    .select(['last4', 'issuer', 'status'])
    .where('student_id', '=', id)
    .orderBy(sql`status in ('issued', 'activated')`, 'desc')
    .orderBy('opened_on', 'desc')
    .executeTakeFirst()
  const applications = await tx.db
    .selectFrom('applications')
    .select(['id', 'programme', 'term', 'status', 'reference_no'])
    .where('student_id', '=', id)
    .orderBy('submitted_at', 'desc')
    .limit(50)
    .execute()
  const changes = await tx.db
    .selectFrom('roll_changes')
    .select(['id', 'type', 'occurred_on', 'effective_on', 'reason', 'status', 'entered_by_name', 'reviewed_by_name'])
    .where('student_id', '=', id)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  return {
    id: t.id,
    revision: t.revision,
    name: t.name,
    gender: t.gender === 'female' ? 'female' : 'male',
    ethnicity: t.ethnicity,
    ...masks(platform.crypto, t),
    guardianName: t.guardian_name,
    rollNumber: rollNumberMask(platform.crypto, t.id, t.roll_number_enc),
    rollStatus: t.roll_status as RollStatus,
    className: t.class_name,
    classId: t.class_id,
    schoolName: t.school_name,
    schoolId: t.school_id,
    facts: factViews(facts, regionFor(facts.school_county)),
    card: card ?? null,
    applications: applications.map((a) => ({
      id: a.id,
      programme: a.programme,
      term: a.term,
      status: a.status,
      referenceNo: a.reference_no,
    })),
    rollChanges: changes.map((c) => ({
      id: c.id,
      type: c.type,
      typeTitle: contracts.rollChangeTitles[c.type as RollChangeType],
      occurredOn: c.occurred_on,
      effectiveOn: c.effective_on,
      reason: c.reason,
      status: c.status as Detail['rollChanges'][number]['status'],
      enteredBy: c.entered_by_name,
      reviewedBy: c.reviewed_by_name,
    })),
  }
}

interface CorrectionRow {
  readonly id: string
  readonly field: string | null
  readonly old_value_enc: Buffer | null
  readonly new_value_enc: Buffer | null
  readonly county_code: string | null
}

/** What a correction changes, in words; null for every other type. */
function correctionOf(platform: Platform, r: CorrectionRow): Changes['items'][number]['correction'] {
  if (r.field === null || r.new_value_enc === null) return null
  const field = r.field
  const text = (box: Buffer | null, which: 'old' | 'new') =>
    box === null
      ? null
      : correctionText(field, platform.crypto.decrypt(box, correctionAad(r.id, which)), r.county_code ?? '')
  return {
    label: rollFieldTitles[field as RollField] ?? field,
    from: text(r.old_value_enc, 'old'),
    to: text(r.new_value_enc, 'new') ?? '',
  }
}

/** 学籍异动 in scope, newest first, each open one with what confirming it would stop. */
export async function listChanges(
  tx: Tx<StaffActor>,
  platform: Platform,
  query: { status?: string | undefined; cursor?: string | undefined; limit?: string | undefined },
): Promise<Changes> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('roll_changes as k')
    .innerJoin('students as t', 't.id', 'k.student_id')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .innerJoin('orgs as o', 'o.id', 'k.school_id')
    .select([
      'k.id',
      'k.student_id',
      't.name',
      'c.name as class_name',
      'o.name as school_name',
      'k.type',
      'k.occurred_on',
      'k.effective_on',
      'k.reason',
      'k.status',
      'k.entered_by',
      'k.entered_by_name',
      'k.entered_at',
      'k.reviewed_by_name',
      'k.due_on',
      'k.stopped_instalments',
      'k.field',
      'k.old_value_enc',
      'k.new_value_enc',
      'o.county_code',
    ])
    .where('k.scope', '>=', scope)
    .where('k.scope', '<', scopeEnd(scope))
    .$if(query.status !== undefined, (b) => b.where('k.status', '=', query.status ?? ''))
    .$if(key !== null, (b) => b.where(sql<boolean>`k.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('k.id', 'desc')
    .limit(limit + 1)
    .execute()
  const would = await preview(
    tx,
    rows
      .filter((r) => r.status === 'entered')
      .map((r) => ({
        id: r.id,
        studentId: r.student_id,
        type: r.type as RollChangeType,
        effectiveOn: r.effective_on as LocalDate,
        stopsAid: ROLL_CHANGES[r.type as RollChangeType].stopsAid,
      })),
  )
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      studentId: r.student_id,
      studentName: r.name,
      className: r.class_name,
      schoolName: r.school_name,
      type: r.type as RollChangeType,
      typeTitle: contracts.rollChangeTitles[r.type as RollChangeType],
      occurredOn: r.occurred_on,
      effectiveOn: r.effective_on,
      reason: r.reason,
      status: r.status as Changes['items'][number]['status'],
      enteredById: r.entered_by,
      enteredBy: r.entered_by_name,
      enteredAt: r.entered_at.toISOString(),
      reviewedBy: r.reviewed_by_name,
      dueOn: r.due_on,
      stopsInstalments: r.stopped_instalments ?? would.get(r.id) ?? 0,
      correction: correctionOf(platform, r),
    }),
    (r) => [r.id],
  )
}
