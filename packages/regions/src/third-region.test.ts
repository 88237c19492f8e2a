import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countQuotaBase, determine, instalmentsOf, type StudentFacts, type Term } from '@zhuxue/policy'
import { describe, expect, it } from 'vitest'
import {
  areasFor,
  type LoadedRegion,
  loadRegion,
  PACKS,
  programmesInForce,
  programmeVersion,
  provisionalNotes,
} from './index.ts'
import { faultLine, loadPackFile, loadPackFolder } from './schema/files.ts'

/** An invented province as data only: other amounts, a new requirement over known facts, one more step of the path. */
const FILE = fileURLToPath(new URL('../test-data/yunling.json', import.meta.url))
const TERM: Term = '2025-autumn'

const first = loadPackFile(FILE)
function province(): LoadedRegion {
  const loaded = loadRegion('990121')
  if (!loaded.ok) throw new Error(loaded.text)
  return loaded.region
}
const ask = (programme: string, facts: Partial<StudentFacts>, term: Term = TERM) => {
  const found = programmeVersion(province(), programme, term)
  if (!found.ok) return [found.code]
  const student: StudentFacts = {
    studentId: 'Y',
    nationality: 'CN',
    rollStatus: 'on-roll',
    studyMode: 'full-time',
    atSchool: true,
    stage: 'vocational-high',
    grade: 2,
    boarding: true,
    major: { agriculture: false, performing: false, opera: false },
    hukou: { county: '990101', areaType: 'rural' },
    school: { county: '990101' },
    hardship: 'none',
    household: { registers: [] },
    ...facts,
  }
  const { outcome, route, termFen } = determine(found.version, student, areasFor(province(), term))
  return [outcome, route, termFen]
}

describe('a province that no code knows', () => {
  it('loads from its file and stands on the country', () => {
    expect(first).toEqual({ ok: true, codes: ['990000'] })
    expect(province().chain.map(({ code }) => code)).toEqual(['990000', '000000'])
    expect(province().name).toBe('云顶县')
    expect(province().smsSignature).toBe('云岭资助')
    expect(province().calendar.to).toBe('2027-12-31')
  })

  it('decides with its own amounts, routes and the new requirement', () => {
    expect(ask('national-grant', { major: { agriculture: true } })).toEqual(['entitled', 'agriculture', 140_000])
    expect(ask('national-grant', { major: { agriculture: true } }, '2025-spring')).toEqual([
      'entitled',
      'agriculture',
      130_000,
    ])
    expect(ask('national-grant', { hukou: { county: '990233' } })).toEqual(['entitled', 'plateau', 140_000])
    expect(ask('national-grant', { hardship: 'mild' })).toEqual(['competes', 'hardship', 140_000])
    expect(ask('tuition-waiver', {})).toEqual(['entitled', 'all', 120_000])
    expect(ask('boarding-allowance', {})).toEqual(['entitled', 'boarding', 30_000])
    expect(ask('boarding-allowance', { boarding: false })).toEqual(['not-eligible', undefined, undefined])
    expect(ask('boarding-allowance', { school: { county: '990121' } })).toEqual(['not-eligible', undefined, undefined])
    expect(ask('boarding-allowance', { boarding: null })).toEqual(['to-verify', undefined, undefined])
    expect(ask('boarding-allowance', {}, '2024-spring')).toEqual(['no-rule-in-force'])
    expect(ask('national-scholarship', { ranking: { percent: 3 } })).toEqual(['competes', 'top-5', undefined])
  })

  it('pays by its own plan and counts its own quota', () => {
    const found = programmeVersion(province(), 'national-grant', TERM)
    if (!found.ok) throw new Error(found.text)
    expect(instalmentsOf('month', TERM, 140_000 as never).map(({ amount }) => amount)).toEqual(Array(5).fill(28_000))
    const roster: StudentFacts[] = [true, false, false].map((agriculture, i) => ({
      studentId: String(i),
      nationality: 'CN',
      rollStatus: 'on-roll',
      studyMode: 'full-time',
      atSchool: true,
      stage: 'vocational-high',
      grade: 1,
      major: { agriculture },
      hukou: { county: '990101' },
    }))
    expect(countQuotaBase(found.version, roster, areasFor(province(), TERM))).toEqual({ base: 2, unknown: 0 })
  })

  it('has its extra step, with an owner, between approval and payment', () => {
    const found = programmeVersion(province(), 'national-grant', TERM)
    if (!found.ok) throw new Error(found.text)
    const ids = found.version.steps.map(({ id }) => id)
    expect(ids.slice(-3)).toEqual(['county-approval', 'joint-check', 'payment'])
    expect(found.version.steps.find(({ id }) => id === 'joint-check')?.owner).toBe('县教育局和乡镇联合核查组')
  })

  it('appears in what the policy guide is made of', () => {
    const rows = programmesInForce(province(), TERM).map(({ title, amountText }) => `${title} ${amountText}`)
    expect(rows).toEqual([
      '国家助学金 每生每年2800元',
      '免学费 每生每年2400元，补助学校',
      '住校生活补贴 每生每年600元',
      '中职国家奖学金 每生每年6000元，一次发放',
    ])
    expect(provisionalNotes(province(), TERM)).toContain('住校生活补贴：试行两年')
  })
})

describe('loading from files', () => {
  const folder = (files: Record<string, string>) => {
    const path = mkdtempSync(join(tmpdir(), 'packs-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    return path
  }

  it('takes a folder whose files together make one pack', () => {
    const whole = JSON.parse(readFileSync(FILE, 'utf8').replaceAll('990', '980').replaceAll('yunling', 'yunhai'))
    const { programmes, ...head } = whole
    const path = folder({
      'pack.json': JSON.stringify({ ...head, programmes: [] }),
      'programmes.json': JSON.stringify({ programmes }),
    })
    expect(loadPackFile(path)).toEqual({ ok: true, codes: ['980000'] })
    rmSync(path, { recursive: true })
  })

  it('adds nothing when anything is wrong, and says where', () => {
    const before = PACKS.length
    const twice = loadPackFile(FILE)
    expect(twice.ok ? [] : twice.faults.map(faultLine)).toEqual([
      `${FILE} code：地区990000已经有政策包，不能再加载一份。`,
    ])
    const path = folder({ 'broken.json': '{ "code": ', 'empty.json': '{}' })
    const result = loadPackFolder(path)
    const lines = result.ok ? [] : result.faults.map(faultLine)
    expect(lines.some((line) => line.startsWith(join(path, 'broken.json')) && line.includes('不是有效的 JSON'))).toBe(
      true,
    )
    expect(lines.some((line) => line.startsWith(`${join(path, 'empty.json')} code：缺少`))).toBe(true)
    expect(loadPackFolder(join(path, 'nowhere')).ok).toBe(false)
    expect(loadPackFile(join(path, 'nowhere.json')).ok).toBe(false)
    expect(PACKS.length).toBe(before)
    rmSync(path, { recursive: true })
  })
})
