import type { BodyOf, campus, ReplyOf } from '@zhuxue/contracts'
import {
  academicYearOf,
  CAMPUS_ORDER_TEXTS,
  campusOrder,
  determine,
  maskName,
  type ProgrammeVersion,
  rankCampus,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  canonical,
  found,
  newId,
  type Platform,
  refuse,
  type StaffActor,
  scrub,
  sm3,
  type Tx,
  within,
} from '../../platform/index.ts'
import { levelsOfSchool } from '../hardship/index.ts'
import { areasOn } from '../programmes/index.ts'
import { factsOfMany } from '../roll/index.ts'
import { versionOf } from './judge.ts'
import { takesStep } from './offices.ts'
import { ranksOf, withRank } from './ranks.ts'
import { roundView } from './rounds.ts'
import { unknownText } from './staff.ts'
import { type CampusRound, campusRounds, lockCampus } from './store.ts'
import { applyCampus, whyNotCampus } from './transition.ts'

type Reply = ReplyOf<typeof campus.campusList>

/** The caller's own round, or 404. */
export async function staffRound(tx: Tx<StaffActor>, id: string): Promise<CampusRound> {
  const round = (await campusRounds(tx, [id])).get(id)
  // a class teacher's scope lies below her school's
  const mine = round && (within(round.scope, tx.actor.scope) || within(tx.actor.scope, round.scope))
  return found(mine ? round : null, '没有找到这个批次，或不在您的管理范围内。')
}

const listStep = (round: CampusRound): number => round.steps.findIndex(({ kind }) => kind === 'list')

/**
 * 评审名单: everybody who waits at the list step, ranked within the places that are left by the facts of today. Entitled
 * ones go through; who is not eligible any more is not selected; an unknown that decides blocks. Nobody is moved by hand.
 */
async function buildList(tx: Tx<StaffActor>, platform: Platform, round: CampusRound): Promise<Omit<Reply, 'whyNot'>> {
  const version = await versionOf(tx, round)
  const at = listStep(round)
  if (at < 0) throw refuse('state-conflict', '这个项目没有评审名单环节。')
  const { rows: people } = await sql<{
    id: string
    student_id: string
    revision: number
    submitted_at: Date
    name: string
    class_name: string
  }>`
    select a.id, a.student_id, a.revision, a.submitted_at, s.name, c.name as class_name
    from campus_applications a join students s on s.id = a.student_id join classes c on c.id = s.class_id
    where a.round_id = ${round.id} and a.status = 'reviewing' and a.step = ${at} order by a.id`.execute(tx.db)
  const { rows: counts } = await sql<{ not_ready: number; taken: number }>`
    select count(*) filter (where (status = 'reviewing' and step < ${at}) or status = 'returned')::integer as not_ready,
      count(*) filter (where outcome = 'competes' and (status in ('to-publish', 'public-notice', 'awarded') or (status = 'reviewing' and step > ${at})))::integer as taken
    from campus_applications where round_id = ${round.id}`.execute(tx.db)
  const taken = counts[0]?.taken ?? 0
  const facts = await factsOfMany(
    tx,
    people.map((p) => p.student_id),
    round.term,
  )
  const ranks = await ranksOf(
    tx,
    people.map((p) => p.student_id),
    round.term,
  )
  const levels = await levelsOfSchool(tx, round.schoolId, academicYearOf(round.term))
  const areas = areasOn(platform, round.term)
  const judged = people.map((p) => ({
    p,
    result: determine(version, withRank(found(facts.get(p.student_id)), ranks.get(p.student_id)?.percent), areas),
  }))
  const unknown = judged.filter(({ result }) => result.outcome === 'to-verify')
  const competing = judged.filter(({ result }) => result.outcome === 'competes')
  const order = campusOrder(version)
  const ranked = rankCampus(
    order,
    competing.map(({ p }) => ({
      applicationId: p.id,
      level: levels.get(p.student_id)?.level ?? null,
      score: levels.get(p.student_id)?.score ?? null,
      registerCount: facts.get(p.student_id)?.household?.registers?.length ?? 0,
      rankPercent: ranks.get(p.student_id)?.percent ?? facts.get(p.student_id)?.ranking?.percent ?? null,
      submittedAt: p.submitted_at.getTime(),
    })),
    round.places === null ? null : Math.max(0, round.places - taken),
  )
  const candidates = judged
    .map(({ p, result }) => {
      const place = ranked.ok ? ranked.list.find((l) => l.applicationId === p.id) : undefined
      const reason =
        result.outcome === 'entitled'
          ? '符合条件，按规定直接列入，不占名额。'
          : result.outcome === 'competes'
            ? (place?.reason ?? '暂不能排序。')
            : result.outcome === 'to-verify'
              ? unknownText(result.reasons)
              : notEligibleText(version, result.reasons)
      return {
        applicationId: p.id,
        maskedName: maskName(p.name),
        className: p.class_name,
        rank: place?.position ?? null,
        selected: result.outcome === 'entitled' || place?.selected === true,
        reason,
      }
    })
    .sort((a, b) => (a.rank ?? 1e9) - (b.rank ?? 1e9) || (a.applicationId < b.applicationId ? -1 : 1))
  const obstacle =
    unknown.length > 0
      ? `有${unknown.length}名申请人还有没有核实的条件，请先核实（或退回、不予资助）再决定名单。`
      : ranked.ok
        ? null
        : ranked.text
  const base = {
    round: roundView(round, version, tx.now),
    stepTitle: round.steps[at]?.title ?? '',
    orderText: CAMPUS_ORDER_TEXTS[order],
    places: round.places,
    taken,
    notReady: counts[0]?.not_ready ?? 0,
    obstacle,
    candidates,
  }
  const { notReady: _, round: __, ...decided } = base
  return {
    ...base,
    listHash: sm3(canonical({ ...decided, round: round.id, revisions: people.map((p) => [p.id, p.revision]) })),
  }
}

