import { resolve } from 'node:path'

/** Settings of one installation, read once from the environment and the command line. */
export interface Config {
  readonly dataDir: string
  readonly port: number
  readonly host: string
  /** demo world, demo accounts and a movable clock; never in production */
  readonly demo: boolean
  readonly databaseUrl: string | undefined
  readonly region: string
  /** 'console' writes SMS to the log file of the simulator; 'http' posts them to smsUrl */
  readonly smsPort: 'console' | 'http'
  readonly smsUrl: string | undefined
  readonly smsSecret: string | undefined
  /** cookies only over TLS; off for http://localhost */
  readonly secureCookies: boolean
  readonly logLevel: string
}

/** Reads the configuration; command line wins over environment. */
export function readConfig(overrides: Partial<Config> = {}, env = process.env): Config {
  return {
    dataDir: resolve(overrides.dataDir ?? env.ZHUXUE_DATA ?? 'data'),
    port: overrides.port ?? Number(env.PORT ?? 8080),
    host: overrides.host ?? env.HOST ?? '0.0.0.0',
    demo: overrides.demo ?? env.ZHUXUE_DEMO === '1',
    databaseUrl: overrides.databaseUrl ?? env.DATABASE_URL,
    region: overrides.region ?? env.ZHUXUE_REGION ?? '530100',
    smsPort: overrides.smsPort ?? (env.SMS_URL ? 'http' : 'console'),
    smsUrl: overrides.smsUrl ?? env.SMS_URL,
    smsSecret: overrides.smsSecret ?? env.SMS_SECRET,
    secureCookies: overrides.secureCookies ?? env.SECURE_COOKIES === '1',
    logLevel: overrides.logLevel ?? env.LOG_LEVEL ?? 'info',
  }
}
