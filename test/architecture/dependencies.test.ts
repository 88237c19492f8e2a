import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** Dependencies point one way (docs/adr/0005-module-order.md); this is the test that holds them to it. */
const ROOT = resolve(import.meta.dirname, '../..')

const MODULE_ORDER = [
  'organisations',
  'identity',
  'roll',
  'activation',
  'face',
  'hardship',
  'catalogue',
  'programmes',
  'applications',
  'outreach',
  'campus',
  'publicity',
  'cards',
  'funds',
  'disbursement',
  'notifications',
  'audit',
  'privacy',
  'office',
  'demo',
  'pages',
]

interface Import {
  from: string
  to: string
}

function files(dir: string): string[] {
  return readdirSync(join(ROOT, dir)).flatMap((name) => {
    const path = join(dir, name)
    if (name === 'node_modules' || name === 'dist') return []
    return statSync(join(ROOT, path)).isDirectory() ? files(path) : /\.tsx?$/.test(name) ? [path] : []
  })
}

/** Every static and dynamic import of every source file, relative ones resolved to repo paths. */
function imports(dir: string, withTests = false): Import[] {
  return files(dir)
    .filter((f) => withTests || !/(\.test\.tsx?|-test-kit\.ts)$/.test(f))
    .flatMap((from) => {
      const text = readFileSync(join(ROOT, from), 'utf8')
      const found = [...text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)['"]([^'"]+)['"]/g)].map(
        (m) => m[1] as string,
      )
      return found.map((to) => ({ from, to: to.startsWith('.') ? relative(ROOT, resolve(ROOT, from, '..', to)) : to }))
    })
}

const show = (list: Import[]) => list.map((i) => `${i.from} → ${i.to}`)

test('contracts depend on nothing of ours', () => {
  const all = imports('packages/contracts/src')
  expect(all.length).toBeGreaterThan(30)
  expect(
    show(
      all.filter((i) => i.to.startsWith('@zhuxue/') || (!i.to.startsWith('packages/contracts/') && i.to !== 'typebox')),
    ),
  ).toEqual([])
})

test('policy has no dependency, no node: module, no clock, no randomness', () => {
  const all = imports('packages/policy/src')
  expect(all.length).toBeGreaterThan(30)
  expect(show(all.filter((i) => !i.to.startsWith('packages/policy/')))).toEqual([])
  const manifest = JSON.parse(readFileSync(join(ROOT, 'packages/policy/package.json'), 'utf8')) as {
    dependencies?: object
  }
  expect(manifest.dependencies ?? {}).toEqual({})
  for (const f of files('packages/policy/src').filter((x) => !/\.test\.ts$/.test(x))) {
    const code = readFileSync(join(ROOT, f), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    expect(code, f).not.toMatch(/Math\.random|Date\.now|new Date\(\s*\)|performance\.|globalThis\.crypto/)
  }
})

test('regions depend on policy only', () => {
  // reading packs from a folder has an entry of its own, which no web app imports
  const all = imports('packages/regions/src').filter((i) => i.from !== 'packages/regions/src/schema/files.ts')
  expect(all.length).toBeGreaterThan(10)
  expect(show(all.filter((i) => !i.to.startsWith('packages/regions/') && i.to !== '@zhuxue/policy'))).toEqual([])
})

test('web apps know contracts, policy and regions data, never the server', () => {
  for (const app of ['student', 'console']) {
    const all = imports(`apps/${app}/src`, true)
    expect(all.length, app).toBeGreaterThan(20)
    expect(
      show(
        all.filter(
          (i) =>
            (i.to.startsWith('@zhuxue/') && !/^@zhuxue\/(contracts|policy|regions)(\/[a-z-]+)?$/.test(i.to)) ||
            (i.to.startsWith('apps/') && !i.to.startsWith(`apps/${app}/`)),
        ),
      ),
    ).toEqual([])
  }
})

test('a server module imports platform, packages and the index of earlier modules only', () => {
  const base = 'apps/server/src/modules'
  const all = imports(base)
  const present = readdirSync(join(ROOT, base)).filter((n) => statSync(join(ROOT, base, n)).isDirectory())
  expect(present.length).toBeGreaterThan(8)
  expect(present.filter((m) => !MODULE_ORDER.includes(m))).toEqual([])
  const wrong = all.filter(({ from, to }) => {
    if (from === `${base}/index.ts`)
      return !/^apps\/server\/src\/(modules\/[a-z]+\/index\.ts|platform\/module\.ts)$/.test(to)
    const own = from.split('/')[4] as string
    if (!to.startsWith('apps/')) return false
    if (
      to.startsWith(`${base}/${own}/`) ||
      to.startsWith('apps/server/src/platform/') ||
      to === 'apps/server/db/types.ts'
    )
      return false
    // the generated OpenAPI document and the demo driver sit beside the modules
    if (own === 'pages' && to === 'apps/server/src/openapi.ts') return false
    if (own === 'demo' && to.startsWith('apps/server/src/simulators/')) return false
    const other = to.match(/^apps\/server\/src\/modules\/([a-z]+)\/index\.ts$/)?.[1]
    return !(other && MODULE_ORDER.indexOf(other) < MODULE_ORDER.indexOf(own))
  })
  expect(show(wrong)).toEqual([])
})

test('the platform knows no module', () => {
  const all = imports('apps/server/src/platform')
  expect(all.length).toBeGreaterThan(50)
  expect(
    show(all.filter((i) => i.to.startsWith('apps/server/src/') && !i.to.startsWith('apps/server/src/platform/'))),
  ).toEqual([])
})

test('no domain code reads the clock of the machine', () => {
  const offenders = files('apps/server/src/modules')
    .filter((f) => !/\.test\.ts$/.test(f))
    // sessions are timed by the real clock on purpose: moving the demo clock logs nobody out
    .filter((f) => !f.startsWith('apps/server/src/modules/identity/'))
    .filter((f) =>
      /Date\.now\(\)|new Date\(\)/.test(readFileSync(join(ROOT, f), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    )
  expect(offenders).toEqual([])
})
