import { isLocalDate, type LocalDate } from './local-date.ts'
import { surnameOf } from './names.ts'

/**
 * 脱敏姓名 for need-based lists: 张伟 → 张*, 李小明 → 李*明, 欧阳娜 → 欧阳*; names joined by '·' keep the first part.
 */
export function maskName(name: string): string {
  const clean = name.trim().replace(/[.•・‧]/g, '·')
  const dot = clean.indexOf('·')
  if (dot > 0) return `${clean.slice(0, dot)}·*`
  const surname = surnameOf(clean)
  const given = Array.from(clean.slice(surname.length))
  const last = given[given.length - 1]
  if (given.length < 2 || last === undefined) return `${surname}*`
  return `${surname}${'*'.repeat(given.length - 1)}${last}`
}

/** Columns that a public notice may ever show. Anything else is refused, so a new column is private by default. */
export const NOTICE_COLUMNS = {
  sequence: '序号',
  name: '姓名',
  school: '学校',
  department: '系部',
  grade: '年级',
  major: '专业',
  className: '班级',
  level: '认定等级',
} as const
export type NoticeColumn = keyof typeof NOTICE_COLUMNS

/** What the notice is about: the level may be shown for hardship determinations only. */
export type NoticeKind = 'hardship' | 'need-based' | 'scholarship'

const COMMON: readonly NoticeColumn[] = ['sequence', 'name', 'school', 'department', 'grade', 'major', 'className']

/** Allow-list of columns by kind of notice. */
export function noticeColumns(kind: NoticeKind): readonly NoticeColumn[] {
  return kind === 'hardship' ? COMMON.concat('level') : COMMON
}

/** Whether names are masked by default: need-based lists yes, scholarships no. */
export function masksNames(kind: NoticeKind): boolean {
  return kind !== 'scholarship'
}

export type PersonalDataKind = 'id-number' | 'card-number' | 'phone' | 'birth-date'
export type PersonalDataFinding = {
  readonly kind: PersonalDataKind
  /** Place in the text as given (UTF-16 index) and length. */
  readonly index: number
  readonly length: number
  readonly text: string
}

const FINDING_TEXT: Readonly<Record<PersonalDataKind, string>> = {
  'id-number': '疑似身份证号，不能公示，请删除。',
  'card-number': '疑似银行卡号，不能公示，请删除。',
  phone: '疑似电话号码，不能公示，请删除。',
  'birth-date': '疑似出生日期，不能公示，请删除。',
}

const CHINESE_DIGITS = '〇一二三四五六七八九'
/** What people put between digits to slip past a check or to read them more easily. */
const SEPARATOR = /[\s\-_.·•—–‐‑−()+\u200b-\u200f\u2060\ufeff]/

/** One character per input unit, so that places in the folded text are places in the text given. */
function fold(character: string): string {
  const plain = character.normalize('NFKC').toUpperCase()
  if (plain === '零') return '0'
  const chinese = CHINESE_DIGITS.indexOf(plain)
  if (chinese >= 0) return String(chinese)
  return plain.length === 1 ? plain : character
}

/** Runs of digits (with an X at the end), separators inside a run skipped. */
function digitRuns(folded: string): { digits: string; index: number; end: number }[] {
  const runs: { digits: string; index: number; end: number }[] = []
  let digits = ''
  let index = 0
  let end = 0
  const flush = () => {
    if (digits !== '') runs.push({ digits, index, end })
    digits = ''
  }
  for (let i = 0; i < folded.length; i += 1) {
    const character = folded.charAt(i)
    if (/\d/.test(character) || (character === 'X' && digits.length >= 17)) {
      if (digits === '') index = i
      digits += character
      end = i + 1
    } else if (!SEPARATOR.test(character)) {
      flush()
    }
  }
  flush()
  return runs
}

function kindOfRun(digits: string): PersonalDataKind | null {
  const bare = digits.replace(/^0{0,2}86(?=1[3-9]\d{9}$)/, '')
  if (/^1[3-9]\d{9}$/.test(bare)) return 'phone'
  if (/^0\d{9,11}$/.test(digits)) return 'phone'
  if (/[1-8]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]/.test(digits)) {
    return 'id-number'
  }
  if (/^[1-8]\d{7}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$/.test(digits)) return 'id-number'
  if (digits.length >= 16) return 'card-number'
  return digits.length >= 11 && /1[3-9]\d{9}/.test(digits) ? 'phone' : null
}

type FoundDate = { readonly index: number; readonly length: number; readonly birth: boolean }

/** Real days in the text; `birth` = can be a birthday: at least ten years before `today` (before 2017 without it). */
function datesIn(folded: string, today: LocalDate | null): FoundDate[] {
  const latestYear = today === null ? 2016 : Number(today.slice(0, 4)) - 10
  const found: FoundDate[] = []
  const shape = /(^|\D)((?:19|20)\d{2})\s*(?:([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{2})(\d{2}))(?!\d)/g
  for (let match = shape.exec(folded); match !== null; match = shape.exec(folded)) {
    const year = Number(match[2])
    const month = (match[4] ?? match[6] ?? '').padStart(2, '0')
    const day = (match[5] ?? match[7] ?? '').padStart(2, '0')
    const lead = (match[1] ?? '').length
    if (isLocalDate(`${year}-${month}-${day}`)) {
      const birth = year <= latestYear && year >= 1930
      found.push({ index: match.index + lead, length: match[0].length - lead, birth })
    }
    // The character that ends one date may be the one before the next: "2026.9.28-2026.10.10".
    shape.lastIndex = match.index + match[0].length
  }
  return found
}

function finding(kind: PersonalDataKind, index: number, length: number): PersonalDataFinding {
  return { kind, index, length, text: FINDING_TEXT[kind] }
}

/**
 * Finds ID-, card-, phone- and birth-date-like strings in a text that is going to be published, also when written in
 * full-width or Chinese digits or with separators. Errs on the side of finding; a person looks at what is found.
 * Days of the present, such as the notice period itself, are no finding.
 */
export function scanForPersonalData(text: string, today: LocalDate | null = null): PersonalDataFinding[] {
  let folded = ''
  for (let i = 0; i < text.length; i += 1) folded += fold(text.charAt(i))
  const dates = datesIn(folded, today)
  for (const { index, length, birth } of dates) {
    if (!birth) folded = folded.slice(0, index) + '|'.repeat(length) + folded.slice(index + length)
  }
  const findings: PersonalDataFinding[] = []
  for (const run of digitRuns(folded)) {
    const kind = kindOfRun(run.digits)
    if (kind !== null) findings.push(finding(kind, run.index, run.end - run.index))
  }
  for (const date of dates) {
    const covered = findings.some(({ index, length }) => date.index >= index && date.index < index + length)
    if (date.birth && !covered) findings.push(finding('birth-date', date.index, date.length))
  }
  return findings.sort((a, b) => a.index - b.index)
}
