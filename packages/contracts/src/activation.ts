/** Activation by the student and the guardian. */
import { Type } from 'typebox'
import { Consent, RollReport, Wizard } from './activation-views.ts'
import { Count, Done, Instant, OneOf, RequestId, Text } from './basics.ts'
import { ageGroups, consentPurposes, consentStates, rollFields } from './enums.ts'
import { route } from './route.ts'

export * from './activation-office.ts'
export * from './activation-views.ts'

export const ownConsents = route({
  id: 'activation.own-consents',
  method: 'GET',
  path: '/api/v1/student/consents',
  summary: '我的各项同意：文本、时间、方式',
  audience: 'student',
  beforeActivation: true,
  reply: Type.Object({
    ageGroup: OneOf(ageGroups),
    /** 未满14周岁: the guardian answers, by link or on paper */
    guardianDecides: Type.Boolean(),
    consents: Type.Array(Consent),
  }),
})

export const decideConsent = route({
  id: 'activation.decide-consent',
  method: 'POST',
  path: '/api/v1/student/consents',
  summary: '同意、不同意或撤回一项同意（撤回后人脸特征立即删除）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({
    requestId: RequestId,
    purpose: OneOf(consentPurposes),
    decision: OneOf(['given', 'refused', 'withdrawn']),
    /** of the text that was read; a newer one must be read first */
    textVersion: Text(60),
  }),
  reply: Type.Object({ state: OneOf(consentStates) }),
})

export const wizard = route({
  id: 'activation.wizard',
  method: 'GET',
  path: '/api/v1/student/activation',
  summary: '账号激活：走到哪一步',
  audience: 'student',
  beforeActivation: true,
  reply: Wizard,
})

export const confirmRoll = route({
  id: 'activation.confirm-roll',
  method: 'POST',
  path: '/api/v1/student/activation/roll',
  summary: '核对本人学籍信息：都看过了（有误的另行反映）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId }),
  reply: Wizard,
})

export const reportRoll = route({
  id: 'activation.report-roll',
  method: 'POST',
  path: '/api/v1/student/roll-reports',
  summary: '反映一项学籍信息有误，由学校学籍管理员核实',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, field: OneOf(rollFields), claimed: Text(100), note: Text(300, 0) }),
  reply: RollReport,
})

export const sendPhoneCode = route({
  id: 'activation.send-phone-code',
  method: 'POST',
  path: '/api/v1/student/activation/phone-code',
  summary: '向手机发送验证码（5分钟有效，60秒后可重发）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, phone: Text(40) }),
  reply: Type.Object({ sentTo: Type.String(), expiresIn: Count, resendIn: Count }),
})

export const confirmPhone = route({
  id: 'activation.confirm-phone',
  method: 'POST',
  path: '/api/v1/student/activation/phone',
  summary: '用验证码确认手机号',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, code: Text(20) }),
  reply: Wizard,
})

export const chooseFace = route({
  id: 'activation.choose-face',
  method: 'POST',
  path: '/api/v1/student/activation/face',
  summary: '选择人脸核对，或效力相同的当面核对',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, choice: OneOf(['face', 'no-face']) }),
  reply: Wizard,
})

export const putOff = route({
  id: 'activation.put-off',
  method: 'POST',
  path: '/api/v1/student/activation/later',
  summary: '这一步以后再办',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, step: OneOf(['roll', 'phone', 'face', 'photo']) }),
  reply: Wizard,
})

export const finish = route({
  id: 'activation.finish',
  method: 'POST',
  path: '/api/v1/student/activation/finish',
  summary: '完成激活，进入首页（没办的步骤以后可以再办）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId }),
  reply: Wizard,
})

export const sendGuardianLink = route({
  id: 'activation.send-guardian-link',
  method: 'POST',
  path: '/api/v1/student/activation/guardian-link',
  summary: '未满14周岁：把告知书的链接发到监护人手机（旧链接作废）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId }),
  reply: Type.Object({ phoneMasked: Type.String(), resendIn: Count }),
})

/** What a link is about, shown to whoever holds it; nothing of the student but the call name and the school. */
export const guardianLink = route({
  id: 'activation.guardian-link',
  method: 'GET',
  path: '/api/v1/guardian-links/:token',
  summary: '监护人链接：要确认什么（不需要登录）',
  audience: 'public',
  params: Type.Object({ token: Text(80) }),
  reply: Type.Object({
    purpose: OneOf(['consent', 'application']),
    studentCall: Type.String({ description: '李同学' }),
    schoolName: Type.String(),
    expiresAt: Instant,
  }),
})

const Key = { key: Text(12), name: Text(40), relation: Text(20) }

export const openGuardianLink = route({
  id: 'activation.open-guardian-link',
  method: 'POST',
  path: '/api/v1/guardian-links/:token/open',
  summary: '监护人核对学生证件号码后4位或生日，查看要确认的内容',
  audience: 'public',
  params: Type.Object({ token: Text(80) }),
  body: Type.Object({ key: Text(12) }),
  reply: Type.Object({
    purpose: OneOf(['consent', 'application']),
    studentName: Type.String(),
    schoolName: Type.String(),
    className: Type.String(),
    /** the form as it was submitted, line by line */
    lines: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
    consents: Type.Array(Type.Object({ purpose: OneOf(consentPurposes), text: Consent.properties.text })),
  }),
})

export const signGuardianLink = route({
  id: 'activation.sign-guardian-link',
  method: 'POST',
  path: '/api/v1/guardian-links/:token/sign',
  summary: '监护人签字：逐项同意或不同意（链接只能用一次）',
  audience: 'public',
  params: Type.Object({ token: Text(80) }),
  body: Type.Object({
    ...Key,
    requestId: RequestId,
    /** for an application */
    agree: Type.Optional(Type.Boolean()),
    /** for consents: the purposes agreed to; every other one counts as refused */
    purposes: Type.Optional(Type.Array(OneOf(consentPurposes), { maxItems: 4, uniqueItems: true })),
  }),
  reply: Done,
})
