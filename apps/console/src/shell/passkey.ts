import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { factors } from '@zhuxue/contracts'
import { ApiError } from '../api/errors.ts'
import { api } from '../api/instance.ts'
import { newRequestId } from '../api/request-id.ts'
import type { Me } from '../api/session-state.ts'
import { accountTexts as t } from '../features/account/texts.ts'

/** Passkeys exist on https (and localhost) only, and never on a bare IP address. */
export const passkeysWork = (): boolean =>
  window.isSecureContext && 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname)

const failed = (e: unknown): never => {
  if (e instanceof ApiError) throw e
  const cancelled = e instanceof Error && (e.name === 'NotAllowedError' || e.name === 'AbortError')
  throw new ApiError({ status: 0, code: 'passkey', detail: cancelled ? t.passkeyCancelled : t.passkeyFailed })
}

type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON']
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON']

/** Second step of the log-in with a passkey. */
export async function provePasskey(): Promise<Me> {
  const { options } = await api.call(factors.passkeyChallenge, { body: {} })
  const response = await startAuthentication({ optionsJSON: options as AuthenticationOptions }).catch(failed)
  return api.call(factors.passkeyVerify, { body: { response } })
}

/** Makes a new passkey on this device; recovery codes come with the first factor of an account. */
export async function makePasskey(name: string, password: string | null): Promise<string[] | null> {
  const { options } = await api.call(factors.startPasskey, { body: password === null ? {} : { password } })
  const response = await startRegistration({ optionsJSON: options as RegistrationOptions }).catch(failed)
  const reply = await api.call(factors.addPasskey, { body: { requestId: newRequestId(), name, response } })
  return reply.recoveryCodes
}
