import { expect, it } from 'vitest'
import { CONTEXT_WORDS, oneTimePassword, passwordProblem, presetForm, presetPassword } from './password-rules.ts'

const staff = { kind: 'staff', name: '李明', username: 'li.ming' } as const
const student = { kind: 'student', name: '李晓燕', idNumber: '53990220100305002X' } as const

it('refuses common passwords and words of this place with digits around them (ASVS 6.2.4, 6.2.11)', () => {
  for (const p of ['q1w2e3r4t5', 'trustno1', 'woaini1314', 'QWER1234']) {
    expect(passwordProblem(p, student), p).toContain('太常见')
  }
  for (const p of ['Kunming@2026', '2026-ZhuXue', 'Admin#123456']) {
    expect(passwordProblem(p, staff), p).toMatch(/只是地名|太常见/)
  }
  for (const w of CONTEXT_WORDS) expect(passwordProblem(`${w}-2026-2027`, student), w).not.toBeNull()
  expect(passwordProblem('Blauer-Tee-2026', staff)).toBeNull()
  expect(passwordProblem('lantian88', student)).toBeNull()
})

it('refuses name, user name, ID number and birthday', () => {
  expect(passwordProblem('Li.Ming-2026-x', staff)).toContain('用户名')
  expect(passwordProblem('ab20100305', student)).toContain('生日')
  expect(passwordProblem('xy05002X99', student)).toContain('证件号码')
})

it('staff: ten and more of three classes; students: eight and more, letters and digits (DOMAIN §9)', () => {
  expect(passwordProblem('Kurz-1234', staff)).toContain('至少 10 位')
  expect(passwordProblem('nurkleinbuchstaben', staff)).toContain('三种')
  expect(passwordProblem('a1b2c3d', student)).toContain('至少 8 位')
  expect(passwordProblem(`Aa1-${'xyz'.repeat(20)}`, staff)).toBeNull()
  expect(passwordProblem(`Aa1-${'xyz'.repeat(21)}`, staff)).toContain('最多 64 位')
})

it('what the system makes itself is random and passes the rule', () => {
  const made = new Set(Array.from({ length: 200 }, oneTimePassword))
  expect(made.size).toBe(200)
  for (const p of made) expect(passwordProblem(p, staff), p).toBeNull()
  const preset = presetPassword()
  expect(preset).toMatch(/^[a-z2-9]{3}-[a-z2-9]{3}-[a-z2-9]{2}$/)
  expect(presetForm(` ${preset.toUpperCase()} `)).toBe(preset.replaceAll('-', ''))
})
