import {
  CertifiedSimulator,
  type FaceClient,
  type FaceSettings,
  faceClient,
  launchFaceService,
  type ProviderChoice,
  type Purpose,
  readProviderChoice,
  readSettings,
} from '@zhuxue/face'
import type { Platform } from '../../platform/index.ts'

/** How to reach a certified service; from ZHUXUE_FACE_CERTIFIED_URL, _APP_ID, _KEY, _THRESHOLD. */
export interface CertifiedSettings {
  readonly baseUrl: string
  readonly appId: string
  readonly key: string
  readonly threshold: number
}

/** What this installation checks faces with. */
export interface FaceRuntime {
  /** null while the own service is switched off */
  readonly client: FaceClient | null
  readonly certified: CertifiedSettings | null
  readonly settings: FaceSettings
  readonly choice: ProviderChoice
  readonly simulator?: CertifiedSimulator
}

const runtimes = new WeakMap<Platform, FaceRuntime>()

/** The runtime of an installation; before the service was launched (commands, tests) faces are off. */
export function faceRuntime(platform: Platform): FaceRuntime {
  const held = runtimes.get(platform)
  if (held) return held
  const { face } = platform.config
  const fresh = {
    client: null,
    certified: certifiedOf(face),
    settings: readSettings(face),
    choice: readProviderChoice(face),
  }
  runtimes.set(platform, fresh)
  return fresh
}

/** Puts parts of the runtime in place: the launched service, or what a test brings. */
export function setFaceRuntime(platform: Platform, parts: Partial<FaceRuntime>): void {
  runtimes.set(platform, { ...faceRuntime(platform), ...parts })
}

/** Which kind of check a purpose gets now. A face is registered with the own service only. */
export function providerOf(platform: Platform, purpose: Purpose): 'steps' | 'redirect' | 'off' {
  const r = faceRuntime(platform)
  const name = purpose === 'enrol' ? 'basic' : (r.choice.byPurpose[purpose] ?? r.choice.general)
  if (name === 'certified') return r.certified ? 'redirect' : 'off'
  return name === 'basic' && r.client ? 'steps' : 'off'
}

/** The secret that the application shares with its face service; also signs challenges and hashes pictures. */
export const faceSecret = (platform: Platform): string => platform.crypto.derive('face-service')

function certifiedOf(face: Readonly<Record<string, string>>): CertifiedSettings | null {
  const { ZHUXUE_FACE_CERTIFIED_URL: url, ZHUXUE_FACE_CERTIFIED_APP_ID: appId, ZHUXUE_FACE_CERTIFIED_KEY: key } = face
  if (!url || url === 'simulator') return null
  if (!appId || !key || !URL.canParse(url)) {
    throw new Error(
      '统一身份核验要同时设置 ZHUXUE_FACE_CERTIFIED_URL、ZHUXUE_FACE_CERTIFIED_APP_ID、ZHUXUE_FACE_CERTIFIED_KEY。',
    )
  }
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    throw new Error('ZHUXUE_FACE_CERTIFIED_URL 须为 https 地址。')
  }
  const threshold = Number(face.ZHUXUE_FACE_CERTIFIED_THRESHOLD ?? '0.8')
  if (!(threshold > 0 && threshold < 1)) throw new Error('ZHUXUE_FACE_CERTIFIED_THRESHOLD 应为 0 到 1 之间的数。')
  return { baseUrl: url, appId, key, threshold }
}

/**
 * Starts the face service as its own process and points the installation at it. ZHUXUE_FACE=off leaves it out: every
 * check then goes by the ways without a face. ZHUXUE_FACE_CERTIFIED_URL=simulator plays a certified service (demo only).
 */
export async function startFaceService(
  platform: Platform,
): Promise<{ pid(): number | undefined; stop(): Promise<void> }> {
  const { face, demo } = platform.config
  const stops: (() => Promise<void>)[] = []
  if (demo && face.ZHUXUE_FACE_CERTIFIED_URL === 'simulator') {
    const key = platform.crypto.derive('face-certified-simulator')
    const simulator = new CertifiedSimulator({ appId: 'zhuxue-demo', key, now: () => platform.clock.now().getTime() })
    const baseUrl = await simulator.listen()
    setFaceRuntime(platform, { simulator, certified: { baseUrl, appId: 'zhuxue-demo', key, threshold: 0.8 } })
    stops.push(() => simulator.close())
  }
  let pid = (): number | undefined => undefined
  if (face.ZHUXUE_FACE !== 'off') {
    const secret = faceSecret(platform)
    const service = await launchFaceService({
      secret,
      log: (event, data) => platform.log.info({ face: event, ...data }, 'face service'),
      env: { ...process.env, ...face },
    })
    setFaceRuntime(platform, { client: faceClient({ secret, port: service.port }) })
    stops.push(() => service.stop())
    pid = () => service.pid()
  }
  return { pid, stop: async () => void (await Promise.all(stops.map((s) => s()))) }
}
