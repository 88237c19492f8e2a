import type { LogInStep } from '@zhuxue/contracts'
import type { FastifyRequest } from 'fastify'
import type { StaffActor, StudentActor } from '../actor.ts'

/** A live session as the router needs it; the identity module resolves it from the cookie. */
export interface Session {
  readonly actor: StudentActor | StaffActor
  readonly csrf: string
  /** what must be done before any work; 'none' when the log-in is complete */
  readonly step: LogInStep
}

/** Finds the live session of a request, or null. Touches last_seen. */
export type SessionResolver = (token: string, request: FastifyRequest) => Promise<Session | null>

export const COOKIE = 'zx_session'
