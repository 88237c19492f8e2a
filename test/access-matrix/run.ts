import { allRoutes, type Route } from '@zhuxue/contracts'
import { type Call, callOf, HUGE, type Place } from './generate.ts'
import { CANARY, type MatrixActor, type MatrixWorld } from './world.ts'

export interface Finding {
  readonly actor: string
  readonly route: string
  readonly place: string
  readonly status: number
  readonly what: string
}

export interface MatrixResult {
  readonly calls: number
  readonly findings: Finding[]
}

/** Ends the caller's own session or account: not called where it would succeed. */
const SELF_HARM = new Set([
  'session.logout',
  'session.change-password',
  'session.switch-grant',
  'identity.disable-staff',
  'identity.revoke-grant',
  'identity.reset-password',
  'identity.reset-second-factor',
])
const BROKEN = ['x', '\u0000', '99999999999999999999', "' or 1=1 --", '🀄'.repeat(60)]
const NOWHERE: Place = {}

/** Permissions as they are meant to be; taken before a hole is planted. */
export type Oracle = Readonly<Record<string, readonly string[]>>

/** Every route × actor × place; compares the answers with what the actor may do, and looks for other people's names. */
export async function runMatrix(
  world: MatrixWorld,
  oracle: Oracle,
  pick: {
    actors?: (a: MatrixActor) => boolean
    routes?: (r: Route) => boolean
    broken?: boolean
    permissionOf?: (r: Route) => string | undefined
  } = {},
): Promise<MatrixResult> {
  const findings: Finding[] = []
  let calls = 0
  const actors = world.actors.filter((a) => pick.actors?.(a) ?? true)
  for (const route of allRoutes.filter((r) => pick.routes?.(r) ?? true)) {
    for (const actor of actors) {
      const permitted = mayCall(route, actor, oracle, (pick.permissionOf ?? ((r) => r.permission))(route))
      const tries: [string, Call][] = [
        ['A', callOf(route, world.places.A)],
        ['B', callOf(route, world.places.B)],
        ['nowhere', callOf(route, NOWHERE)],
        ...(pick.broken === false
          ? []
          : BROKEN.slice(0, permitted ? 5 : 1).map((b): [string, Call] => ['broken', callOf(route, NOWHERE, b)])),
      ]
      for (const [place, call] of tries) {
        if (permitted && SELF_HARM.has(route.id) && place !== 'broken') continue
        const r = await send(world, actor, call)
        calls += 1
        const what = judge(route, actor, permitted, place, r)
        if (what) findings.push({ actor: actor.key, route: route.id, place, status: r.status, what })
      }
    }
  }
  return { calls, findings }
}

function mayCall(route: Route, actor: MatrixActor, oracle: Oracle, permission: string | undefined): boolean {
  if (route.audience === 'public') return true
  if (actor.kind === 'nobody') return false
  if (route.audience === 'session') return true
  if (route.audience !== actor.kind) return false
  return !permission || (oracle[actor.role as string] ?? []).includes(permission)
}

async function send(world: MatrixWorld, actor: MatrixActor, call: Call): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = {
    ...(actor.client.cookie ? { cookie: actor.client.cookie } : {}),
    ...(actor.client.csrf ? { 'x-csrf': actor.client.csrf } : {}),
  }
  let payload: string | undefined
  if (call.upload) {
    const fields = Object.entries((call.body ?? {}) as Record<string, unknown>).map(
      ([k, v]) => `--b\r\ncontent-disposition: form-data; name="${k}"\r\n\r\n${String(v)}\r\n`,
    )
    payload = `${fields.join('')}--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n序号,姓名\r\n1,某\r\n\r\n--b--\r\n`
    headers['content-type'] = 'multipart/form-data; boundary=b'
  } else if (call.body !== undefined) {
    payload = JSON.stringify(call.body).replaceAll(`"${HUGE}"`, '1e309')
    headers['content-type'] = 'application/json'
  }
  const r = await world.t.app.inject({
    method: call.method,
    url: call.url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
  return { status: r.statusCode, text: r.payload }
}

function judge(
  route: Route,
  actor: MatrixActor,
  permitted: boolean,
  place: string,
  r: { status: number; text: string },
): string | null {
  if (r.status >= 500) return 'server fault'
  if (!permitted) {
    const expected = actor.kind === 'nobody' ? [401] : [401, 403]
    // a malformed request may be refused before anyone asks who is calling, but never answered
    if (!expected.includes(r.status) && !(place === 'broken' && [400, 404, 414].includes(r.status)))
      return `not refused (expected ${expected.join('/')})`
  }
  for (const school of ['A', 'B'] as const) {
    if (!actor.sees.includes(school) && actor.kind !== 'student' && r.text.includes(CANARY[school]))
      return `shows a name of school ${school}`
    // a student may see her own name only: pupil 2 of her school; nobody else's id
    if (actor.kind === 'student' && !actor.key.endsWith(school) && r.text.includes(CANARY[school]))
      return `shows a name of school ${school}`
  }
  const foreign = place === 'A' || place === 'B' ? !actor.sees.includes(place) : false
  if (permitted && foreign && route.path.includes(':id') && route.audience !== 'public' && r.status === 200)
    return 'reached a thing of another place'
  if (
    permitted &&
    foreign &&
    route.audience === 'staff' &&
    route.method !== 'GET' &&
    route.path.includes(':id') &&
    r.status === 200
  )
    return 'changed a thing of another place'
  return null
}
