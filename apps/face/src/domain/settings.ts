/**
 * Every number the decisions depend on. Defaults are those tried on 117 photos of 32 people (docs/domain/face.md); the
 * thresholds were chosen on the same photos, so a deployment checks them with `zhuxue face evaluate` on its own people.
 */
export interface FaceSettings {
  /** cosine from which two faces pass as one person */
  readonly pass: number
  /** cosine from which a person looks; below it the check fails */
  readonly review: number
  /** cosine that the pictures of one try must have among themselves */
  readonly sameAcrossFrames: number
  /** least score of the face detector, 0…1 */
  readonly faceScore: number
  /** least distance between the eyes, pixels of the picture scaled to ≤640 */
  readonly eyeDistance: number
  /** most turn and nod of a picture that is compared, degrees */
  readonly maxAngle: number
  /** turn asked for, degrees and nose ratio, both against the neutral picture */
  readonly turnYaw: number
  readonly turnNose: number
  /** opening of the mouth asked for, gap over width, against the neutral picture */
  readonly mouthOpen: number
  /** movements after the neutral picture: 1 or 2 */
  readonly movements: number
  /** seconds a challenge may take */
  readonly challengeSeconds: number
  /** least milliseconds between two pictures of a challenge */
  readonly frameGapMs: number
}

export const DEFAULT_SETTINGS: FaceSettings = {
  pass: 0.55,
  review: 0.4,
  sameAcrossFrames: 0.55,
  faceScore: 0.8,
  eyeDistance: 24,
  maxAngle: 20,
  turnYaw: 8,
  turnNose: 0.3,
  mouthOpen: 0.15,
  movements: 2,
  challengeSeconds: 60,
  frameGapMs: 300,
}

/**
 * Settings of an installation: the defaults, changed by `ZHUXUE_FACE_PASS`, `ZHUXUE_FACE_REVIEW`,
 * `ZHUXUE_FACE_MOVEMENTS` and `ZHUXUE_FACE_SECONDS`. Throws with a Chinese sentence when they make no sense.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): FaceSettings {
  const number = (name: string, fallback: number, from: number, to: number) => {
    const text = env[name]
    if (text === undefined || text === '') return fallback
    const value = Number(text)
    if (!Number.isFinite(value) || value < from || value > to) {
      throw new Error(`环境变量 ${name} 应为 ${from} 到 ${to} 之间的数，现在是“${text}”。`)
    }
    return value
  }
  const settings: FaceSettings = {
    ...DEFAULT_SETTINGS,
    pass: number('ZHUXUE_FACE_PASS', DEFAULT_SETTINGS.pass, 0.3, 0.95),
    review: number('ZHUXUE_FACE_REVIEW', DEFAULT_SETTINGS.review, 0.2, 0.95),
    movements: Math.round(number('ZHUXUE_FACE_MOVEMENTS', DEFAULT_SETTINGS.movements, 1, 2)),
    challengeSeconds: number('ZHUXUE_FACE_SECONDS', DEFAULT_SETTINGS.challengeSeconds, 20, 60),
  }
  if (settings.review > settings.pass) {
    throw new Error('ZHUXUE_FACE_REVIEW 不能高于 ZHUXUE_FACE_PASS，请检查人脸核验的阈值设置。')
  }
  return settings
}
