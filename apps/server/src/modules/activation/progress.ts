import { type activation, activationStepTitles, type QueryOf, type ReplyOf } from '@zhuxue/contracts'
import { activationComplete, activationSteps, ageGroupOf, smsText } from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  type Download,
  dayOf,
  fromCursor,
  page,
  pageLimit,
  type StaffActor,
  scopeEnd,
  type Tx,
} from '../../platform/index.ts'
import { regionFor } from '../roll/index.ts'
import { activationFacts } from './facts.ts'

type Progress = ReplyOf<typeof activation.progress>
type Row = Progress['items'][number]
type Stage = Row['stage']
type Where = { readonly classId?: string | undefined; readonly schoolId?: string | undefined }

const CHUNK = 200
const ON_ROLL = ['on-roll', 'pre-registered', 'suspended']

/** Where a student stands before the steps are looked at: slip, first log-in, wizard. */
const STAGE = sql<'no-slip' | 'not-yet' | 'under-way' | 'finished'>`case
  when a.slip_issued_at is null and a.activated_at is null then 'no-slip'
  when a.activated_at is null then 'not-yet'
  when a.wizard_done_at is null then 'under-way'
  else 'finished' end`

/** Everybody has been asked and has answered, or was activated before the wizard was there: nobody bothers them. */
const stageOf = (base: string, complete: boolean): Stage =>
  base === 'finished' && complete ? 'complete' : (base as Stage)

/**
 * Class progress, ordered by class and student. The database tells the stages apart up to 'finished'; whether that is
 * 'complete' depends on the steps, so those two are sorted out here, until a page is full.
 */
export async function activationProgress(
  tx: Tx<StaffActor>,
  query: QueryOf<typeof activation.progress>,
): Promise<Progress> {
  const limit = pageLimit(query.limit)
  const byStep = query.stage === 'finished' || query.stage === 'complete'
  const rows: Awaited<ReturnType<typeof progressRows>> = []
  let key = fromCursor(query.cursor, 2)
  for (;;) {
    const chunk = await progressRows(tx, query, key, byStep ? Math.max(CHUNK, limit + 1) : limit + 1)
    rows.push(...chunk.filter((r) => !byStep || r.row.stage === query.stage))
    const last = chunk.at(-1)
    if (rows.length > limit || !byStep || chunk.length < CHUNK || !last) break
    key = [last.scope, last.row.studentId]
  }
  return page(
    rows,
    limit,
    (r) => r.row,
    (r) => [r.scope, r.row.studentId],
  )
}

async function progressRows(
  tx: Tx<StaffActor>,
  query: Where & { readonly stage?: Stage | undefined },
  key: readonly string[] | null,
  limit: number,
): Promise<{ scope: string; row: Row }[]> {
  const { scope } = tx.actor
  const base = query.stage === 'complete' ? 'finished' : query.stage
  const rows = await tx.db
    .selectFrom('students as t')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .innerJoin('orgs as o', 'o.id', 't.school_id')
    .innerJoin('student_accounts as a', 'a.student_id', 't.id')
    .leftJoin('activations as w', 'w.student_id', 't.id')
    .select((e) => [
      't.id',
      't.scope',
      't.name',
      't.birth_date',
      'c.name as class_name',
      'o.name as school_name',
      'a.slip_issued_at',
      'a.last_login_at',
      'w.reminded_on',
      'w.student_id as begun',
      STAGE.as('stage'),
      e
        .exists(
          e
            .selectFrom('paper_consents as p')
            .select('p.id')
            .whereRef('p.student_id', '=', 't.id')
            .where('p.status', '=', 'waiting'),
        )
        .as('paper'),
    ])
    .where('t.scope', '>=', scope)
    .where('t.scope', '<', scopeEnd(scope))
    .where('t.roll_status', 'in', ON_ROLL)
    .$if(query.classId !== undefined, (b) => b.where('t.class_id', '=', query.classId ?? ''))
    .$if(query.schoolId !== undefined, (b) => b.where('t.school_id', '=', query.schoolId ?? ''))
    .$if(base !== undefined, (b) => b.where(sql<boolean>`${STAGE} = ${base ?? ''}`))
    .$if(key !== null, (b) => b.where(sql<boolean>`(t.scope, t.id) > (${key?.[0] ?? ''}, ${key?.[1] ?? ''}::uuid)`))
    .orderBy('t.scope')
    .orderBy('t.id')
    .limit(limit)
    .execute()
  const facts = await activationFacts(
    tx,
    rows.map((r) => r.id),
  )
  return rows.map((r) => {
    const f = facts.get(r.id)
    const steps = f ? activationSteps(f) : []
    const before = r.begun === null
    return {
      scope: r.scope,
      row: {
        studentId: r.id,
        name: r.name,
        className: r.class_name,
        schoolName: r.school_name,
        stage: stageOf(r.stage, before || activationComplete(steps)),
        steps: before && r.stage === 'finished' ? [] : steps,
        ageGroup: ageGroupOf(r.birth_date, tx.today),
        slipIssuedAt: r.slip_issued_at?.toISOString() ?? null,
        lastLoginAt: r.last_login_at?.toISOString() ?? null,
        remindedOn: r.reminded_on,
        openReports: f?.openReports ?? 0,
        paperWaiting: Boolean(r.paper),
      },
    }
  })
}

