import { type BodyOf, type ProgrammeCode, type programmes, programmeTitles, type ReplyOf } from '@zhuxue/contracts'
import { formatDateText, formatTermText, isTerm, parseLocalDate, smsText, termBounds } from '@zhuxue/policy'
import {
  type FieldProblem,
  found,
  newId,
  type Platform,
  refuse,
  type StaffActor,
  type Tx,
  within,
} from '../../platform/index.ts'
import { holdRules } from '../catalogue/index.ts'
import { schoolOf } from '../organisations/index.ts'
import { offeredVersions, regionPack } from './region.ts'
import { insertQuotas, insertRound, type Round, roundOf } from './store.ts'
import { onRollStudentIds } from './views.ts'
import { windowOf } from './window.ts'

type Body = BodyOf<typeof programmes.openRound>
const TOLD_PER_JOB = 200

/**
 * Opens the term's round of the officer's own school and tells every student on the roll. One round per school and
 * term; the window follows from the registration date and the working-day calendar, nobody types it in.
 */
export async function openRound(
  tx: Tx<StaffActor>,
  platform: Platform,
  body: Body,
): Promise<ReplyOf<typeof programmes.openRound>> {
  const school = found(await schoolOf(tx, body.schoolId))
  if (!within(school.path, tx.actor.scope)) throw refuse('not-found')
  const { term } = body
  if (!isTerm(term))
    throw refuse('bad-request', undefined, { fields: [{ path: '/term', text: '学期不正确，请重新选择。' }] })
  const region = regionPack(platform)
  await holdRules(tx)
  const versions = (await offeredVersions(tx, platform, term, school.path)).filter((v) =>
    body.programmes.includes(v.programme),
  )
  const registrationDate = parseLocalDate(body.registrationDate)
  const problems = problemsOf(body, new Set(versions.map((v) => v.programme)))
  const bounds = termBounds(term, region.terms)
  if (registrationDate === null || registrationDate < bounds.from || registrationDate > bounds.to) {
    problems.push({
      path: '/registrationDate',
      text: `开学注册日期应在${formatTermText(term)}之内（${formatDateText(bounds.from)}至${formatDateText(bounds.to)}）。`,
    })
  }
  if (problems.length > 0 || registrationDate === null) throw refuse('bad-request', undefined, { fields: problems })

  const before = await roundOf(tx, school.id, term)
  if (before) throw alreadyOpen(before)
  const days = Math.max(...versions.map((v) => v.window.workingDays))
  const window = windowOf(region.calendar, registrationDate, days)
  if (tx.now.getTime() >= window.closesAt.getTime()) {
    throw refuse(
      'rule-refused',
      `按开学注册日期计算，申请时间已于${formatDateText(window.closesOn)}24:00结束，不能再开通。请核对注册日期。`,
    )
  }
  const round: Round = {
    id: newId(),
    schoolId: school.id,
    scope: school.path,
    term,
    registrationDate,
    programmes: versions.map((v) => v.programme),
    ...window,
  }
  if (!(await insertRound(tx, round))) throw alreadyOpen(found(await roundOf(tx, school.id, term)))
  await insertQuotas(
    tx,
    round.id,
    body.quotas.map((q) => ({ ...q, documentNo: q.documentNo?.trim() || null })),
  )
  tx.audit({
    action: 'round.open',
    subjectKind: 'round',
    subjectId: round.id,
    scope: school.path,
    data: { term, registrationDate, closesOn: round.closesOn, programmes: round.programmes, quotas: body.quotas },
  })
  const told = await tellStudents(tx, region.smsSignature, round)
  return {
    id: round.id,
    opensOn: round.opensOn,
    closesOn: round.closesOn,
    provisional: round.provisional,
    studentsTold: told,
  }
}

const alreadyOpen = (round: Round) =>
  refuse(
    'duplicate',
    `${formatTermText(round.term)}的申请已经开通，截止${formatDateText(round.closesOn)}24:00，无需重复办理。`,
    {
      current: { id: round.id, opensOn: round.opensOn, closesOn: round.closesOn },
    },
  )

/** Programmes must have a rule in force for the term; a number of places needs the document that issued it. */
function problemsOf(body: Body, inForce: ReadonlySet<ProgrammeCode>): FieldProblem[] {
  const problems: FieldProblem[] = []
  body.programmes.forEach((p, i) => {
    const path = `/programmes/${i}`
    if (!inForce.has(p)) problems.push({ path, text: `${programmeTitles[p]}在该学期没有有效政策，请核对学期。` })
    if (body.programmes.indexOf(p) !== i) problems.push({ path, text: '项目重复，请只选一次。' })
  })
  body.quotas.forEach((q, i) => {
    const path = `/quotas/${i}`
    if (!body.programmes.includes(q.programme)) {
      problems.push({ path: `${path}/programme`, text: '该项目没有列入本次申请，请先选择项目。' })
    }
    if (body.quotas.findIndex((o) => o.programme === q.programme) !== i) {
      problems.push({ path: `${path}/programme`, text: '同一项目只能填写一个名额。' })
    }
    if (q.authorityNumber !== null && !q.documentNo?.trim()) {
      problems.push({ path: `${path}/documentNo`, text: '请填写下达名额的文号。' })
    }
  })
  return problems
}

async function tellStudents(tx: Tx<StaffActor>, signature: string, round: Round): Promise<number> {
  const ids = await onRollStudentIds(tx, round.schoolId)
  const titles = round.programmes.map((p) => programmeTitles[p]).join('、')
  for (let i = 0; i < ids.length; i += TOLD_PER_JOB) {
    await tx.enqueue('notify', {
      studentIds: ids.slice(i, i + TOLD_PER_JOB),
      kind: 'round-opened',
      title: '本学期资助申请开始了',
      body: `${formatTermText(round.term)}${titles}申请从${formatDateText(round.opensOn)}开始，${formatDateText(round.closesOn)}24:00截止。请先查看自己能享受的项目，再一次填完提交。资助部门不会索要密码和验证码。`,
      link: '/student/apply',
      sms: smsText({ signature, name: '' }, { kind: 'round-opened', lastDay: round.closesOn }),
    })
  }
  return ids.length
}
