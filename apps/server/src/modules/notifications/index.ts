/**
 * 通知: messages in the app and SMS. Nobody imports this module to send: others enqueue the job `notify` with
 * { studentIds, kind, title, body, link, sms } (final texts), it only reacts.
 */
import type { ServerModule } from '../../platform/index.ts'
import { decryptPhone } from '../roll/index.ts'
import { smsPort } from './ports.ts'
import { notify, readPayload } from './queue.ts'
import { routes } from './routes.ts'
import { sendSms, smsAad } from './send.ts'

export { heldMessages } from './held.ts'

export const notificationsModule: ServerModule = {
  name: 'notifications',
  routes,
  jobs: {
    notify: (payload, tx, platform, job) =>
      notify(readPayload(payload), tx, job, async (studentId, smsId) => {
        const phone = await decryptPhone(tx, platform, studentId)
        return phone === null ? null : platform.crypto.encrypt(phone, smsAad(smsId))
      }),
    'send-sms': (payload, tx, platform) =>
      sendSms(String((payload as { id?: unknown } | null)?.id ?? ''), tx, platform, smsPort(platform)),
  },
}
