import type { programmes } from '@zhuxue/contracts'
import {
  campusPath,
  type Determination,
  determine,
  type Outcome,
  type ProgrammeVersion,
  type StudentFacts,
  stack,
  type Term,
  unitText,
  windowText,
} from '@zhuxue/policy'
import type { Static } from 'typebox'
import type { Platform, Tx } from '../../platform/index.ts'
import { rulesOf } from '../catalogue/index.ts'
import { areasOn, isOffered } from './region.ts'

type ProgrammeView = Static<typeof programmes.ProgrammeView>
type ChoiceView = Static<typeof programmes.ChoiceView>

const ORDER: readonly Outcome[] = ['entitled', 'competes', 'to-verify', 'not-eligible']

/**
 * Every programme in force in the term for one student, within reach first: also those that are applied for elsewhere
 * (township, other authority), with where, when and with what papers; and which of those within reach exclude each other.
 */
export async function overviewOf(
  tx: Tx,
  platform: Platform,
  facts: StudentFacts,
  term: Term,
  scope: string,
): Promise<{ readonly programmes: ProgrammeView[]; readonly choices: ChoiceView[] }> {
  const areas = areasOn(platform, term)
  const found = (await rulesOf(tx, platform)).inForce(term, scope).map((version) => ({
    version,
    result: determine(version, facts, areas),
  }))
  const sorted = ORDER.flatMap((outcome) => found.filter(({ result }) => result.outcome === outcome))
  const versions = found.map(({ version }) => version)
  const titleOf = (code: string): string => versions.find((v) => v.programme === code)?.title ?? code
  const { choices } = stack(
    found.map(({ result }) => result),
    versions,
  )
  return {
    programmes: sorted.map(({ version, result }) => toView(version, result)),
    choices: choices.map(({ between, text, sources }) => ({
      programmes: [...between],
      titles: between.map(titleOf),
      text,
      source: sources.join('；'),
    })),
  }
}

function toView(version: ProgrammeVersion, result: Determination): ProgrammeView {
  return {
    programme: version.programme,
    title: version.title,
    outcome: result.outcome,
    routeTitle: version.routes.find((r) => r.id === result.route)?.title ?? null,
    amountText: version.amountText,
    yearFen: result.yearFen ?? null,
    termFen: result.termFen ?? null,
    amountKind: version.amountKind,
    payee: version.payee,
    online: isOffered(version) || campusPath(version).ok,
    campus: campusPath(version).ok,
    applyAt: unitText(version.applyTo),
    applyWhen: windowText(version.window),
    procedure: version.steps.map(({ title }) => title).join('→'),
    papers: version.documents
      .filter(({ routes }) => !routes || !result.route || routes.includes(result.route))
      .map(({ title }) => title),
    version: version.version,
    versionSource: version.sourceDocument,
    provisional: version.provisional ?? null,
    reasons: result.reasons.map(({ rule, text, source, met }) => ({ rule, text, source, met })),
  }
}
