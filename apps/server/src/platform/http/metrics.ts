import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ServerModule } from '../module.ts'
import type { Platform } from '../platform.ts'

/** /healthz (process is up), /readyz (database answers), /metrics (Prometheus; loopback only: it is for operators). */
export function registerMetrics(
  app: FastifyInstance,
  platform: Platform,
  gauges: NonNullable<ServerModule['gauges']>,
): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'zhuxue_http_requests_total',
    help: 'requests by route and status',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'zhuxue_http_request_seconds',
    help: 'request duration',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'zhuxue_database_connections',
    help: 'pool connections',
    registers: [registry],
    collect() {
      this.set(platform.database.pool.totalCount)
    },
  })
  for (const g of gauges) {
    new Gauge({
      name: g.name,
      help: g.help,
      registers: [registry],
      async collect() {
        this.set(await g.read(platform))
      },
    })
  }

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '(none)'
    requests.inc({ method: request.method, route, status: String(reply.statusCode) })
    duration.observe({ route }, reply.elapsedTime / 1000)
  })
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    try {
      await platform.transaction({ kind: 'worker', name: '就绪检查' }, (tx) => sql`select 1`.execute(tx.db))
      return { ok: true }
    } catch {
      return reply.code(503).send({ ok: false, reason: '数据库暂时不可用' })
    }
  })
  app.get('/metrics', async (request, reply) => {
    // the address of whoever asks, not of a reverse proxy on this machine that asks for the whole world
    if (!['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip)) return reply.code(404).send()
    return reply.header('content-type', registry.contentType).send(await registry.metrics())
  })
}
