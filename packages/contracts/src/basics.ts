import { Type } from 'typebox'

/** Row and aggregate ids: UUID (version 7 when made by us). */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID, lower case',
})

/** Client-made UUID that makes a write repeatable: same id and body gets the first answer again. */
export const RequestId = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID made by the client for this one act; repeated on every retry',
})

/** A day in Asia/Shanghai, 'YYYY-MM-DD'. */
export const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'LocalDate, Asia/Shanghai' })

/** An instant, ISO 8601 with offset. */
export const Instant = Type.String({ maxLength: 35, description: 'ISO 8601 instant' })

/** Money in integer fen; bounded, because JSON parsers accept 1e309. */
export const Fen = Type.Integer({ minimum: -1e13, maximum: 1e13, description: 'fen (1/100 yuan)' })

/** Optimistic revision of an aggregate; a stale one is answered with 409 and what changed. */
export const Revision = Type.Integer({ minimum: 0, maximum: 2147483647 })

/** Term being aided: '2026-autumn' or '2027-spring'. */
export const Term = Type.String({ pattern: '^20[0-9]{2}-(autumn|spring)$' })

/** Bounded count or number. */
export const Count = Type.Integer({ minimum: 0, maximum: 2147483647 })

/** Free text written by a person. NUL and other control characters are refused (PostgreSQL cannot store NUL). */
export const Text = (maxLength: number, minLength = 1) =>
  Type.String({ minLength, maxLength, pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f]*$' })

/** A page of a list by key: pass `nextCursor` back as `cursor`; null on the last page. */
export const Page = <T extends import('typebox').TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) })

/** Query part shared by all lists. */
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 400, pattern: '^[A-Za-z0-9_-]*$' })),
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: '1 to 200, default 50' })),
}

/** `T | null` */
export const Nullable = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** One of a closed list of strings. */
export const OneOf = <const L extends readonly string[]>(values: L) =>
  Type.Unsafe<L[number]>({ type: 'string', enum: [...values] })

/** The answer of a write that has nothing else to tell. */
export const Done = Type.Object({ ok: Type.Literal(true) })
