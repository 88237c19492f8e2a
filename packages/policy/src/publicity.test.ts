import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  localDate,
  makeDemoIdNumber,
  makeDemoPhone,
  maskName,
  masksNames,
  noticeColumns,
  scanForPersonalData,
} from './index.ts'

const today = localDate('2026-11-22')
const kinds = (text: string) => scanForPersonalData(text, today).map(({ kind }) => kind)

describe('masked names', () => {
  it('keep the surname and the last character', () => {
    const expected: Record<string, string> = {
      张伟: '张*',
      李小明: '李*明',
      欧阳娜: '欧阳*',
      欧阳娜娜: '欧阳*娜',
      阿依古丽·买买提: '阿依古丽·*',
      '阿依古丽•买买提': '阿依古丽·*',
      司徒: '司*',
      王: '王*',
      𠮷田一: '𠮷*一',
      ' 赵钱孙李 ': '赵**李',
    }
    for (const [name, masked] of Object.entries(expected)) expect(maskName(name)).toBe(masked)
    expect(masksNames('need-based')).toBe(true)
    expect(masksNames('scholarship')).toBe(false)
  })
})

describe('columns', () => {
  it('show the level for hardship determinations only', () => {
    expect(noticeColumns('hardship')).toContain('level')
    expect(noticeColumns('need-based')).not.toContain('level')
  })
})

describe('scanner', () => {
  it('finds what may not be published, however it is written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 498 }),
        fc.constantFrom('', ' ', '-', '\u200b'),
        fc.boolean(),
        (n, separator, wide) => {
          const id = makeDemoIdNumber('530102', localDate('2009-03-15'), 'male', n)
          let typed = [id.slice(0, 6), id.slice(6, 14), id.slice(14)].join(separator)
          if (wide) typed = typed.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
          expect(kinds(`李*明（${typed}）一班`)).toEqual(['id-number'])
        },
      ),
    )
    expect(kinds('6212841234567890127')).toEqual(['card-number'])
    expect(kinds('卡号 6212 8412 3456 7890 127')).toEqual(['card-number'])
    expect(kinds(`电话${makeDemoPhone(7)}`)).toEqual(['phone'])
    expect(kinds('＋86 138-1234-5678')).toEqual(['phone'])
    expect(kinds('一三八一二三四五六七八')).toEqual(['phone'])
    expect(kinds('0871-63333333')).toEqual(['phone'])
    expect(kinds('2008年3月15日出生')).toEqual(['birth-date'])
    expect(kinds('生于2008.03.15')).toEqual(['birth-date'])
    expect(kinds('二〇〇八年三月十五日')).toEqual([])
    expect(kinds('20080315')).toEqual(['birth-date'])
    expect(kinds('530102080315001')).toEqual(['id-number'])
  })

  it('lets ordinary notices through', () => {
    for (const text of [
      '公示时间：2026年9月28日至2026年10月10日',
      '2026-09-28—2026-10-10',
      '2026.9.28-2026.10.10',
      '2301班，序号17，一年级',
      '2025级计算机应用1班共45人，名额154个',
      '如有异议请于公示期内向学校反映',
    ]) {
      expect(kinds(text), text).toEqual([])
    }
  })

  it('points at the place in the text as given', () => {
    const text = '备注：１３８ １２３４ ５６７８。'
    const [found] = scanForPersonalData(text, today)
    expect(text.slice(found?.index, (found?.index ?? 0) + (found?.length ?? 0))).toBe('１３８ １２３４ ５６７８')
  })
})
