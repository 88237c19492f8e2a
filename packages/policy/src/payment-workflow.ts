import { type Refusal, refuse } from './refusal.ts'

/** 一期发放计划 (instalment): one per award and period. */
export const instalmentActions = {
  planned: { pay: 'paying', stop: 'stopped' },
  paying: { settle: 'paid', fail: 'failed', release: 'planned' },
  failed: { pay: 'paying', stop: 'stopped' },
  stopped: { resume: 'planned' },
  paid: { 'open-recovery': 'recovery' },
  recovery: { 'close-recovery': 'recovered', 'drop-recovery': 'paid' },
  recovered: {},
} as const
export type InstalmentStatus = keyof typeof instalmentActions
export type InstalmentAction =
  | 'pay'
  | 'stop'
  | 'settle'
  | 'fail'
  | 'release'
  | 'resume'
  | 'open-recovery'
  | 'close-recovery'
  | 'drop-recovery'

/**
 * 发放明细 (payment item): one instruction to the bank. paid and returned are final; what came back is corrected by a
 * NEW item that points to the old one. unknown = sent without an answer: ask the bank, never pay again blindly.
 */
export const paymentItemActions = {
  planned: { 'put-in-run': 'in-run', stop: 'stopped' },
  'in-run': { send: 'sent', release: 'planned' },
  sent: { 'answer-paid': 'paid', 'answer-returned': 'returned', 'no-answer': 'unknown' },
  unknown: { 'enquiry-paid': 'paid', 'enquiry-returned': 'returned' },
  paid: {},
  returned: {},
  stopped: {},
} as const
export type PaymentItemStatus = keyof typeof paymentItemActions
export type PaymentItemAction =
  | 'put-in-run'
  | 'stop'
  | 'send'
  | 'release'
  | 'answer-paid'
  | 'answer-returned'
  | 'no-answer'
  | 'enquiry-paid'
  | 'enquiry-returned'

/** 发放批次 (run). After sealing the file is fixed; a sent run can no longer be cancelled. */
export const paymentRunActions = {
  built: { approve: 'approved', cancel: 'cancelled' },
  approved: { seal: 'sealed', cancel: 'cancelled' },
  sealed: { send: 'sent', cancel: 'cancelled' },
  sent: { 'load-answer': 'answered' },
  answered: { reconcile: 'reconciled' },
  reconciled: { close: 'closed' },
  closed: {},
  cancelled: {},
} as const
export type PaymentRunStatus = keyof typeof paymentRunActions
export type PaymentRunAction = 'approve' | 'cancel' | 'seal' | 'send' | 'load-answer' | 'reconcile' | 'close'

export const INSTALMENT_LABELS: Readonly<Record<InstalmentStatus, string>> = {
  planned: '待发放',
  paying: '发放中',
  failed: '发放未成功，待处理',
  stopped: '已停发',
  paid: '已到账',
  recovery: '待追回',
  recovered: '已追回',
}
export const PAYMENT_ITEM_LABELS: Readonly<Record<PaymentItemStatus, string>> = {
  planned: '待编入批次',
  'in-run': '已编入批次',
  sent: '已送银行',
  unknown: '银行未答复，查询中',
  paid: '发放成功',
  returned: '银行退回',
  stopped: '已停发',
}
export const PAYMENT_RUN_LABELS: Readonly<Record<PaymentRunStatus, string>> = {
  built: '待复核',
  approved: '已审批',
  sealed: '文件已封存',
  sent: '已送银行',
  answered: '已收回盘',
  reconciled: '已对账',
  closed: '已完结',
  cancelled: '已取消',
}

type Step<S extends string> = { readonly ok: true; readonly status: S } | Refusal<'action-not-available'>

function step<S extends string>(
  table: Readonly<Record<S, Readonly<Partial<Record<string, S>>>>>,
  labels: Readonly<Record<S, string>>,
  what: string,
  status: S,
  action: string,
): Step<S> {
  const next = table[status][action]
  if (next !== undefined) return { ok: true, status: next }
  return refuse('action-not-available', `${what}目前是“${labels[status]}”，不能进行这项操作。请刷新后再试。`)
}

/** Next status of an instalment, or the refusal. */
export function instalmentStep(status: InstalmentStatus, action: InstalmentAction): Step<InstalmentStatus> {
  return step<InstalmentStatus>(instalmentActions, INSTALMENT_LABELS, '这一期资助', status, action)
}

/** Next status of a payment item, or the refusal. */
export function paymentItemStep(status: PaymentItemStatus, action: PaymentItemAction): Step<PaymentItemStatus> {
  return step<PaymentItemStatus>(paymentItemActions, PAYMENT_ITEM_LABELS, '这笔发放', status, action)
}

/** Next status of a run, or the refusal. */
export function paymentRunStep(status: PaymentRunStatus, action: PaymentRunAction): Step<PaymentRunStatus> {
  return step<PaymentRunStatus>(paymentRunActions, PAYMENT_RUN_LABELS, '这个批次', status, action)
}

/** A new item may replace an old one only when the bank certainly did not pay it. */
export function mayReissue(status: PaymentItemStatus): boolean {
  return status === 'returned'
}
