import { resolve } from 'node:path'

/** An outside identity provider that staff may sign in with. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** shown on the button, e.g. 昆明教育统一身份 */
  readonly name: string
}

/** A WeChat official account (公众号) that reminds staff. */
export interface WechatConfig {
  readonly appId: string
  readonly appSecret: string
  /** Token of the server settings: signs what comes in */
  readonly token: string
  /** EncodingAESKey; set: safe mode, nothing unencrypted is taken */
  readonly aesKey: string | undefined
  /** name that people search for */
  readonly name: string
  /** template with the fields thing1 and thing2; without it customer-service texts are sent */
  readonly templateId: string | undefined
  readonly apiUrl: string
}

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
  /** address people see, e.g. https://zz.example.edu.cn; passkeys and outside sign-in are bound to it */
  readonly publicUrl: string | undefined
  /** sign-in with an outside identity (OpenID Connect); all three or none */
  readonly oidc: OidcConfig | undefined
  readonly wechat: WechatConfig | undefined
  readonly logLevel: string
  /** settings of face verification: everything in the environment that begins with ZHUXUE_FACE; ZHUXUE_FACE=off switches it off */
  readonly face: Readonly<Record<string, string>>
  /** alert when so many accounts of a school are activated within `minutes` from one device, or one browser and address */
  readonly bulkActivation: { readonly minutes: number; readonly device: number; readonly browser: number }
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
    publicUrl: (overrides.publicUrl ?? env.PUBLIC_URL)?.replace(/\/+$/, ''),
    oidc: overrides.oidc ?? readOidc(env),
    wechat: overrides.wechat ?? readWechat(env),
    logLevel: overrides.logLevel ?? env.LOG_LEVEL ?? 'info',
    face: overrides.face ?? readFace(env),
    bulkActivation: overrides.bulkActivation ?? {
      minutes: count(env.BULK_ACTIVATION_MINUTES, 60),
      device: count(env.BULK_ACTIVATION_DEVICE, 5),
      browser: count(env.BULK_ACTIVATION_BROWSER, 12),
    },
  }
}

const readFace = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([k, v]) => (k.startsWith('ZHUXUE_FACE') && v ? [[k, v]] : [])))

/** A count of at least 2; anything else is a mistake that must not switch a detector off silently. */
function count(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback
  const n = Number(text)
  if (!Number.isInteger(n) || n < 2) throw new Error(`批量激活预警的数值应为不小于 2 的整数，不能是“${text}”。`)
  return n
}

function readOidc(env: NodeJS.ProcessEnv): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env
  if (!issuer && !clientId && !clientSecret) return undefined
  if (!issuer || !clientId || !clientSecret) {
    throw new Error('统一身份登录要同时设置 OIDC_ISSUER、OIDC_CLIENT_ID、OIDC_CLIENT_SECRET。')
  }
  const { protocol, hostname } = new URL(issuer)
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol !== 'https:' && !loopback) throw new Error('OIDC_ISSUER 须为 https 地址。')
  return { issuer, clientId, clientSecret, name: env.OIDC_NAME ?? '统一身份' }
}

function readWechat(env: NodeJS.ProcessEnv): WechatConfig | undefined {
  const { WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret, WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey } = env
  if (!appId && !appSecret && !token) return undefined
  if (!appId || !appSecret || !token) {
    throw new Error('微信公众号要同时设置 WECHAT_APP_ID、WECHAT_APP_SECRET、WECHAT_TOKEN。')
  }
  if (aesKey && !/^[A-Za-z0-9]{43}$/.test(aesKey)) throw new Error('WECHAT_AES_KEY 须为43位字母和数字。')
  return {
    appId,
    appSecret,
    token,
    aesKey: aesKey || undefined,
    name: env.WECHAT_NAME ?? '微信公众号',
    templateId: env.WECHAT_TEMPLATE_ID || undefined,
    apiUrl: (env.WECHAT_API_URL ?? 'https://api.weixin.qq.com').replace(/\/+$/, ''),
  }
}
