import { CONSENT_PURPOSES, localDate } from '@zhuxue/policy'
import { expect, test } from 'vitest'
import { consentText } from './cn/consent-texts.ts'

// 个人信息保护法 31 (under 14 the guardian consents), 未成年人网络保护条例 32; issue B: "wording by age".
const today = localDate('2026-09-01')
type Args = Parameters<typeof consentText>
const all = (group: Args[1], reader?: Args[3]): string =>
  CONSENT_PURPOSES.map((p) => {
    const { title, ask, points, refusing, yes, no } = consentText(p, group, today, reader)
    return [title, ask, ...points, refusing, yes, no ?? ''].join('\n')
  }).join('\n')

test('the guardian of a child under 14 is spoken to as 您 about 孩子, never as if the data were the own', () => {
  const said = all('under-14', 'guardian')
  expect(said).toContain('替孩子决定')
  expect(said).toContain('是否同意用孩子的人脸')
  expect(said).toContain('把孩子的姓名和证件号码')
  expect(said).toContain('孩子未满14周岁，由您作为监护人决定')
  expect(said).not.toContain('你')
  expect(said).not.toMatch(/您的(人脸|学籍|资助|证件号码|银行卡)|您申请资助|您未满/)
})

test('a child is 你 and hears that a guardian decides; nothing speaks to a grown-up', () => {
  const said = all('under-14')
  expect(said).toContain('你未满14周岁')
  expect(said).not.toContain('您')
})

test('from 14 to 17 the student decides and hears that the guardian is told; at 18 nobody else is', () => {
  for (const group of ['14-15', '16-17'] as const) {
    const said = all(group)
    expect(said).toContain('您未满18周岁，我们会发短信告诉您的监护人')
    expect(said).not.toMatch(/你|孩子/)
  }
  const grown = all('adult')
  expect(grown).not.toMatch(/监护人|你|孩子|未满/)
})

test('whoever reads it, it is one version: what was read is told by version, age group and way together', () => {
  for (const p of CONSENT_PURPOSES) {
    expect(consentText(p, 'under-14', today, 'guardian').version).toBe(consentText(p, 'adult', today).version)
  }
})
