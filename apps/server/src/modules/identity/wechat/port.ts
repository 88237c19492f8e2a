import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform, WechatConfig } from '../../../platform/index.ts'
import { WechatApi } from './api.ts'

/** What became of one message: sent, worth another try after some seconds, or never to be delivered. */
export type WechatResult =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'later'; readonly reason: string; readonly seconds: number }
  | { readonly outcome: 'refused'; readonly reason: string }

export interface WechatReminder {
  /** the same on every retry: the provider drops doubles */
  readonly id: string
  readonly title: string
  readonly text: string
  readonly url: string | null
}

/** Sending to a person through the official account. */
export interface WechatPort {
  remind(openid: string, reminder: WechatReminder): Promise<WechatResult>
}

/** An official account as this installation uses it: settings of the callback, and the way to send. */
export interface WechatAccount extends WechatPort {
  readonly name: string
  readonly token: string
  readonly appId: string
  readonly aesKey: string | undefined
}

const accounts = new WeakMap<Platform, WechatAccount | null>()

/** The account of this installation: the real one where configured, a local one in demo mode, else none. */
export function wechatAccount(platform: Platform): WechatAccount | null {
  const held = accounts.get(platform)
  if (held !== undefined) return held
  const { wechat, demo, dataDir } = platform.config
  const account = wechat ? real(wechat) : demo ? local(platform, dataDir) : null
  accounts.set(platform, account)
  return account
}

function real(config: WechatConfig): WechatAccount {
  const api = new WechatApi(config)
  const { name, token, appId, aesKey } = config
  return { name, token, appId, aesKey, remind: (openid, r) => api.remind(openid, r) }
}

/** Demo: what would be sent is written to DATA/wechat-outbox.jsonl; messages come in by the demo route, really signed. */
function local(platform: Platform, dataDir: string): WechatAccount {
  return {
    name: '助学演示公众号',
    token: platform.crypto.derive('wechat-demo-token').slice(0, 32),
    appId: 'wxdemo0000000000',
    aesKey: undefined,
    async remind(openid, reminder) {
      mkdirSync(dataDir, { recursive: true })
      appendFileSync(join(dataDir, 'wechat-outbox.jsonl'), `${JSON.stringify({ openid, ...reminder })}\n`)
      return { outcome: 'sent' }
    },
  }
}
