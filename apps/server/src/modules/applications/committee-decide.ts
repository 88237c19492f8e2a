import type { applications, BodyOf, ProgrammeCode, ReplyOf } from '@zhuxue/contracts'
import type { ProgrammeVersion } from '@zhuxue/policy'
import { sql } from 'kysely'
import { found, newId, type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { type BuiltList, buildList, ownRound } from './committee.ts'
import { loadOfRound } from './store.ts'
import { applyToAll } from './transition.ts'

export async function committeeList(
  tx: Tx<StaffActor>,
  platform: Platform,
  params: { readonly id: string; readonly programme: ProgrammeCode },
): Promise<BuiltList['reply']> {
  const round = await ownRound(tx, params.id)
  return (await buildList(tx, platform, round, params.programme)).reply
}

/**
 * 领导小组评审: takes the list as a whole, exactly as it was shown. Places decide, not names: nobody is moved by hand.
 * Refused when the list changed meanwhile, when the guaranteed ones exceed the quota, and when the decider checked or
 * reviewed any of the applications. The list with its reasons is kept as it was decided (存档备查).
 */
export async function decideList(
  tx: Tx<StaffActor>,
  platform: Platform,
  params: { readonly id: string; readonly programme: ProgrammeCode },
  body: BodyOf<typeof applications.decideCommittee>,
): Promise<ReplyOf<typeof applications.decideCommittee>> {
  const round = await ownRound(tx, params.id)
  // two members who press at once queue here; the second finds a changed list
  await sql`select pg_advisory_xact_lock(hashtextextended(${`committee:${round.id}:${params.programme}`}, 0))`.execute(
    tx.db,
  )
  const apps = new Map((await loadOfRound(tx, round.id, params.programme, 'reviewed')).map((a) => [a.id, a]))
  const { reply, obstacle, version } = await buildList(tx, platform, round, params.programme)
  if (reply.listHash !== body.listHash) {
    throw refuse('revision-conflict', '评审名单已有变化（有新审核通过或已评审的申请），请查看最新名单后再作决定。')
  }
  if (reply.candidates.length === 0) throw refuse('state-conflict', '目前没有待评审的申请。')
  if (obstacle !== null) throw refuse('rule-refused', obstacle)
  const selected = reply.candidates.filter((c) => c.proposal !== 'over-quota')
  const notSelected = reply.candidates.filter((c) => c.proposal === 'over-quota')
  await applyToAll(
    tx,
    'assess-select',
    selected.map((c) => ({ app: found(apps.get(c.applicationId)), reason: c.reason })),
  )
  await applyToAll(
    tx,
    'assess-not-select',
    notSelected.map((c) => ({ app: found(apps.get(c.applicationId)), reason: `${quotaReason(version)}。${c.reason}` })),
  )
  const id = newId()
  await tx.db
    .insertInto('committee_decisions')
    .values({
      id,
      round_id: round.id,
      school_id: round.schoolId,
      scope: round.scope,
      programme: params.programme,
      list_hash: reply.listHash,
      // without names: a case is found by its application
      list: JSON.stringify(reply.candidates.map(({ maskedName: _, ...kept }) => kept)),
      quota: JSON.stringify({ ...reply.quota, version: version.version }),
      minutes: scrub(body.minutes),
      present_members: scrub(body.presentMembers),
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
    })
    .execute()
  tx.audit({
    action: 'committee.decide',
    subjectKind: 'committee-decision',
    subjectId: id,
    scope: round.scope,
    data: {
      roundId: round.id,
      programme: params.programme,
      listHash: reply.listHash,
      selected: selected.length,
      notSelected: notSelected.length,
      places: reply.quota.number,
    },
  })
  return { selected: selected.length, notSelected: notSelected.length }
}

/** The programme's own words for "no place left". */
const quotaReason = (version: ProgrammeVersion): string =>
  version.rejectionReasons.find((r) => r.code === 'quota')?.text ?? '符合条件，但本次名额已满'
