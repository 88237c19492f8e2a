import { readFileSync } from 'node:fs'
import {
  type AreaLists,
  addWorkingDays,
  checkCardNumber,
  checkVersion,
  countQuotaBase,
  determine,
  evaluate,
  fen,
  instalmentsOf,
  leavesOf,
  localDate,
  noticePeriod,
  quotaBase,
  quotaPlaces,
  type StudentFacts,
} from '@zhuxue/policy'
import { describe, expect, it } from 'vitest'
import {
  areasFor,
  findVersion,
  loadRegion,
  PACKS,
  programmesInForce,
  programmeVersion,
  provisionalNotes,
} from './index.ts'

const worked = JSON.parse(readFileSync(new URL('../data/deadlines-and-counters.json', import.meta.url), 'utf8'))

function region(code: string) {
  const loaded = loadRegion(code)
  if (!loaded.ok) throw new Error(loaded.text)
  return loaded.region
}
const kunming = region('530100')
const areas = areasFor(kunming, '2025-autumn')

describe('composition', () => {
  it('falls back county → city → province → country', () => {
    expect(region('530111').chain.map(({ code }) => code)).toEqual(['530100', '530000', '000000'])
    expect(region('530111').name).toBe('官渡区')
    expect(kunming.counties).toHaveLength(14)
    expect(kunming.smsSignature).toBe('昆明中职资助')
    expect(region('532301').chain.map(({ code }) => code)).toEqual(['532301', '530000', '000000'])
  })

  it('refuses what it does not know', () => {
    expect(loadRegion('5301')).toMatchObject({ ok: false, code: 'bad-region-code' })
    expect(loadRegion('510100')).toMatchObject({ ok: false, code: 'unknown-region' })
    expect(programmeVersion(kunming, 'national-grant', '2010-autumn')).toMatchObject({ code: 'no-rule-in-force' })
    expect(programmeVersion(kunming, 'yulu', '2018-autumn')).toMatchObject({ code: 'no-rule-in-force' })
  })

  it('takes the version of the term being aided', () => {
    const versionId = (code: string, term: '2024-autumn' | '2025-spring' | '2020-autumn' | '2021-spring') => {
      const found = programmeVersion(region(code), 'national-grant', term)
      return found.ok ? found.version.version : found.code
    }
    expect(versionId('530100', '2024-autumn')).toBe('yunnan-national-grant-2015')
    expect(versionId('530100', '2025-spring')).toBe('yunnan-national-grant-2025')
    expect(versionId('532301', '2020-autumn')).toBe('chuxiong-national-grant-2018')
    expect(versionId('532301', '2021-spring')).toBe('yunnan-national-grant-2015')
    expect(programmesInForce(kunming, '2025-autumn').map(({ version }) => version)).toEqual([
      'kunming-two-subsidies-2021',
      'kunming-yulu-2022',
      'yunnan-national-grant-2025',
      'yunnan-tuition-waiver-2023',
      'yunnan-provincial-scholarship-2023',
      'national-scholarship-2023',
    ])
    expect(provisionalNotes(kunming, '2025-autumn').join()).not.toContain('五年过渡期')
    expect(provisionalNotes(kunming, '2026-autumn').join()).toContain('雨露计划：五年过渡期')
    // every page puts the mark 待确认 before the sentence; the sentence does not say it again
    expect(provisionalNotes(kunming, '2026-autumn').join()).not.toContain('待确认')
    expect(provisionalNotes(kunming, '2025-autumn').join()).toContain('免学费（技工院校中级工）：')
    expect(findVersion('yunnan-national-grant-2015')?.effectiveTo).toBe('2024-autumn')
    expect(provisionalNotes(kunming, '2025-autumn').join()).toContain('缺6个县')
  })
})

describe('data', () => {
  const versions = PACKS.flatMap(({ programmes }) => programmes)

  it('holds sound versions with unique ids that never overlap', () => {
    expect(new Set(versions.map(({ version }) => version)).size).toBe(versions.length)
    for (const version of versions) {
      expect(checkVersion(version), version.version).toEqual([])
      expect(version.sourceDocument).not.toBe('')
    }
  })

  it('has every area list that its conditions name', () => {
    for (const version of versions) {
      const lists = areasFor(region(version.region), version.effectiveFrom)
      for (const leaf of leavesOf({ all: [version.base, ...version.routes.map(({ condition }) => condition)] })) {
        if (leaf.test.op === 'in-area') expect(lists[leaf.test.list], leaf.test.list).toBeDefined()
      }
    }
  })

  it('has the counties that the documents count', () => {
    // 82 + 3 of the national core set; 8 prefectures + 29 counties (云南省民族自治地方).
    expect(areas['contiguous-poor']?.codes).toHaveLength(82)
    expect(areas.tibetan?.codes).toHaveLength(3)
    expect(areas['ethnic-autonomous']?.codes).toHaveLength(37)
    for (const list of Object.values(areas)) expect(new Set(list.codes).size).toBe(list.codes.length)
  })

  it('has 73 roster columns and 56 peoples', () => {
    expect(new Set(kunming.tables.rosterColumns).size).toBe(73)
    expect(kunming.tables.ethnicGroups.slice(0, 56).at(-1)).toEqual({ code: '56', name: '基诺族' })
  })
})

