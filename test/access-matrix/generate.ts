import { randomUUID } from 'node:crypto'
import type { Route } from '@zhuxue/contracts'

/** Ids of one place (a school and everything in it), by kind of thing. */
export type Place = Record<string, string>

interface Schema {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  pattern?: string
  minLength?: number
  minimum?: number
  minItems?: number
}

const kindOfPath: [RegExp, string][] = [
  [/\/campus-rounds\/:id/, 'campusRound'],
  [/\/campus-applications\/:id/, 'campusApplication'],
  [/\/campus-papers\/:id/, 'campusPaper'],
  [/\/campus-handouts\/:id/, 'campusHandout'],
  [/\/session\/notices\/:id/, 'staffNotice'],
  [/\/session\/passkeys\/:id/, 'passkey'],
  [/\/session\/devices\/:id/, 'device'],
  [/\/student\/devices\/:id/, 'studentDevice'],
  [/\/student\/my-data\/exports\/:id/, 'dataExport'],
  [/\/rule-drafts\/:id/, 'ruleDraft'],
  [/\/rule-versions\/:id/, 'ruleVersion'],
  [/\/grant-requests\/:id/, 'grantRequest'],
  [/\/handovers\/:id/, 'handover'],
  [/\/face-checks\/:id/, 'faceCheck'],
  [/\/face-cases\/:id/, 'faceCase'],
  [/\/face-setting-changes\/:id/, 'faceChange'],
  [/\/hardship-threshold-changes\/:id/, 'thresholdChange'],
  [/\/card-reports\/:id/, 'cardReport'],
  [/\/roll-reports\/:id/, 'rollReport'],
  [/\/paper-consents\/:id/, 'paper'],
  [/\/activation-alerts\/:id/, 'alert'],
  [/\/student\/applications\/:id/, 'application'],
  [/\/student\/attachments\/:id/, 'attachment'],
  [/\/student\/messages\/:id/, 'message'],
  [/\/public\/notices\/:id|\/notices\/:id/, 'notice'],
  [/\/students\/:id/, 'student'],
  [/\/classes\/:id/, 'class'],
  [/\/applications\/:id/, 'application'],
  [/\/rounds\/:id/, 'round'],
  [/\/objections\/:id/, 'objection'],
  [/\/cards\/:id/, 'card'],
  [/\/runs\/:id/, 'run'],
  [/\/payment-items\/:id/, 'item'],
  [/\/roll-changes\/:id/, 'rollChange'],
  [/\/hardship\/:id/, 'hardship'],
  [/\/attachments\/:id/, 'attachment'],
  [/\/staff\/:id/, 'staff'],
  [/\/grants\/:id/, 'grant'],
]

const kindOfField: Record<string, string> = {
  schoolId: 'school',
  classId: 'class',
  roundId: 'round',
  studentId: 'student',
  studentIds: 'student',
  orgId: 'school',
  grantId: 'grant',
  subject: 'student',
  actor: 'staff',
  toStaffId: 'otherStaff',
  coversGrantId: 'grant',
}

/** Stands for 1e309 in the body: JSON text can say it, JSON.stringify cannot (see run.ts). */
export const HUGE = '@@1e309'

const UUID = '^[0-9a-f]{8}-'

/** A value the schema accepts, ids taken from the place. */
export function sample(schema: Schema, name: string, place: Place): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return sample(schema.anyOf[0] as Schema, name, place)
  if (schema.type === 'object') {
    return Object.fromEntries(
      (schema.required ?? []).map((k) => [k, sample(schema.properties?.[k] as Schema, k, place)]),
    )
  }
  if (schema.type === 'array')
    return (schema.minItems ?? 0) > 0
      ? [sample(schema.items as Schema, name === 'items' ? 'application' : name, place)]
      : []
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (schema.type === 'boolean') return true
  if (name === 'requestId') return randomUUID()
  if (schema.pattern?.startsWith(UUID)) return place[kindOfField[name] ?? name] ?? place.application ?? randomUUID()
  if (schema.pattern?.startsWith('^20[0-9]{2}-(autumn')) return '2026-autumn'
  if (schema.pattern?.startsWith('^[0-9]{4}-')) return '2026-09-01'
  if (name === 'period') return '2026-09'
  // what is refused for its form never comes to the question of whose it is
  if (name === 'username') return `m-${randomUUID().slice(0, 8)}`
  if (schema.pattern === '^20[0-9]{2}$') return '2026'
  return '核对无误内容'.padEnd(schema.minLength ?? 1, '。')
}

export interface Call {
  readonly url: string
  readonly method: Route['method']
  readonly body: unknown
  readonly upload: boolean
}

/** One call of a route at a place; `broken` spoils ids and numbers the way attackers and bad clients do. */
export function callOf(route: Route, place: Place, broken?: string): Call {
  const kind = kindOfPath.find(([re]) => re.test(route.path))?.[1] ?? 'student'
  const id = broken ?? place[kind] ?? randomUUID()
  const token = broken ?? place.guardianToken ?? randomUUID()
  let url = route.path
    .replace(':id', encodeURIComponent(id))
    .replace(':token', encodeURIComponent(token))
    .replace(':version', encodeURIComponent(broken ?? place.versionName ?? 'yunnan-national-grant-2025'))
    .replace(':programme', 'national-grant')
  const query = (route.query as Schema | undefined)?.properties ?? {}
  const params = new URLSearchParams()
  for (const [k, s] of Object.entries(query)) {
    const required = ((route.query as Schema).required ?? []).includes(k)
    if (broken && (k === 'cursor' || k === 'limit')) params.set(k, broken)
    else if (required || k.endsWith('Id')) params.set(k, String(sample(s, k, place)))
  }
  if (params.size > 0) url += `?${params}`
  let body = route.body ? sample(route.body as Schema, '', place) : undefined
  if (broken && body && typeof body === 'object') {
    body = Object.fromEntries(
      Object.entries(body).map(([k, v]) => [
        k,
        k === 'requestId' ? v : typeof v === 'number' ? HUGE : typeof v === 'string' ? `${v}\u0000${broken}` : v,
      ]),
    )
  }
  return { url, method: route.method, body, upload: route.upload === true }
}
