import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'

export type Log = Logger

/** Strings that must never reach a log: ID numbers, card numbers, mobile numbers. */
const PERSONAL = /(?<![0-9a-f-])(?:[1-9]\d{16}[\dXx]|\d{16,19}|1\d{10})(?![0-9a-f-])/g
export const scrub = (text: string): string => text.replace(PERSONAL, '〔已隐去〕')

/** pino logger without personal data: no bodies, no query strings, and a scrubber for what slips into messages. */
export function openLog(level: string, dataDir?: string): Log {
  const options: pino.LoggerOptions = {
    level,
    base: undefined,
    redact: {
      paths: ['req.headers.cookie', 'req.headers.authorization', 'body', '*.password', '*.idNumber'],
      remove: true,
    },
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map((a) => (typeof a === 'string' ? scrub(a) : a)) as Parameters<typeof method>)
      },
    },
    serializers: {
      err: (e: Error & { code?: string; constraint?: string }) => ({
        name: e.name,
        code: e.code,
        constraint: e.constraint,
        message: scrub(e.message ?? ''),
        stack: scrub(e.stack ?? ''),
      }),
    },
  }
  if (!dataDir) return pino(options)
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
  return pino(options, pino.destination({ dest: join(dataDir, 'logs', 'server.log'), sync: false, mkdir: true }))
}
