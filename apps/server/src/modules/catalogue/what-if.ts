import type { catalogue, ReplyOf } from '@zhuxue/contracts'
import { type Determination, formatYuan, OUTCOME_LABELS, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import { areasFor } from '@zhuxue/regions'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { type Platform, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { factGroups, factsOfSchool, regionFor, termToday } from '../roll/index.ts'
import { seesNames } from './access.ts'
import { checkDraft } from './check.ts'
import { draftById } from './store.ts'
import { changeOf, factsAsked, type SchoolTally, type Tally, tallySchools, type Verdict, verdictOf } from './tally.ts'
import { beforeOf } from './views.ts'

type Report = ReplyOf<typeof catalogue.whatIf>
type Side = Static<typeof catalogue.WhatIf>['before']
type People = NonNullable<Report['people']>

/** What the database may spend on one comparison; beyond it the person is told, and nothing is shown by halves. */
const BUDGET_MS = 20_000

/**
 * 影响测算: the draft against the rules that would decide its first term without it, on everybody on the roll of the
 * draft's place today. Facts of today's term and year stand for those of the term to come. Reads only.
 */
export async function whatIf(tx: Tx<StaffActor>, platform: Platform, id: string, asked?: string): Promise<Report> {
  const draft = await draftById(tx, id)
  const checked = checkDraft(tx, platform, draft)
  if (!checked.ok) {
    throw refuse('bad-request', `草稿还有${checked.problems.length}处问题，改好后才能测算。`, {
      fields: checked.problems,
    })
  }
  const after = checked.version
  const before = (await beforeOf(tx, platform, draft)) ?? null
  const replaced = before?.programme === after.programme ? before : null
  const term = (asked ?? after.effectiveFrom) as Term
  const areas = areasFor(regionFor(platform.config.region, platform.config.region), term)
  const groups = await withinBudget(tx, () =>
    factGroups(tx, termToday(tx, platform), draft.scope, factsAsked([replaced, after])),
  )
  const schools = tallySchools(groups, replaced, after, areas)
  const places = await placesOf(tx, platform, [...schools.keys()])
  const bySchool = [...schools].map(([schoolId, s]) => ({
    schoolId,
    county: places.get(schoolId)?.county ?? '',
    ...rowOf(places.get(schoolId)?.name ?? '', s, replaced, after),
  }))
  bySchool.sort((a, b) => b.gain + b.lose - (a.gain + a.lose) || (a.name < b.name ? -1 : 1))
  const total = sum([...schools.values()])
  const sides = [sideOf(total.before, replaced), sideOf(total.after, after)] as const
  return {
    draftId: id,
    revision: draft.revision,
    title: after.title,
    term,
    scopeName: draft.org_name,
    beforeVersion: replaced?.version ?? null,
    students: total.students,
    schools: schools.size,
    before: sides[0],
    after: sides[1],
    changes: pick(total),
    byRoute: routesOf(total, replaced, after),
    byFund: fundsOf(sides, replaced, after),
    byCounty: countiesOf(bySchool),
    bySchool,
    people:
      draft.school_id !== null && seesNames(tx.actor)
        ? await peopleOf(tx, draft.school_id, termToday(tx, platform), replaced, after, areas)
        : null,
  }
}

/** Stops what takes too long instead of keeping the server busy; the person is told what to do. */
async function withinBudget<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql.raw(`set local statement_timeout = ${BUDGET_MS}`).execute(tx.db)
  try {
    const result = await work()
    await sql.raw('set local statement_timeout = 0').execute(tx.db)
    return result
  } catch (e) {
    if ((e as { code?: string }).code === '57014') {
      throw refuse('busy', '测算用时过长，已停止。请稍后再试，或在学校、县（区）范围内测算。')
    }
    throw e
  }
}

const pick = ({ gain, lose, more, less, newlyToVerify }: SchoolTally) => ({ gain, lose, more, less, newlyToVerify })

const benefits = (t: Tally): number => t.counts.entitled + t.counts.competes

function rowOf(name: string, s: SchoolTally, before: ProgrammeVersion | null, after: ProgrammeVersion) {
  return {
    name,
    students: s.students,
    before: benefits(s.before),
    after: benefits(s.after),
    gain: s.gain,
    lose: s.lose,
    beforeFen: costOf(s.before, before),
    afterFen: costOf(s.after, after),
  }
}

/** A year's cost; null where the programme charges or pays as the case lies. No programme costs nothing. */
function costOf(t: Tally, v: ProgrammeVersion | null): number | null {
  return v?.amountKind === 'as-charged' ? null : t.openFen + t.quotaFen
}

function sideOf(t: Tally, v: ProgrammeVersion | null): Side {
  const fixed = v?.amountKind !== 'as-charged'
  return {
    entitled: t.counts.entitled,
    competes: t.counts.competes,
    toVerify: t.counts['to-verify'],
    notEligible: t.counts['not-eligible'],
    places: v?.quota == null ? null : (t.places ?? 0),
    openFen: fixed ? t.openFen : null,
    quotaFen: fixed ? t.quotaFen : null,
    totalFen: costOf(t, v),
  }
}

function sum(all: readonly SchoolTally[]): SchoolTally {
  const tally = (side: 'before' | 'after'): Tally => {
    const out: Tally = {
      counts: { entitled: 0, competes: 0, 'not-eligible': 0, 'to-verify': 0 },
      byRoute: new Map(),
      openFen: 0,
      places: null,
      quotaFen: 0,
    }
    for (const s of all) {
      const t = s[side]
      for (const key of Object.keys(out.counts) as Determination['outcome'][]) out.counts[key] += t.counts[key]
      for (const [route, n] of t.byRoute) out.byRoute.set(route, (out.byRoute.get(route) ?? 0) + n)
      out.openFen += t.openFen
      out.quotaFen += t.quotaFen
      if (t.places !== null) out.places = (out.places ?? 0) + t.places
    }
    return out
  }
  const add = (key: 'students' | 'gain' | 'lose' | 'more' | 'less' | 'newlyToVerify') =>
    all.reduce((n, s) => n + s[key], 0)
  return {
    before: tally('before'),
    after: tally('after'),
    students: add('students'),
    gain: add('gain'),
    lose: add('lose'),
    more: add('more'),
    less: add('less'),
    newlyToVerify: add('newlyToVerify'),
  }
}

function routesOf(t: SchoolTally, before: ProgrammeVersion | null, after: ProgrammeVersion): Report['byRoute'] {
  const titles = new Map([...(before?.routes ?? []), ...after.routes].map((r) => [r.id, r.title]))
  const has = (v: ProgrammeVersion | null, id: string) => v?.routes.some((r) => r.id === id) ?? false
  return [...titles].map(([route, title]) => ({
    route,
    title,
    before: has(before, route) ? (t.before.byRoute.get(route) ?? 0) : null,
    after: has(after, route) ? (t.after.byRoute.get(route) ?? 0) : null,
  }))
}

/** The year's cost by the shares of the version; what is not said is one line of its own. */
function fundsOf(
  sides: readonly [Side, Side],
  before: ProgrammeVersion | null,
  after: ProgrammeVersion,
): Report['byFund'] {
  const shares = (v: ProgrammeVersion | null) =>
    v === null ? [] : v.funding.length > 0 ? v.funding : [{ source: '文件未写明', percent: 100 }]
  const sources = [...new Set([...shares(before), ...shares(after)].map((f) => f.source))]
  const part = (v: ProgrammeVersion | null, total: number | null, source: string): number | null => {
    if (total === null) return null
    const percent = shares(v).find((f) => f.source === source)?.percent ?? 0
    return Math.round((total * percent) / 100)
  }
  return sources.map((source) => ({
    source,
    beforeFen: part(before, sides[0].totalFen, source),
    afterFen: part(after, sides[1].totalFen, source),
  }))
}

function countiesOf(schools: Report['bySchool']): Report['byCounty'] {
  const counties = new Map<string, Report['byCounty'][number]>()
  for (const { schoolId: _, name: _name, ...s } of schools) {
    const c = counties.get(s.county)
    if (c === undefined) {
      counties.set(s.county, { ...s, name: s.county })
      continue
    }
    for (const key of ['students', 'before', 'after', 'gain', 'lose'] as const) c[key] += s[key]
    c.beforeFen = c.beforeFen === null || s.beforeFen === null ? null : c.beforeFen + s.beforeFen
    c.afterFen = c.afterFen === null || s.afterFen === null ? null : c.afterFen + s.afterFen
  }
  return [...counties.values()]
}

async function placesOf(tx: Tx, platform: Platform, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { name: string; county: string }>()
  const rows = await tx.db
    .selectFrom('orgs')
    .select(['id', 'name', 'county_code'])
    .where('id', 'in', [...ids])
    .execute()
  const { counties } = regionFor(platform.config.region, platform.config.region)
  return new Map(
    rows.map((r) => [
      r.id,
      { name: r.name, county: counties.find((c) => c.code === r.county_code)?.name ?? r.county_code ?? '' },
    ]),
  )
}

/** Everybody of one school for whom something changes, in the order of the roll. */
async function peopleOf(
  tx: Tx<StaffActor>,
  schoolId: string,
  term: Term,
  before: ProgrammeVersion | null,
  after: ProgrammeVersion,
  areas: ReturnType<typeof areasFor>,
): Promise<People> {
  const changed: Omit<People[number], 'name' | 'className'>[] = []
  for (const [studentId, facts] of await factsOfSchool(tx, schoolId, term)) {
    const [was, is] = [verdictOf(before, facts, areas), verdictOf(after, facts, areas)]
    const change = changeOf(was, is)
    if (change !== null) changed.push({ studentId, change, before: words(was, before), after: words(is, after) })
  }
  if (changed.length === 0) return []
  const { rows } = await sql<{ id: string; name: string; class_name: string }>`
    select s.id, s.name, c.name as class_name from students s join classes c on c.id = s.class_id
    where s.school_id = ${schoolId}`.execute(tx.db)
  const names = new Map(rows.map((r) => [r.id, r]))
  return changed.map((c) => ({
    ...c,
    name: names.get(c.studentId)?.name ?? '',
    className: names.get(c.studentId)?.class_name ?? '',
  }))
}

function words(v: Verdict, version: ProgrammeVersion | null): string {
  const route = version?.routes.find((r) => r.id === v.route)?.title
  const amount = v.yearFen === undefined ? '' : `，${formatYuan(v.yearFen)}元/年`
  return route === undefined ? OUTCOME_LABELS[v.outcome] : `${route}${amount}`
}
