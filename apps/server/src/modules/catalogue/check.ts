import {
  compareTerms,
  formatTermText,
  isTerm,
  type ParseVersionResult,
  parseVersion,
  type VersionProblem,
} from '@zhuxue/policy'
import { programmeVersion } from '@zhuxue/regions'
import type { Platform, Tx } from '../../platform/index.ts'
import { regionFor, termToday } from '../roll/index.ts'
import { knownNames } from './known.ts'
import type { Draft } from './store.ts'

/** Reads a draft's definition and says what is wrong with it, here and at this place, by field. */
export function checkDraft(
  tx: Tx,
  platform: Platform,
  draft: Pick<Draft, 'definition' | 'school_id'>,
): ParseVersionResult {
  const parsed = parseVersion(draft.definition, knownNames(platform))
  const here = placeProblems(tx, platform, draft)
  if (here.length === 0) return parsed
  return { ok: false, problems: parsed.ok ? here : [...parsed.problems, ...here] }
}

/** What the definition alone cannot know: today's term, and what a school may set up. */
function placeProblems(tx: Tx, platform: Platform, draft: Pick<Draft, 'definition' | 'school_id'>): VersionProblem[] {
  const { effectiveFrom, kind, programme } = draft.definition
  const problems: VersionProblem[] = []
  const now = termToday(tx, platform)
  if (isTerm(effectiveFrom) && compareTerms(effectiveFrom, now) < 0) {
    problems.push({
      path: '/effectiveFrom',
      text: `开始学期不能早于本学期（${formatTermText(now)}），已经过去的学期不能改规则。`,
    })
  }
  if (draft.school_id !== null) {
    if (kind !== 'school' && kind !== 'social') {
      problems.push({ path: '/kind', text: '学校只能设立学校资助和社会资助项目。' })
    }
    const region = regionFor(platform.config.region, platform.config.region)
    const term = isTerm(effectiveFrom) ? effectiveFrom : now
    if (typeof programme === 'string' && programmeVersion(region, programme, term).ok) {
      problems.push({ path: '/programme', text: '这是上级已有的项目，学校不能另设同一项目。' })
    }
  }
  return problems
}
