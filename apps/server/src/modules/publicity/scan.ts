import { type LocalDate, scanForPersonalData } from '@zhuxue/policy'
import { type FieldProblem, refuse } from '../../platform/index.ts'

/** A text that is going to be published, with the JSON pointer under which a finding is reported. */
export interface PublicText {
  readonly path: string
  readonly text: string
}

/** First three and last two characters, so that the person who typed it finds the place and nobody else learns it. */
const hint = (text: string): string => (text.length <= 5 ? text : `${text.slice(0, 3)}***${text.slice(-2)}`)

/**
 * Refuses the whole publication when any text holds something like an ID, card or phone number or a birth date
 * (公示严禁 these: 学校学生资助工作指南 四(四), 教育部通知), or the full name of somebody whose name the list masks.
 */
export function refusePersonalData(texts: readonly PublicText[], fullNames: readonly string[], today: LocalDate): void {
  const fields: FieldProblem[] = texts.flatMap(({ path, text }) => [
    ...scanForPersonalData(text, today).map((f) => ({
      path,
      text: `“${hint(text.slice(f.index, f.index + f.length))}”${f.text}`,
    })),
    ...(path === '/note' && fullNames.some((name) => text.includes(name))
      ? [{ path, text: '公示说明中出现了名单内学生的完整姓名，请删除。' }]
      : []),
  ])
  if (fields.length > 0) {
    throw refuse('rule-refused', '公示内容中有不能公开的个人信息，没有发布。请按提示修改后再发布。', { fields })
  }
}

const HIDDEN = '［号码已隐去］'

/**
 * The text of an objection without ID-, card- and phone-like strings. Whoever objects may say what he knows, but nobody
 * needs such numbers to decide: the list entry names the student, and the objector's contact has its own field.
 */
export function withoutNumbers(text: string, today: LocalDate): string {
  return scanForPersonalData(text, today)
    .filter(({ kind }) => kind !== 'birth-date')
    .reverse()
    .reduce((t, f) => t.slice(0, f.index) + HIDDEN + t.slice(f.index + f.length), text)
}
