import type { HardshipLevel } from './facts.ts'

/** 家庭经济困难认定等级 as the national aid system names them; a region may map its own words onto these. */
export const HARDSHIP_LABELS: Readonly<Record<HardshipLevel, string>> = {
  severe: '特别困难',
  moderate: '困难',
  mild: '一般困难',
  none: '不困难',
}
