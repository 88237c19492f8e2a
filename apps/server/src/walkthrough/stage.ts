import { randomBytes } from 'node:crypto'
import { activation, office, type Route, session } from '@zhuxue/contracts'
import type { FastifyInstance } from 'fastify'
import { modules } from '../modules/index.ts'
import { type MovableClock, newId, type Platform, sha256 } from '../platform/index.ts'
import { catchUp } from '../platform/jobs.ts'
import { type Answer, type Client, client } from '../testing/client.ts'
import { DEMO_PASSWORD } from '../world/load.ts'

/** What the walkthrough plays on: a running application on the demo world, and its movable clock. */
export interface Stage {
  readonly app: FastifyInstance
  readonly platform: Platform
  readonly clock: MovableClock
  /** progress for the person watching (stderr) */
  readonly say: (line: string) => void
}

/** The answer, or an error that names the route: the walkthrough stops at the first thing that does not work. */
export async function ok<R extends Route>(
  who: Client,
  route: R,
  args: Parameters<Client['call']>[1] = {},
): Promise<Answer<R>['body']> {
  const r = await who.call(route, args as never)
  if (r.status !== 200) {
    throw new Error(
      `${route.id} → ${r.status} ${r.body.code ?? ''} ${r.body.detail ?? ''} ${JSON.stringify(r.body.fields ?? '')}`,
    )
  }
  return r.body as Answer<R>['body']
}

/** All pages of a list. */
export async function all<T>(
  fetchPage: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await fetchPage(cursor)
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

const cookieOf = (headers: Record<string, unknown>): string => {
  const set = headers['set-cookie']
  const line = Array.isArray(set) ? (set.find((x) => String(x).startsWith('zx_session=')) as string) : String(set)
  return line.split(';')[0] as string
}

/** A staff member logs in with user name and password, as on the console. */
export async function staff(stage: Stage, username: string): Promise<Client> {
  const nobody = client(stage.app, '', '')
  const r = await nobody.call(session.staffLogin, { body: { username, password: DEMO_PASSWORD } as never })
  if (r.status !== 200) throw new Error(`登录 ${username} 失败: ${r.status} ${r.body.detail}`)
  return client(stage.app, cookieOf(r.headers), r.body.csrf)
}

/** A student logs in with the preset password of her slip and sets her own, as on the phone. */
export async function studentWithSlip(stage: Stage, idNumber: string, preset: string): Promise<Client> {
  const nobody = client(stage.app, '', '')
  const first = await nobody.call(session.studentLogin, { body: { idNumber, password: preset } as never })
  if (first.status !== 200) throw new Error(`学生登录失败: ${first.status} ${first.body.detail}`)
  const own = `Own-${randomBytes(6).toString('hex')}1`
  const me = client(stage.app, cookieOf(first.headers), first.body.csrf)
  await ok(me, session.changePassword, { body: { oldPassword: preset, newPassword: own } as never })
  const again = await nobody.call(session.studentLogin, { body: { idNumber, password: own } as never })
  if (again.status !== 200) throw new Error(`改密后登录失败: ${again.status} ${again.body.detail}`)
  const student = client(stage.app, cookieOf(again.headers), again.body.csrf)
  await activate(student)
  return student
}

/** The activation wizard, as most students go through it: every consent but face, roll looked at, the rest later. */
async function activate(student: Client): Promise<void> {
  const { consents } = await ok(student, activation.ownConsents, {} as never)
  for (const c of consents) {
    const decision = c.purpose === 'face' ? 'refused' : 'given'
    await ok(student, activation.decideConsent, {
      body: { purpose: c.purpose, decision, textVersion: c.text.version } as never,
    })
  }
  await ok(student, activation.confirmRoll, { body: {} as never })
  await ok(student, activation.finish, { body: {} as never })
}

/** A session made without a password, for the hundreds of students whose log-in is not what is being shown. */
export async function studentSession(stage: Stage, studentId: string): Promise<Client> {
  const token = randomBytes(32).toString('base64url')
  const csrf = randomBytes(16).toString('hex')
  const now = new Date()
  await stage.platform.transaction({ kind: 'worker', name: '演示' }, async (tx) => {
    await tx.db
      .updateTable('student_accounts')
      .set({ must_change_password: false, activated_at: tx.now, wizard_done_at: tx.now })
      .where('student_id', '=', studentId)
      .execute()
    await tx.db
      .insertInto('sessions')
      .values({
        id: newId(),
        token_hash: sha256(token),
        kind: 'student',
        student_id: studentId,
        csrf,
        created_at: now,
        last_seen_at: now,
        expires_at: new Date(now.getTime() + 8 * 3_600_000),
        user_agent: 'walkthrough',
      })
      .execute()
  })
  return client(stage.app, `zx_session=${token}`, csrf)
}

/** Days pass; what is due happens (windows close, notices end). */
export async function daysPass(stage: Stage, days: number): Promise<void> {
  await ok(client(stage.app, '', ''), office.moveClock, { body: { days } as never })
  await runJobs(stage)
}

/** What is due happens, queued jobs run (messages, texts). */
export const runJobs = (stage: Stage): Promise<void> => catchUp(stage.platform, modules)

/** How many persons of the walk-through act at the same moment. */
export const AT_ONCE = 6

/** Works through a list a few at a time. */
export async function each<T>(
  list: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < list.length) {
        const i = next
        next += 1
        await work(list[i] as T, i)
      }
    }),
  )
}
