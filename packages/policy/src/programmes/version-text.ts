/** Chinese words for the closed lists of a programme version, for editors and comparisons. */
export const PROGRAMME_KIND_LABELS = {
  national: '国家资助',
  local: '地方资助',
  school: '学校资助',
  social: '社会资助',
} as const
export const AMOUNT_KIND_LABELS = {
  yearly: '每年金额',
  once: '一次性金额',
  ceiling: '每年最高额度',
  'per-day': '按天折算的每年金额',
  'as-charged': '按实际收费，不定金额',
} as const
export const INSTALMENT_PLAN_LABELS = {
  month: '按月发放（每年10个月）',
  term: '按学期发放',
  once: '一次性发放',
  none: '不分期发放',
} as const
export const PAYEE_LABELS = { student: '学生本人', school: '学校', household: '家庭', none: '不发放现金' } as const
export const APPLY_PER_LABELS = { term: '每学期申请', 'academic-year': '每学年申请', once: '只申请一次' } as const
export const CAP_UNIT_LABELS = {
  nation: '全国',
  province: '全省',
  prefecture: '全州市',
  county: '全县',
  school: '每校',
} as const
export const EXCLUSION_LABELS = { term: '同一学期', 'academic-year': '同一学年', ever: '在校期间' } as const
