import type { BodyOf, ReplyOf, Route } from '@zhuxue/contracts'
import { call, type Endpoint, NoAnswer } from '../../platform/api.ts'
import { type Db, get, put, remove } from '../../platform/idb.ts'
import { uuid } from '../../platform/uuid.ts'

const KEY = 'activation-act'

interface Kept {
  readonly key: string
  readonly method: 'POST'
  readonly path: string
  readonly body: { readonly requestId: string }
}

type Body<R extends Route> = Omit<NonNullable<BodyOf<R>>, 'requestId'>

/**
 * Sends one act of the wizard. It is kept on the phone before it leaves and forgotten when an answer came: a dead link
 * or a closed page loses nothing, and the same request id makes sure that it counts once.
 */
export async function act<R extends Route>(db: Db, end: Endpoint<R>, body: Body<R>): Promise<ReplyOf<R>> {
  // a second tap after silence is the same act, unless something else was entered meanwhile
  const before = await get<Kept>(db, 'meta', KEY).catch(() => undefined)
  const fresh = { key: KEY, method: 'POST' as const, path: end.path, body: { ...body, requestId: uuid() } }
  const kept = before && sameAct(before, fresh) ? before : fresh
  await put(db, 'meta', kept).catch(() => undefined)
  return send(db, kept) as Promise<ReplyOf<R>>
}

const content = ({ path, body }: Kept): string => JSON.stringify([path, { ...body, requestId: '' }])
const sameAct = (a: Kept, b: Kept): boolean => content(a) === content(b)

async function send(db: Db, kept: Kept): Promise<unknown> {
  try {
    const reply = await call({ method: kept.method, path: kept.path } as Endpoint<Route>, { body: kept.body } as never)
    await remove(db, 'meta', KEY).catch(() => undefined)
    return reply
  } catch (error) {
    // a refusal is an answer too; only silence is tried again
    if (!(error instanceof NoAnswer)) await remove(db, 'meta', KEY).catch(() => undefined)
    throw error
  }
}

/** Sends what an earlier page could not; true when something was sent. Refusals were shown or are out of date: dropped. */
export async function sendKept(db: Db): Promise<boolean> {
  const kept = await get<Kept>(db, 'meta', KEY).catch(() => undefined)
  if (!kept) return false
  try {
    await send(db, kept)
  } catch (error) {
    if (error instanceof NoAnswer) return false
  }
  return true
}
