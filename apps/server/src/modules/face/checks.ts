import type { BodyOf, FacePurpose, face, ReplyOf } from '@zhuxue/contracts'
import {
  type CallbackMessage,
  type Enrolment,
  FaceUnavailable,
  type Frame,
  REASONS,
  type Reason,
  type RedirectSession,
  reason,
  STEP_TEXT,
  type Step,
  type Template,
  type Verdict,
} from '@zhuxue/face'
import { FACE_TRIES_PER_DAY } from '@zhuxue/policy'
import { found, newId, type Platform, refuse, type Session, type StudentActor, type Tx } from '../../platform/index.ts'
import { type FaceConsent, faceConsent } from './consent.ts'
import { passOf, usePass } from './passes.ts'
import { redirectProvider, stepsProvider } from './providers.ts'
import {
  CHECK_COLUMNS,
  type CheckRow,
  dayStart,
  type Outcome,
  recordedOutcome,
  recordVerdict,
  shownReasons,
  triesToday,
} from './record.ts'
import { faceRuntime, providerOf } from './runtime.ts'
import { lockFace, storeTemplate, templateOf } from './templates.ts'

type Started = ReplyOf<typeof face.start>

/** Tries that may be begun a day and purpose; those that come to nothing do not count, but somebody who guesses stops here. */
const STARTS_PER_DAY = 40

const unavailable = (e: FaceUnavailable) =>
  refuse('face-unavailable', e.message, { retryAfterSeconds: e.retryAfterSeconds })

/** Everything that may stand in the way of a try, each with what to do instead. */
async function mayStart(
  tx: Tx<StudentActor>,
  platform: Platform,
  purpose: FacePurpose,
  live: Session | null,
): Promise<FaceConsent> {
  const { actor } = tx
  if (live?.step === 'face-check' && purpose !== 'new-device') {
    throw refuse('face-check-required', undefined, { current: { purpose: 'new-device' } })
  }
  const consent = await faceConsent(tx, actor.id)
  if (!consent) throw refuse('rule-refused', REASONS['consent-missing'][1])
  const kind = providerOf(platform, purpose)
  if (kind === 'off') throw refuse('face-unavailable')
  if ((await triesToday(tx, actor.id, purpose)) >= FACE_TRIES_PER_DAY) {
    throw refuse(
      'rate-limited',
      `今天的 ${FACE_TRIES_PER_DAY} 次机会已用完。请选择不用人脸的方式，由老师当面核验；也可以明天再试。`,
    )
  }
  const begun = await tx.db
    .selectFrom('face_checks')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('student_id', '=', actor.id)
    .where('purpose', '=', purpose)
    .where('started_at', '>=', dayStart(tx.now))
    .executeTakeFirstOrThrow()
  if (Number(begun.n) >= STARTS_PER_DAY)
    throw refuse('rate-limited', '今天开始的次数太多，请选择不用人脸的方式，由老师当面核验。')
  if (purpose === 'enrol') await mayEnrol(tx)
  else if (kind === 'steps') {
    const registered = await tx.db
      .selectFrom('face_templates')
      .select('student_id')
      .where('student_id', '=', actor.id)
      .executeTakeFirst()
    if (!registered) throw refuse('rule-refused', REASONS['template-missing'][1])
  }
  return consent
}

/**
 * The first face is registered freely, with the rest of the activation. Every later one replaces who this account
 * belongs to, so persons of the school must have seen the student before; withdrawing and giving consent again is no way around.
 */
async function mayEnrol(tx: Tx<StudentActor>): Promise<void> {
  const before = await tx.db
    .selectFrom('face_checks')
    .select('id')
    .where('student_id', '=', tx.actor.id)
    .where('purpose', '=', 'enrol')
    .where('result', '=', 'pass')
    .limit(1)
    .executeTakeFirst()
  if (!before || (await passOf(tx, tx.actor, 'enrol'))) return
  throw refuse('face-check-required', '您登记过人脸。重新登记前，请老师当面核验一次，防止他人冒用。', {
    current: { purpose: 'enrol' },
  })
}

