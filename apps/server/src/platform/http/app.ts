import { randomUUID } from 'node:crypto'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance } from 'fastify'
import type { ServerModule } from '../module.ts'
import type { Platform } from '../platform.ts'
import { refuse } from '../refusal.ts'
import { compileWhenAsked } from './compilers.ts'
import { registerMetrics } from './metrics.ts'
import { sendProblem, toRefusal } from './problem.ts'

/** Largest upload accepted: bank files and photos stay far below. */
export const MAX_UPLOAD = 10 * 1024 * 1024

/** The bare HTTP server: limits, error shape, security headers, health; modules bind routes to it. */
export async function makeHttp(
  platform: Platform,
  gauges: NonNullable<ServerModule['gauges']> = [],
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: 256 * 1024,
    trustProxy: '127.0.0.1',
    genReqId: () => randomUUID(),
    // an address that cannot even be decoded never reaches a route or the error handler
    frameworkErrors: (_error, request, reply) =>
      sendProblem(reply, refuse('not-found', '没有这个地址，请从首页进入。'), request.id),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  })
  compileWhenAsked(app)
  await app.register(cookie)
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 5 } } })
  await app.register(multipart, { limits: { fileSize: MAX_UPLOAD, files: 1, fields: 8, fieldSize: 2000, parts: 10 } })
  registerMetrics(app, platform, gauges)

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('x-frame-options', 'DENY')
    reply.header('referrer-policy', 'same-origin')
    reply.header('x-robots-tag', 'noindex, nofollow, noarchive')
    reply.header('permissions-policy', 'camera=(self), geolocation=(self), microphone=()')
    if (platform.config.secureCookies) reply.header('strict-transport-security', 'max-age=31536000')
  })
  app.addHook('onResponse', async (request, reply) => {
    platform.log.info(
      {
        reqId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })
  app.setErrorHandler((error, request, reply) =>
    sendProblem(reply, toRefusal(error, request, platform.log), request.id),
  )
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, refuse('not-found', '没有这个地址，请从首页进入。'), request.id),
  )
  return app
}
