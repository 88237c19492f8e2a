import type { BodyOf, catalogue, ReplyOf } from '@zhuxue/contracts'
import {
  compareTerms,
  compareVersions,
  formatTermText,
  type ProgrammeVersion,
  type Term,
  termBounds,
  termsText,
} from '@zhuxue/policy'
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
import { regionFor, termToday } from '../roll/index.ts'
import { whyNotPublish } from './access.ts'
import { checkDraft } from './check.ts'
import { audit, lockDraft } from './drafts.ts'
import { ruleNames } from './known.ts'
import { lockRules, rulesOf, storedFor } from './rules.ts'
import { type Draft, updateDraft } from './store.ts'
import { openedRound } from './views.ts'

type Problems = { path: string; text: string }[]

/** A submitted draft that this person may decide: somebody else's work, unchanged since she looked at it. */
async function lockForDecision(tx: Tx<StaffActor>, id: string, revision: number): Promise<Draft> {
  const draft = await lockDraft(tx, id, revision)
  const why = whyNotPublish(tx.actor, draft)
  if (why === null) return draft
  if (draft.status !== 'submitted') throw refuse('state-conflict', why)
  throw refuse('same-person', why)
}

/** Sends a draft back with a reason; its editors go on. */
export async function returnDraft(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof catalogue.returnDraft>,
): Promise<void> {
  const draft = await lockForDecision(tx, id, body.revision)
  await updateDraft(tx, draft, { status: 'editing', return_reason: body.reason.trim() })
  audit(tx, 'rules.return', draft, { reason: body.reason.trim() })
}

/**
 * Publishes a draft as a version that decides from its first term on. The terms are checked again by the database
 * (guard_rule_version): nothing in the past, no overlap, no round of the programme already opened.
 */
export async function publishDraft(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof catalogue.publishDraft>,
): Promise<ReplyOf<typeof catalogue.publishDraft>> {
  await lockRules(tx)
  const draft = await lockForDecision(tx, id, body.revision)
  const checked = checkDraft(tx, platform, draft)
  const problems: Problems = checked.ok
    ? await termProblems(tx, platform, draft, checked.version)
    : [...checked.problems]
  if (!checked.ok || problems.length > 0) {
    throw refuse('bad-request', problems[0]?.text, { fields: problems })
  }
  const { effectiveFrom, effectiveTo, programme, kind, title } = checked.version
  const versionId = newId()
  const version = `${programme}-${effectiveFrom}-${versionId.slice(-6)}`
  const definition = { ...checked.version, version }
  const rules = await rulesOf(tx, platform)
  const before = rules.version(programme, effectiveFrom, draft.scope)
  await tx.db
    .insertInto('rule_versions')
    .values({
      id: versionId,
      version,
      draft_id: draft.id,
      org_id: draft.org_id,
      org_name: draft.org_name,
      scope: draft.scope,
      school_id: draft.school_id,
      programme,
      title,
      kind,
      effective_from: effectiveFrom,
      effective_to: effectiveTo,
      effective_on: termBounds(effectiveFrom, regionFor(platform.config.region, platform.config.region).terms).from,
      definition: JSON.stringify(definition),
      definition_sm3: sm3(canonical(definition)),
      note: draft.note ?? '',
      drafted_by: draft.submitted_by ?? draft.created_by,
      drafted_by_name: draft.submitted_by_name ?? draft.created_by_name,
      editors: [...new Set([...draft.editors, draft.submitted_by ?? draft.created_by])],
      published_by: tx.actor.id,
      published_by_name: tx.actor.name,
      published_at: tx.now,
      published_term: termToday(tx, platform),
    })
    .execute()
  await updateDraft(tx, draft, { status: 'published' })
  const names = ruleNames(platform, rules)
  audit(tx, 'rules.publish', draft, {
    ruleVersion: version,
    before: before.ok ? before.version.version : null,
    changes: before.ok
      ? compareVersions(before.version, definition, names).map(({ label, before: was, after }) => ({
          label,
          was,
          after,
        }))
      : [],
    sm3: sm3(canonical(definition)),
    draftedBy: draft.submitted_by_name,
    reason: draft.note,
  })
  return { id: versionId, version, effectiveFrom }
}

