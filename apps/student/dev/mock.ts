/**
 * Development mock of the API for the student app, with the built app beside it. Never shipped: it lives outside src/.
 * Behaves like the contract where the app depends on it: sessions, csrf, revisions, one act per requestId.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { errorCodes } from '@zhuxue/contracts'
import * as data from './mock-data.ts'

type Home = typeof data.home
type Answers = (typeof data.form)['draft']['answers']

export interface Mock {
  readonly server: Server
  readonly url: string
  readonly state: ReturnType<typeof freshState>
  close(): Promise<void>
}

function freshState() {
  return {
    home: structuredClone(data.home),
    form: structuredClone(data.form),
    files: new Map<string, Buffer>(),
    acted: new Map<string, { body: string; reply: unknown }>(),
    submissions: 0,
    mustChange: false,
    session: '' as string,
    csrf: '',
    offsetDays: 0,
    /** down: the connection breaks; lost: acts, then breaks; busy: 503. For requests other than files of the app. */
    link: 'ok' as 'ok' | 'down' | 'lost' | 'busy',
    refuseSubmit: false,
    /** what every request costs, ms */
    latencyMs: 0,
  }
}
class Problem extends Error {
  readonly code: keyof typeof errorCodes
  readonly extra: object
  constructor(code: keyof typeof errorCodes, extra: object = {}) {
    super(code)
    this.code = code
    this.extra = extra
  }
}

const dist = new URL('../dist', import.meta.url).pathname
const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
}

