/** 演示: the movable clock and the accounts to try; answers 404 wherever demo mode is off. */
import { office, wechat } from '@zhuxue/contracts'
import type { ServerModule } from '../../platform/index.ts'
import { demoAccounts, moveClock, readClock } from './clock.ts'
import { demoWechat } from './wechat.ts'

export { moveClock, readClock } from './clock.ts'
export { demoSms } from './sms.ts'

export const demoModule: ServerModule = {
  name: 'demo',
  routes: (router, platform, server) => {
    router.raw(office.demoClock, async () => readClock(platform))
    router.raw(office.moveClock, (_actor, { body }) => moveClock(platform, server, body))
    router.raw(wechat.demoWechatMessage, (_actor, { body }) => demoWechat(platform, body.text))
    router.raw(office.demoAccounts, () => demoAccounts(platform))
  },
}
