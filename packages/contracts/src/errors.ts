import { Type } from 'typebox'

/** Every error code the API can answer with, its HTTP status, and the sentence shown when the place gives none. */
export const errorCodes = {
  'bad-request': [400, '填写的内容有误，请按提示修改后再提交。'],
  'login-failed': [401, '账号或密码不正确，请核对后再试。'],
  'login-locked': [429, '连续输错次数过多，账号已暂时锁定，请稍后再试或联系班主任。'],
  'session-expired': [401, '登录已过期，请重新登录。已填写的内容不会丢失。'],
  'password-change-required': [403, '请先修改密码。'],
  'activation-required': [403, '请先完成账号激活中的“告知与同意”。'],
  'second-factor-required': [403, '请先完成第二重验证。'],
  'reason-required': [403, '查看未成年学生的档案须先选择原因。'],
  forbidden: [403, '您没有办理此项业务的权限。'],
  'not-found': [404, '没有找到，可能已被撤下，或不在您的管理范围内。'],
  'method-not-allowed': [405, '不支持这种操作。'],
  'revision-conflict': [409, '内容已被他人更新，请查看最新内容后再操作。'],
  'state-conflict': [409, '当前状态不能办理此操作，请刷新后查看最新进度。'],
  duplicate: [409, '已经办理过，无需重复提交。'],
  'request-id-reused': [422, '本次提交的编号已用于其他内容，请刷新页面后重新提交。'],
  'rule-refused': [422, '按现行规定不能办理。'],
  'same-person': [422, '同一人不能办理前后两个环节，请由另一位工作人员办理。'],
  'file-refused': [422, '文件不符合要求，请按提示更换后再上传。'],
  'file-too-large': [413, '文件太大，请压缩或重新拍照后再上传。'],
  'rate-limited': [429, '操作太频繁，请稍候再试。'],
  'calendar-coverage': [422, '所选日期超出已发布的工作日历范围，请联系系统管理员导入放假安排通知。'],
  'face-check-required': [428, '办理前请先确认是您本人：人脸核验，或请老师当面核验。'],
  'face-unavailable': [503, '人脸核验暂时不可用，请稍后再试，或选择不用人脸的方式。'],
  busy: [503, '系统繁忙，请稍后再试。您填写的内容不会丢失。'],
  fault: [500, '系统出现故障，我们已记录。请稍后再试。'],
} as const satisfies Record<string, readonly [number, string]>
export type ErrorCode = keyof typeof errorCodes

/** RFC 9457 problem details as this API sends them (application/problem+json). */
export const Problem = Type.Object({
  type: Type.String({ description: 'about:blank or urn:zhuxue:error:<code>' }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String({ description: 'Chinese sentence that says what to do' }),
  requestId: Type.Optional(Type.String()),
  fields: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.String({ description: 'JSON pointer of the field, or line number of a file' }),
        text: Type.String(),
      }),
    ),
  ),
  current: Type.Optional(Type.Unknown({ description: 'on 409: what the server holds now' })),
})
