import { type ProgrammeCode, programmeTitles } from '@zhuxue/contracts'
import { formatTermText, isTerm } from '@zhuxue/policy'

/** 国家助学金 · 2026年秋季学期 */
export const programmeTerm = (programme: string, term: string): string =>
  `${programmeTitles[programme as ProgrammeCode] ?? programme} · ${isTerm(term) ? formatTermText(term) : term}`

/** '2026-09' → 2026年9月; a whole term stays a term. */
export const periodText = (period: string): string =>
  isTerm(period) ? formatTermText(period) : `${Number(period.slice(0, 4))}年${Number(period.slice(5, 7))}月`
