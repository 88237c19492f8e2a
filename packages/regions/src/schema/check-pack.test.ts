import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPack, levelsAbove, PACKS, packJsonSchema, readPack } from '../index.ts'

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null
const source = readFileSync(new URL('../../test-data/yunling.json', import.meta.url), 'utf8')
const sound = () => JSON.parse(source)
const above = PACKS.filter(({ code }) => code === '000000')

/** The faults of the sample pack after one change, as 'path: sentence'. */
function faultsAfter(change: (pack: object) => void): string[] {
  const pack = sound()
  change(pack)
  const result = readPack(pack, 'yunling.json', above)
  if (result.ok) return []
  for (const { file } of result.faults) expect(file).toBe('yunling.json')
  return result.faults.map(({ path, text }) => `${path}: ${text}`)
}
/** Sets (or, with undefined, removes) what stands at a path with slashes. */
const set = (path: string, value: Json | undefined) => (pack: object) => {
  const keys = path.split('/')
  let node = pack as Record<string, Json>
  for (const key of keys.slice(0, -1)) node = node[key] as Record<string, Json>
  const last = keys.at(-1) as string
  if (value === undefined) delete node[last]
  else node[last] = value
}

describe('every pack that is shipped', () => {
  for (const pack of PACKS) {
    it(`${pack.name} is sound`, () => {
      expect(checkPack(pack, levelsAbove(pack.code))).toEqual([])
    })
  }

  it('has version ids that no other pack has', () => {
    const ids = PACKS.flatMap(({ programmes }) => programmes.map(({ version }) => version))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a pack with an error is refused, with the place and a sentence', () => {
  const version = 'programmes/0'
  const cases: readonly [string, (pack: object) => void, RegExp][] = [
    ['versions that overlap', set(`${version}/effectiveTo`, '2026-autumn'), /^programmes\[1\]\.effectiveFrom: .*重叠/],
    ['a leaf without clause', set('leaves/route.boarding/source', ''), /leaves\["route.boarding"\]\.source: .*依据/],
    [
      'a leaf without reason text',
      set('leaves/route.boarding/text/failed', undefined),
      /leaves\["route.boarding"\]\.text\.failed: 缺少/,
    ],
    [
      'an amount that does not split into months',
      set(`${version}/amounts/0/yearFen`, 260_010),
      /programmes\[0\]\.amounts\[0\]\.yearFen: .*不能平均分到10个月/,
    ],
    [
      'an amount that does not split into terms',
      set('programmes/3/amounts/0/yearFen', 60_001),
      /programmes\[3\]\.amounts\[0\]\.yearFen: .*两个学期/,
    ],
    [
      'parts that do not add up',
      set('programmes/3/amounts/0/parts', [{ title: '床位', yearFen: 1 }]),
      /parts: 各部分合计1分/,
    ],
    ['a quota without base', set(`${version}/quota/base`, undefined), /programmes\[0\]\.quota\.base: 缺少/],
    [
      'a quota whose base is empty',
      set(`${version}/quota/base`, { all: [] }),
      /programmes\[0\]\.quota\.base\.all: 至少要有1项/,
    ],
    ['quota routes without quota', set(`${version}/quota`, null), /programmes\[0\]\.quota: 有“名额有限”/],
    ['a step without owner', set(`${version}/steps/6/owner`, ''), /programmes\[0\]\.steps\[6\]\.owner: .*办理人/],
    ['steps out of order', set(`${version}/steps`, sound().programmes[0].steps.toReversed()), /先后次序/],
    ['funds that do not add up to 100', set(`${version}/funding/0/percent`, 70), /programmes\[0\]\.funding: .*合计90%/],
    [
      'an unknown fact',
      set(`${version}/routes/2/condition`, { ...sound().leaves['route.boarding'], fact: 'shoeSize' }),
      /routes\[2\]\.condition\.fact: 不认识的取值/,
    ],
    [
      'an unknown value of a fact',
      set(`${version}/routes/2/condition`, {
        ...sound().leaves['route.boarding'],
        fact: 'stage',
        test: { op: 'in', values: ['university'] },
      }),
      /test\.values\[0\]: “stage”没有取值"university"/,
    ],
    [
      'an operator that does not fit',
      set(`${version}/routes/2/condition`, {
        ...sound().leaves['route.boarding'],
        fact: 'grade',
        test: { op: 'has-any', values: ['1'] },
      }),
      /test\.op: “grade”不是列表/,
    ],
    [
      'a range beyond the fact',
      set(`${version}/routes/2/condition`, {
        ...sound().leaves['route.boarding'],
        fact: 'grade',
        test: { op: 'between', min: 1, max: 99 },
      }),
      /范围应在1到12/,
    ],
    [
      'a shared leaf that is not there',
      set(`${version}/routes/2/condition`, { use: 'base.fulltime' }),
      /condition\.use: 没有编号为"base.fulltime"的公共条件/,
    ],
    [
      'an area list that is not there',
      set(`${version}/routes/2/condition`, {
        ...sound().leaves['route.boarding'],
        fact: 'hukou.county',
        test: { op: 'in-area', list: 'moon' },
      }),
      /名单“moon”没有定义/,
    ],
    ['a misspelt field', set(`${version}/instalment`, 'month'), /programmes\[0\]\.instalment: 不认识的字段/],
    ['a term that is none', set(`${version}/effectiveFrom`, '2025-winter'), /effectiveFrom: 应为学期/],
    [
      'an exclusion of a programme that is not there',
      set(`${version}/excludes`, [{ programme: 'lottery', scope: 'ever', text: '二选一', source: '条' }]),
      /excludes\[0\]\.programme: .*没有定义/,
    ],
    [
      'a document for a route that is not there',
      set(`${version}/documents/0/routes`, ['nobody']),
      /documents\[0\]\.routes/,
    ],
    [
      'a last tier with a condition',
      set(`${version}/amounts/0/when`, { use: 'base.full-time' }),
      /最后一档不能有适用条件/,
    ],
    ['another region', set(`${version}/region`, '530000'), /programmes\[0\]\.region/],
    ['a list named twice in the same terms', set('areas/1', sound().areas[0]), /areas\[1\]\.effectiveFrom: .*重叠/],
    ['a pack without code', set('code', undefined), /^code: 缺少/],
  ]
  for (const [what, change, expected] of cases) {
    it(what, () => {
      const faults = faultsAfter(change)
      expect(
        faults.some((line) => expected.test(line)),
        faults.join('\n'),
      ).toBe(true)
    })
  }

  it('reports everything wrong at once', () => {
    const faults = faultsAfter((pack) => {
      set(`${version}/title`, '')(pack)
      set(`${version}/amounts/0/yearFen`, -1)(pack)
      set('name', 7)(pack)
    })
    expect(faults).toHaveLength(3)
  })
})

it('no rule hangs on a region in code: regions are data', () => {
  const roots = ['regions', 'policy'].map((name) => new URL(`../../../${name}/src/`, import.meta.url))
  roots.push(new URL('../../../../apps/server/src/modules/', import.meta.url))
  const offenders = roots.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .filter((name) =>
        /\bif\s*\([^)]*(region|code|county)[^)]*===?\s*['"]\d{4,6}['"]/i.test(
          readFileSync(new URL(name, root), 'utf8'),
        ),
      ),
  )
  expect(offenders).toEqual([])
})

it('docs/region-pack.schema.json is what the loader checks (npm run zhuxue -- rules schema > docs/region-pack.schema.json)', () => {
  const file = new URL('../../../../docs/region-pack.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(packJsonSchema())
})
