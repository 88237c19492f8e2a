import type { office, ReplyOf } from '@zhuxue/contracts'
import { addDays, daysBetween, formatDateText } from '@zhuxue/policy'
import { sql } from 'kysely'
import { dayOf, MovableClock, once, type Platform, refuse, type ServerControl } from '../../platform/index.ts'
import { regionPack } from '../programmes/index.ts'

type Moved = ReplyOf<typeof office.moveClock>

const WORKER = { kind: 'worker', name: '演示时钟' } as const
const DAY_MS = 86_400_000

/** Everything of this module exists in demo mode only; elsewhere it looks like an address that is not there. */
export function requireDemo(platform: Platform): MovableClock {
  const { clock } = platform
  if (!platform.config.demo || !(clock instanceof MovableClock))
    throw refuse('not-found', '没有这个地址，请从首页进入。')
  return clock
}

const state = (clock: MovableClock): Moved => ({
  now: clock.now().toISOString(),
  today: clock.today(),
  offsetDays: daysBetween(dayOf(new Date(clock.now().getTime() - clock.offsetMs)), clock.today()),
})

/** The demo day and how far it is from the real one. */
export function readClock(platform: Platform): ReplyOf<typeof office.demoClock> {
  return { demo: true, ...state(requireDemo(platform)) }
}

/**
 * Moves the demo clock forward and does at once what would have happened in between: notices end, jobs run. The offset
 * is stored, so that a restart stays on the demo day. A repeated request id moves nothing.
 */
export async function moveClock(
  platform: Platform,
  server: ServerControl,
  body: { readonly requestId: string; readonly days: number },
): Promise<Moved> {
  const clock = requireDemo(platform)
  const { to } = regionPack(platform).calendar
  const moved = await platform.transaction(WORKER, (tx) =>
    once(
      tx,
      platform.crypto,
      { requestId: body.requestId, routeId: 'demo.move-clock', content: { days: body.days } },
      async () => {
        // moves at the same moment queue on the row, so that none is lost
        await sql`insert into app_state (key, value) values ('clock-offset-ms', ${String(clock.offsetMs)}) on conflict (key) do nothing`.execute(
          tx.db,
        )
        const row = await tx.db
          .selectFrom('app_state')
          .select('value')
          .where('key', '=', 'clock-offset-ms')
          .forUpdate()
          .executeTakeFirstOrThrow()
        if (addDays(clock.today(), body.days) > to) {
          throw refuse('calendar-coverage', `演示时间只能前进到${formatDateText(to)}，工作日历到那一天为止。`)
        }
        const offset = Number(row.value) + body.days * DAY_MS
        await tx.db
          .updateTable('app_state')
          .set({ value: String(offset) })
          .where('key', '=', 'clock-offset-ms')
          .execute()
        return { offset }
      },
    ),
  )
  clock.offsetMs = Math.max(clock.offsetMs, moved.offset)
  await server.catchUp()
  return state(clock)
}

/** Accounts to try the demo with, as the demo world left them in app_state. */
export async function demoAccounts(platform: Platform): Promise<ReplyOf<typeof office.demoAccounts>> {
  requireDemo(platform)
  const row = await platform.transaction(WORKER, (tx) =>
    tx.db.selectFrom('app_state').select('value').where('key', '=', 'demo-accounts').executeTakeFirst(),
  )
  return row ? (JSON.parse(row.value) as ReplyOf<typeof office.demoAccounts>) : { students: [], staff: [] }
}
