/**
 * 通知: messages in the app and SMS. Nobody imports this module to send: others enqueue the job `notify` with
 * { studentIds, kind, title, body, link, sms } (final texts), or `send-text` for an SMS to one number (sealed). It only
 * reacts. The demo's page of simulated SMS reads `recentSms`.
 */
import type { ServerModule } from '../../platform/index.ts'
import { consentOf } from '../activation/index.ts'
import { decryptPhone } from '../roll/index.ts'
import { smsPort } from './ports.ts'
import { notify, readPayload, sendText } from './queue.ts'
import { routes } from './routes.ts'
import { sendSms, smsAad } from './send.ts'

export { heldMessages } from './held.ts'
export { recentSms, type ShownSms } from './sms-console.ts'

export const notificationsModule: ServerModule = {
  name: 'notifications',
  routes,
  jobs: {
    notify: (payload, tx, platform, job) =>
      notify(readPayload(payload), tx, job, async (studentId, smsId) => {
        // who said no to SMS reads the message in the app
        const consent = await consentOf(tx, studentId, 'sms')
        if (consent.state === 'refused' || consent.state === 'withdrawn') return null
        const phone = await decryptPhone(tx, platform, studentId)
        return phone === null ? null : platform.crypto.encrypt(phone, smsAad(smsId))
      }),
    'send-text': (payload, tx, platform) => sendText(payload, tx, platform),
    'send-sms': (payload, tx, platform) =>
      sendSms(String((payload as { id?: unknown } | null)?.id ?? ''), tx, platform, smsPort(platform)),
  },
}
