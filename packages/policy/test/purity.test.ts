import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../src/', import.meta.url)
const sources = readdirSync(root, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))

/** Code without comments, so that prose may speak of what is forbidden. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

describe('the policy package', () => {
  it('was seen', () => {
    expect(sources.length).toBeGreaterThan(25)
  })

  it('has no dependencies', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([])
  })

  for (const { path, text } of sources) {
    it(`${path} imports only its own files, reads no clock, draws nothing at random`, () => {
      const code = codeOf(text)
      for (const [, from] of code.matchAll(/from '([^']+)'/g)) expect(from).toMatch(/^\.\.?\/.*\.ts$/)
      expect(code).not.toMatch(/\bnew Date\b|\bDate\.now\b|\bDate\(|Math\.random|\bcrypto\b|\bprocess\.|\bIntl\b/)
      expect(code).not.toMatch(/\bimport\(|\brequire\(|\bfetch\(|localStorage|setTimeout/)
    })

    it(`${path} runs in browsers of 2018 (Chrome 64, iOS 12)`, () => {
      // Syntax is transpiled, regular expressions are not: no look-behind, named groups, property escapes, /s.
      const code = codeOf(text)
      expect(code).not.toMatch(/\(\?<[=!a-zA-Z]|\\p\{|\/[a-z]*s[a-z]*\.(test|exec)\(/)
      expect(text.split('\n').length).toBeLessThan(300)
    })
  }
})
