import { checkIdNumber, checkPhone, type LocalDate, normaliseDigits } from '@zhuxue/policy'
import { type LineProblem, parseDay, parseMonth, type TableRecord } from '../../../platform/index.ts'
import { FILLED_COLUMNS } from './columns.ts'
import { ROSTER } from './template.ts'
import type { RosterPerson } from './types.ts'
import { AREAS, nationalityOf, OTHER_DOCUMENTS, RESIDENT_DOCUMENTS, STAGES } from './values.ts'

export interface CheckedLine {
  readonly line: number
  readonly person: RosterPerson | null
  readonly problems: readonly LineProblem[]
}

type Text = (column: string) => string
type Add = (column: string, text: string) => void

const NAME = /^(?=.*[\p{Script=Han}A-Za-z])[\p{Script=Han}\u3007A-Za-z·' -]{2,40}$/u

/** One line of the roster by itself; every problem of the line is found, not only the first. */
export function checkLine(record: TableRecord<string>, today: LocalDate): CheckedLine {
  const problems: LineProblem[] = []
  const add: Add = (column, text) => problems.push({ line: record.line, column, text })
  const text: Text = (column) => (record.cells[column]?.text ?? '').trim()
  for (const column of FILLED_COLUMNS) if (text(column) === '') add(column, '没有填写，请补充。')
  for (const [column, allowed] of Object.entries(ROSTER.dictionaries)) {
    if (text(column) !== '' && !allowed.includes(text(column))) {
      add(column, `“${short(text(column))}”不在可选值中，应为：${allowed.join('、')}。`)
    }
  }
  jointTraining(text, add)
  const name = text('姓名')
    .replace(/[•・‧∙⋅．.]/g, '·')
    .replace(/\s+/g, /[A-Za-z]/.test(text('姓名')) ? ' ' : '')
  if (name !== '' && !NAME.test(name)) add('姓名', '姓名应为2至40个汉字或字母，请核对。')
  const id = identity(text, add, today)
  const ethnicity = ethnicGroup(text('民族'))
  if (text('民族') !== '' && ethnicity === null) add('民族', `没有“${short(text('民族'))}”这个民族，请核对。`)
  const nationality = text('国籍/地区') === '' ? null : nationalityOf(text('国籍/地区'))
  if (text('国籍/地区') !== '' && nationality === null) {
    add('国籍/地区', `不认识“${short(text('国籍/地区'))}”，中国籍请填“中国”。`)
  }
  const enteredOn = parseMonth(text('入学年月'))
  if (text('入学年月') !== '' && enteredOn === null) add('入学年月', '应写成202609或2026-09这样的年月。')
  else if (enteredOn !== null && enteredOn.slice(0, 4) > String(Number(today.slice(0, 4)) + 1)) {
    add('入学年月', '入学年月太晚，请核对。')
  }
  const place = household(text, add)
  const phone = phoneOf(text, add, '联系电话')
  const guardian = guardianOf(text, add)
  for (const column of ['班级名称', '专业简称', '学号']) {
    if (text(column).length > 60) add(column, '太长，最多60个字。')
  }
  const stage = STAGES[text('学生类别')]
  if (
    problems.length > 0 ||
    id === null ||
    ethnicity === null ||
    nationality === null ||
    enteredOn === null ||
    !stage
  ) {
    return { line: record.line, person: null, problems }
  }
  const address = text('家庭现地址') || text('户口所在地区县以下详细地址')
  return {
    line: record.line,
    problems,
    person: {
      line: record.line,
      name,
      ...id,
      ethnicity,
      nationality,
      rollNumber: text('学号') || null,
      phone,
      address: address === '' ? null : address.slice(0, 200),
      ...guardian,
      studyMode: text('学习形式') === '非全日制' ? 'part-time' : 'full-time',
      stage,
      className: text('班级名称'),
      majorName: text('专业简称'),
      enteredOn,
      ...place,
      registeredPoor: text('是否建档立卡贫困户') === '是',
    },
  }
}

const short = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text)

/** 联招 fields are required unless the school trains alone. */
function jointTraining(text: Text, add: Add): void {
  const kind = text('联招合作类型')
  if (kind === '' || kind === '非联合办学') return
  for (const column of ['联招合作办学形式', '联招合作学校代码']) {
    if (text(column) === '') add(column, `联招合作类型为“${short(kind)}”时须填写。`)
  }
}

