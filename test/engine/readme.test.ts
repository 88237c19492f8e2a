/** The example of packages/policy/README.md, as it stands there, bundled for a browser and run in one. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { office } from '../journeys/browser.ts'

const readme = readFileSync(join(import.meta.dirname, '../../packages/policy/README.md'), 'utf8')
const WANTED = { outcome: 'entitled', route: 'agriculture', yearFen: 230_000, termFen: 115_000 }

/** One classic script that leaves the example's exports in `example`. */
async function bundle(): Promise<string> {
  const entry = join(import.meta.dirname, `.readme-${process.pid}.ts`)
  writeFileSync(entry, /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
  try {
    const result = await build({
      configFile: false,
      logLevel: 'error',
      build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'example', fileName: 'example' } },
    })
    const [first] = Array.isArray(result) ? result : [result]
    if (first === undefined || !('output' in first)) throw new Error('nothing was built')
    return first.output[0].code
  } finally {
    rmSync(entry)
  }
}

test('the example of the README decides in a browser, one student and a roster alike', async () => {
  const script = await bundle()
  expect(script).not.toMatch(/\brequire\(|node:/)
  const page = await (await office()).newPage()
  await page.setContent('<title>助学</title>')
  const found = await page.evaluate(
    (code) => new Function(`${code}; return JSON.stringify([example.answer, example.verdict])`)() as string,
    script,
  )
  const [answer, verdict] = JSON.parse(found)
  expect(answer).toMatchObject(WANTED)
  expect(answer.reasons.length).toBeGreaterThan(3)
  expect(verdict).toMatchObject(WANTED)
})

test('it is about ten lines', () => {
  const lines = /```ts\n([\s\S]*?)```/
    .exec(readme)?.[1]
    ?.split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('//'))
  expect(lines?.length).toBeLessThanOrEqual(12)
})