const notEligibleText = (
  version: ProgrammeVersion,
  reasons: readonly { readonly text: string; readonly met: boolean | null }[],
): string => {
  const rule = version.rejectionReasons.find(({ code }) => code === 'condition-not-met')?.text ?? '不符合资助条件'
  return `${rule}：${reasons
    .filter((r) => r.met === false)
    .map((r) => r.text)
    .join('；')}`
}

export async function campusList(tx: Tx<StaffActor>, platform: Platform, id: string): Promise<Reply> {
  const round = await staffRound(tx, id)
  const step = round.steps[listStep(round)]
  const whyNot = takesStep(tx.actor, step) ? null : `名单由${step?.owner ?? '学校'}决定。`
  return { ...(await buildList(tx, platform, round)), whyNot }
}

/** Takes the list as a whole, exactly as shown; it is kept as decided, without names. */
export async function decideCampusList(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof campus.decideCampusList>,
): Promise<ReplyOf<typeof campus.decideCampusList>> {
  const round = await staffRound(tx, id)
  if (!takesStep(tx.actor, round.steps[listStep(round)])) throw refuse('forbidden', '名单不由您决定。')
  // two members who press at once queue here; the second finds a changed list
  await sql`select pg_advisory_xact_lock(hashtextextended(${`campus-list:${round.id}`}, 0))`.execute(tx.db)
  const list = await buildList(tx, platform, round)
  if (list.listHash !== body.listHash) {
    throw refuse('revision-conflict', '评审名单已有变化，请查看最新名单后再作决定。')
  }
  if (list.candidates.length === 0) throw refuse('state-conflict', '目前没有待评审的申请。')
  if (list.obstacle !== null) throw refuse('rule-refused', list.obstacle)
  const apps = new Map(
    (
      await lockCampus(
        tx,
        list.candidates.map((c) => c.applicationId),
      )
    ).map((a) => [a.id, a]),
  )
  const selected = list.candidates.filter((c) => c.selected)
  const others = list.candidates.filter((c) => !c.selected)
  for (const c of list.candidates) {
    const refusal = await whyNotCampus(tx, c.selected ? 'select' : 'not-select', {
      app: found(apps.get(c.applicationId)),
      round,
    })
    if (refusal) throw refusal
  }
  for (const c of selected)
    await applyCampus(tx, 'select', { app: found(apps.get(c.applicationId)), round, reason: c.reason })
  for (const c of others)
    await applyCampus(tx, 'not-select', { app: found(apps.get(c.applicationId)), round, reason: c.reason })
  const decision = newId()
  await tx.db
    .insertInto('campus_lists')
    .values({
      id: decision,
      round_id: round.id,
      scope: round.scope,
      list_hash: list.listHash,
      list: JSON.stringify(list.candidates.map(({ maskedName: _, ...kept }) => kept)),
      places: round.places,
      minutes: scrub(body.minutes),
      present_members: scrub(body.presentMembers),
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
    })
    .execute()
  tx.audit({
    action: 'campus.decide-list',
    subjectKind: 'campus-list',
    subjectId: decision,
    scope: round.scope,
    data: {
      roundId: round.id,
      listHash: list.listHash,
      selected: selected.length,
      notSelected: others.length,
      places: round.places,
    },
  })
  return { selected: selected.length, notSelected: others.length }
}
