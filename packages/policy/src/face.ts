/** Tries of one purpose a student has on one day (Asia/Shanghai); then a person of the school looks. */
export const FACE_TRIES_PER_DAY = 5
/** Minutes for which a passed face check of a session is good for its purpose: a slow link is not asked twice. */
export const FACE_PASS_MINUTES = 15
/** Hours for which persons of the school can let a student through; good for one act. */
export const FACE_PERSON_PASS_HOURS = 24
/** Minutes a one-time code from the counsellor lives, and wrong entries it survives. */
export const FACE_CODE_MINUTES = 10
export const FACE_CODE_TRIES = 5
/** Days after the end of a roll after which the face template is erased. */
export const FACE_DAYS_AFTER_LEAVING = 30
/** Stored faces from which a filing is due (人脸识别技术应用安全管理办法 15), and from which we say so beforehand. */
export const FACE_FILING_COUNT = 100_000
export const FACE_ALERT_COUNT = 90_000

export type FaceVerdictResult = 'pass' | 'review' | 'fail' | 'error'
/** What comes after a verdict: the act itself, another try, a person of the school is asked, or a person is already looking. */
export type FaceNext = 'done' | 'again' | 'person' | 'waiting'

/**
 * What follows from a verdict. Only what decided something about the person counts as a try; 'error' never does. The
 * last try of the day and an uncertain comparison go to a person; at an enrolment there is nothing to compare, so
 * nobody is called.
 * @param triesBefore tries that counted today before this one
 */
export function afterFaceVerdict(
  purpose: string,
  result: FaceVerdictResult,
  triesBefore: number,
): { readonly counts: boolean; readonly next: FaceNext; readonly opensCase: boolean; readonly triesLeft: number } {
  const counts = result === 'fail' || result === 'review'
  const triesLeft = Math.max(0, FACE_TRIES_PER_DAY - triesBefore - (counts ? 1 : 0))
  if (result === 'pass') return { counts, next: 'done', opensCase: false, triesLeft }
  if (purpose === 'enrol') return { counts, next: triesLeft > 0 ? 'again' : 'person', opensCase: false, triesLeft }
  if (result === 'review') return { counts, next: 'waiting', opensCase: true, triesLeft }
  if (triesLeft === 0) return { counts, next: 'waiting', opensCase: result === 'fail', triesLeft }
  return { counts, next: 'again', opensCase: false, triesLeft }
}

/** How many stored faces mean what for the duty to file. */
export function faceCountText(count: number): { readonly ok: boolean; readonly text: string } {
  const n = count.toLocaleString('zh-CN')
  if (count >= FACE_FILING_COUNT)
    return { ok: false, text: `已存储 ${n} 人的人脸特征，达到 10 万人，须在 30 个工作日内向省级以上网信部门备案` }
  if (count >= FACE_ALERT_COUNT)
    return { ok: false, text: `已存储 ${n} 人的人脸特征，接近 10 万人的备案线，请提前准备备案` }
  return { ok: true, text: `已存储 ${n} 人的人脸特征（备案线 10 万人）` }
}
