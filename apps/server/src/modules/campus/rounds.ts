import { type BodyOf, type campus, type ReplyOf, rolePermissions } from '@zhuxue/contracts'
import {
  academicYearOf,
  addDays,
  type CampusStep,
  campusPath,
  campusPeriod,
  campusReviews,
  countQuotaBase,
  determine,
  formatDateText,
  formatTermText,
  isTerm,
  type ProgrammeVersion,
  parseLocalDate,
  quotaPlaces,
  shanghaiInstant,
  type Term,
  termBounds,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import { type FieldProblem, newId, type Platform, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { holdRules, rulesOf } from '../catalogue/index.ts'
import { schoolOf } from '../organisations/index.ts'
import { areasOn, currentTerm, regionPack, workingDeadline } from '../programmes/index.ts'
import { factsOfSchool } from '../roll/index.ts'
import { versionOf } from './judge.ts'
import { type CampusRound, roundsOfSchool } from './store.ts'

type Body = BodyOf<typeof campus.openCampusRound>
const TOLD_PER_JOB = 200

const stepView = ({ id, title, owner, kind }: CampusStep) => ({ id, title, owner, kind })

/** Is the window open at this instant? By the server's clock only; 24:00 of the last day is already outside. */
export const isOpenNow = (round: Pick<CampusRound, 'opensOn' | 'closesAt'>, now: Date): boolean =>
  now.getTime() >= shanghaiInstant(round.opensOn, '00:00') && now.getTime() < round.closesAt.getTime()

export const roundView = (round: CampusRound, version: ProgrammeVersion, now: Date) => ({
  id: round.id,
  schoolId: round.schoolId,
  programme: round.programme,
  title: round.title,
  term: round.term,
  version: round.version,
  amountText: version.amountText,
  places: round.places,
  opensOn: round.opensOn,
  closesOn: round.closesOn,
  open: isOpenNow(round, now),
  steps: round.steps.map(stepView),
})

const limited = (version: ProgrammeVersion): boolean => version.routes.some(({ places }) => places === 'quota')

/** The most places that the version allows in its period; null = it names no number. */
async function mostPlaces(tx: Tx, platform: Platform, version: ProgrammeVersion, schoolId: string, term: Term) {
  const { quota } = version
  if (quota === null || !limited(version)) return null
  if (quota.kind === 'cap') return quota.places
  const roster = await factsOfSchool(tx, schoolId, term)
  const { base } = countQuotaBase(version, roster.values(), areasOn(platform, term))
  return quotaPlaces(base, quota.share).places
}

const leastDays = (version: ProgrammeVersion): number =>
  version.window.kind === 'after-registration' ? version.window.workingDays : 1

/** 可以开通的项目: what the school's own versions in force offer, with the reason where one cannot be carried here. */
export async function campusOffers(
  tx: Tx<StaffActor>,
  platform: Platform,
): Promise<ReplyOf<typeof campus.listCampusRounds>> {
  const school = await schoolOf(tx, await schoolIdOf(tx))
  const term = currentTerm(platform)
  const rounds = await roundsOfSchool(tx, school.id)
  const { rows } = await sql<{ round_id: string; n: number; waiting: number; to_publish: number; awarded: number }>`
    select round_id, count(*)::integer as n,
      count(*) filter (where status = 'reviewing')::integer as waiting,
      count(*) filter (where status = 'to-publish')::integer as to_publish,
      count(*) filter (where status = 'awarded')::integer as awarded
    from campus_applications where school_id = ${school.id} group by round_id`.execute(tx.db)
  const counts = new Map(rows.map((r) => [r.round_id, r]))
  const offers = []
  const mayOpen = rolePermissions[tx.actor.role].includes('campus.open')
  for (const version of mayOpen ? (await rulesOf(tx, platform)).inForce(term, school.path) : []) {
    if (version.kind !== 'school' && version.kind !== 'social') continue
    if (rounds.some((r) => r.programme === version.programme && r.term === term)) continue
    const path = campusPath(version)
    offers.push({
      programme: version.programme,
      title: version.title,
      term,
      version: version.version,
      amountText: version.amountText,
      stepsText: version.steps.map((s) => s.title).join('→'),
      places: await mostPlaces(tx, platform, version, school.id, term),
      leastDays: leastDays(version),
      obstacle: path.ok ? null : path.text,
    })
  }
  const views = []
  for (const round of rounds) {
    const c = counts.get(round.id)
    const view = roundView(round, await versionOf(tx, round), tx.now)
    views.push({
      ...view,
      applications: c?.n ?? 0,
      waiting: c?.waiting ?? 0,
      toPublish: c?.to_publish ?? 0,
      awarded: c?.awarded ?? 0,
    })
  }
  return { rounds: views, offers }
}

/** The school of whoever asks: that of the class teacher's class, or the office's own. */
export async function schoolIdOf(tx: Tx<StaffActor>): Promise<string> {
  const row = await tx.db
    .selectFrom('orgs')
    .select('id')
    .where('path', '=', sql<string>`nullif(current_setting('app.school_scope', true), '')`)
    .executeTakeFirst()
  if (!row) throw refuse('not-found', '没有找到您所在的学校。')
  return row.id
}

/**
 * Opens a round of one programme of the officer's own school: window and places are the school's to set, within what
 * the version in force says; version and steps are frozen in the round. Everybody who may get it is told.
 */
export async function openCampusRound(
  tx: Tx<StaffActor>,
  platform: Platform,
  body: Body,
): Promise<ReplyOf<typeof campus.openCampusRound>> {
  const school = await schoolOf(tx, await schoolIdOf(tx))
  const { term } = body
  if (!isTerm(term) || term !== currentTerm(platform)) {
    throw fieldProblem('/term', '只能开通本学期的申请，请重新选择。')
  }
  await holdRules(tx)
  const version = (await rulesOf(tx, platform)).inForce(term, school.path).find((v) => v.programme === body.programme)
  if (!version) throw fieldProblem('/programme', '这个项目在本学期没有有效版本，请先在项目目录发布。')
  const path = campusPath(version)
  if (!path.ok) throw fieldProblem('/programme', path.text)
  const opened = refuse('duplicate', `${version.title}本学期的申请已经开通，无需重复办理。`)
  if ((await roundsOfSchool(tx, school.id)).some((r) => r.programme === version.programme && r.term === term))
    throw opened
  const problems: FieldProblem[] = []
  const opensOn = parseLocalDate(body.opensOn)
  const closesOn = parseLocalDate(body.closesOn)
  const bounds = termBounds(term, regionPack(platform).terms)
  if (opensOn === null || opensOn < tx.today) problems.push({ path: '/opensOn', text: '开始日期不能早于今天。' })
  if (closesOn === null || closesOn > bounds.to) {
    problems.push({
      path: '/closesOn',
      text: `截止日期应在${formatTermText(term)}之内（不晚于${formatDateText(bounds.to)}）。`,
    })
  }
  if (opensOn && closesOn && problems.length === 0) {
    const least = workingDeadline(regionPack(platform).calendar, opensOn, leastDays(version)).lastDay
    if (closesOn < least) {
      problems.push({
        path: '/closesOn',
        text: `申请时间不少于${leastDays(version)}个工作日，截止日期不早于${formatDateText(least)}。`,
      })
    }
  }
  problems.push(...(await placesProblems(tx, platform, version, school.id, term, body.places)))
  if (problems.length > 0 || opensOn === null || closesOn === null)
    throw refuse('bad-request', undefined, { fields: problems })
  const round: CampusRound = {
    id: newId(),
    schoolId: school.id,
    scope: school.path,
    programme: version.programme,
    title: version.title,
    term,
    period: campusPeriod(version, term),
    version: version.version,
    steps: path.steps,
    reviews: campusReviews(path.steps),
    noticed: path.steps.some(({ kind }) => kind === 'notice'),
    places: limited(version) ? body.places : null,
    opensOn,
    closesOn,
    closesAt: new Date(shanghaiInstant(addDays(closesOn, 1), '00:00')),
  }
  if (!(await insertRound(tx, round))) throw opened
  tx.audit({
    action: 'campus.open',
    subjectKind: 'campus-round',
    subjectId: round.id,
    scope: school.path,
    data: { programme: round.programme, term, version: round.version, opensOn, closesOn, places: round.places },
  })
  return { id: round.id, closesOn, studentsTold: await tellStudents(tx, platform, round, version) }
}

const fieldProblem = (path: string, text: string) => refuse('bad-request', undefined, { fields: [{ path, text }] })

async function placesProblems(
  tx: Tx,
  platform: Platform,
  version: ProgrammeVersion,
  schoolId: string,
  term: Term,
  places: number | null,
): Promise<FieldProblem[]> {
  const path = '/places'
  if (!limited(version)) {
    return places === null ? [] : [{ path, text: '这个项目不限名额，名额请留空。' }]
  }
  if (places === null) return [{ path, text: '请填写本次名额。' }]
  const most = await mostPlaces(tx, platform, version, schoolId, term)
  if (most === null) return []
  const period = campusPeriod(version, term)
  const earlier = (await roundsOfSchool(tx, schoolId)).filter(
    (r) => r.programme === version.programme && r.period === period,
  )
  const left = most - earlier.reduce((sum, r) => sum + (r.places ?? 0), 0)
  const span = version.applyPer === 'academic-year' ? `${academicYearOf(term)}学年` : '本学期'
  return places <= left ? [] : [{ path, text: `${span}最多还有${Math.max(0, left)}个名额，请核对。` }]
}

async function insertRound(tx: Tx<StaffActor>, r: CampusRound): Promise<boolean> {
  const done = await tx.db
    .insertInto('campus_rounds')
    .values({
      id: r.id,
      school_id: r.schoolId,
      scope: r.scope,
      programme: r.programme,
      title: r.title,
      term: r.term,
      period: r.period,
      version: r.version,
      steps: JSON.stringify(r.steps),
      reviews: r.reviews,
      noticed: r.noticed,
      places: r.places,
      opens_on: r.opensOn,
      closes_on: r.closesOn,
      closes_at: r.closesAt,
      opened_by: tx.actor.id,
      opened_by_name: tx.actor.name,
      opened_at: tx.now,
    })
    .onConflict((c) => c.constraint('campus_rounds_once').doNothing())
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** Tells those who may get it, and nobody else: a school may run a dozen small programmes a year. */
async function tellStudents(tx: Tx<StaffActor>, platform: Platform, round: CampusRound, version: ProgrammeVersion) {
  const areas = areasOn(platform, round.term)
  const ids: string[] = []
  for (const [id, facts] of await factsOfSchool(tx, round.schoolId, round.term)) {
    if (determine(version, facts, areas).outcome !== 'not-eligible') ids.push(id)
  }
  const payloads = []
  for (let i = 0; i < ids.length; i += TOLD_PER_JOB) {
    payloads.push({
      studentIds: ids.slice(i, i + TOLD_PER_JOB),
      kind: 'round-opened',
      title: `${round.title}开始申请`,
      body: `${version.amountText}。申请从${formatDateText(round.opensOn)}开始，${formatDateText(round.closesOn)}24:00截止，可以在手机上提交。`,
      link: '/student/campus',
      sms: null,
    })
  }
  if (payloads.length > 0) await tx.enqueueAll('notify', payloads)
  return ids.length
}
