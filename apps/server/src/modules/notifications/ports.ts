import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../platform/index.ts'
import { AliyunSms } from './sms-aliyun.ts'
import { ConsoleSms } from './sms-console.ts'
import type { SmsPort } from './sms-port.ts'
import { SMS_WORDINGS, type SmsTemplate } from './sms-templates.ts'

const ports = new WeakMap<Platform, SmsPort>()

/**
 * The port of this installation: console, or Alibaba Cloud SMS at SMS_URL with SMS_SECRET 'keyId:keySecret' and the
 * template codes in DATA/sms-templates.json ({"submitted": "SMS_123456789", …}; docs/domain/notifications.md).
 */
export function smsPort(platform: Platform): SmsPort {
  const held = ports.get(platform)
  if (held) return held
  const port = makePort(platform)
  ports.set(platform, port)
  return port
}

function makePort({ config, clock }: Platform): SmsPort {
  if (config.smsPort === 'console' || !config.smsUrl) return new ConsoleSms(config.dataDir, () => clock.now())
  const [keyId, ...secret] = (config.smsSecret ?? '').split(':')
  return new AliyunSms({
    url: config.smsUrl,
    keyId: keyId ?? '',
    keySecret: secret.join(':'),
    templates: readTemplates(join(config.dataDir, 'sms-templates.json')),
  })
}

/** Template codes of the installation joined with our wordings; kinds without a code are never sent. */
export function readTemplates(file: string): SmsTemplate[] {
  if (!existsSync(file)) return []
  const codes = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  return Object.entries(SMS_WORDINGS).flatMap(([kind, text]) =>
    typeof codes[kind] === 'string' ? [{ code: codes[kind], text }] : [],
  )
}
