import { describe, expect, it } from 'vitest'
import { classifyMajor, loadRegion, majorsFor } from './index.ts'

const loaded = loadRegion('530100')
if (!loaded.ok) throw new Error(loaded.text)
const kunming = loaded.region
const marks = (major: { name?: string; code?: string }, term: '2018-autumn' | '2026-autumn' = '2026-autumn') => {
  const { agriculture, performing, opera } = classifyMajor(major, kunming, term)
  return [agriculture, performing, opera]
}

describe('majors: 涉农 by the 2021 catalogue (61xxxx) or by name, performing arts by name', () => {
  it('decides by code, by listed name, and leaves the rest to a person', () => {
    expect(marks({ name: '某新专业', code: '610199' })).toEqual([true, false, false])
    expect(marks({ name: '某新专业', code: '710201' })).toEqual([false, false, false])
    expect(marks({ name: '某新专业' })).toEqual([null, false, false])
    expect(marks({ name: '园林技术（果树方向）' })).toEqual([true, false, false])
    expect(marks({ name: '农村医学' })).toEqual([true, false, false])
    expect(marks({ name: '计算机应用' })).toEqual([false, false, false])
    expect(marks({ name: '戏曲表演' }).slice(1)).toEqual([true, true])
    expect(marks({ name: '舞蹈表演' }).slice(1)).toEqual([true, false])
    expect(marks({ name: '冰上表演' }).slice(1)).toEqual([null, null])
    expect(marks({})).toEqual([null, null, null])
  })

  it('goes by the catalogue of the term: codes are known from autumn 2021 on', () => {
    expect(marks({ name: '某新专业', code: '610199' }, '2018-autumn')[0]).toBe(null)
    for (const list of majorsFor(kunming, '2026-autumn')) expect(list.source).not.toBe('')
  })
})
