import { allRoutes, type Route } from '@zhuxue/contracts'
import { actsOutsideScope, auditHeads } from './evidence.ts'
import { type Call, callOf, HUGE, type Place } from './generate.ts'
import { CANARY, CLASS, type MatrixActor, type MatrixWorld } from './world.ts'

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

/**
 * Every route × actor × place; compares the answers with what the actor may do, looks for other people's names, and
 * afterwards asks the audit log whether anybody did anything outside the own scope, whatever was answered.
 */
export async function runMatrix(
  world: MatrixWorld,
  oracle: Oracle,
  pick: {
    actors?: (a: MatrixActor) => boolean
    routes?: (r: Route) => boolean
    broken?: boolean
    /** only calls that the actor may make: for faults of the work itself, not of the walls */
    permittedOnly?: boolean
    permissionOf?: (r: Route) => string | undefined
  } = {},
): Promise<MatrixResult> {
  const findings: Finding[] = []
  let calls = 0
  const since = await auditHeads(world)
  const actors = world.actors.filter((a) => pick.actors?.(a) ?? true)
  for (const route of allRoutes.filter((r) => pick.routes?.(r) ?? true)) {
    for (const actor of actors) {
      const permitted = mayCall(route, actor, oracle, (pick.permissionOf ?? ((r) => r.permission))(route))
      if (pick.permittedOnly && !permitted) continue
      const tries: [string, Call][] = [
        ['nowhere', callOf(route, NOWHERE)],
        ['A', callOf(route, world.places.A)],
        ['B', callOf(route, world.places.B)],
        ...(pick.broken === false
          ? []
          : BROKEN.slice(0, permitted ? 5 : 1).map((b): [string, Call] => ['broken', callOf(route, NOWHERE, b)])),
      ]
      let missing = 0
      for (const [place, call] of tries) {
        if (permitted && SELF_HARM.has(route.id) && place !== 'broken') continue
        const r = await send(world, actor, call)
        calls += 1
        if (place === 'nowhere') missing = r.status
        const what =
          judge(route, actor, permitted, place, r, names(world, place, call) ? missing : null) ??
          leak(world, actor, r.text)
        if (what) findings.push({ actor: actor.key, route: route.id, place, status: r.status, what })
      }
    }
  }
  return { calls, findings: [...findings, ...(await actsOutsideScope(world, since))] }
}

/** A name in the answer that this actor may not see: of another school, of another class, of another student. */
function leak(world: MatrixWorld, actor: MatrixActor, text: string): string | null {
  let shown = text
  for (const own of ownNames(world, actor)) shown = shown.replaceAll(own, '')
  for (const school of ['A', 'B'] as const) {
    if (!shown.includes(CANARY[school])) continue
    if (actor.kind === 'student' || actor.role === 'class-teacher')
      return `shows the name of a stranger in school ${school}`
    if (!actor.sees.includes(school)) return `shows a name of school ${school}`
  }
  return null
}

/** What a student (herself) and a class teacher (the own class) may see of the names of their school. */
function ownNames(world: MatrixWorld, actor: MatrixActor): string[] {
  const school = actor.key.slice(-1) as 'A' | 'B'
  if (actor.kind === 'student') return [world.t.world.students[`${school}2`]?.name ?? CANARY[school]]
  if (actor.role !== 'class-teacher') return []
  return [`${CANARY[school]}${actor.key.startsWith('class-teacher2') ? CLASS[1] : CLASS[0]}`]
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

/** Does the call name a thing of the place, in its address or its body? */
function names(world: MatrixWorld, place: string, call: Call): boolean {
  if (place !== 'A' && place !== 'B') return false
  const text = `${call.url} ${JSON.stringify(call.body ?? '')}`
  return Object.values(world.places[place]).some((id) => text.includes(id))
}

function judge(
  route: Route,
  actor: MatrixActor,
  permitted: boolean,
  place: string,
  r: { status: number; text: string },
  missing: number | null,
): string | null {
  if (r.status >= 500) return 'server fault'
  if (!permitted) {
    const expected = actor.kind === 'nobody' ? [401] : [401, 403]
    // a malformed request may be refused before anyone asks who is calling, but never answered
    if (!expected.includes(r.status) && !(place === 'broken' && [400, 404, 414].includes(r.status)))
      return `not refused (expected ${expected.join('/')})`
  }
  // a round and a notice are the whole school's: for the teacher of its second class and for another student too
  const school = actor.key === `class-teacher2@${place}` && /\/((campus-)?rounds|notices)\/:id/.test(route.path)
  const open = !route.path.includes(':id') || /\/campus-rounds\/:id/.test(route.path)
  const everybodys = school || (actor.key === `student@${place}` && open)
  const foreign = place === 'A' || place === 'B' ? !actor.sees.includes(place) && !everybodys : false
  if (permitted && foreign && route.path.includes(':id') && route.audience !== 'public' && r.status === 200)
    return 'reached a thing of another place'
  // whatever is out of scope must look exactly like what does not exist
  if (permitted && foreign && route.audience !== 'public' && missing !== null && r.status !== missing)
    return `can be told from a missing one (which gets ${missing})`
  return null
}
