import { PURPOSES, type Purpose } from '../domain/types.ts'
import type { FaceProvider } from './types.ts'

/** Which provider a deployment uses: one for all, and others for single purposes. */
export interface ProviderChoice {
  readonly general: string
  readonly byPurpose: Readonly<Partial<Record<Purpose, string>>>
}

/** `ZHUXUE_FACE_PROVIDER=basic`, and e.g. `ZHUXUE_FACE_PROVIDER_CHANGE_PHONE=certified` for one purpose. */
export function readProviderChoice(env: Readonly<Record<string, string | undefined>>): ProviderChoice {
  const byPurpose: Partial<Record<Purpose, string>> = {}
  for (const purpose of PURPOSES) {
    const name = env[`ZHUXUE_FACE_PROVIDER_${purpose.toUpperCase().replaceAll('-', '_')}`]
    if (name) byPurpose[purpose] = name
  }
  return { general: env.ZHUXUE_FACE_PROVIDER || 'basic', byPurpose }
}

/** The provider for a purpose; throws with a Chinese sentence when the configuration names one that is not there. */
export function providerFor(
  providers: readonly FaceProvider[],
  choice: ProviderChoice,
  purpose: Purpose,
): FaceProvider {
  const name = choice.byPurpose[purpose] ?? choice.general
  const found = providers.find((p) => p.name === name)
  if (found) return found
  throw new Error(
    `没有名为“${name}”的人脸核验方式，可用：${providers.map((p) => p.name).join('、')}。请检查 ZHUXUE_FACE_PROVIDER。`,
  )
}
