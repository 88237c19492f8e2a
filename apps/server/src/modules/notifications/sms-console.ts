import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { maskPhone } from '@zhuxue/policy'
import type { Sms, SmsPort } from './sms-port.ts'

/** Writes each SMS as one line to DATA/logs/sms.log, phone masked: for the demo and for installations without SMS. */
export class ConsoleSms implements SmsPort {
  readonly name = 'console'
  readonly #dir: string

  constructor(dataDir: string) {
    this.#dir = join(dataDir, 'logs')
  }

  async send(sms: Sms): Promise<{ outcome: 'accepted'; providerId: string }> {
    await mkdir(this.#dir, { recursive: true })
    const line = JSON.stringify({ id: sms.id, to: maskPhone(sms.phone), text: sms.text })
    await appendFile(join(this.#dir, 'sms.log'), `${line}\n`)
    return { outcome: 'accepted', providerId: `console-${sms.id}` }
  }

  async ask(): Promise<null> {
    return null
  }
}
