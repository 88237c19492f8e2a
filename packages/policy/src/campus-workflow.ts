import type { CampusStep } from './campus-path.ts'
import { type Refusal, refuse } from './refusal.ts'

/** 校级资助申请状态. `step` beside it says which step of the version's own way is going on. */
export const CAMPUS_STATUSES = [
  'reviewing',
  'returned',
  'to-publish',
  'public-notice',
  'awarded',
  'not-awarded',
  'recalled',
  'withdrawn',
] as const
export type CampusStatus = (typeof CAMPUS_STATUSES)[number]

export type CampusAction =
  | 'submit'
  | 'resubmit'
  | 'recall'
  | 'pass'
  | 'return'
  | 'reject'
  | 'select'
  | 'not-select'
  | 'publish'
  | 'take-down'
  | 'notice-end'
  | 'uphold-objection'
  | 'withdraw-by-roll'

/** Where an application stands: `step` counts the steps after the application, from 0; at the end it is their number. */
export type CampusState = { readonly status: CampusStatus; readonly step: number }

export const campusActionLabels: Readonly<Record<CampusAction, string>> = {
  submit: '提交申请',
  resubmit: '补正后重新提交',
  recall: '撤回申请',
  pass: '通过',
  return: '退回补正',
  reject: '不予资助',
  select: '列入拟资助名单',
  'not-select': '未列入拟资助名单',
  publish: '开始公示',
  'take-down': '撤下公示，重新公示',
  'notice-end': '公示期满',
  'uphold-objection': '异议成立，取消资格',
  'withdraw-by-roll': '因学籍异动终止',
}

const OPEN_TO: Readonly<Record<CampusStatus, readonly CampusAction[]>> = {
  reviewing: ['pass', 'return', 'reject', 'select', 'not-select', 'recall', 'withdraw-by-roll'],
  returned: ['resubmit', 'recall', 'withdraw-by-roll'],
  'to-publish': ['publish', 'withdraw-by-roll'],
  'public-notice': ['notice-end', 'take-down', 'uphold-objection', 'withdraw-by-roll'],
  awarded: [],
  'not-awarded': [],
  recalled: ['submit'],
  withdrawn: [],
}

export type CampusTransition =
  | { readonly ok: true; readonly state: CampusState }
  | Refusal<'action-not-available' | 'held-by-objection'>

/** What a new application starts with. */
export const CAMPUS_START: CampusState = { status: 'reviewing', step: 0 }

/**
 * The state after an action along a version's own steps, or the refusal to show. A return goes back to the student and
 * every step is taken again afterwards; a recall is possible until the list was decided; nothing follows an award here.
 */
export function campusTransition(
  steps: readonly CampusStep[],
  state: CampusState,
  action: CampusAction,
  held = false,
): CampusTransition {
  const step = steps[state.step]
  if (OPEN_TO[state.status].indexOf(action) < 0 || !fitsStep(steps, state, action)) {
    const text = `申请目前是“${campusStatusTitle(steps, state)}”，不能${campusActionLabels[action]}。请刷新后查看最新进度。`
    return refuse('action-not-available', text)
  }
  if (held && action === 'notice-end') {
    return refuse('held-by-objection', '这份申请有异议正在处理，处理完成后才能继续。')
  }
  switch (action) {
    case 'submit':
    case 'resubmit':
      return { ok: true, state: CAMPUS_START }
    case 'pass':
    case 'select':
    case 'notice-end':
      return { ok: true, state: arriveAt(steps, state.step + 1) }
    case 'return':
      return { ok: true, state: { status: 'returned', step: 0 } }
    case 'recall':
      return { ok: true, state: { status: 'recalled', step: 0 } }
    case 'publish':
      return { ok: true, state: { ...state, status: 'public-notice' } }
    case 'take-down':
      return { ok: true, state: { ...state, status: 'to-publish' } }
    case 'withdraw-by-roll':
      return { ok: true, state: { ...state, status: 'withdrawn' } }
    default:
      return { ok: true, state: { ...state, status: step === undefined ? state.status : 'not-awarded' } }
  }
}

/** In a list step the list decides, in every other review one person on one application. */
function fitsStep(steps: readonly CampusStep[], state: CampusState, action: CampusAction): boolean {
  const kind = steps[state.step]?.kind
  if (action === 'pass') return kind === 'review'
  if (action === 'select' || action === 'not-select') return kind === 'list'
  // until the list was decided: afterwards her place was somebody else's loss, and a later review passes or rejects
  if (action === 'recall' || action === 'return')
    return !steps.slice(0, state.step).some((past) => past.kind === 'list')
  return true
}

/** The state on arriving at a step; beyond the last one she has the award. */
function arriveAt(steps: readonly CampusStep[], step: number): CampusState {
  const next = steps[step]
  if (next === undefined) return { status: 'awarded', step }
  return { status: next.kind === 'notice' ? 'to-publish' : 'reviewing', step }
}

/** What is read in lists and by the student: 待班主任初审, 公示中, …. */
export function campusStatusTitle(steps: readonly CampusStep[], { status, step }: CampusState): string {
  switch (status) {
    case 'reviewing':
      return `待${steps[step]?.title ?? '审核'}`
    case 'returned':
      return '已退回，待补正'
    case 'to-publish':
      return '待公示'
    case 'public-notice':
      return '公示中'
    case 'awarded':
      return '已确定资助'
    case 'not-awarded':
      return '不予资助'
    case 'recalled':
      return '已撤回'
    case 'withdrawn':
      return '因学籍异动终止'
  }
}
