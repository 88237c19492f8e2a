import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aidStopsFrom,
  applyRollChange,
  BANK_RESULT_CODES,
  BANK_RESULTS,
  FRAUD_WARNING,
  fen,
  localDate,
  mayPassReview,
  parseBankResultCode,
  parseFacts,
  type ReviewInput,
  ROLL_CHANGES,
  type RollChangeType,
  reviewChecks,
  SMS_LIMIT,
  type SmsMessage,
  smsText,
  TERMINAL_ROLL_STATUSES,
} from './index.ts'

describe('SMS', () => {
  const date = localDate('2026-12-31')
  const term = '2026-autumn'
  const messages: SmsMessage[] = [
    { kind: 'submitted', reference: 'ZX-2026-0012345' },
    { kind: 'returned', dueDate: date },
    { kind: 'notice-started', lastDay: date },
    { kind: 'approved', programme: '国家助学金', term },
    { kind: 'rejected' },
    { kind: 'paid', programme: '国家助学金', term, amount: fen(115_000), last4: '0127' },
    { kind: 'payment-failed', last4: '0127' },
    { kind: 'verification-open', until: date },
    { kind: 'verification-missed' },
    { kind: 'card-issued', last4: '0127' },
    { kind: 'round-opened', lastDay: date },
    { kind: 'apply-reminder', lastDay: date },
  ]

  it('fits one message with any name, warns of fraud, never shows the full name', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.constantFrom('李小明', '欧阳娜娜', '阿卜杜热西提·买买提江', '𠮷田'),
        (message, name) => {
          const text = smsText({ signature: '昆明中职资助', name }, message)
          expect(text.length).toBeLessThanOrEqual(SMS_LIMIT)
          expect(text).toContain(FRAUD_WARNING)
          expect(text).not.toContain(name)
        },
      ),
    )
    expect(smsText({ signature: '昆明中职资助', name: '李小明' }, messages[5] ?? { kind: 'rejected' })).toBe(
      '【昆明中职资助】李同学，2026年秋季国家助学金1150.00元已发放至尾号0127的中职卡。资助部门不会索要密码和验证码。',
    )
  })

  it('refuses to build a text that would be split', () => {
    expect(() => smsText({ signature: '昆明', name: '李' }, { kind: 'submitted', reference: '9'.repeat(60) })).toThrow(
      RangeError,
    )
  })
})

describe('roll', () => {
  it('stops aid from the month after the change', () => {
    const stops = (change: RollChangeType, day: string) => aidStopsFrom(change, localDate(day))
    expect(stops('suspension', '2025-10-08')).toBe('2025-11')
    expect(stops('withdrawal', '2025-12-31')).toBe('2026-01')
    expect(stops('change-class', '2025-10-08')).toBeNull()
    const stopping = (Object.keys(ROLL_CHANGES) as RollChangeType[]).filter((change) => ROLL_CHANGES[change].stopsAid)
    expect(stopping).toEqual(
      expect.arrayContaining(['suspension', 'withdrawal', 'transfer-out', 'death', 'cancellation', 'to-part-time']),
    )
  })

  it('goes along its own lines only', () => {
    expect(applyRollChange('on-roll', 'suspension')).toEqual({ ok: true, status: 'suspended' })
    expect(applyRollChange('suspended', 'suspension')).toMatchObject({ ok: false, code: 'roll-change-not-allowed' })
    for (const status of TERMINAL_ROLL_STATUSES) {
      for (const change of Object.keys(ROLL_CHANGES) as RollChangeType[])
        expect(applyRollChange(status, change).ok).toBe(false)
    }
    // JY/T 1001 学籍异动类别代码
    const codes = {
      'repeat-year': '02',
      suspension: '11',
      resumption: '12',
      cancellation: '18',
      'transfer-out': '21',
      withdrawal: '31',
      expulsion: '42',
      death: '51',
    } as const
    for (const [change, code] of Object.entries(codes)) expect(ROLL_CHANGES[change as RollChangeType].code).toBe(code)
  })
})

