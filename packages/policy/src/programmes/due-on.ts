import { type LocalDate, localDate } from '../local-date.ts'
import { DEFAULT_TERM_CONFIG, grantMonths, type Term, type TermConfig } from '../term.ts'

/** Day of the month on which an instalment falls due (按月发放; no text names a day, so it is one setting). */
export const PAY_DAY = 15

/**
 * Day from which the instalment of a period may be paid: the {@link PAY_DAY} of its month, for a period that is the
 * whole term that of the term's first grant month. Always inside the term (坚决杜绝跨学期发放).
 */
export function instalmentDueOn(period: string, term: Term, config: TermConfig = DEFAULT_TERM_CONFIG): LocalDate {
  const month = period === term ? grantMonths(term, config)[0] : period
  return localDate(`${month}-${PAY_DAY}`)
}
