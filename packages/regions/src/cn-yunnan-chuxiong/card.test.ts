import type { AmountKind, ApplicationUnit, StageGroup } from '@zhuxue/policy'
import { describe, expect, it } from 'vitest'
import { programmesInForce, programmeVersion } from '../index.ts'
import { city, TERM, version } from './card-test-kit.ts'

/**
 * The rows of 楚雄市建档立卡贫困家庭学生资助政策明白卡 (2018年4月) as printed: number of the stage and of the row in it, title,
 * amounts in yuan in the order of the tiers (empty = what the school may charge), months or kind of the window.
 */
type Row = {
  readonly no: string
  readonly stage: StageGroup
  readonly programme: string
  readonly title: string
  readonly yuan: readonly number[]
  readonly kind?: AmountKind
  readonly unit: ApplicationUnit
  readonly window: readonly number[] | 'after-registration' | 'start-of-term' | 'direct'
  readonly steps: number
  readonly places?: number
  readonly percent?: number
  readonly excludes?: readonly string[]
}

const SCHOOL = 'home-township-school'
const AUTUMN = [9, 10]
const SUMMER = [7, 8]
const AWARDS = ['outstanding-poor-student-award', 'targeted-college-award']

const CARD: readonly Row[] = [
  {
    no: '1.1',
    stage: 'preschool',
    programme: 'preschool-government-grant',
    title: '省政府助学金（普惠）',
    yuan: [300],
    unit: 'school',
    window: 'start-of-term',
    steps: 5,
    percent: 30,
  },
  {
    no: '1.2',
    stage: 'preschool',
    programme: 'preschool-temporary-living-relief',
    title: '临时生活费救助（特惠）',
    yuan: [1000],
    unit: SCHOOL,
    window: AUTUMN,
    steps: 4,
    excludes: ['preschool-government-grant'],
  },
  {
    no: '2.1',
    stage: 'compulsory',
    programme: 'compulsory-two-exemptions',
    title: '“两免”资助',
    yuan: [90, 180],
    unit: 'none',
    window: 'direct',
    steps: 3,
  },
  {
    no: '2.2',
    stage: 'compulsory',
    programme: 'compulsory-boarding-subsidy',
    title: '“一补”资助',
    yuan: [1250, 1000, 1250],
    unit: 'school',
    window: 'direct',
    steps: 5,
  },
  {
    no: '2.3',
    stage: 'compulsory',
    programme: 'nutrition-improvement',
    title: '营养改善计划',
    yuan: [800],
    kind: 'per-day',
    unit: 'none',
    window: 'direct',
    steps: 1,
  },
  {
    no: '2.4',
    stage: 'compulsory',
    programme: 'compulsory-temporary-living-relief',
    title: '临时生活费救助（特惠）',
    yuan: [700, 900],
    unit: SCHOOL,
    window: AUTUMN,
    steps: 4,
    excludes: ['compulsory-boarding-subsidy'],
  },
  {
    no: '3.1',
    stage: 'general-high',
    programme: 'general-high-fee-waiver',
    title: '免除学杂费',
    yuan: [],
    kind: 'as-charged',
    unit: 'school',
    window: 'start-of-term',
    steps: 4,
  },
  {
    no: '3.2',
    stage: 'general-high',
    programme: 'general-high-national-grant',
    title: '国家助学金',
    yuan: [2500, 1500],
    unit: 'school',
    window: 'start-of-term',
    steps: 5,
  },
  {
    no: '3.3',
    stage: 'general-high',
    programme: 'general-high-living-allowance',
    title: '生活费补助',
    yuan: [2500],
    unit: 'school',
    window: 'start-of-term',
    steps: 5,
  },
  {
    no: '3.4',
    stage: 'general-high',
    programme: 'general-high-disability-relief',
    title: '残疾人家庭子女和残疾学生救助',
    yuan: [2000, 1500],
    unit: 'school',
    window: AUTUMN,
    steps: 5,
  },
  {
    no: '3.5',
    stage: 'general-high',
    programme: 'general-high-temporary-living-relief',
    title: '临时生活费救助（特惠）',
    yuan: [1000],
    unit: SCHOOL,
    window: AUTUMN,
    steps: 5,
  },
  {
    no: '4.1',
    stage: 'vocational',
    programme: 'tuition-waiver',
    title: '免学杂费',
    yuan: [2000],
    unit: 'school',
    window: 'after-registration',
    steps: 7,
    percent: 15,
  },
  {
    no: '4.2',
    stage: 'vocational',
    programme: 'national-grant',
    title: '国家助学金',
    yuan: [2000],
    unit: 'school',
    window: 'after-registration',
    steps: 7,
    percent: 20,
  },
  {
    no: '4.3',
    stage: 'vocational',
    programme: 'yulu',
    title: '雨露计划',
    yuan: [3000],
    unit: 'home-township',
    window: 'start-of-term',
    steps: 3,
  },
  {
    no: '4.4',
    stage: 'vocational',
    programme: 'temporary-living-relief',
    title: '临时生活费救助（特惠）',
    yuan: [1000],
    unit: SCHOOL,
    window: AUTUMN,
    steps: 5,
  },
  {
    no: '5.1',
    stage: 'undergraduate',
    programme: 'outstanding-poor-student-award',
    title: '云南省优秀贫困学子奖励计划',
    yuan: [5000],
    unit: 'former-school',
    window: SUMMER,
    steps: 7,
    places: 4000,
  },
  {
    no: '5.2',
    stage: 'undergraduate',
    programme: 'targeted-college-award',
    title: '高校学生精准资助',
    yuan: [5000],
    unit: 'former-school',
    window: SUMMER,
    steps: 7,
  },
  {
    no: '5.3',
    stage: 'undergraduate',
    programme: 'minority-student-award',
    title: '楚雄州少数民族学子奖励计划',
    yuan: [5000],
    kind: 'once',
    unit: 'county-authority',
    window: SUMMER,
    steps: 5,
    places: 500,
    excludes: AWARDS,
  },
  {
    no: '5.4',
    stage: 'undergraduate',
    programme: 'new-entrant-aid',
    title: '高考新生入学资助',
    yuan: [1000, 500],
    kind: 'once',
    unit: 'former-school',
    window: SUMMER,
    steps: 4,
    places: 100,
  },
  {
    no: '5.5',
    stage: 'undergraduate',
    programme: 'home-origin-student-loan',
    title: '生源地信用助学贷款',
    yuan: [8000],
    kind: 'ceiling',
    unit: 'county-authority',
    window: SUMMER,
    steps: 3,
  },
  {
    no: '5.6',
    stage: 'undergraduate',
    programme: 'one-off-tuition-subsidy',
    title: '学费补助',
    yuan: [4000],
    kind: 'once',
    unit: 'county-authority',
    window: SUMMER,
    steps: 4,
    excludes: ['targeted-college-award', 'minority-student-award'],
  },
  {
    no: '5.7',
    stage: 'undergraduate',
    programme: 'college-temporary-living-relief',
    title: '临时生活费救助（特惠）',
    yuan: [1000],
    unit: SCHOOL,
    window: AUTUMN,
    steps: 5,
  },
  {
    no: '5.8',
    stage: 'undergraduate',
    programme: 'college-national-grant',
    title: '国家助学金',
    yuan: [3500, 2500],
    unit: 'school',
    window: AUTUMN,
    steps: 2,
  },
  {
    no: '6.1',
    stage: 'postgraduate',
    programme: 'postgraduate-home-origin-student-loan',
    title: '生源地信用助学贷款',
    yuan: [12_000],
    kind: 'ceiling',
    unit: 'county-authority',
    window: SUMMER,
    steps: 3,
  },
  {
    no: '6.2',
    stage: 'postgraduate',
    programme: 'postgraduate-temporary-living-relief',
    title: '临时生活费救助（特惠）',
    yuan: [1000],
    unit: SCHOOL,
    window: AUTUMN,
    steps: 5,
  },
  {
    no: '6.3',
    stage: 'postgraduate',
    programme: 'postgraduate-national-grant',
    title: '国家助学金',
    yuan: [13_000, 6000],
    unit: 'school',
    window: AUTUMN,
    steps: 2,
  },
]

