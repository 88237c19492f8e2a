// biome-ignore-all lint/suspicious/noExplicitAny: definitions are broken on purpose here

import { compareVersions, type ProgrammeVersion, parseVersion, versionClauses } from '@zhuxue/policy'
import { describe, expect, test } from 'vitest'
import { PACKS } from './index.ts'

const all = PACKS.flatMap((pack) => pack.programmes)
const byId = (id: string) => all.find(({ version }) => version === id) as ProgrammeVersion
const grant = byId('yunnan-national-grant-2025')
const copy = (v: ProgrammeVersion) => JSON.parse(JSON.stringify(v)) as Record<string, unknown>
const problems = (input: unknown, known = {}) => {
  const parsed = parseVersion(input, known)
  return parsed.ok ? [] : parsed.problems
}
/** A copy of the National Grant with one place changed. */
const changed = (change: (v: Record<string, never>) => void) => {
  const v = copy(grant)
  change(v as Record<string, never>)
  return v
}

test('every version of the packs is read back as it is: an editor can start from any of them', () => {
  for (const version of all) {
    const parsed = parseVersion(copy(version))
    expect(parsed.ok ? [] : parsed.problems, version.version).toEqual([])
    if (parsed.ok) expect(copy(parsed.version), version.version).toEqual(copy(version))
  }
})

describe('what is wrong is said by field, in Chinese, all at once', () => {
  const cases: [string, (v: never) => void, string, RegExp][] = [
    [
      'unknown fact',
      (v: any) => {
        v.base.all[0].fact = 'parents.income'
      },
      '/base/all/0/fact',
      /不认识的事项“parents.income”/,
    ],
    [
      'leaf without source',
      (v: any) => {
        v.base.all[0].source = ' '
      },
      '/base/all/0/source',
      /条件的出处/,
    ],
    [
      'leaf without reason text',
      (v: any) => {
        delete v.routes[0].condition.text.failed
      },
      '/routes/0/condition/text/failed',
      /不符合时的说明/,
    ],
    [
      'value outside its list',
      (v: any) => {
        v.base.all[0].test.value = 'on-the-moon'
      },
      '/base/all/0/test/value',
      /从列表中选择/,
    ],
    [
      'test that does not fit the fact',
      (v: any) => {
        v.base.all[0].test = { op: 'between', min: 1, max: 2 }
      },
      '/base/all/0/test/op',
      /不能这样比较/,
    ],
    [
      'unknown area list',
      (v: any) => {
        v.routes[1].condition.all[0].any[0].test.list = 'atlantis'
      },
      '/routes/1/condition/all/0/any/0/test/list',
      /地区名单/,
    ],
    [
      'amount that does not split into ten months',
      (v: any) => {
        v.amounts[0].yearFen = 230_001
      },
      '/amounts/0/yearFen',
      /10个月/,
    ],
    [
      'funds that are not 100 %',
      (v: any) => {
        v.funding[1].percent = 30
      },
      '/funding',
      /110%/,
    ],
    [
      'quota taken away',
      (v: any) => {
        v.quota = null
      },
      '/quota',
      /请设置名额/,
    ],
    [
      'step without owner',
      (v: any) => {
        v.steps[2].owner = ''
      },
      '/steps/2/owner',
      /办理人/,
    ],
    [
      'steps out of order',
      (v: any) => {
        v.steps.reverse()
      },
      '/steps/1/id',
      /先后次序/,
    ],
    [
      'end before the beginning',
      (v: any) => {
        v.effectiveTo = '2024-autumn'
      },
      '/effectiveTo',
      /早于/,
    ],
    [
      'window of no day',
      (v: any) => {
        v.window.workingDays = 0
      },
      '/window/workingDays',
      /1到60/,
    ],
    [
      'two leaves of one id',
      (v: any) => {
        v.base.all[1].id = v.base.all[0].id
      },
      '/base',
      /同一编号/,
    ],
    [
      'no route at all',
      (v: any) => {
        v.routes = []
      },
      '/routes',
      /至少设置一条/,
    ],
  ]
  test.each(cases)('%s', (_name, change, path, text) => {
    const found = problems(changed(change as never), { areas: ['contiguous-poor', 'tibetan', 'ethnic-autonomous'] })
    expect(found.find((p) => p.path === path)?.text ?? JSON.stringify(found)).toMatch(text)
    for (const p of found) expect(p.text).toMatch(/[一-龥]/)
  })

  test('anything at all is answered, never thrown', () => {
    const deep = (n: number): unknown => (n === 0 ? { fact: 'grade' } : { not: deep(n - 1) })
    for (const input of [
      null,
      1,
      'x',
      [],
      {},
      { base: deep(500) },
      { routes: [null, 1] },
      { ...grant, base: { all: Array(5000).fill({}) } },
    ]) {
      expect(problems(input).length).toBeGreaterThan(0)
      expect(problems(input).length).toBeLessThanOrEqual(100)
    }
  })
})

describe('two versions clause by clause', () => {
  test('National Grant 2015 → 2025: third grade, 2300 yuan, new source (财教〔2024〕181号)', () => {
    const found = compareVersions(byId('yunnan-national-grant-2015'), grant)
    const of = (key: string) => found.find((d) => d.key === key)
    expect(of('base:leaf:base.grade')).toMatchObject({
      section: '基本条件',
      before: expect.stringContaining('年级不超过2年级'),
      after: expect.stringMatching(/年级不超过3年级。出处：财教〔2024〕181号/),
    })
    expect(of('amount:0')).toMatchObject({ before: '2,000.00元', after: '2,300.00元' })
    expect(of('terms')?.after).toBe('2025年春季学期起')
    expect(found.every((d) => d.before !== d.after)).toBe(true)
    expect(compareVersions(grant, grant)).toEqual([])
  })

  test('或 instead of 且, and a clause that is gone, are seen', () => {
    const looser = changed((v: any) => {
      v.base = { any: v.base.all }
      v.documents.pop()
    }) as unknown as ProgrammeVersion
    const found = compareVersions(grant, looser)
    expect(found.find((d) => d.key === 'base:shape')?.after).toContain(' 或 ')
    expect(found.find((d) => d.key === 'document:other')).toMatchObject({ after: null })
  })

  test('every clause is Chinese and no code of ours shows', () => {
    const names = {
      areas: Object.fromEntries(PACKS.flatMap((pack) => pack.areas).map((a) => [a.id, a.title])),
      programmes: Object.fromEntries(all.map((v) => [v.programme, v.title])),
    }
    for (const v of all) {
      for (const c of versionClauses(v, names))
        expect(`${c.label}${c.text}`, v.version).not.toMatch(/[a-z]{3,}-[a-z]{3,}/)
    }
  })
})
