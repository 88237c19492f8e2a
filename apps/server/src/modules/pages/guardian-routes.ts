import { type ConsentPurpose, consentPurposes } from '@zhuxue/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isId, newId, type Platform, Refusal } from '../../platform/index.ts'
import { openLink, showLink, signLink } from '../activation/index.ts'
import {
  emptyGuardianForm,
  type GuardianForm,
  type GuardianProblems,
  guardianDonePage,
  guardianKeyPage,
  guardianOverPage,
  guardianSignPage,
} from './guardian.ts'
import type { Page } from './layout.ts'

type GuardianOpened = Awaited<ReturnType<typeof openLink>>
type Send = (reply: FastifyReply, page: Page, status?: number) => FastifyReply

/** The guardian's pages: digits first, then what is signed, then the signature. Plain forms, no script, no account. */
export function bindGuardianPages(app: FastifyInstance, platform: Platform, send: Send): void {
  const tokenOf = (request: FastifyRequest) => (request.params as { token: string }).token

  app.get('/g/:token', (request, reply) =>
    guarded(request, reply, send, async (token) => {
      const link = await showLink(platform, request.ip, token)
      return send(reply, guardianKeyPage(token, link, emptyGuardianForm(), {}))
    }),
  )
  app.post('/g/:token', (request, reply) =>
    guarded(request, reply, send, async (token) => {
      const form = read(request.body)
      try {
        const opened = await openLink(platform, request.ip, token, form.key)
        return send(reply, guardianSignPage(token, opened, { ...form, requestId: newId() }, {}))
      } catch (e) {
        if (!(e instanceof Refusal) || e.code !== 'bad-request') throw e
        const link = await showLink(platform, request.ip, token)
        return send(reply, guardianKeyPage(token, link, form, { key: e.message }), e.status)
      }
    }),
  )
  app.post('/g/:token/sign', (request, reply) =>
    guarded(request, reply, send, async (token) => {
      const form = read(request.body)
      const opened = await openLink(platform, request.ip, token, form.key)
      const problems = problemsOf(form, opened)
      if (Object.keys(problems).length > 0) return send(reply, guardianSignPage(token, opened, form, problems), 422)
      try {
        await signLink(platform, request.ip, token, {
          requestId: form.requestId,
          key: form.key,
          name: form.name,
          relation: form.relation,
          ...(opened.purpose === 'application'
            ? { agree: form.agree === 'yes' }
            : { purposes: consentPurposes.filter((p) => form.choices[p] === 'yes') }),
        })
      } catch (e) {
        if (!(e instanceof Refusal) || e.code !== 'bad-request') throw e
        const fields = Object.fromEntries(e.fields.map((f) => [f.path.slice(1), f.text]))
        const found = Object.keys(fields).length > 0 ? fields : { '': e.message }
        return send(reply, guardianSignPage(token, opened, { ...form, requestId: newId() }, found), e.status)
      }
      return send(reply, guardianDonePage(token, opened, form))
    }),
  )

  /** A link that no longer counts says why and what to do, with its own page. */
  async function guarded(
    request: FastifyRequest,
    reply: FastifyReply,
    say: Send,
    work: (token: string) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    const token = tokenOf(request)
    try {
      return await work(token)
    } catch (e) {
      if (!(e instanceof Refusal) || (e.status !== 404 && e.code !== 'state-conflict' && e.code !== 'bad-request'))
        throw e
      return say(reply, guardianOverPage(token, e.message), e.status)
    }
  }
}

function read(body: unknown): GuardianForm {
  const fields = body instanceof URLSearchParams ? body : new URLSearchParams()
  const get = (name: string, max: number): string => (fields.get(name) ?? '').trim().slice(0, max)
  const requestId = get('requestId', 40)
  return {
    requestId: isId(requestId) ? requestId : newId(),
    key: get('key', 12),
    name: get('name', 40),
    relation: get('relation', 20),
    agree: get('agree', 3),
    choices: Object.fromEntries(consentPurposes.map((p: ConsentPurpose) => [p, get(`c-${p}`, 3)])),
  }
}

function problemsOf(form: GuardianForm, opened: GuardianOpened): GuardianProblems {
  const { purpose } = opened
  const problems: Record<string, string> = {}
  if (purpose === 'application' && form.agree !== 'yes' && form.agree !== 'no') {
    problems['agree-yes'] = '请您选择是否同意这份申请。'
  }
  if (purpose === 'consent') {
    // the list above the form names each open item, so that no sentence stands there twice
    for (const c of opened.consents) {
      const choice = form.choices[c.purpose]
      if (choice !== 'yes' && choice !== 'no')
        problems[`c-${c.purpose}-yes`] = `“${c.text.title}”：请您选择同意或不同意。`
    }
  }
  if (form.name.length < 2) problems.name = '请填写您的姓名。'
  if (form.relation === '') problems.relation = '请填写您和孩子的关系，例如母亲。'
  return problems
}
