import type { StepId, StepRole } from './programmes/definition.ts'
import { type Refusal, refuse } from './refusal.ts'

/** 申请状态. `held` (异议处理中) is a flag beside the status, not a status. */
export const APPLICATION_STATUSES = [
  'draft',
  'submitted',
  'checked',
  'reviewed',
  'assessed',
  'public-notice',
  'noticed',
  'approved',
  'returned',
  'rejected',
  'recalled',
  'withdrawn',
] as const
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number]

export type ApplicationAction =
  | 'submit'
  | 'resubmit'
  | 'recall'
  | 'reopen'
  | 'check-pass'
  | 'check-return'
  | 'return-with-form'
  | 'review-pass'
  | 'review-return'
  | 'review-reject'
  | 'assess-select'
  | 'assess-not-select'
  | 'assess-send-back'
  | 'publish'
  | 'take-down'
  | 'uphold-objection'
  | 'notice-end'
  | 'approve'
  | 'return-to-school'
  | 'county-reject'
  | 'withdraw-by-roll'

/**
 * What can happen in each status. The server refuses by this table and the screens draw their buttons from it.
 * approved, rejected and withdrawn are final.
 */
export const availableActions = {
  draft: ['submit', 'withdraw-by-roll'],
  submitted: ['check-pass', 'check-return', 'return-with-form', 'recall', 'withdraw-by-roll'],
  checked: ['review-pass', 'review-return', 'review-reject', 'return-with-form', 'recall', 'withdraw-by-roll'],
  reviewed: ['assess-select', 'assess-not-select', 'assess-send-back', 'recall', 'withdraw-by-roll'],
  assessed: ['publish', 'recall', 'withdraw-by-roll'],
  'public-notice': ['notice-end', 'take-down', 'uphold-objection', 'withdraw-by-roll'],
  noticed: ['approve', 'return-to-school', 'county-reject', 'uphold-objection', 'withdraw-by-roll'],
  approved: [],
  returned: ['resubmit', 'recall', 'withdraw-by-roll'],
  rejected: [],
  recalled: ['reopen'],
  withdrawn: [],
} as const satisfies Record<ApplicationStatus, readonly ApplicationAction[]>

type ActionRule = {
  readonly label: string
  readonly role: StepRole
  readonly to: ApplicationStatus
  /** A rejection must name one of the programme version's rejection reasons. */
  readonly needsReason: boolean
}

const ACTIONS: Readonly<Record<ApplicationAction, ActionRule>> = {
  submit: action('提交申请', 'student', 'submitted'),
  resubmit: action('补正后重新提交', 'student', 'submitted'),
  recall: action('撤回申请', 'student', 'recalled'),
  reopen: action('重新填写', 'student', 'draft'),
  'check-pass': action('初审通过', 'class-teacher', 'checked'),
  'check-return': action('退回补正', 'class-teacher', 'returned', true),
  // one form serves several programmes: when it goes back for one of them, the others that are still open go with it
  'return-with-form': action('随申请表退回补正', 'system', 'returned', true),
  'review-pass': action('审核通过', 'aid-officer', 'reviewed'),
  'review-return': action('退回补正', 'aid-officer', 'returned', true),
  'review-reject': action('不予资助', 'aid-officer', 'rejected', true),
  'assess-select': action('列入拟资助名单', 'aid-committee', 'assessed'),
  'assess-not-select': action('未列入拟资助名单', 'aid-committee', 'rejected', true),
  'assess-send-back': action('退回重新审核', 'aid-committee', 'checked', true),
  publish: action('开始公示', 'system', 'public-notice'),
  'take-down': action('撤下公示，重新公示', 'system', 'assessed', true),
  'uphold-objection': action('异议成立，取消资格', 'aid-committee', 'rejected', true),
  'notice-end': action('公示期满', 'system', 'noticed'),
  approve: action('审批通过', 'county-reviewer', 'approved'),
  'return-to-school': action('退回学校', 'county-reviewer', 'checked', true),
  'county-reject': action('审批不通过', 'county-reviewer', 'rejected', true),
  'withdraw-by-roll': action('因学籍异动终止', 'system', 'withdrawn', true),
}