function serveFile(request: IncomingMessage, response: ServerResponse, root = dist, base = '/student/'): void {
  const path = new URL(request.url ?? '/', 'http://x').pathname.slice(base.length)
  const wanted = join(root, path)
  const file = path && existsSync(wanted) && wanted.startsWith(root) ? wanted : join(root, 'index.html')
  const accepts = String(request.headers['accept-encoding'] ?? '')
  const encoding = accepts.includes('br') && existsSync(`${file}.br`) ? 'br' : ''
  const headers: Record<string, string> = {
    'content-type': types[file.split('.').pop() ?? ''] ?? 'application/octet-stream',
    'cache-control': file.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; object-src 'none'",
  }
  if (encoding) headers['content-encoding'] = encoding
  response.writeHead(200, headers).end(readFileSync(encoding ? `${file}.br` : file))
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Starts the mock; port 0 takes a free one. */
export async function startMock(port = 0, root = dist): Promise<Mock> {
  const state = freshState()
  const server = createServer((request, response) => {
    setTimeout(() => answer(request, response).catch(() => response.destroy()), state.latencyMs)
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://x')
    if (!url.pathname.startsWith('/api/')) return serveFile(request, response, root)
    const body = await readBody(request)
    if (state.link === 'down') return request.socket.destroy()
    try {
      if (state.link === 'busy' && request.method !== 'GET') throw new Problem('busy')
      const reply = await act(state, request, url, body, response)
      if (state.link === 'lost' && request.method !== 'GET') return request.socket.destroy()
      if (reply === undefined) return
      const text = JSON.stringify(reply)
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(text)
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('fault')
      if (!(error instanceof Problem)) console.error(error)
      const [status, detail] = errorCodes[problem.code]
      const text = JSON.stringify({
        type: 'about:blank',
        title: problem.code,
        status,
        code: problem.code,
        detail,
        ...problem.extra,
      })
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(text)
    }
  }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  return {
    server,
    url,
    state,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

type State = Mock['state']

async function act(
  state: State,
  request: IncomingMessage,
  url: URL,
  raw: Buffer,
  response: ServerResponse,
): Promise<unknown> {
  const route = `${request.method} ${url.pathname.replace('/api/v1', '')}`
  const json = raw.length > 0 && request.headers['content-type']?.includes('json')
  const body = (json ? JSON.parse(raw.toString()) : {}) as Record<string, unknown>
  const session = () => data.me(state.mustChange, state.csrf)

  if (route === 'GET /demo/clock')
    return { demo: true, now: data.now, today: '2026-09-02', offsetDays: state.offsetDays }
  if (route === 'POST /demo/clock') {
    state.offsetDays += Number(body.days)
    return { now: data.now, today: '2026-09-03', offsetDays: state.offsetDays }
  }
  if (route === 'GET /demo/accounts') {
    const note = '可享受国家助学金（涉农专业），免学费待核实'
    return { students: [{ name: '阿依木', idNumber: data.idNumber, password: data.password, note }], staff: [] }
  }
  if (route === 'POST /student/login') {
    if (body.idNumber !== data.idNumber || body.password !== data.password) throw new Problem('login-failed')
    state.session = randomUUID()
    state.csrf = randomUUID()
    response.setHeader('set-cookie', `zx_session=${state.session}; HttpOnly; Path=/; SameSite=Lax`)
    return session()
  }
  if (!state.session || !request.headers.cookie?.includes(state.session)) throw new Problem('session-expired')
  if (request.method !== 'GET' && request.headers['x-csrf'] !== state.csrf) throw new Problem('forbidden')

  switch (route) {
    case 'GET /session':
      return session()
    case 'POST /session/password':
      state.mustChange = false
      return { ok: true }
    case 'POST /session/logout':
      state.session = ''
      return { ok: true }
    case 'GET /student/home':
      return state.home
    case 'GET /student/form':
      return state.form
    case 'PUT /student/draft':
      return once(state, body, () => {
        if (body.revision !== state.form.draft.revision)
          throw new Problem('revision-conflict', { current: state.form.draft })
        const savedAt = new Date().toISOString()
        const revision = state.form.draft.revision + 1
        state.form.draft = { revision, answers: body.answers as Answers, savedAt }
        state.home.draft = { revision, savedAt }
        return { revision, savedAt }
      })
    case 'POST /student/attachments':
      return upload(state, request, raw)
    case 'POST /student/submissions':
      if (state.refuseSubmit) {
        throw new Problem('bad-request', {
          fields: [{ path: '/answers/phone', text: '这个手机号已被另一位同学使用，请换一个。' }],
        })
      }
      return once(state, body, () => submit(state))
    case 'GET /student/payments':
      return data.payments
    case 'GET /student/card':
      return data.card
    case 'GET /student/messages':
      return data.messages
    case 'GET /student/access-log':
      return data.accessLog
  }
  const [, kind = '', id = '', verb = ''] = /^\/api\/v1\/student\/(\w+)\/([^/]+)\/?(\w*)$/.exec(url.pathname) ?? []
  if (kind === 'messages') {
    state.home.unreadMessages = 0
    return { ok: true }
  }
  if (kind === 'attachments' && request.method === 'DELETE') {
    state.form.attachments = state.form.attachments.filter((a) => a.id !== id)
    return { ok: true }
  }
  if (kind === 'attachments') {
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(state.files.get(id))
    return undefined
  }
  const app = state.home.applications.find((a) => a.id === id)
  if (kind !== 'applications' || !app) throw new Problem('not-found')
  if (verb !== 'recall') return data.track(app)
  Object.assign(app, { status: 'recalled', statusTitle: '已撤回' })
  state.form.open = true
  return { ok: true }
}

/** Same requestId and body: the first answer; same id, other body: refused. */
function once<T>(state: State, body: Record<string, unknown>, work: () => T): T {
  const id = String(body.requestId)
  const before = state.acted.get(id)
  const text = JSON.stringify(body)
  if (before && before.body !== text) throw new Problem('request-id-reused')
  if (before) return before.reply as T
  const reply = work()
  state.acted.set(id, { body: text, reply })
  return reply
}

async function upload(state: State, request: IncomingMessage, raw: Buffer): Promise<unknown> {
  const form = await new Response(new Uint8Array(raw), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData()
  const file = form.get('file')
  const kind = String(form.get('kind')) as Home['determinations'] extends never ? never : 'id-copy'
  if (!(file instanceof Blob)) throw new Problem('file-refused')
  const bytes = Buffer.from(await file.arrayBuffer())
  return once(state, { requestId: String(form.get('requestId')), kind }, () => {
    const view = {
      id: randomUUID(),
      kind,
      size: bytes.length,
      mime: 'image/jpeg',
      uploadedAt: new Date().toISOString(),
    }
    state.files.set(view.id, bytes)
    state.form.attachments = [...state.form.attachments, { ...view, earlier: false }]
    return view
  })
}

function submit(state: State): unknown {
  state.submissions += 1
  const brief = (id: string, programme: 'national-grant' | 'tuition-waiver', title: string) => ({
    id,
    programme,
    title,
    status: 'submitted' as const,
    statusTitle: '待班主任初审',
    referenceNo: `KM2026Q-00${state.submissions}${programme === 'national-grant' ? 'A' : 'B'}`,
    revision: 1,
  })
  state.home.applications = [
    brief(data.ids.grant, 'national-grant', '国家助学金'),
    brief(data.ids.waiver, 'tuition-waiver', '免学费'),
  ]
  const submittedAt = data.now
  state.form.submission = { id: randomUUID(), referenceNo: 'KM2026Q-001', revision: 1, submittedAt }
  state.form.returned = null
  state.form.open = false
  state.home.tasks = []
  return {
    submissionId: state.form.submission.id,
    referenceNo: 'KM2026Q-001',
    submittedAt,
    applications: state.home.applications,
    nextStep: '班主任初审',
    nextDueOn: '2026-09-09',
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const mock = await startMock(Number(process.env.PORT ?? 8099))
  console.log(`${mock.url}/student/   ${data.idNumber}  ${data.password}`)
}
