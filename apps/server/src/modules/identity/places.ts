import type { FastifyRequest } from 'fastify'
import { type Actor, sm3, type Tx } from '../../platform/index.ts'
import { tellStaff } from './notices.ts'
import { sessionNow } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

const browsers: readonly [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/Edg/, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const systems: readonly [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, '鸿蒙'],
  [/Android/, '安卓'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
]
const first = (list: readonly [RegExp, string][], text: string): string =>
  list.find(([re]) => re.test(text))?.[1] ?? '其他'

/** First part of an address, enough to notice another network: /24 of IPv4, /48 of IPv6. */
export function addressPrefix(ip: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/.exec(ip)
  if (v4) return `${v4[1]}.*`
  return `${ip.split(':').slice(0, 3).join(':')}:*`
}

/** Browser, system and network in words; versions are left out, so that an update is no new place. */
export const placeLabel = (userAgent: string, address: string): string =>
  `${first(browsers, userAgent)} · ${first(systems, userAgent)}${address ? `，网络 ${address}` : ''}`

/** A device in words that its owner recognises: system, model where the browser tells it, browser. */
export function deviceName(userAgent: string): string {
  const system = first(systems, userAgent)
  const model = /Android [\d.]+; (?:[a-z]{2}[-_][a-zA-Z]{2}; )?([A-Za-z0-9][\w .+()-]{1,29}?)(?: Build\/|\))/.exec(
    userAgent,
  )?.[1]
  const kind = /iPad/.test(userAgent) ? 'iPad' : /iPhone/.test(userAgent) ? 'iPhone' : null
  const machine =
    kind ?? (system === '安卓' || system === '鸿蒙' ? `${system}手机` : system === '其他' ? '设备' : `${system} 电脑`)
  return `${machine}${model ? ` ${model}` : ''}，${browserName(userAgent)}`
}

const browserName = (userAgent: string): string => {
  const name = first(browsers, userAgent)
  return name === '其他' ? '其他浏览器' : name === '微信' ? name : `${name} 浏览器`
}

/** Where a request comes from, as it is kept with the session. */
export const placeOf = (request: FastifyRequest): { userAgent: string; address: string } => ({
  userAgent: String(request.headers['user-agent'] ?? ''),
  address: addressPrefix(request.ip),
})

/**
 * Remembers where a person logged in. A place never seen before (other browser, system or network) is told to the
 * person on the console and written to the audit log; the very first place of an account is just remembered.
 */
export async function rememberPlace(
  tx: AuthTx,
  who: { readonly id: string; readonly scope: string },
  place: { readonly userAgent: string; readonly address: string },
): Promise<void> {
  const label = placeLabel(place.userAgent, place.address)
  const now = sessionNow()
  const known = await tx.db
    .selectFrom('staff_places')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('staff_id', '=', who.id)
    .executeTakeFirstOrThrow()
  const done = await tx.db
    .insertInto('staff_places')
    .values({ staff_id: who.id, place: sm3(label), label, first_seen_at: now, last_seen_at: now })
    .onConflict((c) => c.columns(['staff_id', 'place']).doNothing())
    .executeTakeFirst()
  if (done.numInsertedOrUpdatedRows !== 1n) {
    await tx.db
      .updateTable('staff_places')
      .set({ last_seen_at: now })
      .where('staff_id', '=', who.id)
      .where('place', '=', sm3(label))
      .execute()
    return
  }
  if (Number(known.n) === 0) return
  await tellStaff(
    tx,
    who.id,
    `您的账号第一次在这里登录：${label}。如果不是您本人，请立即修改密码并联系安全管理员。`,
    '/account',
  )
  tx.audit({ action: 'session.new-place', subjectKind: 'staff', subjectId: who.id, scope: who.scope, data: { label } })
}
