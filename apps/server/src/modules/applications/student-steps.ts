import type { ApplicationStatus, applications, ReplyOf } from '@zhuxue/contracts'
import { localDate, shanghaiInstant } from '@zhuxue/policy'
import type { ApplicationRecord } from './store.ts'
import type { OwnCard, TrackedInstalment } from './student-money.ts'

export type TrackerStep = ReplyOf<typeof applications.trackApplication>['steps'][number]

/** What the tracker is drawn from. `stoppedFrom` is the status in which a closed application ended. */
export interface TrackerInput {
  readonly app: ApplicationRecord
  readonly stoppedFrom: ApplicationStatus | null
  /** why it was returned, refused or ended */
  readonly reason: string | null
  readonly card: OwnCard | undefined
  readonly instalments: readonly TrackedInstalment[]
}

type DoneColumn = 'submitted_at' | 'checked_at' | 'reviewed_at' | 'assessed_at' | 'noticed_at' | 'county_at'
const DECISION: readonly { id: string; title: string; owner: string; done: DoneColumn }[] = [
  { id: 'apply', title: '申请', owner: '学生本人', done: 'submitted_at' },
  { id: 'class-check', title: '班主任初审', owner: '班主任', done: 'checked_at' },
  { id: 'school-review', title: '学校审核', owner: '学校资助专干', done: 'reviewed_at' },
  { id: 'committee', title: '领导小组评审', owner: '学校资助工作领导小组', done: 'assessed_at' },
  { id: 'public-notice', title: '公示', owner: '学校资助专干', done: 'noticed_at' },
  { id: 'county-approval', title: '县级审核', owner: '县级资助管理中心', done: 'county_at' },
]

/** Step that is going on in each status; an approved application has passed all six. */
const STEP_OF: Record<ApplicationStatus, number> = {
  submitted: 1,
  checked: 2,
  reviewed: 3,
  assessed: 4,
  'public-notice': 4,
  noticed: 5,
  approved: 6,
  returned: 0,
  rejected: 0,
  recalled: 0,
  withdrawn: 0,
}
const CLOSED: readonly ApplicationStatus[] = ['rejected', 'recalled', 'withdrawn']

/** 申请→班主任初审→学校审核→领导小组评审→公示→县级审核→办卡→发放→到账 (a tuition waiver: 记入学校账), each with who acts, by when, and what came of it. */
export function trackerSteps(input: TrackerInput): TrackerStep[] {
  return [...decisionSteps(input), ...moneySteps(input)]
}

function decisionSteps({ app, stoppedFrom, reason }: TrackerInput): TrackerStep[] {
  const closed = CLOSED.includes(app.status)
  const at = closed ? Math.max(0, STEP_OF[stoppedFrom ?? 'returned']) : STEP_OF[app.status]
  const problem = closed || app.status === 'returned'
  return DECISION.map((step, i): TrackerStep => {
    const base = { id: step.id, title: step.title, owner: step.owner, at: null, dueOn: null, note: null }
    if (i < at) return { ...base, state: 'done', at: app[step.done]?.toISOString() ?? null }
    if (i > at) return { ...base, state: closed ? 'skipped' : 'waiting' }
    if (problem) return { ...base, state: 'problem', dueOn: closed ? null : app.due_on, note: reason }
    return { ...base, state: 'current', dueOn: app.due_on, note: noteOf(app) }
  })
}

/** An open objection is shown as a fact of the process only: neither who raised it nor what it says. */
function noteOf(app: ApplicationRecord): string | null {
  if (app.held) return '公示期间的情况正在核实，核实完毕后继续办理，结果会通知您。'
  if (app.status === 'assessed') return '已列入拟资助名单，等待公示。'
  if (app.status === 'public-notice') return '名单正在公示，公示期不少于5个工作日。'
  return null
}

function moneySteps({ app, card, instalments }: TrackerInput): TrackerStep[] {
  const approved = app.status === 'approved'
  const toSchool = app.payee === 'school'
  const ended = CLOSED.includes(app.status)
  const idle = ended ? ('skipped' as const) : ('waiting' as const)
  const base = { at: null, dueOn: null, note: null }
  const paying = toSchool ? '由财政拨付学校，直接抵免学费，不发给个人。' : null
  const steps: TrackerStep[] = [
    toSchool
      ? { id: 'card', title: '办卡', owner: '不需要办理', ...base, state: 'skipped', note: '免学费不用办卡。' }
      : cardStep(card, approved, idle),
    { id: 'payment', title: '发放', owner: '学校财务', ...base, state: idle, note: paying },
    {
      id: 'received',
      title: toSchool ? '记入学校账' : '到账',
      owner: toSchool ? '学校' : '银行',
      ...base,
      state: idle,
    },
  ]
  if (!approved) return steps
  const [first, ...rest] = steps
  return first ? [first, ...paidSteps(rest, instalments, toSchool || card?.status === 'activated')] : steps
}

function cardStep(card: OwnCard | undefined, approved: boolean, idle: 'waiting' | 'skipped'): TrackerStep {
  const base = { id: 'card', title: '办卡', at: null, dueOn: null }
  if (card?.status === 'activated') {
    const at = card.activatedOn ? new Date(shanghaiInstant(localDate(card.activatedOn), '00:00')).toISOString() : null
    return { ...base, owner: '学生本人', state: 'done', at, note: `尾号${card.last4}的中职卡已激活。` }
  }
  if (card) {
    const note = `尾号${card.last4}的中职卡已办好，请本人带身份证到银行网点激活。`
    return { ...base, owner: '学生本人', state: idle === 'skipped' ? idle : 'current', note }
  }
  const note = approved ? '学校统一办理中职卡，请留意领卡通知。' : null
  return { ...base, owner: '学校和银行', state: approved ? 'current' : idle, note }
}

/** 发放 and 到账 by what became of the instalments; stopped ones are no longer expected. */
function paidSteps(steps: TrackerStep[], all: readonly TrackedInstalment[], cardReady: boolean): TrackerStep[] {
  const expected = all.filter((i) => i.status !== 'stopped')
  const paid = expected.filter((i) => i.status === 'paid')
  const stopped = all.length - expected.length
  const back = expected.filter((i) => i.status === 'returned').length
  const next = expected.find((i) => i.status === 'planned' || i.status === 'in-run')
  const complete = expected.length > 0 && paid.length === expected.length
  const last = paid.reduce<Date | null>((max, i) => (i.paidAt && (!max || i.paidAt > max) ? i.paidAt : max), null)
  const count = `${all[0]?.payee === 'school' ? '已记入学校账' : '已到账'}${paid.length}期，共${expected.length}期。`
  const stoppedNote = stopped > 0 ? `有${stopped}期已停发。` : ''
  return steps.map((step): TrackerStep => {
    if (expected.length === 0 && stopped > 0) return { ...step, state: 'problem', note: stoppedNote }
    if (complete) return { ...step, state: 'done', at: last?.toISOString() ?? null, note: `${count}${stoppedNote}` }
    if (step.id === 'received') {
      if (back > 0) return { ...step, state: 'problem', note: `有${back}期被银行退回，更正后会重新发放。${count}` }
      return paid.length > 0 ? { ...step, state: 'current', note: count } : step
    }
    if (!cardReady) return { ...step, dueOn: next?.dueOn ?? null, note: '中职卡激活后才能发放。' }
    const note = [step.note, stoppedNote].filter(Boolean).join('') || null
    return { ...step, state: 'current', dueOn: next?.dueOn ?? null, note }
  })
}
