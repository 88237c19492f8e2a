/** `zhuxue rules` as a person runs it: a real process, what it prints and the code it ends with. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'

vi.setConfig({ testTimeout: 120_000 })

function rules(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'main.ts'), 'rules', ...args],
    { encoding: 'utf8' },
  )
  return { code: status, out: stdout, err: stderr }
}

test('show prints definition, Chinese text, columnar code and SQL of the version in force', () => {
  const { code, out, err } = rules('show', 'national-grant', '--term', '2025-autumn')
  expect([code, err]).toEqual([0, ''])
  const titles = [...out.matchAll(/^## (.*)$/gm)].map(([, title]) => title)
  expect(titles).toEqual(['定义', '中文条件', '结果编码', '列式代码（JavaScript）', 'SQL（PostgreSQL，事实表 facts）'])
  const [definition = '', text = '', verdicts = '', columnar = '', sql = ''] = out.split(/^## .*$/m).slice(1)
  expect(JSON.parse(definition)).toMatchObject({ programme: 'national-grant', version: 'yunnan-national-grant-2025' })
  expect(text).toContain('国家助学金')
  expect(text).toContain('年级不超过3年级')
  expect(verdicts).toContain('2300元/年')
  // both targets are code that another tool can read, with the sentence above each condition
  expect(() => new Function('columns', 'tables', 'out', 'from', 'to', columnar)).not.toThrow()
  expect(columnar).toContain('nationalGrantVerdict[i] =')
  expect(sql).toContain('-- ')
  expect(sql).toMatch(/as national_grant_outcome[\s\S]*case when roll_status = 'on-roll' then /)
})

test('show follows the term, and says when no rule is in force or the question is wrong', () => {
  const before = rules('show', 'national-grant', '--term', '2024-autumn', '--json')
  expect(before.code).toBe(0)
  expect(JSON.parse(before.out).definition).toMatchObject({ amounts: [{ yearFen: 200_000 }] })
  const early = rules('show', 'national-grant', '--term', '1999-autumn')
  expect([early.code, early.out]).toEqual([1, ''])
  expect(early.err).toMatch(/^national-grant：.+/)
  expect(rules('show', 'national-grant')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--term') })
  const term = rules('show', 'national-grant', '--term', '2025')
  expect([term.code, term.err]).toEqual([2, '学期写作 2025-autumn 或 2026-spring，收到的是 2025。\n'])
  expect(rules('show', 'no-such', '--term', '2025-autumn')).toMatchObject({ code: 1, out: '' })
  expect(rules('list', '--region', '999999')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('999999'),
  })
})

test('list gives the programmes of a term, and every version without one', () => {
  const term = rules('list', '--term', '2025-autumn')
  expect(term.code).toBe(0)
  expect(term.out).toMatch(/^national-grant {2}.*国家助学金.* {2}yunnan-national-grant-2025（2025-spring 至 今）/m)
  expect(term.out).not.toContain('yunnan-national-grant-2015')
  expect(term.out).toContain('待确认：')
  const all = rules('list', '--json')
  expect(all.code).toBe(0)
  const versions = (JSON.parse(all.out) as { version: string }[]).map(({ version }) => version)
  expect(versions).toEqual(expect.arrayContaining(['yunnan-national-grant-2015', 'yunnan-national-grant-2025']))
  const empty = rules('list', '--term', '1999-autumn')
  expect([empty.code, empty.out]).toEqual([1, ''])
  expect(empty.err).toContain('没有有效的项目')
})