function action(label: string, role: StepRole, to: ApplicationStatus, needsReason = false): ActionRule {
  return { label, role, to, needsReason }
}

/** An open objection stops these for that student only. */
const STOPPED_WHILE_HELD: readonly ApplicationAction[] = ['notice-end', 'approve']

/** The role that takes an action. */
export function roleFor(name: ApplicationAction): StepRole {
  return ACTIONS[name].role
}

/** Chinese label of an action, for buttons and history. */
export function actionLabel(name: ApplicationAction): string {
  return ACTIONS[name].label
}

/** Whether the action must come with a written reason. */
export function actionNeedsReason(name: ApplicationAction): boolean {
  return ACTIONS[name].needsReason
}

/** Actions open to a role in a status; those stopped by an open objection are left out. */
export function actionsFor(status: ApplicationStatus, role: StepRole, held = false): ApplicationAction[] {
  const open: readonly ApplicationAction[] = availableActions[status]
  return open.filter((name) => ACTIONS[name].role === role && !(held && STOPPED_WHILE_HELD.indexOf(name) >= 0))
}

export type TransitionResult =
  | { readonly ok: true; readonly status: ApplicationStatus }
  | Refusal<'action-not-available' | 'held-by-objection'>

/** The status after an action, or the refusal to show. Who may act is asked apart ({@link roleFor}). */
export function transition(status: ApplicationStatus, name: ApplicationAction, held = false): TransitionResult {
  const open: readonly ApplicationAction[] = availableActions[status]
  if (open.indexOf(name) < 0) {
    return refuse(
      'action-not-available',
      `申请目前是“${STATUS_INFO[status].label}”，不能${ACTIONS[name].label}。请刷新后查看最新进度。`,
    )
  }
  if (held && STOPPED_WHILE_HELD.indexOf(name) >= 0) {
    return refuse('held-by-objection', '这份申请有异议正在处理，处理完成后才能继续。')
  }
  return { ok: true, status: ACTIONS[name].to }
}

export type StatusInfo = {
  /** What the student reads. */
  readonly label: string
  /** Who has to act now; null when the matter is closed. */
  readonly owner: StepRole | null
  /** The step of the path that is going on or was ended here. */
  readonly step: StepId
}

/** Label, owner and step of each status, for the tracker and the work lists. */
export const STATUS_INFO: Readonly<Record<ApplicationStatus, StatusInfo>> = {
  draft: { label: '填写中', owner: 'student', step: 'apply' },
  submitted: { label: '待班主任初审', owner: 'class-teacher', step: 'class-check' },
  checked: { label: '待资助专干审核', owner: 'aid-officer', step: 'school-review' },
  reviewed: { label: '待学校评审', owner: 'aid-committee', step: 'committee' },
  assessed: { label: '评审通过，待公示', owner: 'aid-officer', step: 'public-notice' },
  'public-notice': { label: '公示中', owner: 'system', step: 'public-notice' },
  noticed: { label: '公示期满，待县级审批', owner: 'county-reviewer', step: 'county-approval' },
  approved: { label: '审批通过', owner: null, step: 'payment' },
  returned: { label: '已退回，待补正', owner: 'student', step: 'apply' },
  rejected: { label: '不予资助', owner: null, step: 'committee' },
  recalled: { label: '已撤回', owner: 'student', step: 'apply' },
  withdrawn: { label: '因学籍异动终止', owner: null, step: 'apply' },
}

/** Chinese names of the roles. */
export const ROLE_LABELS: Readonly<Record<StepRole, string>> = {
  student: '学生本人',
  'class-teacher': '班主任',
  'aid-officer': '资助专干',
  'aid-committee': '学校资助工作领导小组',
  'county-reviewer': '县级资助管理部门',
  finance: '财务',
  system: '系统自动办理',
}

/** True when nothing can follow. */
export function isTerminal(status: ApplicationStatus): boolean {
  return availableActions[status].length === 0
}
