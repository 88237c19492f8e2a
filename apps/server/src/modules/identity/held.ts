import { deviceTrustTitles, type HeldItem } from '@zhuxue/contracts'
import { dayOf, found, type StudentActor, type Tx } from '../../platform/index.ts'
import { listDevices } from './devices.ts'

const SYSTEM = '系统'
const item = (label: string, value: string | null, at: Date | null): HeldItem => ({
  label,
  value,
  source: SYSTEM,
  asOf: at === null ? null : dayOf(at),
  verifiedBy: null,
})

/** The account itself; of the password only that there is one, never the hash. */
export async function heldAccount(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const a = found(
    await tx.db
      .selectFrom('student_accounts')
      .select(['slip_issued_at', 'activated_at', 'last_login_at'])
      .where('student_id', '=', tx.actor.id)
      .executeTakeFirst(),
  )
  return [
    item('密码', '只保存不可还原的校验值', a.activated_at),
    ...(a.slip_issued_at ? [item('密码条', '最近一次发放', a.slip_issued_at)] : []),
    ...(a.activated_at ? [item('账号激活', '已激活', a.activated_at)] : []),
    ...(a.last_login_at ? [item('最近登录', '登录时间', a.last_login_at)] : []),
  ]
}

/** Devices that the student logged in from. */
export async function heldDevices(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  return (await listDevices(tx, tx.actor.id)).map((d) => ({
    label: d.name,
    value: `首次登录 ${dayOf(d.firstSeenAt)}，最近登录 ${dayOf(d.lastSeenAt)}`,
    source: SYSTEM,
    asOf: dayOf(d.lastSeenAt),
    verifiedBy: d.trustedWay === null ? null : deviceTrustTitles[d.trustedWay],
  }))
}
