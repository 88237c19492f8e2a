import type { Static, TSchema } from 'typebox'
import type { Permission } from './permissions.ts'

/** Who may call a route at all; the finer question (which rows) is the scope's and the module's access.ts. */
export type Audience = 'public' | 'student' | 'staff' | 'session'

/** One HTTP route: the single source for server validation, client types, OpenAPI and the access matrix. */
export interface Route {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly summary: string
  readonly audience: Audience
  /** Needed of the acting grant when the audience is staff. */
  readonly permission?: Permission
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** 'file': the body is one multipart file plus the fields of `body`. */
  readonly upload?: true
  /** 'file': the reply is a download, not JSON. */
  readonly download?: true
  readonly reply: TSchema
  /** May be called while the preset password has not been changed yet. */
  readonly beforePasswordChange?: true
  /** May be called by a student who has not accepted the notice of the activation wizard yet. */
  readonly beforeActivation?: true
  /** May be called by staff who proved the password but not yet the second factor. */
  readonly beforeSecondFactor?: true
  /** May be called by a student who logged in on a new device and was not verified yet. */
  readonly beforeFaceCheck?: true
  /** Largest body in bytes, where the usual 256 KB are not enough. */
  readonly bodyLimit?: number
}

/** Declares a route; the type keeps every schema for `ReplyOf` and `BodyOf`. */
export const route = <const R extends Route>(r: R): R => r

export type ReplyOf<R extends Route> = Static<R['reply']>
export type BodyOf<R extends Route> = R['body'] extends TSchema ? Static<R['body']> : undefined
export type QueryOf<R extends Route> = R['query'] extends TSchema ? Static<R['query']> : undefined
export type ParamsOf<R extends Route> = R['params'] extends TSchema ? Static<R['params']> : undefined
