import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'

/** DESIGN §8: every command has --help; the exit code is 0 only when the work was done. Nothing is touched by asking. */
vi.setConfig({ testTimeout: 240_000 })
const dir = mkdtempSync(join(tmpdir(), 'zhuxue-cli-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function zhuxue(...args: string[]) {
  const r = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    cwd: dir,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: '', ZHUXUE_DATA: '' },
  })
  return { code: r.status, out: r.stdout, err: r.stderr }
}

const COMMANDS = [
  'start',
  'migrate',
  'doctor',
  'backup',
  'restore',
  'keys',
  'setup',
  'school',
  'import',
  'determine',
  'demo',
  'audit',
  'face',
  'rules',
  'schema',
  'openapi',
]

test('the list of commands is the one that is tested here', () => {
  const { code, out } = zhuxue('--help')
  expect(code).toBe(0)
  expect([...out.matchAll(/^ {2}([a-z]+) /gm)].map((m) => m[1])).toEqual(COMMANDS)
})

test.each(COMMANDS)('%s --help explains itself on stdout and does nothing else', (name) => {
  const { code, out, err } = zhuxue(name, '--help')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(new RegExp(`^用法:\\s+zhuxue ${name}`))
  expect(existsSync(join(dir, 'data'))).toBe(false)
})

test.each([
  ['an unknown command', ['fly'], 2, /没有命令 fly/],
  ['no file to import', ['import', 'roster', '--school', '1'], 2, /用法/],
  ['a file that is not there', ['import', 'roster', 'x.xlsx', '--school', '1'], 1, /没有找到文件/],
  ['no target', ['backup'], 2, /用法/],
  ['no backup there', ['restore', dir, '--data', join(dir, 'new')], 1, /没有完整的备份/],
  ['a folder that was never started', ['audit', 'verify'], 1, /不是助学的数据目录/],
  ['the same for a backup', ['backup', join(dir, 'b')], 1, /不是助学的数据目录/],
  ['an option that does not exist', ['migrate', '--fast'], 1, /fast/],
  ['a port that is none', ['start', '--port', '99999'], 2, /1 到 65535/],
])('%s: said on stderr, exit code not 0, nothing made', (_, args, code, text) => {
  const r = zhuxue(...(args as string[]))
  expect(r.code).toBe(code)
  expect(r.err).toMatch(text as RegExp)
  expect(r.err).not.toMatch(/\n {4}at /)
  expect(existsSync(join(dir, 'data'))).toBe(false)
})

test('doctor says so in its report and ends with 1', () => {
  const { code, out } = zhuxue('doctor', '--json')
  expect(code).toBe(1)
  const report = JSON.parse(out) as { check: string; ok: boolean; text: string }[]
  expect(report.find((f) => f.check === 'database')).toMatchObject({ ok: false })
})
