import {
  type BodyOf,
  type campus,
  type ProgrammeCode,
  programmeTitles,
  type publicity,
  type ReplyOf,
} from '@zhuxue/contracts'
import {
  campusOrder,
  formatDateText,
  formatTermText,
  localDate,
  maskName,
  masksNames,
  type NoticeKind,
  noticeColumns,
  smsText,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  canonical,
  found,
  newId,
  type Platform,
  refuse,
  type StaffActor,
  sm3,
  type Tx,
  within,
} from '../../platform/index.ts'
import { type ApplicationRecord, loadOfRound, moveToNotice } from '../applications/index.ts'
import { campusToNotice, campusToPublish, staffRound } from '../campus/index.ts'
import { versionsById } from '../catalogue/index.ts'
import { schoolOf } from '../organisations/index.ts'
import { type Round, regionPack, roundById } from '../programmes/index.ts'
import { periodFrom } from './period.ts'
import { refusePersonalData } from './scan.ts'
import { type Entry, insertNotice, liveNotice } from './store.ts'

/** What kind of list a programme's is: both are given by need, so names are masked (DOMAIN §3). */
const KIND: Record<ProgrammeCode, NoticeKind> = { 'national-grant': 'need-based', 'tuition-waiver': 'need-based' }
const TOLD_PER_JOB = 200

type Body = BodyOf<typeof publicity.publishNotice>
type ListedEntry = Entry & { readonly applicationId: string; readonly scope: string }

/**
 * 发布公示: puts every application of a round and programme that waits for it on one list for 5 full working days
 * (学校学生资助工作指南 四(四)), seals what is shown, and moves the applications to 公示中, in one transaction.
 */
export async function publishNotice(
  tx: Tx<StaffActor>,
  platform: Platform,
  body: Body,
): Promise<ReplyOf<typeof publicity.publishNotice>> {
  const round = await roundInScope(tx, body.roundId)
  // the rows are locked first: of two clicks at once the second one waits here and then finds the notice of the first
  const apps = await loadOfRound(tx, round.id, body.programme, 'assessed')
  return publishList(tx, platform, {
    round,
    programme: body.programme,
    programmeTitle: programmeTitles[body.programme],
    kind: KIND[body.programme],
    note: body.note,
    cases: apps,
    move: (lastDay) => moveToNotice(tx, apps, lastDay),
  })
}

/** What one list is made of, whoever gives the aid; `move` takes its applications to 公示中. */
interface NewList {
  readonly round: Pick<Round, 'id' | 'schoolId' | 'scope' | 'term'>
  readonly programme: string
  readonly programmeTitle: string
  readonly kind: NoticeKind
  readonly note: string
  readonly cases: readonly Listed[]
  move(lastDay: string): Promise<unknown>
}
type Listed = Pick<ApplicationRecord, 'id' | 'student_id' | 'scope' | 'reference_no'>

/** 公示 of a school's own programme: the same list, rules and objections; names are masked where hardship decides. */
export async function publishCampusNotice(
  tx: Tx<StaffActor>,
  platform: Platform,
  roundId: string,
  body: BodyOf<typeof campus.publishCampusNotice>,
): Promise<ReplyOf<typeof campus.publishCampusNotice>> {
  const round = await staffRound(tx, roundId)
  const apps = await campusToPublish(tx, round.id)
  const version = found((await versionsById(tx, [round.version])).get(round.version))
  return publishList(tx, platform, {
    round,
    programme: round.programme,
    programmeTitle: round.title,
    kind: campusOrder(version) === 'merit' ? 'scholarship' : 'need-based',
    note: body.note,
    cases: apps,
    move: (lastDay) => campusToNotice(tx, apps, lastDay),
  })
}

async function publishList(tx: Tx<StaffActor>, platform: Platform, list: NewList) {
  const { round, cases: apps } = list
  const school = await schoolOf(tx, round.schoolId)
  const period = periodFrom(regionPack(platform).calendar, tx.today)
  const live = await liveNotice(tx, round.id, list.programme)
  if (live) {
    throw refuse('duplicate', `这份名单正在公示，至${formatDateText(localDate(live.last_day))}止，不能重复发布。`, {
      current: { id: live.id, lastDay: live.last_day },
    })
  }
  if (apps.length === 0) {
    throw refuse('state-conflict', '没有待公示的申请。请先由领导小组对名单作出决定。')
  }
  const { entries, fullNames } = await entriesOf(tx, apps, list.kind)
  const title = `${school.name}${formatTermText(round.term)}${list.programmeTitle}拟资助学生名单公示`
  const note = list.note.trim()
  refusePersonalData(
    [
      { path: '/title', text: title },
      { path: '/note', text: note },
      ...entries.map((e) => ({ path: `/entries/${e.no}`, text: `${e.name}|${e.className}|${e.majorName}` })),
    ],
    fullNames,
    tx.today,
  )
  const id = newId()
  const retractAt = new Date(period.retractAt)
  const snapshot = canonical({
    id,
    title,
    note,
    school: school.name,
    programme: list.programme,
    term: round.term,
    publishedAt: tx.now.toISOString(),
    publishedBy: tx.actor.name,
    publishDay: tx.today,
    lastDay: period.lastDay,
    retractAt: retractAt.toISOString(),
    provisional: period.provisional,
    entries: entries.map(({ applicationId: _, scope: __, ...shown }) => shown),
  })
  const snapshotSm3 = sm3(snapshot)
  await insertNotice(tx, {
    id,
    schoolId: school.id,
    scope: round.scope,
    roundId: round.id,
    programme: list.programme,
    term: round.term,
    title,
    note,
    publishDay: tx.today,
    lastDay: period.lastDay,
    retractAt,
    provisional: period.provisional,
    snapshot,
    snapshotSm3,
    entries,
  })
  await list.move(period.lastDay)
  tx.audit({
    action: 'notice.publish',
    subjectKind: 'notice',
    subjectId: id,
    scope: round.scope,
    data: { programme: list.programme, term: round.term, names: entries.length, lastDay: period.lastDay, snapshotSm3 },
  })
  await tellStudents(tx, platform, { id, title, lastDay: period.lastDay, masked: masksNames(list.kind) }, apps)
  return {
    id,
    lastDay: period.lastDay,
    retractAt: retractAt.toISOString(),
    names: entries.length,
    provisional: period.provisional,
  }
}

