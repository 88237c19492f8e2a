import {
  type FaceCaseKind,
  type FaceCaseStatus,
  type FacePurpose,
  type FaceResult,
  type face,
  faceCaseKindTitles,
  faceCaseStatusTitles,
  facePurposeTitles,
  type ReplyOf,
} from '@zhuxue/contracts'
import type { Reason } from '@zhuxue/face'
import { sql } from 'kysely'
import { fromCursor, page, pageLimit, type StaffActor, scopeEnd, type Tx } from '../../platform/index.ts'

type Cases = ReplyOf<typeof face.listCases>

interface Earlier {
  readonly at: string
  readonly score: number | null
  readonly reasons: unknown
}

const reasonsOf = (stored: unknown) => ((stored ?? []) as Reason[]).map((x) => ({ ...x, step: x.step ?? null }))

/** Cases in scope, newest first: what was noticed and scored, never a picture (none is kept). */
export async function listCases(
  tx: Tx<StaffActor>,
  query: { status?: string | undefined; cursor?: string | undefined; limit?: string | undefined },
): Promise<Cases> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('face_cases as k')
    .innerJoin('students as t', 't.id', 'k.student_id')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .leftJoin('face_checks as h', 'h.id', 'k.check_id')
    .select([
      'k.id',
      'k.student_id',
      't.name',
      'c.name as class_name',
      'k.purpose',
      'k.kind',
      'k.status',
      'k.opened_at',
      'k.due_on',
      'k.first_by',
      'k.first_by_name',
      'k.first_at',
      'k.first_saw',
      'k.second_by',
      'k.second_by_name',
      'k.second_at',
      'k.second_saw',
      'k.decided_at',
      'k.decision_reason',
      'h.used_at',
      'h.provider',
      'h.result',
      'h.score',
      'h.threshold',
      'h.hint',
      'h.reasons',
      // tries of the same day and purpose before the one the case is about
      sql<
        Earlier[]
      >`(select coalesce(json_agg(json_build_object('at', o.used_at, 'score', o.score, 'reasons', o.reasons) order by o.used_at), '[]')
        from face_checks o where o.student_id = h.student_id and o.purpose = h.purpose and o.counts and o.used_at < h.used_at
        and (o.started_at at time zone 'Asia/Shanghai')::date = (h.started_at at time zone 'Asia/Shanghai')::date)`.as(
        'earlier',
      ),
    ])
    .where('k.scope', '>=', scope)
    .where('k.scope', '<', scopeEnd(scope))
    .where('k.status', query.status === undefined ? '<>' : '=', query.status ?? 'ended')
    .$if(key !== null, (b) => b.where(sql<boolean>`k.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('k.id', 'desc')
    .limit(limit + 1)
    .execute()
  const who = (id: string | null, name: string | null, at: Date | null, saw: string | null) =>
    id && name && at ? { byId: id, by: name, at: at.toISOString(), saw } : null
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      studentId: r.student_id,
      studentName: r.name,
      className: r.class_name,
      purpose: r.purpose as FacePurpose,
      purposeTitle: facePurposeTitles[r.purpose as FacePurpose],
      kind: r.kind as FaceCaseKind,
      kindTitle: faceCaseKindTitles[r.kind as FaceCaseKind],
      status: r.status as FaceCaseStatus,
      statusTitle: faceCaseStatusTitles[r.status as FaceCaseStatus],
      openedAt: r.opened_at.toISOString(),
      dueOn: r.due_on,
      check:
        r.used_at && r.result
          ? {
              at: r.used_at.toISOString(),
              provider: r.provider ?? '',
              result: r.result as FaceResult,
              score: r.score,
              threshold: r.threshold,
              hint: r.hint,
              reasons: reasonsOf(r.reasons),
              triesThatDay: r.earlier.length + 1,
              earlier: r.earlier.map((e) => ({
                at: new Date(e.at).toISOString(),
                score: e.score,
                reasons: reasonsOf(e.reasons),
              })),
            }
          : null,
      first: who(r.first_by, r.first_by_name, r.first_at, r.first_saw),
      second: who(r.second_by, r.second_by_name, r.second_at, r.second_saw),
      decidedAt: r.decided_at?.toISOString() ?? null,
      decisionReason: r.decision_reason,
    }),
    (r) => [r.id],
  )
}
