import type { RollStatus, StudyMode } from './facts.ts'
import type { LocalDate } from './local-date.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Chinese labels of 学籍状态. */
export const ROLL_STATUS_LABELS: Readonly<Record<RollStatus, string>> = {
  'on-roll': '在籍',
  'pre-registered': '预注册',
  suspended: '休学',
  withdrawn: '退学',
  'transferred-out': '已转出',
  cancelled: '学籍注销',
  deceased: '死亡',
  graduated: '毕业',
  completed: '结业',
  none: '无学籍',
}

/** 学籍异动 types of this system. */
export type RollChangeType =
  | 'registration'
  | 'repeat-year'
  | 'suspension'
  | 'resumption'
  | 'study-stop'
  | 'cancellation'
  | 'roll-kept'
  | 'transfer-out'
  | 'transfer-in'
  | 'change-major'
  | 'change-class'
  | 'withdrawal'
  | 'expulsion'
  | 'death'
  | 'graduation'
  | 'completion'
  | 'to-part-time'
  | 'to-full-time'
  | 'correct-data'

export type RollChangeRule = {
  readonly label: string
  /** JY/T 1001 学籍异动类别代码; null where that list has none. */
  readonly code: string | null
  readonly from: readonly RollStatus[]
  readonly to: RollStatus
  /** 停发: aid stops from the month after the change takes effect. */
  readonly stopsAid: boolean
}

const ON_ROLL: readonly RollStatus[] = ['on-roll']
const LIVING: readonly RollStatus[] = ['on-roll', 'suspended']

/** Each change with its code, the statuses that it starts from, the status that it leads to, and its effect on aid. */
export const ROLL_CHANGES: Readonly<Record<RollChangeType, RollChangeRule>> = {
  registration: rule('注册学籍', null, ['pre-registered'], 'on-roll', false),
  'repeat-year': rule('留级', '02', ON_ROLL, 'on-roll', false),
  suspension: rule('休学', '11', ON_ROLL, 'suspended', true),
  resumption: rule('复学', '12', ['suspended'], 'on-roll', false),
  'study-stop': rule('停学', '13', ON_ROLL, 'suspended', true),
  cancellation: rule('取消学籍', '18', ['pre-registered', 'on-roll', 'suspended'], 'cancelled', true),
  'roll-kept': rule('保留学籍', '19', ON_ROLL, 'suspended', true),
  'transfer-out': rule('转学（转出）', '21', ON_ROLL, 'transferred-out', true),
  'transfer-in': rule('转学（转入）', '22', ['none', 'transferred-out'], 'on-roll', false),
  'change-major': rule('转专业', '23', ON_ROLL, 'on-roll', false),
  'change-class': rule('转班级', '29', ON_ROLL, 'on-roll', false),
  withdrawal: rule('退学', '31', LIVING, 'withdrawn', true),
  expulsion: rule('开除学籍', '42', LIVING, 'cancelled', true),
  death: rule('死亡', '51', ['pre-registered', 'on-roll', 'suspended'], 'deceased', true),
  graduation: rule('毕业', null, ON_ROLL, 'graduated', true),
  completion: rule('结业', null, ON_ROLL, 'completed', true),
  'to-part-time': rule('学习形式改为非全日制', null, ON_ROLL, 'on-roll', true),
  'to-full-time': rule('学习形式改为全日制', null, ON_ROLL, 'on-roll', false),
  // changes one field and never the status: it goes its own way (roll module, corrections)
  'correct-data': rule('学籍信息更正', null, [], 'on-roll', false),
}

function rule(
  label: string,
  code: string | null,
  from: readonly RollStatus[],
  to: RollStatus,
  stopsAid: boolean,
): RollChangeRule {
  return { label, code, from, to, stopsAid }
}

/** Nothing follows these, except a reversing event approved by the level above. */
export const TERMINAL_ROLL_STATUSES: readonly RollStatus[] = [
  'withdrawn',
  'cancelled',
  'deceased',
  'graduated',
  'completed',
]

/** The status after a change, or why the change is not possible from here. */
export function applyRollChange(
  status: RollStatus,
  change: RollChangeType,
): { readonly ok: true; readonly status: RollStatus } | Refusal<'roll-change-not-allowed'> {
  const { label, from, to } = ROLL_CHANGES[change]
  if (from.indexOf(status) >= 0) return { ok: true, status: to }
  return refuse(
    'roll-change-not-allowed',
    `学籍状态为“${ROLL_STATUS_LABELS[status]}”时不能办理${label}，请先核对学籍状态。`,
  )
}

/** Study mode after a change; unchanged unless the change is about it. */
export function studyModeAfter(mode: StudyMode, change: RollChangeType): StudyMode {
  if (change === 'to-part-time') return 'part-time'
  return change === 'to-full-time' ? 'full-time' : mode
}

/**
 * First month 'YYYY-MM' for which a change that takes effect on `effective` stops aid (the month after), or null when
 * the change does not stop aid. The month of the change itself is still paid.
 */
export function aidStopsFrom(change: RollChangeType, effective: LocalDate): string | null {
  if (!ROLL_CHANGES[change].stopsAid) return null
  const year = Number(effective.slice(0, 4))
  const month = Number(effective.slice(5, 7))
  return month === 12 ? `${year + 1}-01` : `${effective.slice(0, 5)}${String(month + 1).padStart(2, '0')}`
}