/** Terms of a new version against what is published and what has begun, in words; the database holds the same rules. */
async function termProblems(tx: Tx, platform: Platform, draft: Draft, v: ProgrammeVersion): Promise<Problems> {
  const { stored } = await rulesOf(tx, platform)
  const others = stored.filter((o) => o.scope === draft.scope && o.programme === v.programme && !o.withdrawn)
  const problems: Problems = []
  for (const o of others) {
    const order = compareTerms(o.effectiveFrom, v.effectiveFrom)
    if (order === 0) {
      problems.push({
        path: '/effectiveFrom',
        text: `已有一个版本从${formatTermText(v.effectiveFrom)}起执行，请先撤回它，或改从其他学期开始。`,
      })
    } else if (order < 0 && o.effectiveTo !== null && compareTerms(o.effectiveTo, v.effectiveFrom) >= 0) {
      problems.push({
        path: '/effectiveFrom',
        text: `与已发布的版本（${termsText(o)}）学期重叠，请从${formatTermText(o.effectiveTo)}之后开始。`,
      })
    } else if (order > 0 && (v.effectiveTo === null || compareTerms(v.effectiveTo, o.effectiveFrom) >= 0)) {
      problems.push({
        path: '/effectiveTo',
        text: `与已发布的版本（${termsText(o)}）学期重叠，请把结束学期填在${formatTermText(o.effectiveFrom)}之前。`,
      })
    }
  }
  const round = await openedRound(tx, draft.scope, v.programme, v.effectiveFrom, v.effectiveTo)
  if (round) {
    problems.push({
      path: '/effectiveFrom',
      text: `${round.school}已开通${formatTermText(round.term as Term)}的申请，该学期的规则不能再变，请从以后的学期开始。`,
    })
  }
  return problems
}

/** Takes back a version before its first term begins; from then on it has decided something and stays. */
export async function withdrawVersion(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof catalogue.withdrawVersion>,
): Promise<void> {
  await lockRules(tx)
  const { stored } = await rulesOf(tx, platform)
  const seen = stored.find((v) => v.id === id)
  const v = found(
    seen && within(seen.scope, tx.actor.scope) ? seen : null,
    '没有找到这个版本，可能不在您的管理范围内。',
  )
  if (v.withdrawn) throw refuse('duplicate', '这个版本已经撤回。')
  const round = await openedRound(tx, v.scope, v.programme, v.effectiveFrom, v.effectiveTo)
  if (tx.today >= v.effectiveOn || round) {
    const why = round ? `${round.school}已按它开通申请` : '这个版本已经开始执行'
    throw refuse('rule-refused', `${why}，不能撤回。需要改变时，请起草并发布从以后学期开始的新版本。`)
  }
  const reason = body.reason.trim()
  const done = await tx.db
    .updateTable('rule_versions')
    .set({
      withdrawn_by: tx.actor.id,
      withdrawn_by_name: tx.actor.name,
      withdrawn_at: tx.now,
      withdrawn_on: tx.today,
      withdraw_reason: reason,
    })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  if (Number(done.numUpdatedRows) === 0) throw refuse('duplicate', '这个版本已经撤回。')
  const rest = stored.filter((o) => o.id !== id)
  tx.audit({
    action: 'rules.withdraw',
    subjectKind: 'rule-version',
    subjectId: id,
    scope: v.scope,
    data: {
      programmeTitle: v.definition.title,
      term: v.effectiveFrom,
      ruleVersion: v.version,
      after: storedFor(rest, v.programme, v.effectiveFrom, v.scope)?.version ?? null,
      reason,
    },
  })
}
