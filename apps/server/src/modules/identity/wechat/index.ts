/** 微信公众号: binding by one-time code, and what the reminders of the office need. No log-in goes this way. */
export { newWechatCode, setReminders, unbindWechat, wechatStatus } from './bind.ts'
export { bindingOf, bindingsDue, dropBinding, markReminded, postsOf } from './bindings.ts'
export { receiveWechat, wechatPages } from './callback.ts'
export { wechatAccount } from './port.ts'
export { readXml, sealBox, signatureOf } from './protocol.ts'
