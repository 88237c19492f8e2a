import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as oidc from 'openid-client'
import {
  COOKIE,
  type OidcConfig,
  type Platform,
  Refusal,
  refuse,
  type StaffActor,
  sha256,
} from '../../platform/index.ts'
import { enterFromOutside } from './login.ts'
import { originOf } from './origin.ts'
import { sessionNow, setSessionCookie } from './session-store.ts'

const FLOW_COOKIE = 'zx_outside'
const FLOW_PATH = '/api/v1/staff/outside'
const CALLBACK = `${FLOW_PATH}/callback`
const FLOW_MINUTES = 10

/** One sign-in under way, kept by the browser that began it: nobody can finish another browser's flow. */
interface Flow {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly until: number
  readonly redirectUri: string
  /** set when a logged-in person links the identity to the own account */
  readonly link: { readonly staffId: string; readonly sessionId: string; readonly scope: string } | null
}

const discovered = new WeakMap<Platform, oidc.Configuration>()

function settings(platform: Platform): OidcConfig {
  const { oidc: c } = platform.config
  if (!c) throw refuse('not-found', '本系统没有启用外部统一身份登录，请用用户名和密码登录。')
  return c
}

/** The provider's published settings, fetched once; plain http only from this machine itself (see config.ts). */
async function provider(platform: Platform): Promise<oidc.Configuration> {
  const known = discovered.get(platform)
  if (known) return known
  const c = settings(platform)
  const local = new URL(c.issuer).protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {}
  try {
    const found = await oidc.discovery(new URL(c.issuer), c.clientId, c.clientSecret, undefined, {
      ...local,
      timeout: 10,
    })
    discovered.set(platform, found)
    return found
  } catch (err) {
    platform.log.warn({ err: (err as Error).message }, 'outside identity provider unreachable')
    throw refuse('busy', '外部统一身份暂时连接不上，请稍后再试，或用用户名和密码登录。')
  }
}

/** Address of the provider to open, and the flow kept in a cookie of this browser. */
export async function startOutside(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  actor: StaffActor | null,
): Promise<{ url: string }> {
  settings(platform)
  const server = await provider(platform)
  const verifier = oidc.randomPKCECodeVerifier()
  const flow: Flow = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier,
    until: sessionNow().getTime() + FLOW_MINUTES * 60_000,
    redirectUri: `${originOf(platform, request).origin}${CALLBACK}`,
    link: actor ? { staffId: actor.id, sessionId: actor.sessionId, scope: actor.scope } : null,
  }
  const url = oidc.buildAuthorizationUrl(server, {
    redirect_uri: flow.redirectUri,
    scope: 'openid',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: flow.state,
    nonce: flow.nonce,
  })
  reply.setCookie(FLOW_COOKIE, platform.crypto.encrypt(JSON.stringify(flow), 'outside-flow').toString('base64url'), {
    path: FLOW_PATH,
    httpOnly: true,
    sameSite: 'lax',
    secure: platform.config.secureCookies,
    maxAge: FLOW_MINUTES * 60,
  })
  return { url: url.href }
}

function readFlow(platform: Platform, request: FastifyRequest): Flow | null {
  try {
    const box = Buffer.from(request.cookies[FLOW_COOKIE] ?? '', 'base64url')
    const flow = JSON.parse(platform.crypto.decrypt(box, 'outside-flow')) as Flow
    return flow.until > sessionNow().getTime() ? flow : null
  } catch {
    return null
  }
}

/** What the log-in page says afterwards; the sentences are the console's. */
type Outcome = 'linked' | 'taken' | 'not-linked' | 'denied' | 'expired' | 'refused' | 'unreachable'

/** Pages of the sign-in: the provider sends the browser back here. */
export function outsidePages(app: FastifyInstance, platform: Platform): void {
  app.get(CALLBACK, async (request, reply) => {
    const back = (outcome: Outcome | null) =>
      reply
        .clearCookie(FLOW_COOKIE, { path: FLOW_PATH })
        .header('cache-control', 'no-store')
        .redirect(
          outcome === 'linked' || outcome === 'taken'
            ? `/console/account?outside=${outcome}`
            : `/console/${outcome ? `?outside=${outcome}` : ''}`,
          303,
        )
    const flow = readFlow(platform, request)
    if (!flow) return back('expired')
    try {
      return back(await finishFlow(platform, request, reply, flow))
    } catch (e) {
      if (e instanceof Refusal) return back(e.code === 'busy' ? 'unreachable' : 'refused')
      if (e instanceof oidc.AuthorizationResponseError && e.error === 'access_denied') return back('denied')
      platform.log.warn({ err: (e as Error).message }, 'outside sign-in failed')
      return back('expired')
    }
  })
}

async function finishFlow(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  flow: Flow,
): Promise<Outcome | null> {
  const c = settings(platform)
  const server = await provider(platform)
  const here = new URL(flow.redirectUri)
  here.search = new URL(request.url, here).search
  const tokens = await oidc.authorizationCodeGrant(server, here, {
    pkceCodeVerifier: flow.verifier,
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    idTokenExpected: true,
  })
  const subject = tokens.claims()?.sub
  if (!subject) return 'expired'
  if (flow.link) return link(platform, request, c.issuer, subject, flow.link)
  const known = await platform.transaction({ kind: 'auth' }, (tx) =>
    tx.db
      .selectFrom('staff_identities')
      .select('staff_id')
      .where('issuer', '=', c.issuer)
      .where('subject', '=', subject)
      .executeTakeFirst(),
  )
  if (!known) return 'not-linked'
  const { token } = await enterFromOutside(platform, request, known.staff_id)
  setSessionCookie(reply, platform, token)
  return null
}

/** Links only while the session that asked for it is still the session of this browser. */
async function link(
  platform: Platform,
  request: FastifyRequest,
  issuer: string,
  subject: string,
  who: NonNullable<Flow['link']>,
): Promise<Outcome> {
  return platform.transaction({ kind: 'auth' }, async (tx) => {
    const live = await tx.db
      .selectFrom('sessions')
      .select('id')
      .where('id', '=', who.sessionId)
      .where('token_hash', '=', sha256(request.cookies[COOKIE] ?? ''))
      .where('revoked_at', 'is', null)
      .where('factor', 'is not', null)
      .executeTakeFirst()
    if (!live) return 'expired'
    const done = await tx.db
      .insertInto('staff_identities')
      .values({ issuer, subject, staff_id: who.staffId, linked_at: tx.now })
      .onConflict((x) => x.doNothing())
      .executeTakeFirst()
    if (done.numInsertedOrUpdatedRows !== 1n) return 'taken'
    tx.audit({ action: 'session.outside-link', subjectKind: 'staff', subjectId: who.staffId, scope: who.scope })
    return 'linked'
  })
}
