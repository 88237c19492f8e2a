import { publicity } from '@zhuxue/contracts'
import { isTerm } from '@zhuxue/policy'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  isId,
  newId,
  once,
  type Platform,
  Refusal,
  refuse,
  type ServerControl,
  toRefusal,
} from '../../platform/index.ts'
import { publicRules, rulesOf } from '../catalogue/index.ts'
import { demoSms, moveClock } from '../demo/index.ts'
import { currentTerm, regionPack } from '../programmes/index.ts'
import { publicNotice, publicNotices, raiseObjection, schoolsWithNotices } from '../publicity/index.ts'
import { sendCheck } from './apps.ts'
import { demoSmsPage } from './demo-sms.ts'
import { errorPage } from './errors.ts'
import { bindGuardianPages } from './guardian-routes.ts'
import { guidePage } from './guide.ts'
import { askedRegion, guideOf } from './guide-data.ts'
import { guidePdf } from './guide-pdf.ts'
import { homePage } from './home.ts'
import { document, type Page } from './layout.ts'
import { noticePage, noticesPage } from './notices.ts'
import {
  emptyForm,
  entryNumber,
  type ObjectionForm,
  objectionDonePage,
  objectionPage,
  type Problems,
  problemsOf,
} from './objection.ts'
import { PAGE_CSP } from './style.ts'

const PUBLIC = { kind: 'public' } as const
const HOME_SHOWS = '5'
const PER_PAGE = '20'

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? '/'

/**
 * The public pages: home, guide, notices, one notice, objection. HTML without scripts, never cached; only the guide may
 * be found by search engines.
 */
export function bindPages(app: FastifyInstance, platform: Platform, server: ServerControl): void {
  const send = (reply: FastifyReply, page: Page, status = 200) =>
    reply
      .code(status)
      .header('content-security-policy', PAGE_CSP)
      .header('cache-control', 'no-store')
      .headers(page.indexed ? { 'x-robots-tag': 'all' } : {})
      .type('text/html; charset=utf-8')
      .send(document(platform, page))

  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 32_768 },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
  app.setErrorHandler((error, request, reply) => {
    const refusal = toRefusal(error, request, platform.log)
    if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds))
    return send(reply, errorPage(refusal, pathOf(request), request.id), refusal.status)
  })
  app.addHook('preValidation', async (request) => {
    // forms of these pages are sent from these pages; browsers that do not say so are let through
    if (request.method === 'POST' && request.headers['sec-fetch-site'] === 'cross-site') throw refuse('forbidden')
  })

  const notice = (request: FastifyRequest) => {
    const { id } = request.params as { id: string }
    if (!isId(id)) throw refuse('not-found')
    return platform.transaction(PUBLIC, (tx) => publicNotice(tx, id))
  }

  app.get('/', async (_request, reply) => {
    const page = await platform.transaction(PUBLIC, async (tx) => {
      const { items } = await publicNotices(tx, { limit: HOME_SHOWS })
      return homePage(platform, items, await rulesOf(tx, platform))
    })
    return send(reply, page)
  })
  const storedRules = async () => (await platform.transaction(PUBLIC, (tx) => rulesOf(tx, platform))).stored
  const asked = (request: FastifyRequest) => {
    const query = new URLSearchParams(request.url.split('?')[1] ?? '')
    const get = (name: string): string => query.get(name) ?? ''
    return { region: get('region'), term: get('term'), stage: get('stage') }
  }
  const guide = async (request: FastifyRequest) =>
    guideOf(asked(request), regionPack(platform), currentTerm(platform), await storedRules())
  app.get('/guide', async (request, reply) => send(reply, guidePage(await guide(request))))
  app.get('/guide.pdf', async (request, reply) => {
    const shown = await guide(request)
    const name = encodeURIComponent(`${shown.region.name}学生资助政策明白卡（${shown.term}）.pdf`)
    return reply
      .header('cache-control', 'no-cache')
      .header('content-disposition', `inline; filename="guide.pdf"; filename*=UTF-8''${name}`)
      .header('x-robots-tag', 'all')
      .type('application/pdf')
      .send(await guidePdf(shown))
  })
  app.get('/check', async (request, reply) => {
    const { region, term } = asked(request)
    const today = currentTerm(platform)
    const rules = publicRules(await storedRules(), askedRegion(region, regionPack(platform)))
    return sendCheck(reply, {
      region: platform.config.region,
      term: today,
      day: platform.clock.today(),
      published: rules.published(isTerm(term) ? term : today),
    })
  })
  app.get('/notices', async (request, reply) => {
    const query = new URLSearchParams(request.url.split('?')[1] ?? '')
    const school = query.get('school') ?? ''
    const cursor = query.get('cursor')
    const page = await platform.transaction(PUBLIC, async (tx) => {
      const list = await publicNotices(tx, {
        limit: PER_PAGE,
        ...(isId(school) ? { schoolId: school } : {}),
        ...(cursor ? { cursor } : {}),
      })
      return noticesPage(list, await schoolsWithNotices(tx), isId(school) ? school : '')
    })
    return send(reply, page)
  })
  app.get('/notices/:id', async (request, reply) => send(reply, noticePage(await notice(request))))
  app.get('/notices/:id/objection', async (request, reply) =>
    send(reply, objectionPage(await notice(request), emptyForm(), {})),
  )
  app.post('/notices/:id/objection', async (request, reply) => {
    const shown = await notice(request)
    const form = readForm(request.body)
    const problems = problemsOf(form)
    if (Object.keys(problems).length > 0) return send(reply, objectionPage(shown, form, problems), 422)
    try {
      const result = await sendObjection(platform, request.ip, shown.id, form)
      return send(reply, objectionDonePage(shown, result))
    } catch (e) {
      if (!(e instanceof Refusal) || e.status === 404) throw e
      if (e.retryAfterSeconds !== undefined) reply.header('retry-after', String(e.retryAfterSeconds))
      const again = e.code === 'request-id-reused' ? { ...form, requestId: newId() } : form
      return send(reply, objectionPage(shown, again, problemsIn(e)), e.status)
    }
  })
  bindGuardianPages(app, platform, send)
  app.get('/demo/sms', async (_request, reply) => send(reply, demoSmsPage(await demoSms(platform))))
  app.post('/demo/clock', async (request, reply) => {
    const body = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const requestId = body.get('requestId') ?? ''
    const days = Number(body.get('days'))
    if (!isId(requestId) || !Number.isInteger(days) || days < 1 || days > 200) throw refuse('bad-request')
    await moveClock(platform, server, { requestId, days })
    const back = body.get('back') ?? '/'
    return reply.redirect(/^\/[a-z0-9/-]*$/.test(back) && !back.startsWith('//') ? back : '/', 303)
  })
  app.get('/robots.txt', (_request, reply) =>
    reply.type('text/plain').send('User-agent: *\nAllow: /guide\nAllow: /check\nDisallow: /\n'),
  )
  app.get('/favicon.ico', (_request, reply) => reply.code(204).send())
  app.get('/*', (request, reply) => {
    if (request.url.startsWith('/api/')) return reply.callNotFound()
    throw refuse('not-found', '这个地址不存在，或内容已经撤下。')
  })
}