/** Students by stage; 'complete' is a part of those who finished, counted by the same steps as the list. */
export async function activationSummary(
  tx: Tx<StaffActor>,
  query: Where,
): Promise<ReplyOf<typeof activation.progressSummary>> {
  const rows = await progressRows(tx, query, null, MOST)
  const n = (stage: Stage) => rows.filter((r) => r.row.stage === stage).length
  return {
    students: rows.length,
    noSlip: n('no-slip'),
    notYet: n('not-yet'),
    underWay: n('under-way'),
    finished: n('finished'),
    complete: n('complete'),
  }
}

/** A class or a school; a county looks at one school at a time. */
const MOST = 5000

const STAGES: Record<Stage, string> = {
  'no-slip': '未发密码条',
  'not-yet': '未登录',
  'under-way': '正在激活',
  finished: '已激活，有步骤待办',
  complete: '已办完',
}
const STATES = { done: '已办', waiting: '等待办理', later: '以后再办', open: '未办' } as const

/** The list as CSV for Excel; no ID number, no phone, no roll number (班主任不得导出全班证件号). */
export async function progressCsv(tx: Tx<StaffActor>, query: Where): Promise<Download> {
  const rows = await progressRows(tx, query, null, MOST)
  const ids = Object.keys(activationStepTitles) as (keyof typeof activationStepTitles)[]
  const head = ['学校', '班级', '姓名', '阶段', ...ids.map((i) => activationStepTitles[i]), '最近登录', '最近提醒']
  const lines = rows.map(({ row: r }) => [
    r.schoolName,
    r.className,
    r.name,
    STAGES[r.stage],
    ...ids.map((i) => STATES[r.steps.find((s) => s.id === i)?.state ?? 'done']),
    r.lastLoginAt ? dayOf(new Date(r.lastLoginAt)) : '',
    r.remindedOn ?? '',
  ])
  // a name that begins like a formula must stay a text in a spreadsheet
  const cell = (s: string) => `"${(/^[=+\-@\t\r]/.test(s) ? `'${s}` : s).replaceAll('"', '""')}"`
  const csv = [head, ...lines].map((l) => l.map(cell).join(',')).join('\r\n')
  tx.audit({
    action: 'activation.export',
    subjectKind: 'class',
    subjectId: query.classId ?? null,
    scope: tx.actor.scope,
    data: { rows: rows.length },
  })
  return { name: `激活进度${tx.today}.csv`, mime: 'text/csv; charset=utf-8', content: Buffer.from(`\ufeff${csv}\r\n`) }
}

function remindSms(name: string, county: string | null): string {
  const signature = regionFor(county).smsSignature
  const message = { kind: 'activation-remind' } as const
  try {
    return smsText({ signature, name }, message)
  } catch (e) {
    if (e instanceof RangeError) return smsText({ signature, name: '' }, message)
    throw e
  }
}

/** Reminds those who are not done: message in the app, SMS where a phone is known; once a day for each. */
export async function remindStudents(
  tx: Tx<StaffActor>,
  studentIds: readonly string[],
): Promise<ReplyOf<typeof activation.remind>> {
  const { rows } = await sql<{
    id: string
    name: string
    scope: string
    county: string | null
    today: boolean
    done: boolean
  }>`
    select t.id, t.name, t.scope, o.county_code as county, coalesce(w.reminded_on = ${tx.today}::date, false) as today,
      a.wizard_done_at is not null and w.student_id is null as done
    from students t join orgs o on o.id = t.school_id join student_accounts a on a.student_id = t.id
      left join activations w on w.student_id = t.id
    where t.id = any(${[...studentIds]}::uuid[]) and t.roll_status in ('on-roll', 'pre-registered', 'suspended')
    order by t.id for update of a`.execute(tx.db)
  const facts = await activationFacts(
    tx,
    rows.map((r) => r.id),
  )
  const open = rows.filter((r) => {
    const f = facts.get(r.id)
    return !r.done && f !== undefined && !activationComplete(activationSteps(f))
  })
  const due = open.filter((r) => !r.today)
  for (const r of due) {
    await tx.db
      .insertInto('activations')
      .values({ student_id: r.id, scope: r.scope, started_at: tx.now, updated_at: tx.now, reminded_on: tx.today })
      .onConflict((c) => c.column('student_id').doUpdateSet({ reminded_on: tx.today }))
      .execute()
    await tx.enqueue('notify', {
      studentIds: [r.id],
      kind: 'activation',
      title: '账号激活还有步骤没办',
      body: `${tx.actor.name}老师提醒您：请把账号激活没办的步骤办完。不方便在手机上办的，可以到学校办理。`,
      link: '/student/activate',
      sms: remindSms(r.name, r.county),
    })
  }
  if (due.length > 0) {
    tx.audit({
      action: 'activation.remind',
      subjectKind: 'class',
      subjectId: null,
      scope: tx.actor.scope,
      data: { names: due.length },
    })
  }
  return { reminded: due.length, alreadyToday: open.length - due.length, nothingToDo: rows.length - open.length }
}