describe('the card of 楚雄市, row by row', () => {
  for (const row of CARD) {
    it(`${row.no} ${row.title}`, () => {
      const found = version(row.programme)
      expect(found.region).toBe('532301')
      expect([found.effectiveFrom, found.effectiveTo]).toEqual(['2018-spring', '2020-autumn'])
      expect(found.title).toContain(row.title)
      expect(found.stageGroup).toBe(row.stage)
      expect(found.amounts.map(({ yearFen }) => yearFen / 100)).toEqual(row.yuan)
      for (const amount of row.yuan)
        expect(found.amountText.replace('4元/生·天（全年800元', '800')).toContain(String(amount))
      expect(found.amountKind).toBe(row.kind ?? 'yearly')
      expect(found.applyTo).toBe(row.unit)
      expect(found.window.kind === 'months' ? found.window.months : found.window.kind).toEqual(row.window)
      expect(found.steps).toHaveLength(row.steps)
      expect(found.departments.length).toBeGreaterThan(0)
      expect(found.quota?.kind === 'cap' ? found.quota.places : undefined).toBe(row.places)
      expect(found.quota?.kind === 'share' ? found.quota.share.numerator : undefined).toBe(row.percent)
      expect(found.excludes.map(({ programme }) => programme)).toEqual(row.excludes ?? [])
      expect(found.sourceDocument).toContain('明白卡')
    })
  }

  it('has these rows and no others, once-in-all awards paid once', () => {
    const inForce = programmesInForce(city, TERM).map(({ programme }) => programme)
    expect(inForce.toSorted()).toEqual(CARD.map(({ programme }) => programme).toSorted())
    for (const row of CARD.filter(({ kind }) => kind === 'once')) {
      expect([version(row.programme).instalments, version(row.programme).applyPer]).toEqual(['once', 'once'])
    }
  })

  it('is closed at the end of 2020', () => {
    const later = programmesInForce(city, '2021-spring')
    expect(later.map(({ region }) => region)).not.toContain('532301')
    expect(programmeVersion(city, 'nutrition-improvement', '2021-spring')).toMatchObject({ code: 'no-rule-in-force' })
  })
})
