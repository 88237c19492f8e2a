import { Type } from 'typebox'
import { Done, Instant, Nullable, RequestId, Text } from './basics.ts'
import { route } from './route.ts'

export const wechatStatus = route({
  id: 'session.wechat-status',
  method: 'GET',
  path: '/api/v1/session/wechat',
  summary: '微信公众号提醒：是否可用、是否已绑定',
  audience: 'staff',
  reply: Type.Object({
    enabled: Type.Boolean(),
    accountName: Type.String(),
    boundAt: Nullable(Instant),
    remind: Type.Boolean(),
  }),
})

export const wechatCode = route({
  id: 'session.wechat-code',
  method: 'POST',
  path: '/api/v1/session/wechat/code',
  summary: '生成一次性绑定码（10 分钟内发给公众号；旧码作废）',
  audience: 'staff',
  body: Type.Object({ requestId: RequestId, password: Text(128) }),
  reply: Type.Object({ code: Type.String(), expiresAt: Instant }),
})

export const wechatUnbind = route({
  id: 'session.wechat-unbind',
  method: 'POST',
  path: '/api/v1/session/wechat/unbind',
  summary: '解除微信绑定',
  audience: 'staff',
  body: Type.Object({ requestId: RequestId }),
  reply: Done,
})

export const wechatReminders = route({
  id: 'session.wechat-reminders',
  method: 'POST',
  path: '/api/v1/session/wechat/reminders',
  summary: '打开或关闭微信待办提醒',
  audience: 'staff',
  body: Type.Object({ requestId: RequestId, on: Type.Boolean() }),
  reply: Done,
})

export const demoWechatMessage = route({
  id: 'demo.wechat-message',
  method: 'POST',
  path: '/api/v1/demo/wechat',
  summary: '演示：模拟在微信里给公众号发一条消息，返回公众号的回复',
  audience: 'public',
  body: Type.Object({ text: Text(200) }),
  reply: Type.Object({ answer: Type.String() }),
})
