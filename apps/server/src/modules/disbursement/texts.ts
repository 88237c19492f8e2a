import { roll } from '@zhuxue/contracts'
import type { Term } from '@zhuxue/policy'
import { formatTermText } from '@zhuxue/policy'

/** 学籍异动 in words, for the reason of a stop. */
export const ROLL_CHANGE_WORDS = roll.rollChangeTitles

/** '2026-09' → '2026年9月'; a period that is a term → '2026年秋季学期'. */
export const periodText = (period: string): string =>
  /^\d{4}-\d{2}$/.test(period) ? `${period.slice(0, 4)}年${Number(period.slice(5))}月` : formatTermText(period as Term)
