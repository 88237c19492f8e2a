import type { campus, ReplyOf } from '@zhuxue/contracts'
import { academicYearOf, campusAsks, formatDateText, type ProgrammeVersion } from '@zhuxue/policy'
import type { Static } from 'typebox'
import { found, type Platform, type StudentActor, type Tx } from '../../platform/index.ts'
import { answersForHardship } from '../applications/index.ts'
import { levelOf } from '../hardship/index.ts'
import { studentCore } from '../roll/index.ts'
import { type CampusForm, formOf } from './form.ts'
import { awardOf, judge, reasonsView } from './judge.ts'
import { papersFor, toPaperView } from './papers.ts'
import { isOpenNow, roundView } from './rounds.ts'
import {
  type CampusApplication,
  type CampusRound,
  campusEvents,
  campusOfStudent,
  campusRounds,
  roundsOfSchool,
  titleOf,
} from './store.ts'

type StudentTx = Tx<StudentActor>
type Item = Static<typeof campus.OwnCampusItem>

/** Her school's round, or 404: rounds are readable by everybody. */
export async function ownCampusRound(tx: StudentTx, id: string): Promise<CampusRound> {
  const round = (await campusRounds(tx, [id])).get(id)
  return found(round?.schoolId === tx.actor.schoolId ? round : null, '没有找到这个资助项目。')
}

/** 本校资助项目: those that can be applied for now or soon, and all that she applied for. */
export async function myCampus(tx: StudentTx, platform: Platform): Promise<ReplyOf<typeof campus.myCampus>> {
  const apps = await campusOfStudent(tx, tx.actor.id)
  const items: Item[] = []
  for (const round of await roundsOfSchool(tx, tx.actor.schoolId)) {
    const app = apps.find((a) => a.round_id === round.id)
    if (!app && tx.now >= round.closesAt) continue
    items.push(await itemOf(tx, platform, round, apps))
  }
  return { items }
}

async function itemOf(
  tx: StudentTx,
  platform: Platform,
  round: CampusRound,
  apps: readonly CampusApplication[],
): Promise<Item> {
  const { version, result } = await judge(tx, platform, round, tx.actor.id)
  const app = apps.find((a) => a.round_id === round.id)
  const elsewhere = apps.some(
    (a) => a.round_id !== round.id && a.programme === round.programme && a.period === round.period,
  )
  const open = isOpenNow(round, tx.now)
  return {
    round: roundView(round, version, tx.now),
    summary: version.summary,
    outcome: result.outcome,
    reasons: reasonsView(result),
    amountFen: app?.award_fen ?? awardOf(version, round.term, result),
    canApply: app
      ? app.status === 'returned' || (app.status === 'recalled' && open)
      : open && result.outcome !== 'not-eligible' && !elsewhere,
    application: app
      ? { id: app.id, referenceNo: app.reference_no, status: app.status, statusTitle: titleOf(round, app) }
      : null,
  }
}

/**
 * Whether her family's situation has to be asked: only where the rule looks at hardship, and nothing is known of it this
 * school year (neither a determination nor the form of the state's grants).
 */
export async function needsFamily(
  tx: Tx,
  platform: Platform,
  version: ProgrammeVersion,
  round: CampusRound,
  studentId: string,
): Promise<boolean> {
  if (!campusAsks(version, 'hardship')) return false
  const year = academicYearOf(round.term)
  if ((await levelOf(tx, studentId, year)) !== null) return false
  return (await answersForHardship(tx, platform, studentId, year)) === null
}

/** Papers of the version that the student photographs; the form itself is what she fills in here. */
export const documentsOf = (version: ProgrammeVersion) =>
  version.documents
    .filter(({ id }) => id !== 'application-form')
    .map(({ id, title, required }) => ({ id, title, required }))

/** What the roll knows of her; nothing of it is asked again. */
export async function personLines(tx: Tx, platform: Platform, studentId: string) {
  const s = await studentCore(tx, studentId, platform)
  return [
    { label: '姓名', value: s.name },
    { label: '班级', value: s.className },
    { label: '专业', value: s.majorName },
    { label: '年级', value: `${s.grade}年级` },
    { label: '入学日期', value: formatDateText(s.enteredOn) },
    { label: '联系电话', value: s.phoneMasked ?? '没有登记' },
  ]
}

/** 申请表: prefilled, with what was written before when it was returned or recalled. */
export async function campusForm(
  tx: StudentTx,
  platform: Platform,
  id: string,
): Promise<ReplyOf<typeof campus.campusForm>> {
  const round = await ownCampusRound(tx, id)
  const apps = await campusOfStudent(tx, tx.actor.id)
  const app = apps.find((a) => a.round_id === round.id)
  const { version } = await judge(tx, platform, round, tx.actor.id)
  const documents = documentsOf(version)
  const before: CampusForm | null = app ? await formOf(tx, platform, app.id) : null
  const last =
    app?.status === 'returned'
      ? (await campusEvents(tx, app.id)).filter((e) => e.action === 'return').at(-1)
      : undefined
  return {
    item: await itemOf(tx, platform, round, apps),
    person: await personLines(tx, platform, tx.actor.id),
    needsFamily: before?.family !== undefined || (await needsFamily(tx, platform, version, round, tx.actor.id)),
    documents,
    papers: (await papersFor(tx, round.id, tx.actor.id)).map((p) => toPaperView(p, documents)),
    answers: before,
    returnReason: last?.reason ?? null,
    revision: app?.revision ?? 0,
  }
}
