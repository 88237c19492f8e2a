import { type Platform, refuse } from '../../platform/index.ts'
import { delivery } from '../../simulators/wechat.ts'
import { readXml, receiveWechat, wechatAccount } from '../identity/index.ts'
import { requireDemo } from './clock.ts'

/** What a visitor of the demo would send in WeChat, delivered as the official account delivers it: signed, as XML. */
export async function demoWechat(platform: Platform, text: string): Promise<{ answer: string }> {
  requireDemo(platform)
  const account = wechatAccount(platform)
  if (!account) throw refuse('not-found')
  const { query, xml } = delivery(account, { openid: 'o-demo-visitor', text })
  const reply = await receiveWechat(platform, query, xml)
  return { answer: readXml(reply ?? '')?.Content ?? '' }
}
