import { appendFile, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { maskPhone } from '@zhuxue/policy'
import type { Platform } from '../../platform/index.ts'
import type { Sms, SmsPort } from './sms-port.ts'

/** An SMS as the simulator shows it: number masked. */
export interface ShownSms {
  readonly id: string
  readonly at: string
  readonly to: string
  readonly text: string
}

const logFile = (dataDir: string): string => join(dataDir, 'logs', 'sms.log')

/** Writes each SMS as one line to DATA/logs/sms.log, phone masked: for the demo and for installations without SMS. */
export class ConsoleSms implements SmsPort {
  readonly name = 'console'
  readonly #dir: string
  readonly #now: () => Date

  constructor(dataDir: string, now: () => Date) {
    this.#dir = dataDir
    this.#now = now
  }

  async send(sms: Sms): Promise<{ outcome: 'accepted'; providerId: string }> {
    await mkdir(join(this.#dir, 'logs'), { recursive: true })
    const shown: ShownSms = { id: sms.id, at: this.#now().toISOString(), to: maskPhone(sms.phone), text: sms.text }
    await appendFile(logFile(this.#dir), `${JSON.stringify(shown)}\n`, { mode: 0o600 })
    return { outcome: 'accepted', providerId: `console-${sms.id}` }
  }

  async ask(): Promise<null> {
    return null
  }
}

const TAIL_BYTES = 65_536

/** The last SMS of the simulator, newest first: what a visitor of the demo would read on the phone. */
export async function recentSms(platform: Platform, limit = 30): Promise<ShownSms[]> {
  const file = await open(logFile(platform.config.dataDir), 'r').catch(() => null)
  if (!file) return []
  try {
    const { size } = await file.stat()
    const from = Math.max(0, size - TAIL_BYTES)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    // the first line may be cut by where the reading began
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .slice(from > 0 ? 1 : 0)
    return lines
      .filter(Boolean)
      .map((l) => JSON.parse(l) as ShownSms)
      .slice(-limit)
      .reverse()
  } finally {
    await file.close()
  }
}
