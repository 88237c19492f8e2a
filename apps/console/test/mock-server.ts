/** Serves the built console and the fixtures, so that the screens can be looked at without a database. Never shipped. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { allRoutes, type Role, type Route } from '@zhuxue/contracts'
import * as f from './fixtures.ts'

const dist = join(import.meta.dirname, '../dist')
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
}

const replies: Record<string, unknown> = {
  'demo.clock': f.clock,
  'demo.accounts': f.accounts,
  'office.work-list': f.work,
  'organisations.tree': f.tree,
  'organisations.classes': f.classes,
  'roll.list-students': f.students,
  'roll.get-student': f.student,
  'roll.list-changes': f.rollChanges,
  'roll.reveal-field': { value: '13800005678' },
  'roll.print-slips': f.slips,
  'programmes.list-rounds': f.rounds,
  'programmes.open-round': {
    id: f.uid(401),
    opensOn: '2026-09-02',
    closesOn: '2026-09-08',
    provisional: true,
    studentsTold: 1180,
  },
  'applications.list': f.applicationList,
  'applications.get': f.application,
  'applications.review': { status: 'reviewed', statusTitle: '待领导小组评审', revision: 3 },
  'applications.committee-list': f.committee,
  'hardship.list': f.hardshipList,
  'publicity.list': f.notices,
  'publicity.get': f.notice,
  'cards.list': f.cardList,
  'cards.missing': f.missing,
  'cards.import': f.cardImport,
  'funds.summary': f.funds,
  'funds.ledger': f.ledger,
  'disbursement.list-runs': f.runs,
  'disbursement.get-run': f.runDetail,
  'disbursement.preview-run': f.preview,
  'identity.list-staff': f.staff,
  'identity.create-staff': { id: f.uid(33), password: 'Qm7-vR2x-Lt9' },
  'audit.search': f.audit,
  'audit.verify': f.verification,
}

const matches = (route: Route, method: string, path: string) =>
  route.method === method && new RegExp(`^${route.path.replace(/:[A-Za-z]+/g, '[^/]+')}$`).test(path)

/** What the server saw, for checks on requests. */
export interface Seen {
  readonly id: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Mock {
  readonly server: Server
  readonly origin: string
  readonly seen: Seen[]
  role: Role | null
  /** Answers the next request of a route instead of the fixture. */
  readonly once: Map<string, { status: number; body: unknown } | 'drop'>
}

async function file(path: string, res: ServerResponse) {
  const name = extname(path) === '' ? 'index.html' : path.replace(/^\/console\//, '')
  try {
    const body = await readFile(join(dist, name))
    res.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(body)
  } catch {
    res.writeHead(404).end()
  }
}

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500"><rect width="800" height="500" fill="#dfe7ef"/><text x="60" y="260" font-size="48" fill="#456">示例材料（虚构）</text></svg>`

/** Starts the mock on a free port. */
export async function startMock(role: Role | null): Promise<Mock> {
  const once: Mock['once'] = new Map()
  const seen: Seen[] = []
  const mock: Mock = { server: createServer(), origin: '', seen, role, once }
  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const path = new URL(req.url ?? '/', 'http://x').pathname
    const json = (status: number, body: unknown) =>
      res
        .writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
        .end(JSON.stringify(body))
    if (!path.startsWith('/api/')) return file(path, res)
    let body = ''
    for await (const chunk of req) body += String(chunk)
    const route = allRoutes.find((r) => r.audience !== 'student' && matches(r, req.method ?? 'GET', path))
    if (!route) return json(404, { code: 'not-found', detail: '没有找到。', status: 404, title: '', type: '' })
    seen.push({ id: route.id, headers: req.headers, body })
    const special = once.get(route.id)
    if (special !== undefined) {
      once.delete(route.id)
      if (special === 'drop') return res.destroy()
      return json(special.status, special.body)
    }
    if (route.id === 'session.me' && mock.role === null)
      return json(401, {
        code: 'session-expired',
        detail: '登录已过期，请重新登录。',
        status: 401,
        title: '',
        type: '',
      })
    if (route.id === 'session.staff-login') mock.role ??= 'aid-officer'
    if (route.id === 'session.me' || route.id === 'session.staff-login')
      return json(200, f.me(mock.role ?? 'aid-officer'))
    if (route.id === 'applications.attachment')
      return res.writeHead(200, { 'content-type': 'image/svg+xml' }).end(picture)
    return json(200, replies[route.id] ?? { ok: true })
  }
  mock.server.on('request', (req, res) => void handle(req, res))
  await new Promise<void>((resolve) => mock.server.listen(0, '127.0.0.1', resolve))
  const address = mock.server.address()
  return Object.assign(mock, {
    origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
  })
}