describe('bank results', () => {
  it('each say what happens and who acts', () => {
    for (const code of BANK_RESULT_CODES) {
      expect(parseBankResultCode(code)).toBe(code)
      expect(BANK_RESULTS[code].owner === null).toBe(code === 'SUCCESS')
    }
    expect(BANK_RESULTS.UNKNOWN.outcome).toBe('unknown')
    expect(parseBankResultCode('constructor')).toBeNull()
  })
})

describe('review checks', () => {
  const clean: ReviewInput = {
    duplicatePersons: 0,
    rollStatus: 'on-roll',
    studyMode: 'full-time',
    activeRolls: 1,
    cardSharedWith: 0,
    phoneSharedWith: 0,
    requiredDocuments: [{ id: 'identity', title: '身份证照片' }],
    presentDocuments: ['identity'],
    cardNameMatches: null,
    identityMatches: true,
    otherApplications: 0,
    guardianSigned: null,
    guardianRequired: false,
  }
  const levels = (over: Partial<ReviewInput>) =>
    reviewChecks({ ...clean, ...over })
      .filter(({ level }) => level !== 'pass')
      .map(({ id, level }) => `${id}:${level}`)

  it('pass a clean application and name each fault', () => {
    expect(levels({})).toEqual([])
    expect(mayPassReview(reviewChecks(clean))).toBe(true)
    expect(levels({ duplicatePersons: 1 })).toEqual(['duplicate-person:block'])
    expect(levels({ rollStatus: 'suspended' })).toEqual(['roll:block'])
    expect(levels({ rollStatus: null })).toEqual(['roll:warn'])
    expect(levels({ studyMode: 'part-time' })).toEqual(['study-mode:block'])
    expect(levels({ activeRolls: 2 })).toEqual(['double-roll:block'])
    expect(levels({ cardSharedWith: 1 })).toEqual(['shared-card:block'])
    expect(levels({ phoneSharedWith: 2 })).toEqual(['shared-phone:warn'])
    expect(levels({ presentDocuments: [] })).toEqual(['documents:block'])
    expect(levels({ cardNameMatches: false })).toEqual(['card-name:block'])
    expect(levels({ identityMatches: false })).toEqual(['identity:block'])
    expect(levels({ otherApplications: 1 })).toEqual(['duplicate-application:block'])
    expect(levels({ guardianRequired: true })).toEqual(['guardian:block'])
    expect(mayPassReview(reviewChecks({ ...clean, activeRolls: 2 }))).toBe(false)
  })
})

describe('facts', () => {
  it('are read strictly, all problems at once', () => {
    expect(parseFacts({ studentId: 's', hukou: { areaType: 'rural' } })).toMatchObject({
      ok: true,
      facts: { studentId: 's', hukou: { areaType: 'rural', county: null }, hardship: null, ranking: null },
    })
    const result = parseFacts({
      studentId: '',
      rollStatus: 'active',
      grade: '1',
      atSchool: 'true',
      hukou: { county: '5301', areaType: 3 },
      household: { registers: ['dibao', 'rich', null] },
      major: [],
      nationality: 'cn',
      ranking: { percent: Number.POSITIVE_INFINITY },
    })
    expect(result.ok ? [] : result.problems.map(({ path }) => path).sort()).toEqual([
      'atSchool',
      'grade',
      'household.registers[1]',
      'household.registers[2]',
      'hukou.areaType',
      'hukou.county',
      'major',
      'nationality',
      'ranking.percent',
      'rollStatus',
      'studentId',
    ])
    for (const input of [null, 1, 'x', [], undefined]) expect(parseFacts(input).ok).toBe(false)
    expect(parseFacts({}).ok).toBe(false)
  })

  it('never throw on any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (input) => typeof parseFacts(input).ok === 'boolean'))
  })
})
