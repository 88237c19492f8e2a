import type { applications, HardshipLevel, ProgrammeCode, ReplyOf } from '@zhuxue/contracts'
import {
  academicYearOf,
  capPlaces,
  countQuotaBase,
  isGuaranteed,
  maskName,
  type ProgrammeVersion,
  type QuotaPlaces,
  quotaPlaces,
  type RankCandidate,
  type RankResult,
  rankWithinQuota,
  type StudentFacts,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { canonical, found, type Platform, refuse, type StaffActor, sm3, type Tx, within } from '../../platform/index.ts'
import { rulesOf } from '../catalogue/index.ts'
import { levelsOfSchool } from '../hardship/index.ts'
import { areasOn, quotasOf, type Round, roundById } from '../programmes/index.ts'
import { factsOfSchool } from '../roll/index.ts'
import type { ApplicationRecord } from './store.ts'

type Reply = ReplyOf<typeof applications.committeeList>
type Candidate = Static<typeof applications.CommitteeCandidate>

/** The list as the committee sees it, and what stands in the way of deciding it (null = nothing). */
export interface BuiltList {
  readonly reply: Reply
  readonly obstacle: string | null
  readonly version: ProgrammeVersion
}

type Applicant = Pick<
  ApplicationRecord,
  'id' | 'student_id' | 'revision' | 'outcome' | 'route' | 'route_title' | 'submitted_at'
> & {
  name: string
  class_name: string
  major_name: string
}

async function applicants(tx: Tx, roundId: string, programme: string): Promise<Applicant[]> {
  const { rows } = await sql<Applicant>`
    select a.id, a.student_id, a.revision, a.outcome, a.route, a.route_title, a.submitted_at,
      s.name, c.name as class_name, s.major_name
    from applications a join students s on s.id = a.student_id join classes c on c.id = s.class_id
    where a.round_id = ${roundId} and a.programme = ${programme} and a.status = 'reviewed'
    order by a.id`.execute(tx.db)
  return rows
}

/** How many still wait for an earlier step, and how many places earlier lists of this round have taken. */
async function counts(tx: Tx, roundId: string, programme: string): Promise<{ notReady: number; taken: number }> {
  const { rows } = await sql<{ not_ready: number; taken: number }>`
    select count(*) filter (where status in ('submitted', 'checked', 'returned'))::int as not_ready,
      count(*) filter (where outcome = 'competes' and status in ('assessed', 'public-notice', 'noticed', 'approved'))::int as taken
    from applications where round_id = ${roundId} and programme = ${programme}`.execute(tx.db)
  return { notReady: rows[0]?.not_ready ?? 0, taken: rows[0]?.taken ?? 0 }
}

/** The caller's own round, or 404: rounds themselves are readable by everybody. */
export async function ownRound(tx: Tx<StaffActor>, roundId: string): Promise<Round> {
  const round = await roundById(tx, roundId)
  return found(round && within(round.scope, tx.actor.scope) ? round : null, '没有找到这个批次，或不在您的管理范围内。')
}

/**
 * 评审名单 of a round and programme. Entitled applicants go through by the rules; the others are ranked within the
 * quota: base by the version's predicate over the whole roll (agriculture and poor rural subtracted once), share
 * rounded down, a number issued by the authority wins, guaranteed groups first (docs/domain/applications.md).
 */
export async function buildList(
  tx: Tx<StaffActor>,
  platform: Platform,
  round: Round,
  programme: ProgrammeCode,
): Promise<BuiltList> {
  const rule = (await rulesOf(tx, platform)).version(programme, round.term, round.scope)
  if (!rule.ok) throw refuse('rule-refused', rule.text)
  const { version } = rule
  const areas = areasOn(platform, round.term)
  const facts = await factsOfSchool(tx, round.schoolId, round.term)
  const levels = await levelsOfSchool(tx, round.schoolId, academicYearOf(round.term))
  const { notReady, taken } = await counts(tx, round.id, programme)
  const people = await applicants(tx, round.id, programme)
  const issued = (await quotasOf(tx, round.id)).find((q) => q.programme === programme)?.authorityNumber ?? null
  const quota = placesOf(version, [...facts.values()], areas, issued)
  const competing = people.filter((p) => p.outcome !== 'entitled')
  const ranked = rankWithinQuota(
    competing.map((p): RankCandidate => {
      const known = facts.get(p.student_id)
      const level = levels.get(p.student_id)
      return {
        applicationId: p.id,
        guaranteed: known !== undefined && isGuaranteed(version, known, areas),
        level: level?.level ?? null,
        score: level?.score ?? null,
        registerCount: known?.household?.registers?.length ?? 0,
        submittedAt: p.submitted_at.getTime(),
      }
    }),
    Math.max(0, quota.places - taken),
  )
  const candidates = people
    .map((p) => candidateOf(p, ranked, levels.get(p.student_id)?.level ?? null))
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || (a.applicationId < b.applicationId ? -1 : 1))
  const within = candidates.filter((c) => c.proposal === 'within-quota').length
  const base = {
    roundId: round.id,
    programme,
    quota: {
      base: quota.base,
      baseText: version.quota?.title ?? '本项目不设名额',
      share: version.quota?.kind === 'share' ? version.quota.share.numerator / version.quota.share.denominator : 1,
      number: quota.places,
      byAuthority: quota.setBy === 'authority',
      cap: quota.setBy === 'cap',
      used: taken + within,
    },
    guaranteedExceedQuota: !ranked.ok && ranked.code === 'guaranteed-exceed-quota',
    candidates,
    notReady,
  }
  // what is decided on: who, in which state of the application, by which rules and numbers; not who still waits
  const fingerprint = canonical({
    round: round.id,
    programme,
    version: version.version,
    quota: base.quota,
    candidates,
    revisions: people.map((p) => [p.id, p.revision]),
  })
  const reply = { ...base, listHash: sm3(fingerprint) }
  return { reply, obstacle: ranked.ok ? null : ranked.text, version }
}

function placesOf(
  version: ProgrammeVersion,
  roster: readonly StudentFacts[],
  areas: Parameters<typeof countQuotaBase>[2],
  issued: number | null,
): QuotaPlaces {
  const { quota } = version
  if (quota?.kind === 'cap') return capPlaces(quota, issued)
  const { base } = countQuotaBase(version, roster, areas)
  return quotaPlaces(base, quota ? quota.share : { numerator: 0, denominator: 1 }, issued)
}

function candidateOf(p: Applicant, ranked: RankResult, hardship: HardshipLevel | null): Candidate {
  const common = {
    applicationId: p.id,
    // the committee compares cases, not persons: a number that says nothing about who or when
    caseNo: sm3(p.id).slice(0, 6).toUpperCase(),
    maskedName: maskName(p.name),
    className: p.class_name,
    majorName: p.major_name,
    route: p.route,
    routeTitle: p.route_title ?? '',
    hardship,
  }
  if (p.outcome === 'entitled') {
    return { ...common, rank: null, proposal: 'automatic', reason: `${p.route_title}，按规定直接列入，不占名额。` }
  }
  if (!ranked.ok) return { ...common, rank: null, proposal: 'over-quota', reason: ranked.text }
  const place = found(ranked.list.find((line) => line.applicationId === p.id))
  return {
    ...common,
    rank: place.position,
    proposal: place.selected ? 'within-quota' : 'over-quota',
    reason: place.reason,
  }
}
