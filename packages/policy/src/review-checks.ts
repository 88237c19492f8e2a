import type { RollStatus, StudyMode } from './facts.ts'
import { ROLL_STATUS_LABELS } from './roll.ts'

/** Gathered by the server for one application; null = could not be found out. */
export type ReviewInput = {
  /** Other person records with the same identity number. */
  readonly duplicatePersons: number
  readonly rollStatus: RollStatus | null
  readonly studyMode: StudyMode | null
  /** Active rolls of this person in all schools, this one included (双重学籍 when over 1). */
  readonly activeRolls: number | null
  /** Other students with the same card or phone number. */
  readonly cardSharedWith: number
  readonly phoneSharedWith: number
  readonly requiredDocuments: readonly { readonly id: string; readonly title: string }[]
  readonly presentDocuments: readonly string[]
  /** Holder on the card against the name on the roll; null = no card yet. */
  readonly cardNameMatches: boolean | null
  /** Name and ID against the population database (实名核验); null = not run. */
  readonly identityMatches: boolean | null
  /** Another application for the same programme and term, of any record of this person. */
  readonly otherApplications: number
  readonly guardianSigned: boolean | null
  readonly guardianRequired: boolean
}

export type CheckLevel = 'block' | 'warn' | 'pass'
/** One automatic check. `block` stops the review, `warn` asks the reviewer to look. */
export type ReviewCheck = {
  readonly id: string
  readonly level: CheckLevel
  readonly text: string
}

function check(id: string, level: CheckLevel, text: string): ReviewCheck {
  return { id, level, text }
}

function rollCheck(status: RollStatus | null): ReviewCheck {
  if (status === null) return check('roll', 'warn', '没有查到学籍状态，请到学籍系统核实。')
  if (status === 'on-roll') return check('roll', 'pass', '学籍状态为在籍。')
  return check('roll', 'block', `学籍状态为“${ROLL_STATUS_LABELS[status]}”，不能享受资助，请先核对学籍。`)
}

function modeCheck(mode: StudyMode | null): ReviewCheck {
  if (mode === null) return check('study-mode', 'warn', '没有登记学习形式，请核实是否全日制。')
  if (mode === 'full-time') return check('study-mode', 'pass', '全日制。')
  return check('study-mode', 'block', '学习形式为非全日制，不在资助范围。')
}

function doubleRollCheck(count: number | null): ReviewCheck {
  if (count === null) return check('double-roll', 'warn', '还没有比对双重学籍，请完成比对。')
  if (count <= 1) return check('double-roll', 'pass', '没有发现双重学籍。')
  return check('double-roll', 'block', `发现${count}条有效学籍，属双重学籍，核清之前两处都不能享受。`)
}

function matchCheck(id: string, matches: boolean | null, texts: readonly [string, string, string]): ReviewCheck {
  if (matches === null) return check(id, 'warn', texts[2])
  return matches ? check(id, 'pass', texts[0]) : check(id, 'block', texts[1])
}

function documentsCheck(input: ReviewInput): ReviewCheck {
  const missing = input.requiredDocuments.filter(({ id }) => input.presentDocuments.indexOf(id) < 0)
  if (missing.length === 0) return check('documents', 'pass', '材料齐全。')
  const titles = missing.map(({ title }) => title).join('、')
  return check('documents', 'block', `缺少材料：${titles}。请退回补正。`)
}

function guardianCheck(input: ReviewInput): ReviewCheck {
  if (!input.guardianRequired) return check('guardian', 'pass', '不需要监护人签字。')
  return input.guardianSigned === true
    ? check('guardian', 'pass', '监护人已签字确认。')
    : check('guardian', 'block', '申请人未满16周岁，监护人还没有签字确认。')
}

/** Runs all automatic checks on one application, in the order in which the reviewer sees them. Pure. */
export function reviewChecks(input: ReviewInput): ReviewCheck[] {
  const { duplicatePersons, otherApplications, cardSharedWith, phoneSharedWith } = input
  return [
    duplicatePersons === 0
      ? check('duplicate-person', 'pass', '身份证号没有重复。')
      : check('duplicate-person', 'block', `另有${duplicatePersons}条记录使用相同身份证号，请先核清。`),
    otherApplications === 0
      ? check('duplicate-application', 'pass', '本学期没有重复申请。')
      : check('duplicate-application', 'block', `本学期同一项目另有${otherApplications}份申请，请先核清。`),
    matchCheck('identity', input.identityMatches, [
      '姓名与身份证号一致。',
      '姓名与身份证号不一致，请核对学籍信息。',
      '还没有实名核验，请核对证件原件。',
    ]),
    rollCheck(input.rollStatus),
    modeCheck(input.studyMode),
    doubleRollCheck(input.activeRolls),
    documentsCheck(input),
    guardianCheck(input),
    cardSharedWith === 0
      ? check('shared-card', 'pass', '银行卡没有与他人共用。')
      : check('shared-card', 'block', `银行卡与另外${cardSharedWith}名学生相同，须一人一卡。`),
    phoneSharedWith === 0
      ? check('shared-phone', 'pass', '手机号没有与他人共用。')
      : check('shared-phone', 'warn', `手机号与另外${phoneSharedWith}名学生相同，请核实是否兄弟姐妹或填写有误。`),
    input.cardNameMatches === false
      ? check('card-name', 'block', '银行卡户名与学籍姓名不一致，请核对。')
      : check(
          'card-name',
          'pass',
          input.cardNameMatches === null ? '还没有办卡，发放前再核对户名。' : '银行卡户名一致。',
        ),
  ]
}

/** True when nothing blocks. */
export function mayPassReview(checks: readonly ReviewCheck[]): boolean {
  return checks.every(({ level }) => level !== 'block')
}