/** What {@link publishNotice} would make public if the list were published today; nothing is written. */
export async function previewNotice(
  tx: Tx<StaffActor>,
  platform: Platform,
  query: { roundId: string; programme: ProgrammeCode },
): Promise<ReplyOf<typeof publicity.previewNotice>> {
  const round = await roundInScope(tx, query.roundId)
  const period = periodFrom(regionPack(platform).calendar, tx.today)
  // read without the locks that publishing takes
  const apps = await tx.db
    .selectFrom('applications')
    .select(['id', 'student_id', 'scope', 'reference_no'])
    .where('round_id', '=', round.id)
    .where('programme', '=', query.programme)
    .where('status', '=', 'assessed')
    .execute()
  const { entries } = await entriesOf(tx, apps, KIND[query.programme])
  return {
    lastDay: period.lastDay,
    provisional: period.provisional,
    entries: entries.map(({ applicationId: _, scope: __, ...shown }) => shown),
  }
}

async function roundInScope(tx: Tx<StaffActor>, id: string): Promise<Round> {
  const round = found(await roundById(tx, id), '没有找到这个申请批次。')
  if (!within(round.scope, tx.actor.scope)) throw refuse('not-found', '没有找到这个申请批次。')
  return round
}

/** The list by class: nothing but the columns that a notice of this kind may ever show. */
async function entriesOf(
  tx: Tx,
  apps: readonly Listed[],
  kind: NoticeKind,
): Promise<{ entries: ListedEntry[]; fullNames: string[] }> {
  const people = await tx.db
    .selectFrom('students as s')
    .innerJoin('classes as c', 'c.id', 's.class_id')
    .select(['s.id', 's.name', 's.grade', 'c.name as className', 'c.major_name as majorName', 'c.scope as classScope'])
    .where('s.id', '=', sql<string>`any(${apps.map((a) => a.student_id)}::uuid[])`)
    .execute()
  const byId = new Map(people.map((p) => [p.id, p]))
  const allowed = new Set<string>(noticeColumns(kind))
  const rows = apps
    .map((app) => ({ app, person: found(byId.get(app.student_id)) }))
    .sort(
      (a, b) => compare(a.person.classScope, b.person.classScope) || compare(a.app.reference_no, b.app.reference_no),
    )
  const entries = rows.map(({ app, person }, i) => ({
    no: i + 1,
    name: masksNames(kind) ? maskName(person.name) : person.name.trim(),
    className: allowed.has('className') ? person.className : '',
    majorName: allowed.has('major') ? person.majorName : '',
    grade: person.grade,
    applicationId: app.id,
    scope: app.scope,
  }))
  return { entries, fullNames: masksNames(kind) ? people.map((p) => p.name.trim()) : [] }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

async function tellStudents(
  tx: Tx,
  platform: Platform,
  notice: { id: string; title: string; lastDay: Round['closesOn']; masked: boolean },
  apps: readonly Listed[],
): Promise<void> {
  const ids = [...new Set(apps.map((a) => a.student_id))]
  const until = formatDateText(notice.lastDay)
  for (let i = 0; i < ids.length; i += TOLD_PER_JOB) {
    await tx.enqueue('notify', {
      studentIds: ids.slice(i, i + TOLD_PER_JOB),
      kind: 'notice',
      title: '拟资助名单开始公示',
      body: `您已列入“${notice.title}”，${notice.masked ? '姓名隐去一部分，' : ''}公示至${until}24:00，期满自动撤下。发现年级、班级、专业有误，请尽快告诉班主任。`,
      link: `/notices/${notice.id}`,
      sms: smsText(
        { signature: regionPack(platform).smsSignature, name: '' },
        { kind: 'notice-started', lastDay: notice.lastDay },
      ),
    })
  }
}