/** What was typed; a missing or forged request id is replaced, the other fields are taken as they are. */
function readForm(body: unknown): ObjectionForm {
  const fields = body instanceof URLSearchParams ? body : new URLSearchParams()
  const get = (name: string): string => (fields.get(name) ?? '').replace(/\r\n/g, '\n')
  const requestId = get('requestId')
  return {
    requestId: isId(requestId) ? requestId : newId(),
    entryNo: get('entryNo'),
    text: get('text'),
    name: get('name'),
    contact: get('contact'),
  }
}

/** The same act, remembered under the same request id, as the API route does. */
function sendObjection(platform: Platform, address: string, noticeId: string, form: ObjectionForm) {
  const { requestId, entryNo: typed, text, name, contact } = form
  const body = { entryNo: entryNumber(typed) ?? 0, name, contact, text }
  return platform.transaction(PUBLIC, (tx) =>
    once(
      tx,
      platform.crypto,
      { requestId, routeId: publicity.raiseObjection.id, content: { params: { id: noticeId }, body, file: null } },
      () => raiseObjection(tx, platform, { address, noticeId }, body),
    ),
  )
}

function problemsIn(refusal: Refusal): Problems {
  if (refusal.code === 'request-id-reused') return { form: '内容有改动，请核对后再点一次“提交异议”。' }
  const known = refusal.fields.flatMap(({ path, text }) => {
    const name = path.slice(1)
    return ['entryNo', 'text', 'name', 'contact'].includes(name) ? [[name, text] as const] : []
  })
  return known.length > 0 ? Object.fromEntries(known) : { form: refusal.message }
}
