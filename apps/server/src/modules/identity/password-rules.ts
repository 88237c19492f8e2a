import { randomInt } from 'node:crypto'
import { dictionary } from '@zxcvbn-ts/language-common'

/** What a password must not contain, besides the general rules. */
export interface PasswordOwner {
  readonly kind: 'student' | 'staff'
  readonly name: string
  readonly username?: string
  /** full ID number of a student, for the comparison only */
  readonly idNumber?: string
}

/**
 * Passwords that guessers try first, compared in lower case: the 49,000 most common ones of leaks (5,000 of them would
 * pass the students' rule) and what is common here beyond them.
 */
const COMMON = new Set([
  ...dictionary['passwords-common'],
  ...(
    'a12345678 a123456789 aa123456 aa12345678 aaa111222 asd123456 zxc123456 woaini123 woaini520 woaini1314 nihao123 ' +
    'nihao123456 p@ssw0rd1 p@ssword123 admin@1234 admin@123456 abc@123456 qwe@123456'
  ).split(' '),
])

/**
 * Words of this place (ASVS 6.1.2, 6.2.11; docs/security/asvs.md): a password that is nothing but one of them with
 * digits and signs around it, 'Kunming@2026', is what a guesser who knows the system tries first.
 */
export const CONTEXT_WORDS: readonly string[] = (
  'zhuxue zizhu zhuxuejin xuesheng xueji laoshi banzhuren xuexiao zhongzhi jiaoyu jiaoyuju caiwu guanliyuan kunming yunnan ' +
  'guandu wuhua panlong xishan chuxiong admin administrator student teacher school welcome password passwd demo'
).split(' ')
const PLACE = new Set(CONTEXT_WORDS)

const classes = (p: string): number => [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((r) => r.test(p)).length

/** 'aaaaaaaa', '12345678', 'abcdefgh': every step between neighbours is the same. */
function monotonous(p: string): boolean {
  const steps = new Set(Array.from(p.slice(1), (c, i) => c.charCodeAt(0) - p.charCodeAt(i)))
  return steps.size <= 1
}

/**
 * What is wrong with a new password, in one sentence, or null. Students: 8 and more with letters and digits; staff:
 * 10 and more with three of the four classes (DOMAIN §9, 等保三级 身份鉴别).
 */
export function passwordProblem(password: string, owner: PasswordOwner): string | null {
  const p = password.normalize('NFKC')
  const least = owner.kind === 'student' ? 8 : 10
  if (/\s/.test(p)) return '密码中不能有空格。'
  if (p.length < least) return `密码至少 ${least} 位。`
  if (p.length > 64) return '密码最多 64 位。'
  if (owner.kind === 'student' && !(/[A-Za-z]/.test(p) && /[0-9]/.test(p))) return '密码要同时有字母和数字。'
  if (owner.kind === 'staff' && classes(p) < 3) return '密码要有大写字母、小写字母、数字、符号中的至少三种。'
  const low = p.toLowerCase()
  if (COMMON.has(low) || monotonous(low) || new Set(low).size < 4) return '这个密码太常见，容易被猜到，请换一个。'
  if (PLACE.has(low.replace(/[^a-z]/g, ''))) return '密码不能只是地名、单位或系统名加数字、符号，请换一个。'
  if (owner.name.length >= 2 && low.includes(owner.name.toLowerCase())) return '密码中不能有自己的姓名。'
  if (owner.username && owner.username.length >= 3 && low.includes(owner.username.toLowerCase()))
    return '密码中不能有自己的用户名。'
  const id = owner.idNumber ?? ''
  const parts = id.length === 18 ? [id.slice(6, 14), id.slice(8, 14), id.slice(-6), id.slice(0, 6)] : []
  if (parts.some((part) => low.includes(part.toLowerCase()))) return '密码中不能有证件号码或生日。'
  return null
}

// without characters that look alike on paper: 0 O o 1 l I
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789'
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ'

const draw = (alphabet: string, n: number): string =>
  Array.from({ length: n }, () => alphabet[randomInt(alphabet.length)]).join('')

/** Preset password of a student's slip, grouped for reading: 'hk7-m3x-9p' (about 40 bits). */
export const presetPassword = (): string => `${draw(READABLE, 3)}-${draw(READABLE, 3)}-${draw(READABLE, 2)}`

/** What of a preset password counts: hyphens, spaces and capitals come from the paper, not from the secret. */
export const presetForm = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\-\u2010-\u2015]/g, '')
    .toLowerCase()

/** One-time password of a staff account: 16 characters of four classes (about 65 bits). */
export const oneTimePassword = (): string =>
  `${draw(UPPER, 1)}${draw(READABLE, 4)}-${draw(READABLE, 4)}-${draw(UPPER, 1)}${draw('23456789', 2)}${draw(READABLE, 2)}`
