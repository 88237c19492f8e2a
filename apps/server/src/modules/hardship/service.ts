import { type applications, type BodyOf, type HardshipLevel, hardshipTitles } from '@zhuxue/contracts'
import { academicYearOf, decideHardship } from '@zhuxue/policy'
import { canonical, type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { factsOf, studentCore, termToday } from '../roll/index.ts'
import { type FormAnswers, modelProposal } from './evidence.ts'
import { currentOf, insertProposal, lockDetermination, supersede, writeDecision } from './store.ts'
import { thresholdsOf } from './thresholds.ts'
import { type HardshipView, hardshipView, registersOf } from './views.ts'

type AnswersProvider = (
  tx: Tx,
  platform: Platform,
  studentId: string,
  academicYear: string,
) => Promise<{ readonly answers: FormAnswers; readonly hasProof: boolean } | null>
const providers: AnswersProvider[] = []

/** Hands over what the student wrote in a form of this academic year; of several the first one that has something counts. */
export const provideAnswers = (fn: AnswersProvider): void => void providers.push(fn)

async function formAnswers(...asked: Parameters<AnswersProvider>): ReturnType<AnswersProvider> {
  for (const provider of providers) {
    const form = await provider(...asked)
    if (form !== null) return form
  }
  return null
}

export interface HardshipDecided {
  readonly studentId: string
  readonly academicYear: string
  readonly level: HardshipLevel
}
type DecidedListener = (tx: Tx, platform: Platform, decided: HardshipDecided) => Promise<void>
const decidedListeners: DecidedListener[] = []

/** Registers what follows a decision (open applications are determined again); runs in the same transaction. */
export const onHardshipDecided = (listener: DecidedListener): void => void decidedListeners.push(listener)

/**
 * 班主任提出建议: the model proposes from form and registers, the class teacher keeps it or moves it by one level with
 * a reason (评议可上下调一级). One a year: while nothing changed since the decision, a new one is refused; when facts
 * changed, the new one takes its place once it is decided. A pending proposal can be replaced by a corrected one.
 */
export async function proposeFor(
  tx: Tx<StaffActor>,
  platform: Platform,
  studentId: string,
  body: BodyOf<typeof applications.proposeHardship>,
): Promise<HardshipView> {
  const student = await studentCore(tx, studentId)
  const term = termToday(tx, platform)
  const academicYear = academicYearOf(term)
  // two clicks at once queue here
  await tx.db.selectFrom('students').select('id').where('id', '=', studentId).forUpdate().execute()
  const { facts } = await factsOf(tx, studentId, term)
  const form = await formAnswers(tx, platform, studentId, academicYear)
  const model = modelProposal({
    answers: form?.answers ?? null,
    hasProof: form?.hasProof ?? false,
    registers: await registersOf(tx, studentId),
    areaType: facts.hukou?.areaType ?? null,
    thresholds: await thresholdsOf(tx, student.schoolId),
  })
  const reason = scrub(body.reason.trim())
  const allowed = decideHardship(model.level, body.level, reason)
  if (!allowed.ok) throw refuse('rule-refused', allowed.text, { fields: [{ path: '/level', text: allowed.text }] })
  const { proposed, decided } = await currentOf(tx, studentId, academicYear)
  const evidenceText = scrub(body.evidence.trim())
  const before = proposed ?? decided
  const sameFacts =
    before !== undefined &&
    before.modelLevel === model.level &&
    canonical(before.evidence) === canonical(model.evidence) &&
    before.evidenceText === evidenceText
  if (proposed && sameFacts && proposed.proposedLevel === body.level) {
    throw refuse('duplicate', '已经提出过同样的建议，正在等待审定，无需重复提交。', { current: hardshipView(proposed) })
  }
  if (!proposed && decided && sameFacts) {
    throw refuse(
      'rule-refused',
      `本学年已认定为“${hardshipTitles[decided.level ?? 'none']}”，家庭情况没有新的变化。情况有变化的，请先补充事实或材料再提出。`,
    )
  }
  if (proposed) await supersede(tx, proposed)
  const made = await insertProposal(tx, {
    studentId,
    schoolId: student.schoolId,
    scope: student.scope,
    academicYear,
    model: model.model,
    thresholds: model.thresholds,
    modelLevel: model.level,
    score: model.score,
    evidence: model.evidence,
    evidenceText,
    proposedLevel: body.level,
    proposalReason: reason || model.text,
  })
  tx.audit({
    action: 'hardship.propose',
    subjectKind: 'student',
    subjectId: studentId,
    scope: student.scope,
    data: {
      academicYear,
      model: model.model,
      thresholds: model.thresholds,
      modelLevel: model.level,
      score: model.score,
      level: body.level,
    },
  })
  return hardshipView(made)
}

/**
 * 审定: another person than the proposer confirms (the level within one of the model's) or refuses with a reason. A
 * confirmed level replaces an earlier one of the year; listeners determine open applications again.
 */
export async function decide(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof applications.decideHardship>,
): Promise<HardshipView> {
  const pending = await lockDetermination(tx, id)
  if (pending.status !== 'proposed') {
    throw refuse('state-conflict', '这份困难认定已经办理过，请刷新后查看结果。', { current: hardshipView(pending) })
  }
  if (pending.proposedBy === tx.actor.id) {
    throw refuse('same-person', '建议由您提出，按规定须由另一位工作人员审定。')
  }
  const reason = scrub(body.reason.trim())
  if (body.decision === 'refuse') {
    if (!reason) {
      throw refuse('bad-request', '不同意建议的，请写明理由。', { fields: [{ path: '/reason', text: '请写明理由。' }] })
    }
    const refused = await writeDecision(tx, pending, { status: 'refused', level: null, reason })
    audit(tx, pending, { decision: 'refuse', reason })
    return hardshipView(refused)
  }
  // the proposal's own reason carries a level that the decider leaves as it is
  const given = body.level === pending.proposedLevel ? reason || pending.proposalReason : reason
  const allowed = decideHardship(pending.modelLevel, body.level, given)
  const moved =
    body.level !== pending.proposedLevel ? decideHardship(pending.proposedLevel, body.level, reason) : allowed
  for (const result of [allowed, moved]) {
    if (!result.ok) throw refuse('rule-refused', result.text, { fields: [{ path: '/level', text: result.text }] })
  }
  const { decided: earlier } = await currentOf(tx, pending.studentId, pending.academicYear)
  if (earlier) await supersede(tx, earlier)
  const done = await writeDecision(tx, pending, { status: 'decided', level: body.level, reason: given })
  audit(tx, pending, { decision: 'confirm', level: body.level, before: earlier?.level ?? null, reason: given })
  await tx.enqueue('notify', {
    studentIds: [pending.studentId],
    kind: 'hardship',
    title: '家庭经济困难认定有了结果',
    body: `${pending.academicYear}学年认定为：${hardshipTitles[body.level]}。有异议的，可在5个工作日内向学校提出。`,
    link: '/student/applications',
    sms: null,
  })
  const event = { studentId: pending.studentId, academicYear: pending.academicYear, level: body.level }
  for (const listener of decidedListeners) await listener(tx, platform, event)
  return hardshipView(done)
}

function audit(tx: Tx, d: { studentId: string; scope: string; academicYear: string }, data: object): void {
  tx.audit({
    action: 'hardship.decide',
    subjectKind: 'student',
    subjectId: d.studentId,
    scope: d.scope,
    data: { academicYear: d.academicYear, ...data },
  })
}
