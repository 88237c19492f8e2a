/** Shared contracts: every HTTP route with its schemas, error codes and closed lists. Imported by server, student app, console and tests. */
import * as activation from './activation.ts'
import * as applications from './applications.ts'
import * as campus from './campus.ts'
import * as cards from './cards.ts'
import * as catalogue from './catalogue.ts'
import * as devices from './devices.ts'
import * as disbursement from './disbursement.ts'
import * as face from './face.ts'
import * as factors from './factors.ts'
import * as hardship from './hardship.ts'
import * as office from './office.ts'
import * as organisations from './organisations.ts'
import * as outreach from './outreach.ts'
import * as privacy from './privacy.ts'
import * as programmes from './programmes.ts'
import * as publicity from './publicity.ts'
import * as roll from './roll.ts'
import type { Route } from './route.ts'
import * as session from './session.ts'
import * as staff from './staff.ts'
import * as wechat from './wechat.ts'

export * from './basics.ts'
export { handoutMethods, handoutMethodTitles, handoutStatusTitles } from './campus.ts'
export { type DeviceTrustWay, deviceTrustTitles, deviceTrustWays } from './devices.ts'
export * from './enums.ts'
export * from './errors.ts'
export { REMINDER_DAYS } from './outreach.ts'
export * from './permissions.ts'
export { type ErasureWay, type HeldGroup, type HeldGroupKey, type HeldItem, heldGroups } from './privacy.ts'
export type { FileReason } from './roll.ts'
export * from './route.ts'
export {
  activation,
  applications,
  campus,
  cards,
  catalogue,
  devices,
  disbursement,
  face,
  factors,
  hardship,
  office,
  organisations,
  outreach,
  privacy,
  programmes,
  publicity,
  roll,
  session,
  staff,
  wechat,
}

const isRoute = (x: unknown): x is Route =>
  typeof x === 'object' && x !== null && 'audience' in x && 'method' in x && 'path' in x

/** All routes of the API, in a stable order (by id). */
export const allRoutes: readonly Route[] = [
  session,
  devices,
  factors,
  hardship,
  staff,
  wechat,
  organisations,
  roll,
  activation,
  catalogue,
  programmes,
  applications,
  outreach,
  publicity,
  campus,
  cards,
  disbursement,
  face,
  office,
  privacy,
]
  .flatMap((m) => Object.values(m) as unknown[])
  .filter(isRoute)
  .sort((a, b) => (a.id < b.id ? -1 : 1))
