import type { programmes } from '@zhuxue/contracts'
import {
  type Determination,
  determine,
  exclusiveChoices,
  type Outcome,
  type ProgrammeVersion,
  type StudentFacts,
  type Term,
  unitText,
  windowText,
} from '@zhuxue/policy'
import { programmesInForce } from '@zhuxue/regions'
import type { Static } from 'typebox'
import type { Platform } from '../../platform/index.ts'
import { areasOn, isOffered, regionPack } from './region.ts'

type ProgrammeView = Static<typeof programmes.ProgrammeView>
type ChoiceView = Static<typeof programmes.ChoiceView>

const ORDER: readonly Outcome[] = ['entitled', 'competes', 'to-verify', 'not-eligible']

/**
 * Every programme in force in the term for one student, within reach first: also those that are applied for elsewhere
 * (township, other authority), with where, when and with what papers; and which of those within reach exclude each other.
 */
export function overviewOf(
  platform: Platform,
  facts: StudentFacts,
  term: Term,
): { readonly programmes: ProgrammeView[]; readonly choices: ChoiceView[] } {
  const areas = areasOn(platform, term)
  const found = programmesInForce(regionPack(platform), term).map((version) => ({
    version,
    result: determine(version, facts, areas),
  }))
  const sorted = ORDER.flatMap((outcome) => found.filter(({ result }) => result.outcome === outcome))
  const within = sorted.filter(({ result }) => result.outcome !== 'not-eligible')
  return {
    programmes: sorted.map(({ version, result }) => toView(version, result)),
    choices: exclusiveChoices(within.map(({ version }) => version)).map((c) => ({
      ...c,
      programmes: [...c.programmes],
      titles: [...c.titles],
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
    online: isOffered(version),
    applyAt: unitText(version.applyTo),
    applyWhen: windowText(version.window),
    papers: version.documents
      .filter(({ routes }) => !routes || !result.route || routes.includes(result.route))
      .map(({ title }) => title),
    version: version.version,
    versionSource: version.sourceDocument,
    provisional: version.provisional ?? null,
    reasons: result.reasons.map(({ rule, text, source, met }) => ({ rule, text, source, met })),
  }
}
