import type { catalogue, ReplyOf } from '@zhuxue/contracts'
import { type KnownNames, nextTerm, type SentenceNames, type Term } from '@zhuxue/policy'
import type { Platform, StaffActor, Tx } from '../../platform/index.ts'
import { orgOf } from '../organisations/index.ts'
import { regionFor, termToday } from '../roll/index.ts'
import type { Rules } from './rules.ts'
import { templatesFor } from './templates.ts'

/** Area lists of the region by id; the nearest level names them. */
function areaTitles(platform: Platform): Map<string, string> {
  const titles = new Map<string, string>()
  for (const pack of regionFor(platform.config.region, platform.config.region).chain) {
    for (const area of pack.areas) if (!titles.has(area.id)) titles.set(area.id, area.title)
  }
  return titles
}

/** Every programme code that is known here, with its title: shipped and published. */
function programmeTitles(platform: Platform, rules: Rules): Map<string, string> {
  const { chain } = regionFor(platform.config.region, platform.config.region)
  const shipped = chain.flatMap((pack) => pack.programmes.map((v): [string, string] => [v.programme, v.title]))
  return new Map([...rules.stored.map((v): [string, string] => [v.programme, v.definition.title]), ...shipped])
}

/** What a definition may refer to. */
export const knownNames = (platform: Platform): KnownNames => ({ areas: [...areaTitles(platform).keys()] })

/** Names for texts about rules. */
export const ruleNames = (platform: Platform, rules: Rules): SentenceNames => ({
  areas: Object.fromEntries(areaTitles(platform)),
  programmes: Object.fromEntries(programmeTitles(platform, rules)),
})

/** The running term and those in which a new version may begin, nearest first. */
export function termChoices(tx: Tx, platform: Platform): Term[] {
  const terms = [termToday(tx, platform)]
  while (terms.length < 7) terms.push(nextTerm(terms[terms.length - 1] as Term))
  return terms
}

/** What the editor offers to choose from. */
export async function vocabularyOf(
  tx: Tx<StaffActor>,
  platform: Platform,
  rules: Rules,
): Promise<ReplyOf<typeof catalogue.vocabulary>> {
  const { kind } = await orgOf(tx, tx.actor.orgId)
  return {
    areas: [...areaTitles(platform)].map(([id, title]) => ({ id, title })),
    programmes: [...programmeTitles(platform, rules)].map(([code, title]) => ({ code, title })),
    templates: templatesFor(kind === 'school'),
    terms: termChoices(tx, platform),
  }
}
