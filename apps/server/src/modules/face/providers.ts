import {
  type BasicPorts,
  basicProvider,
  certifiedProvider,
  type Enrolment,
  type FaceClient,
  type RedirectProvider,
  type RedirectSession,
  type StepsProvider,
  type Template,
} from '@zhuxue/face'
import { type Platform, refuse } from '../../platform/index.ts'
import { decryptIdNumber } from '../roll/index.ts'
import { faceRuntime, faceSecret } from './runtime.ts'

const unavailable = () => refuse('face-unavailable')

/** What one run of the basic provider asks its surroundings; the rest is the same for all. */
export interface StepsPorts {
  readonly check: FaceClient['check']
  readonly template: Template | null
  /** when the pictures came in: how long the service takes is not the person's fault */
  readonly arrivedAt: number
  readonly useOnce?: BasicPorts['useOnce']
  readonly seenBefore?: BasicPorts['seenBefore']
}

/** The provider that looks at pictures itself, for one request. */
export function stepsProvider(platform: Platform, ports?: StepsPorts): StepsProvider {
  return basicProvider({
    client: {
      check: ports?.check ?? (() => Promise.reject(unavailable())),
      idPhoto: () => Promise.reject(unavailable()),
    },
    secret: faceSecret(platform),
    settings: faceRuntime(platform).settings,
    now: () => ports?.arrivedAt ?? platform.clock.now().getTime(),
    useOnce: ports?.useOnce ?? (async () => true),
    seenBefore: ports?.seenBefore ?? (async () => false),
    templateOf: async () => ports?.template ?? null,
    eraseTemplate: async () => undefined,
  })
}

/** The certified service over our own records of its sessions. */
export function redirectProvider(platform: Platform, sessions: RedirectSessions): RedirectProvider {
  const { certified } = faceRuntime(platform)
  if (!certified) throw unavailable()
  const { port, publicUrl } = platform.config
  const base = publicUrl ?? `http://localhost:${port}`
  return certifiedProvider({
    ...certified,
    callbackUrl: `${base}/api/v1/public/face-callback`,
    returnUrl: `${base}/student/face/back`,
    now: () => platform.clock.now().getTime(),
    identityOf: (subject) =>
      platform.transaction({ kind: 'worker', name: '人脸核验' }, async (tx) => {
        const student = await tx.db
          .selectFrom('students')
          .select(['name', 'scope'])
          .where('id', '=', subject)
          .executeTakeFirstOrThrow()
        return { name: student.name, idNumber: await decryptIdNumber(tx, platform, subject) }
      }),
    sessions,
  })
}

export interface RedirectSessions {
  put(session: RedirectSession): Promise<void>
  find(id: string): Promise<RedirectSession | null>
  settle(id: string, verdict: Enrolment['verdict']): Promise<Enrolment['verdict']>
}
