import { catalogue, type QueryOf, type ReplyOf } from '@zhuxue/contracts'
import { compareTerms, isTerm, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import {
  found,
  fromIdCursor,
  type Platform,
  page,
  pageLimit,
  type StaffActor,
  scopeEnd,
  type Tx,
  within,
} from '../../platform/index.ts'
import { regionFor, termToday } from '../roll/index.ts'
import { mayEdit, whyNotPublish } from './access.ts'
import { checkDraft } from './check.ts'
import { type Rules, rulesOf, storedFor } from './rules.ts'
import { type Draft, draftById, type StoredVersion } from './store.ts'

type ProgrammeList = ReplyOf<typeof catalogue.listProgrammes>
type VersionView = Static<typeof catalogue.RuleVersionView>
type DraftRow = Static<typeof catalogue.RuleDraftRow>
type DraftView = Static<typeof catalogue.RuleDraftView>

/** The first round of a programme that was opened in the terms from…to inside a place; rounds are everybody's to see. */
export async function openedRound(
  tx: Tx,
  scope: string,
  programme: string,
  from: Term,
  to: Term | null,
): Promise<{ school: string; term: string } | undefined> {
  const { rows } = await sql<{ school: string; term: string }>`
    select o.name as school, r.term from rounds r join orgs o on o.id = r.school_id
    where r.scope >= ${scope} and r.scope < ${scopeEnd(scope)} and ${programme} = any (r.programmes)
      and term_no(r.term) >= term_no(${from}) and (${to}::text is null or term_no(r.term) <= term_no(${to}))
    order by term_no(r.term), o.path limit 1`.execute(tx.db)
  return rows[0]
}

/** 项目目录: region-wide programmes, then those of the schools (or authorities) in the caller's view. */
export async function listProgrammes(
  tx: Tx<StaffActor>,
  platform: Platform,
  query: QueryOf<typeof catalogue.listProgrammes>,
): Promise<ProgrammeList> {
  const rules = await rulesOf(tx, platform)
  const term = termToday(tx, platform)
  const region = regionFor(platform.config.region, platform.config.region)
  const shipped = region.chain.flatMap((pack) => pack.programmes.map((v) => ({ v, place: pack.name })))
  const seen = rules.stored.filter((v) => within(v.scope, tx.actor.scope) || tx.actor.scope.startsWith(v.scope))
  const codes = [...new Set([...shipped.map(({ v }) => v.programme), ...seen.map((v) => v.programme)])]
  const items = codes.flatMap((code): ProgrammeList['items'] => {
    const base = shipped.filter(({ v }) => v.programme === code)
    const own = seen.filter((v) => v.programme === code)
    const places = [...new Set(own.map((v) => v.scope))]
    const shared = base.length > 0 ? [places.filter((p) => own.some((v) => v.scope === p && v.schoolId === null))] : []
    // a programme of the region with what authorities published over it is one entry; each school's own is another
    const groups = [...shared, ...places.filter((p) => !shared.flat().includes(p)).map((p) => [p])]
    return groups.map((group) => {
      const stored = own.filter((v) => group.includes(v.scope))
      const withBase = base.length > 0 && group === groups[0] ? base : []
      return entryOf(tx, rules, term, withBase, stored)
    })
  })
  return {
    region: region.name,
    term,
    items: catalogue.programmeKinds
      .filter((kind) => query.kind === undefined || query.kind === kind)
      .flatMap((kind) => items.filter((i) => i.kind === kind)),
  }
}

function entryOf(
  tx: Tx<StaffActor>,
  rules: Rules,
  term: Term,
  shipped: readonly { v: ProgrammeVersion; place: string }[],
  stored: readonly StoredVersion[],
): ProgrammeList['items'][number] {
  const code = shipped[0]?.v.programme ?? stored[0]?.programme ?? ''
  const scope = stored[0]?.scope ?? tx.actor.scope
  const current = rules.version(code, term, scope)
  const all = [...stored.map((v) => v.definition), ...shipped.map(({ v }) => v)]
  const shownBy = current.ok ? current.version : (all.at(0) as ProgrammeVersion)
  const decides = current.ok ? current.version.version : null
  const versions = [
    ...stored.map((v) => storedView(tx, v, term, decides)),
    ...shipped.map(({ v }) => shippedView(v, stored, term, decides)),
  ].sort((a, b) => compareTerms(b.effectiveFrom as Term, a.effectiveFrom as Term))
  return {
    programme: code,
    title: shownBy.title,
    kind: shownBy.kind,
    stageGroup: shownBy.stageGroup,
    place: shipped[0]?.place ?? stored[0]?.orgName ?? '',
    schoolId: stored[0]?.schoolId ?? null,
    mayDraft: shipped.length > 0 || stored.some((v) => v.scope === tx.actor.scope),
    versions,
  }
}

const stateOf = (v: { effectiveFrom: Term; version: string }, term: Term, decides: string | null) =>
  v.version === decides ? 'in-force' : compareTerms(v.effectiveFrom, term) > 0 ? 'coming' : 'past'

function storedView(tx: Tx<StaffActor>, v: StoredVersion, term: Term, decides: string | null): VersionView {
  const { definition: d } = v
  return {
    version: v.version,
    id: v.id,
    origin: 'published',
    effectiveFrom: v.effectiveFrom,
    effectiveTo: v.effectiveTo,
    state: v.withdrawn ? 'withdrawn' : stateOf(v, term, decides),
    amountText: d.amountText,
    sourceDocument: d.sourceDocument,
    provisional: d.provisional ?? null,
    note: v.note,
    draftedBy: v.draftedByName,
    publishedBy: v.publishedByName,
    publishedAt: v.publishedAt.toISOString(),
    withdrawnBy: v.withdrawnByName,
    withdrawReason: v.withdrawReason,
    mayWithdraw: !v.withdrawn && tx.today < v.effectiveOn && within(v.scope, tx.actor.scope),
  }
}

/** What the system ships, with the end that a published open-ended version gave it. */
function shippedView(
  v: ProgrammeVersion,
  stored: readonly StoredVersion[],
  term: Term,
  decides: string | null,
): VersionView {
  const followed = stored
    .filter((s) => !s.withdrawn && s.effectiveTo === null && compareTerms(s.effectiveFrom, v.effectiveFrom) > 0)
    .map((s) => s.effectiveFrom)
    .sort(compareTerms)[0]
  const end = followed === undefined ? null : termBefore(followed)
  const effectiveTo =
    end !== null && (v.effectiveTo === null || compareTerms(end, v.effectiveTo) < 0) ? end : v.effectiveTo
  return {
    version: v.version,
    id: null,
    origin: 'shipped',
    effectiveFrom: v.effectiveFrom,
    effectiveTo,
    state: stateOf(v, term, decides),
    amountText: v.amountText,
    sourceDocument: v.sourceDocument,
    provisional: v.provisional ?? null,
    note: null,
    draftedBy: null,
    publishedBy: null,
    publishedAt: null,
    withdrawnBy: null,
    withdrawReason: null,
    mayWithdraw: false,
  }
}

function termBefore(term: Term): Term {
  const year = Number(term.slice(0, 4))
  return term.endsWith('autumn') ? `${year}-spring` : `${year - 1}-autumn`
}

/** One version in full. */
export async function versionView(
  tx: Tx<StaffActor>,
  platform: Platform,
  version: string,
): Promise<ReplyOf<typeof catalogue.getVersion>> {
  const rules = await rulesOf(tx, platform)
  const stored = rules.stored.find((v) => v.version === version)
  if (stored) return { origin: 'published', place: stored.orgName, definition: stored.definition }
  const region = regionFor(platform.config.region, platform.config.region)
  const pack = region.chain.find((p) => p.programmes.some((v) => v.version === version))
  const definition = found(rules.find(version), '没有找到这个版本。')
  return { origin: 'shipped', place: pack?.name ?? '', definition }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function draftRow(d: Draft): DraftRow {
  return {
    id: d.id,
    revision: d.revision,
    status: d.status,
    programme: text(d.definition.programme),
    title: text(d.definition.title),
    kind: text(d.definition.kind),
    place: d.org_name,
    schoolId: d.school_id,
    effectiveFrom: text(d.definition.effectiveFrom) || null,
    basedOn: d.based_on,
    createdBy: d.created_by_name,
    savedBy: d.saved_by_name,
    savedAt: d.saved_at.toISOString(),
    note: d.note,
    submittedBy: d.submitted_by_name,
    submittedAt: d.submitted_at?.toISOString() ?? null,
    returnReason: d.return_reason,
  }
}

/** Drafts in the caller's scope, newest first. */
export async function listDrafts(
  tx: Tx<StaffActor>,
  query: QueryOf<typeof catalogue.listDrafts>,
): Promise<ReplyOf<typeof catalogue.listDrafts>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 1)?.[0]
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('rule_drafts')
    .selectAll()
    .where('scope', '>=', scope)
    .where('scope', '<', scopeEnd(scope))
    .$if(query.status !== undefined, (q) => q.where('status', '=', query.status ?? ''))
    .$if(after !== undefined, (q) => q.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return page(rows as unknown as Draft[], limit, draftRow, (r) => [r.id])
}

/** One draft with its faults, what it will replace, and what the caller may do with it. */
export async function draftView(tx: Tx<StaffActor>, platform: Platform, id: string): Promise<DraftView> {
  const draft = await draftById(tx, id)
  const checked = checkDraft(tx, platform, draft)
  const why = whyNotPublish(tx.actor, draft)
  const published =
    draft.status === 'published'
      ? await tx.db.selectFrom('rule_versions').select('version').where('draft_id', '=', id).executeTakeFirst()
      : undefined
  return {
    ...draftRow(draft),
    definition: draft.definition,
    problems: checked.ok ? [] : [...checked.problems],
    before: (await beforeOf(tx, platform, draft)) ?? null,
    version: published?.version ?? null,
    may: {
      edit: mayEdit(tx.actor, draft),
      submit: mayEdit(tx.actor, draft) && checked.ok,
      publish: why === null && checked.ok,
      return: why === null,
    },
    whyNotPublish: draft.status === 'submitted' ? why : null,
  }
}

/** What a draft takes the place of: the version that would decide its first term without it, else what it was copied from. */
export async function beforeOf(tx: Tx, platform: Platform, draft: Draft): Promise<ProgrammeVersion | undefined> {
  const rules = await rulesOf(tx, platform)
  const { programme, effectiveFrom } = draft.definition
  const copied = draft.based_on === null ? undefined : rules.find(draft.based_on)
  if (!isTerm(effectiveFrom)) return copied
  const others = rules.stored.filter((v) => v.definition.version !== draft.definition.version)
  const own = storedFor(others, text(programme), effectiveFrom, draft.scope)
  if (own) return own.definition
  const shipped = rules.version(text(programme), effectiveFrom, null)
  if (shipped.ok) return shipped.version
  return copied
}