/** Begins a try: the server draws the movements (a minute), or the person is sent to the certified service. */
export async function startCheck(
  platform: Platform,
  actor: StudentActor,
  purpose: FacePurpose,
  live: Session | null,
): Promise<Started> {
  const consent = await platform.transaction(actor, (tx) => mayStart(tx, platform, purpose, live))
  const id = newId()
  const insert = (
    tx: Tx<StudentActor>,
    s: { provider: string; token: string; ticket: string | null; steps: readonly string[]; expiresAt: number },
  ) =>
    tx.db
      .insertInto('face_checks')
      .values({
        id,
        student_id: actor.id,
        school_id: actor.schoolId,
        scope: actor.scope,
        session_id: actor.sessionId,
        purpose,
        provider: s.provider,
        token: s.token,
        ticket: s.ticket,
        steps: [...s.steps],
        consent_id: consent.recordId,
        started_at: tx.now,
        expires_at: new Date(s.expiresAt),
      })
      .execute()
  const request = { subject: actor.id, purpose, consent }
  if (providerOf(platform, purpose) === 'redirect') {
    const provider = redirectProvider(platform, {
      ...redirectSessions(platform),
      put: (s) =>
        platform.transaction(actor, async (tx) => {
          await insert(tx, { provider: 'certified', token: s.id, ticket: s.ticket, steps: [], expiresAt: s.expiresAt })
          // name and ID number left the house
          tx.audit({ action: 'face.certified-start', subjectKind: 'student', subjectId: actor.id, scope: actor.scope })
        }),
    })
    const started = await provider.start(request).catch((e) => {
      throw e instanceof FaceUnavailable ? unavailable(e) : e
    })
    if (started.kind !== 'redirect') throw refuse('face-unavailable')
    const seconds = Math.max(1, Math.round((started.expiresAt - platform.clock.now().getTime()) / 1000))
    return { id, kind: 'redirect', steps: [], url: started.url, seconds }
  }
  return platform.transaction(actor, async (tx) => {
    const started = await stepsProvider(platform).start(request)
    if (started.kind !== 'steps') throw refuse('face-unavailable')
    // the challenge was drawn by the clock of the platform; the row must not outlive it
    const expiresAt = Math.min(started.expiresAt, tx.now.getTime() + 60_000)
    await insert(tx, { provider: 'basic', token: started.session, ticket: null, steps: started.steps, expiresAt })
    const steps = started.steps.map((step) => ({ step, text: STEP_TEXT[step] }))
    return { id, kind: 'steps', steps, url: null, seconds: faceRuntime(platform).settings.challengeSeconds }
  })
}

const nothing = (code: Reason['code'], triesLeft: number): Outcome => ({
  result: 'error',
  reasons: shownReasons([reason(code)]),
  next: 'again',
  triesLeft,
  passedUntil: null,
})

/** The student's own try; with `lock` to be changed. Somebody else's is not found. */
async function ownCheck(tx: Tx<StudentActor>, id: string, lock = false): Promise<CheckRow> {
  const row = await tx.db
    .selectFrom('face_checks')
    .select(CHECK_COLUMNS)
    .where('id', '=', id)
    .where('student_id', '=', tx.actor.id)
    .$if(lock, (q) => q.forUpdate())
    .executeTakeFirst()
  return found(row, '没有找到这次核验，请重新开始。')
}

interface Ready {
  readonly check: CheckRow
  readonly left: number
  readonly template: Template | null
}

/**
 * Looks at the pictures of a try. Two runs of the provider: the first asks the face service outside any transaction,
 * the second repeats the decision on that answer inside one, where the nonce is used up, pictures are remembered
 * against replay, the verdict is written and a template or pass comes into being: all or nothing.
 */
export async function submitFrames(
  platform: Platform,
  actor: StudentActor,
  id: string,
  body: BodyOf<typeof face.submit>,
): Promise<Outcome> {
  const { client } = faceRuntime(platform)
  const arrivedAt = platform.clock.now().getTime()
  const before = await platform.transaction(actor, async (tx): Promise<Outcome | Ready> => {
    const check = await ownCheck(tx, id)
    if (check.used_at && check.request_id === body.requestId) return recordedOutcome(tx, check)
    const left = Math.max(0, FACE_TRIES_PER_DAY - (await triesToday(tx, actor.id, check.purpose)))
    if (check.used_at) return nothing('challenge-used', left)
    if (check.session_id !== actor.sessionId || check.provider !== 'basic') return nothing('challenge-invalid', left)
    return { check, left, template: await templateOf(tx, platform, actor.id) }
  })
  if ('result' in before) return before
  const { check, left, template } = before
  if (!client) throw refuse('face-unavailable')
  const frames = body.frames.map((f): Frame => ({ ...f, step: f.step as Step, image: Buffer.from(f.image, 'base64') }))

  let answer: Enrolment | null = null
  const first = await judgeFrames(platform, check, frames, {
    template,
    arrivedAt,
    check: async (...asked) => {
      answer = await client.check(...asked)
      return answer
    },
  }).catch((e) => {
    throw e instanceof FaceUnavailable ? unavailable(e) : e
  })
  // refused before anything was looked at (too late, wrong number or order): nothing is used up
  const looked = answer as Enrolment | null
  if (!looked) return { ...nothing('challenge-invalid', left), reasons: shownReasons(first.verdict.reasons) }
  return platform.transaction(actor, (tx) =>
    settle(tx, platform, id, body.requestId, frames, { looked, template, arrivedAt }),
  )
}

function judgeFrames(
  platform: Platform,
  check: CheckRow,
  frames: readonly Frame[],
  ports: NonNullable<Parameters<typeof stepsProvider>[1]>,
): Promise<Enrolment> {
  const provider = stepsProvider(platform, ports)
  if (check.purpose === 'enrol') return provider.enrol(check.student_id, check.token, frames)
  return provider.submit(check.student_id, check.token, frames).then((verdict) => ({ verdict, template: null }))
}

