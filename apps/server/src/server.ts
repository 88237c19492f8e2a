import type { FastifyInstance } from 'fastify'
import { modules } from './modules/index.ts'
import { openApiText } from './openapi.ts'
import { makeHttp } from './platform/http/app.ts'
import { Router } from './platform/http/router.ts'
import type { SessionResolver } from './platform/http/session.ts'
import type { Platform } from './platform/index.ts'
import { catchUp } from './platform/jobs.ts'

/** Composes the HTTP application: platform, sessions, and every module's routes. Listening is the caller's. */
export async function makeApp(
  platform: Platform,
  sessions: SessionResolver,
): Promise<{ app: FastifyInstance; router: Router }> {
  const app = await makeHttp(
    platform,
    modules.flatMap((m) => m.gauges ?? []),
  )
  const router = new Router(app, platform, sessions)
  app.get('/api/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(openApiText()))
  const server = { catchUp: () => catchUp(platform, modules) }
  for (const m of modules) m.routes?.(router, platform, server)
  for (const m of modules) await m.web?.(app, platform, server)
  return { app, router }
}
