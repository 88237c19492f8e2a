import type { Step } from './types.ts'

/**
 * What a reason is about. 'picture': the photo cannot be used; 'steps': the movements were not seen or look copied;
 * 'identity': not surely the same person; 'session': the try is void; 'service': our side; 'hint': for the reviewer only.
 */
export type ReasonKind = 'picture' | 'steps' | 'identity' | 'session' | 'service' | 'hint'

/** Code → what it is about and the sentence shown to the person, which says what to do. */
export const REASONS = {
  'image-missing': ['picture', '没有收到照片，请重新拍摄。'],
  'image-format': ['picture', '照片格式不支持，请使用 JPEG、PNG 或 WebP 格式。'],
  'image-heic': ['picture', '这是 HEIC 格式的照片，请在手机相机设置里选“兼容性最佳”，或直接用本页面拍照。'],
  'image-svg': ['picture', '这是矢量图（SVG），不是照片，请直接用本页面拍照。'],
  'image-animated': ['picture', '这是动图，请换成一张静止的照片。'],
  'image-too-large': ['picture', '照片文件太大，请用本页面重新拍照，或压缩后再上传。'],
  'image-too-many-pixels': ['picture', '照片尺寸太大，请用本页面重新拍照，或缩小后再上传。'],
  'image-too-small': ['picture', '照片尺寸太小，看不清人脸，请重新拍照。'],
  'image-broken': ['picture', '照片不完整或已损坏，请在网络稳定时重新拍照。'],
  'too-dark': ['picture', '光线太暗，请到亮一些的地方，面对光源再拍。'],
  'too-bright': ['picture', '光线太亮，请避开强光直射再拍。'],
  'no-face': ['picture', '没有看到人脸，请把脸放在画面中间，不要遮挡。'],
  'two-faces': ['picture', '画面里不止一张脸，请只留本人在画面中。'],
  'face-cut-off': ['picture', '脸没有完整进入画面，请把手机拿远一点，让整张脸都在画面里。'],
  'face-too-small': ['picture', '脸离镜头太远，请靠近一些再拍。'],
  'face-unclear': ['picture', '脸部不够清楚，请擦净镜头、取下口罩，保持不动再拍。'],
  'face-turned': ['picture', '请正对镜头，头不要偏向一侧。'],
  'face-turned-too-far': ['picture', '头转得太多了，请稍微转一点就好。'],
  'face-tilted': ['picture', '请平视镜头，不要抬头或低头。'],
  'eyes-covered': ['picture', '眼睛好像被墨镜或头发遮住了，请取下墨镜、露出眼睛再拍。'],
  'too-many-frames': ['session', '照片张数多于要求，请按页面提示重新开始。'],
  'too-few-frames': ['session', '照片张数不够，请按页面提示完成全部动作。'],
  'wrong-order': ['session', '动作顺序与要求不符，请按页面提示重新开始。'],
  'wrong-timing': ['session', '拍摄时间不对，请按页面提示一步一步重新完成。'],
  'challenge-invalid': ['session', '这次核验已失效，请重新开始。'],
  'challenge-expired': ['session', '这次核验已超时，请重新开始，并在一分钟内完成。'],
  'challenge-used': ['session', '这次核验已经提交过，请重新开始。'],
  'challenge-other-person': ['session', '这次核验不是由您本人开始的，请重新开始。'],
  'consent-missing': ['session', '还没有取得您的单独同意，请先阅读并同意，或选择不用人脸的方式。'],
  'duplicate-frames': ['steps', '几张照片是同一张，请对着镜头实际完成每个动作。'],
  'replayed-frames': ['steps', '这张照片以前用过，请对着镜头现场拍摄。'],
  'turn-left-not-seen': ['steps', '没有看到向左转头，请把头慢慢转向您自己的左边。'],
  'turn-right-not-seen': ['steps', '没有看到向右转头，请把头慢慢转向您自己的右边。'],
  'open-mouth-not-seen': ['steps', '没有看到张嘴，请把嘴张大一些。'],
  'not-live': ['steps', '没有通过真人检测，请由本人对着镜头现场完成。'],
  'person-changed': ['steps', '几张照片不像同一个人，请由本人完成全部动作。'],
  'not-matching': ['identity', '与登记的人脸不一致。也可以选择不用人脸的方式，由老师当面核验。'],
  'needs-a-person': ['identity', '暂时不能确定，已交老师核对，请等候结果，或选择不用人脸的方式。'],
  'template-missing': ['session', '还没有登记人脸，请先登记，或选择不用人脸的方式。'],
  'template-other-model': ['session', '人脸识别已升级，需要重新登记一次人脸，或选择不用人脸的方式。'],
  'spoof-hint': ['hint', '画面有翻拍的迹象（仅供参考）。'],
  'service-unavailable': ['service', '人脸核验暂时不可用，请稍后再试，或选择不用人脸的方式。'],
  'provider-pending': ['service', '核验结果还没有返回，请稍等片刻再查看。'],
  'provider-timeout': ['service', '没有等到核验结果，请重新核验，或选择不用人脸的方式。'],
  'provider-signature': ['service', '收到的核验结果未通过校验，没有采用，请重新核验。'],
  'provider-late': ['service', '核验结果来得太迟，没有采用，请重新核验。'],
  'provider-cancelled': ['session', '核验没有完成，请重新核验，或选择不用人脸的方式。'],
  'photo-too-small': ['picture', '证件照至少需要 358×441 像素，请用原图，不要用截图。'],
  'photo-background': ['picture', '证件照的背景要干净、单色，请站在白墙前重拍。'],
  'photo-face-size': ['picture', '脸在证件照里太大或太小，请露出肩膀，头部占画面的一半左右。'],
  'photo-off-centre': ['picture', '请把脸放在证件照的正中间，并在头顶和肩膀处留出位置。'],
  'photo-not-level': ['picture', '证件照里头歪了，请摆正头再拍。'],
} as const satisfies Record<string, readonly [ReasonKind, string]>

export type ReasonCode = keyof typeof REASONS

/** One reason as it goes to the server and on to the person; `step` says in which picture. */
export interface Reason {
  readonly code: ReasonCode
  readonly kind: ReasonKind
  readonly text: string
  readonly step?: Step
}

/** The reason of a code, with the step of the challenge it belongs to. */
export function reason(code: ReasonCode, step?: Step): Reason {
  const [kind, text] = REASONS[code]
  return step === undefined ? { code, kind, text } : { code, kind, text, step }
}