describe('worked deadlines, quotas and cards', () => {
  for (const { start, workingDays, lastDay, retractAt } of worked.calendar) {
    it(`${workingDays} working days from ${start} end on ${lastDay}`, () => {
      const from = localDate(start)
      expect(addWorkingDays(kunming.calendar, from, workingDays)).toEqual({ lastDay, provisional: false })
      const midnight = Date.parse(`${retractAt.slice(0, 10)}T00:00:00+08:00`)
      expect(noticePeriod(kunming.calendar, from, workingDays).retractAt).toBe(midnight)
    })
  }

  it('flags deadlines that cross days of 2027', () => {
    expect(addWorkingDays(kunming.calendar, localDate('2026-12-28'), 5).provisional).toBe(true)
  })

  it('counts quotas', () => {
    for (const row of worked.grantQuota) {
      const base = quotaBase({
        total: row.total,
        agriculture: row.agri,
        poorRural: row.poorRural,
        agricultureAndPoorRural: row.agriAndPoor,
      })
      expect(base).toBe(row.base)
      expect(quotaPlaces(base, { numerator: 20, denominator: 100 }).places).toBe(row.quotaFloor)
    }
    for (const row of worked.tuitionQuota) {
      expect(quotaPlaces(row.urbanNonAgri, { numerator: 15, denominator: 100 }).places).toBe(row.quotaFloor)
    }
    expect(quotaPlaces(770, { numerator: 20, denominator: 100 }, 160)).toMatchObject({
      places: 160,
      setBy: 'authority',
    })
    expect(() => quotaBase({ total: 10, agriculture: 6, poorRural: 6, agricultureAndPoorRural: 0 })).toThrow(RangeError)
  })

  it('takes cards of the national table', () => {
    for (const { card } of worked.cards) expect(checkCardNumber(card, kunming.cardIssuers).ok).toBe(true)
    expect(checkCardNumber('6212840000000000001', kunming.cardIssuers).ok).toBe(false)
  })

  it('splits a term into five months', () => {
    // 2300 元 a year = 230 a month for ten months; 2000 = 200.
    for (const { annual, monthly } of worked.pay.filter((row: { monthly?: number }) => row.monthly !== undefined)) {
      const parts = instalmentsOf('month', '2025-autumn', fen(annual * 50))
      expect(parts.map(({ amount }) => amount)).toEqual([1, 1, 1, 1, 1].map(() => monthly * 100))
      expect(parts[4]?.period).toBe('2026-01')
    }
    expect(instalmentsOf('term', '2025-autumn', fen(45_000))).toEqual([{ period: '2025-autumn', amount: 45_000 }])
  })
})

describe('unknown facts', () => {
  const inForce = programmesInForce(kunming, '2025-autumn')
  const grant = inForce.find(({ programme }) => programme === 'national-grant')
  const waiver = inForce.find(({ programme }) => programme === 'tuition-waiver')
  const known: StudentFacts = {
    studentId: 'T',
    nationality: 'CN',
    rollStatus: 'on-roll',
    studyMode: 'full-time',
    atSchool: true,
    onInternship: false,
    stage: 'vocational-high',
    grade: 1,
    major: { agriculture: false, performing: false, opera: false },
    hukou: { county: '530102', areaType: 'urban' },
    school: { county: '530111' },
    hardship: 'none',
    household: { registers: [] },
  }
  const ask = (facts: Partial<StudentFacts>, which = grant, lists: AreaLists = areas) => {
    if (which === undefined) throw new Error('no version')
    const { outcome, reasons } = determine(which, { ...known, ...facts }, lists)
    return [outcome, ...reasons.filter(({ met }) => met === null).map(({ rule }) => rule)]
  }

  it('lead to to-verify where they decide', () => {
    expect(ask({ hardship: null })).toEqual(['to-verify', 'route.hardship'])
    expect(ask({ hukou: { county: '530129' } })).toEqual(['to-verify', 'route.rural-household'])
    expect(ask({ hardship: 'severe', rollStatus: null })).toEqual(['to-verify', 'base.on-roll'])
    expect(ask({ hardship: 'severe', hukou: null })[0]).toBe('to-verify')
    expect(ask({ hardship: 'severe', stage: 'technician-college' })).toEqual(['to-verify', 'base.vocational-stage'])
    expect(ask({ hardship: 'severe', nationality: 'MM' })).toEqual(['to-verify', 'base.nationality'])
    expect(ask({ major: null }, waiver)[0]).toBe('to-verify')
  })

  it('do not matter where other facts already decide', () => {
    expect(ask({ major: { agriculture: true }, hukou: null, hardship: null })).toEqual(['entitled'])
    expect(ask({ rollStatus: 'suspended', hukou: null, hardship: null })[0]).toBe('not-eligible')
    expect(ask({ major: { performing: true, opera: false }, hukou: null, grade: null }, waiver)[0]).toBe('not-eligible')
    expect(ask({ major: { agriculture: false, performing: null, opera: true } }, waiver)).toEqual(['entitled'])
    expect(ask({ nationality: 'MM' })).toEqual(['not-eligible'])
  })

  it('places outside the lists of this province are not taken for "not listed"', () => {
    expect(ask({ hukou: { county: '520525', areaType: 'rural' } })).toEqual([
      'to-verify',
      'route.contiguous-poor',
      'route.tibetan',
    ])
    expect(ask({ hukou: { county: '530129', areaType: 'rural' } }, grant, {})[0]).toBe('to-verify')
  })

  it('are counted apart in the quota base', () => {
    if (grant === undefined || waiver === undefined) throw new Error('no version')
    const roster: StudentFacts[] = [
      known,
      { ...known, major: { agriculture: true } },
      { ...known, hukou: { county: '530129', areaType: 'rural' } },
      { ...known, studyMode: 'part-time' },
      { ...known, hukou: null },
    ]
    expect(countQuotaBase(grant, roster, areas)).toEqual({ base: 1, unknown: 1 })
    expect(countQuotaBase(waiver, roster, areas)).toEqual({ base: 1, unknown: 1 })
    expect(evaluate({ not: { all: [] } }, known, areas)).toBe(false)
  })
})
