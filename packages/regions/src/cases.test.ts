import { readFileSync } from 'node:fs'
import { determine, type ProgrammeCode, parseFacts, parseTerm } from '@zhuxue/policy'
import { describe, expect, it } from 'vitest'
import { areasFor, loadRegion, programmeVersion } from './index.ts'

type Expected = { programme: string; outcome: string; yearFen?: number; termFen?: number }
type Case = {
  id: string
  title: string
  region: string
  term: string
  facts: unknown
  expected: Expected[]
  source: string[]
}

const { cases }: { cases: Case[] } = JSON.parse(readFileSync(new URL('../data/cases.json', import.meta.url), 'utf8'))
const PROGRAMMES: readonly ProgrammeCode[] = [
  'national-grant',
  'tuition-waiver',
  'two-subsidies',
  'yulu',
  'provincial-scholarship',
  'national-scholarship',
  'temporary-living-relief',
]

/** The answer of the shipped rules to one worked case. */
function answerTo(example: Case, programme: ProgrammeCode) {
  const loaded = loadRegion(example.region)
  const term = parseTerm(example.term)
  const parsed = parseFacts(example.facts)
  if (!loaded.ok || term === null || !parsed.ok) throw new Error(`case ${example.id} does not load`)
  const found = programmeVersion(loaded.region, programme, term)
  if (!found.ok) throw new Error(found.text)
  return determine(found.version, parsed.facts, areasFor(loaded.region, term))
}

describe('worked cases (each names its own sources in data/cases.json)', () => {
  it('are all there', () => {
    expect(cases.length).toBe(44)
    expect(cases.every(({ source }) => source.length > 0)).toBe(true)
  })

  for (const example of cases) {
    for (const programme of PROGRAMMES) {
      const expected = example.expected.find((entry) => entry.programme === programme)
      if (expected === undefined) continue
      it(`${example.id} ${programme}: ${expected.outcome} (${example.title})`, () => {
        const { outcome, yearFen, termFen, reasons, version } = answerTo(example, programme)
        const amounts = yearFen === undefined ? {} : { yearFen, termFen }
        expect({ programme, outcome, ...amounts }).toEqual(expected)
        expect(version).not.toBe('')
        expect(reasons.length).toBeGreaterThan(0)
        for (const { rule, text, source } of reasons) {
          expect(rule).toMatch(/^(base|route)\./)
          expect(text).toMatch(/[\u4e00-\u9fff]/)
          expect(source).not.toBe('')
        }
      })
    }
  }
})

describe('reasons', () => {
  const example = (id: string) => {
    const found = cases.find((entry) => entry.id === id)
    if (found === undefined) throw new Error(id)
    return found
  }
  const rules = (id: string, programme: ProgrammeCode) =>
    answerTo(example(id), programme).reasons.map(({ rule, met }) => `${rule}=${met}`)

  it('name the route that made it', () => {
    expect(answerTo(example('C06'), 'national-grant').route).toBe('poor-rural')
    expect(rules('C06', 'national-grant')).toContain('route.contiguous-poor=true')
    expect(answerTo(example('C55'), 'national-grant').reasons.map(({ rule }) => rule)).toContain('route.tibetan')
    expect(answerTo(example('C29'), 'tuition-waiver').route).toBe('ethnic-autonomous')
    expect(answerTo(example('C59'), 'national-grant').route).toBe('registered-poor')
  })

  it('name every requirement that failed, and only those', () => {
    expect(rules('C37', 'national-grant')).toEqual([
      'base.on-roll=false',
      'base.at-school=false',
      'base.on-internship=false',
    ])
    expect(rules('C07', 'national-grant')).toEqual([
      'route.agriculture=false',
      'route.rural-household=false',
      'route.hardship=false',
    ])
    expect(rules('C32', 'tuition-waiver')).toEqual(['base.not-performing=false', 'route.opera=false'])
  })
})
