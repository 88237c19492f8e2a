import { timeText, yuan } from '../lib/format.ts'

const labels: Record<string, string> = {
  statusTitle: '当前状态',
  status: '状态',
  updatedBy: '更新人',
  updatedAt: '更新时间',
  by: '办理人',
  at: '办理时间',
  submittedAt: '提交时间',
  runNo: '批次号',
  items: '笔数',
  totalFen: '合计（元）',
  approvedBy: '审批人',
  builtBy: '组批人',
  routeTitle: '享受依据',
  termFen: '本学期金额（元）',
  dueOn: '办理期限',
  state: '状态',
}

const show = (key: string, value: unknown): string | null => {
  if (typeof value === 'number') return key.endsWith('Fen') ? yuan(value) : String(value)
  if (typeof value !== 'string') return null
  return key.endsWith('At') || key === 'at' ? timeText(value) : value
}

/** The readable part of what the server holds now, for the conflict notice; keys nobody would understand are left out. */
export function describeCurrent(current: unknown): [string, string][] {
  if (typeof current !== 'object' || current === null) return []
  return Object.entries(current).flatMap(([key, value]) => {
    const label = labels[key]
    const text = show(key, value)
    const hidden = (key === 'status' || key === 'state') && 'statusTitle' in current
    return label === undefined || text === null || hidden ? [] : [[label, text] as [string, string]]
  })
}