async function settle(
  tx: Tx<StudentActor>,
  platform: Platform,
  id: string,
  requestId: string,
  frames: readonly Frame[],
  from: { readonly looked: Enrolment; readonly template: Template | null; readonly arrivedAt: number },
): Promise<Outcome> {
  await lockFace(tx, tx.actor.id)
  const check = await ownCheck(tx, id, true)
  if (check.used_at && check.request_id === requestId) return recordedOutcome(tx, check)
  const consent = await faceConsent(tx, tx.actor.id)
  if (!consent) throw refuse('rule-refused', REASONS['consent-missing'][1])
  if (check.purpose === 'enrol') await mayEnrol(tx)
  const { verdict, template } = await judgeFrames(platform, check, frames, {
    template: from.template,
    arrivedAt: from.arrivedAt,
    check: async () => from.looked,
    useOnce: async () => check.used_at === null,
    seenBefore: (digests) => remember(tx, digests),
  })
  if (check.used_at) {
    return nothing(
      'challenge-used',
      Math.max(0, FACE_TRIES_PER_DAY - (await triesToday(tx, tx.actor.id, check.purpose))),
    )
  }
  const outcome = await recordVerdict(tx, check, verdict, requestId)
  if (verdict.result === 'pass' && template) {
    const again = await passOf(tx, tx.actor, 'enrol')
    if (again) await usePass(tx, again)
    const of = { studentId: tx.actor.id, scope: tx.actor.scope, consentId: consent.recordId, checkId: id }
    await storeTemplate(tx, platform, of, template)
  }
  return outcome
}

/** Remembers keyed hashes of pictures; true when one of them came before, from whomever. */
async function remember(tx: Tx, digests: readonly string[]): Promise<boolean> {
  const own = [...new Set(digests)]
  const done = await tx.db
    .insertInto('face_digests')
    .values(own.map((d) => ({ digest: Buffer.from(d, 'hex'), seen_at: tx.now })))
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows ?? 0n) < own.length
}

const SYSTEM = { kind: 'worker', name: '人脸核验' } as const

function toSession(row: CheckRow): RedirectSession {
  const verdict: Verdict | null = row.result
    ? {
        result: row.result as Verdict['result'],
        score: row.score,
        threshold: row.threshold ?? 0,
        liveness: { passed: row.result === 'pass', steps: [], hint: null },
        reasons: (row.reasons ?? []) as Reason[],
        modelId: '',
        provider: row.provider,
      }
    : null
  return {
    id: row.token,
    subject: row.student_id,
    purpose: row.purpose as FacePurpose,
    ticket: row.ticket ?? '',
    expiresAt: row.expires_at.getTime(),
    verdict,
  }
}

/** Sessions of the certified service, as our database keeps them. The first verdict stands. */
function redirectSessions(platform: Platform) {
  const byToken = (tx: Tx, token: string, lock = false) =>
    tx.db
      .selectFrom('face_checks')
      .select(CHECK_COLUMNS)
      .where('token', '=', token)
      .where('provider', '=', 'certified')
      .$if(lock, (q) => q.forUpdate())
      .executeTakeFirst()
  return {
    put: async () => undefined,
    find: (token: string) =>
      platform.transaction(SYSTEM, async (tx) => {
        const row = await byToken(tx, token)
        return row ? toSession(row) : null
      }),
    settle: (token: string, verdict: Verdict) =>
      platform.transaction(SYSTEM, async (tx) => {
        const row = found(await byToken(tx, token, true))
        const stands = toSession(row).verdict
        if (stands) return stands
        await recordVerdict(tx, row, verdict, null)
        return verdict
      }),
  }
}

/** The certified service reports; 200 acknowledges, everything else makes it try again. */
export async function takeCallback(platform: Platform, message: CallbackMessage): Promise<void> {
  if (!faceRuntime(platform).certified) throw refuse('not-found')
  const provider = redirectProvider(platform, redirectSessions(platform))
  const verdict = await provider.result(String(message.bizNo ?? ''), { callback: message })
  const code = verdict.reasons[0]?.code
  if (code === 'provider-signature' || code === 'challenge-invalid') {
    platform.log.warn({ code }, 'face callback refused')
    throw refuse('forbidden', REASONS[code][1])
  }
}

/** The person came back from the certified service, or looks again. */
export async function checkResult(
  platform: Platform,
  actor: StudentActor,
  id: string,
): Promise<ReplyOf<typeof face.result>> {
  const check = await platform.transaction(actor, (tx) => ownCheck(tx, id))
  const purpose = check.purpose as FacePurpose
  if (check.provider === 'certified' && !check.used_at) {
    const provider = redirectProvider(platform, redirectSessions(platform))
    // a service that cannot be reached now is as good as no answer yet
    const verdict = await provider.result(check.token, { subject: actor.id }).catch((e) => {
      if (e instanceof FaceUnavailable) return null
      throw e
    })
    if (!verdict || verdict.reasons[0]?.code === 'provider-pending') return { purpose, pending: true, outcome: null }
  }
  return platform.transaction(actor, async (tx) => {
    const now = await ownCheck(tx, id)
    return { purpose, pending: !now.used_at, outcome: now.used_at ? await recordedOutcome(tx, now) : null }
  })
}
