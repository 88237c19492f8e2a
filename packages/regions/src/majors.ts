import type { Term } from '@zhuxue/policy'
import { majorKind } from './cn/majors.ts'
import { type LoadedRegion, majorsFor } from './load.ts'
import type { MajorList } from './pack.ts'

/** Marks of a major as the lists tell them: null = the lists do not decide, a person at the school must. */
export type MajorMarks = {
  readonly agriculture: boolean | null
  readonly performing: boolean | null
  readonly opera: boolean | null
  /** Titles of the lists that made a mark true. */
  readonly basis: readonly string[]
}

const CATALOGUE_CODE = /^\d{6}$/

/**
 * Marks of a major by its catalogue code (six digits) and name in the term. A code outside the agricultural prefixes is a
 * no; without a code only a listed name decides. Names with 表演 that no list has are left to a person.
 */
export function classifyMajor(
  major: { readonly name?: string | null; readonly code?: string | null },
  region: LoadedRegion,
  term: Term,
): MajorMarks {
  const name = (major.name ?? '').replace(/[（(].*$/, '').trim()
  const code = major.code ?? ''
  const inForce = majorsFor(region, term)
  const lists = inForce.filter((list) => holds(list, name, code))
  // Before the catalogue of 2021 no list speaks about codes: then a code decides nothing.
  const codesKnown = inForce.some(({ marks, codePrefixes }) => marks === 'agriculture' && codePrefixes.length > 0)
  const marked = (mark: MajorList['marks']) => lists.some(({ marks }) => marks === mark)
  const named = majorKind(name)
  const performs = marked('performing')
    ? true
    : named !== undefined
      ? false
      : name === '' || name.includes('表演')
        ? null
        : false
  return {
    agriculture: marked('agriculture')
      ? true
      : (codesKnown && CATALOGUE_CODE.test(code)) || named !== undefined
        ? false
        : null,
    performing: performs,
    opera: marked('opera') ? true : performs === null ? null : false,
    basis: lists.map(({ title }) => title),
  }
}

function holds(list: MajorList, name: string, code: string): boolean {
  return list.names.includes(name) || (CATALOGUE_CODE.test(code) && list.codePrefixes.some((p) => code.startsWith(p)))
}