/** Who the person is: document, birth date and gender, which must agree with the resident number. */
function identity(text: Text, add: Add, today: LocalDate) {
  const genders: Record<string, 'female' | 'male'> = { 男: 'male', 女: 'female', 男性: 'male', 女性: 'female' }
  const gender = genders[text('性别')]
  if (text('性别') !== '' && !gender) add('性别', '性别应为“男”或“女”。')
  const birthDate = parseDay(text('出生日期'))
  if (text('出生日期') !== '' && birthDate === null) add('出生日期', '应写成2010-09-01这样的日期，并且是存在的日子。')
  const document = text('身份证件类型')
  const raw = text('身份证件号')
  if (document === '' || raw === '') return null
  if ((RESIDENT_DOCUMENTS as readonly string[]).includes(document)) {
    const checked = checkIdNumber(raw, today)
    if (!checked.ok) {
      add('身份证件号', checked.text)
      return null
    }
    if (birthDate !== null && checked.value.birthDate !== birthDate)
      add('出生日期', '与身份证件号中的出生日期不一致，请核对。')
    if (gender && checked.value.gender !== gender) add('性别', '与身份证件号中的性别不一致，请核对。')
    return birthDate && gender ? { gender, birthDate, idNumber: checked.value.idNumber } : null
  }
  if (!(OTHER_DOCUMENTS as readonly string[]).includes(document)) {
    add(
      '身份证件类型',
      `不认识“${short(document)}”，常用：居民身份证、户口簿、${OTHER_DOCUMENTS.slice(0, 3).join('、')}。`,
    )
    return null
  }
  const idNumber = normaliseDigits(raw)
  if (!/^[A-Z0-9()]{5,20}$/.test(idNumber)) {
    add('身份证件号', '证件号应为5至20位字母和数字，请核对。')
    return null
  }
  return birthDate && gender ? { gender, birthDate, idNumber } : null
}

/** '彝', '彝族' or the code of GB/T 3304 → the full name. */
function ethnicGroup(text: string): string | null {
  const found = ROSTER.ethnicGroups.find(
    (g) => g.name === text || g.name === `${text}族` || g.code === text.padStart(2, '0'),
  )
  return found?.name ?? null
}

function household(text: Text, add: Add) {
  const code = normaliseDigits(text('户口所在地行政区划码'))
  const areaText = text('学生居住地类型')
  const area = AREAS[areaText]
  if (areaText !== '' && area === undefined) {
    add('学生居住地类型', `不认识“${short(areaText)}”，应为：${Object.keys(AREAS).join('、')}。`)
  }
  const none = { hukouCounty: null, hukouTown: null, hukouAreaType: area ?? null }
  if (code === '') return none
  if (!/^[1-9]\d{5}(\d{3}(\d{3})?)?$/.test(code)) {
    add('户口所在地行政区划码', '应为6位（县区）、9位（乡镇）或12位（村）的行政区划码。')
    return none
  }
  if (code.slice(4, 6) === '00') {
    add('户口所在地行政区划码', '应填到县（区），现在只到州市或省。')
    return none
  }
  const town = code.length >= 9 && code.slice(6, 9) !== '000' ? code.slice(0, 9) : null
  return { ...none, hukouCounty: code.slice(0, 6), hukouTown: town }
}

/** A mobile number, or a fixed one as people write it; null when the cell is empty. */
function phoneOf(text: Text, add: Add, column: string): string | null {
  const raw = text(column)
  if (raw === '') return null
  const mobile = checkPhone(raw)
  if (mobile.ok) return mobile.value
  const digits = normaliseDigits(raw)
  if (/^0\d{9,11}$/.test(digits)) return digits
  add(column, '应为11位手机号码，或带区号的固定电话。')
  return null
}

/** The first member of the family who is marked as guardian. */
function guardianOf(text: Text, add: Add): { guardianName: string | null; guardianPhone: string | null } {
  const phones = ['成员1', '成员2'].map((m) => phoneOf(text, add, `${m}联系电话`))
  const index = ['成员1', '成员2'].findIndex((m) => text(`${m}是否监护人`) === '是' && text(`${m}姓名`) !== '')
  if (index < 0) return { guardianName: null, guardianPhone: null }
  return { guardianName: text(`成员${index + 1}姓名`).slice(0, 40), guardianPhone: phones[index] ?? null }
}
