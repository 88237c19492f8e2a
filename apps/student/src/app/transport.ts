import type { Transport } from '../outbox/outbox.ts'
import { ApiProblem, call } from '../platform/api.ts'
import { routes } from '../platform/routes.ts'
import { currentMe, ownerOf, sessionExpired, setMe } from '../platform/session.ts'
import { sessionRoutes } from '../platform/session-routes.ts'

/** The outbox's way to the server: only ever under the session of the student whose outbox it is. */
export function httpTransport(owner: string): Transport {
  const ready = async () => {
    const me = currentMe() ?? (await call(sessionRoutes.me, {}))
    if (ownerOf(me) !== owner) {
      sessionExpired()
      throw new ApiProblem({ status: 401, code: 'session-expired', detail: '现在登录的是另一位同学，请本人重新登录。' })
    }
    if (!currentMe()) setMe(me)
  }
  return {
    async upload(entry) {
      await ready()
      const file = new Blob([entry.bytes], { type: entry.mime })
      const body = { requestId: entry.id, kind: entry.attachmentKind }
      return call(routes.upload, { body, file, timeoutMs: 120_000 })
    },
    async submit(entry, answers) {
      await ready()
      return call(routes.submit, { body: { requestId: entry.id, roundId: entry.roundId, answers } })
    },
  }
}
