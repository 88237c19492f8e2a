/** Prints brotli sizes of the log-in path and of the whole app, and fails above the bars (15 KB and 100 KB of JS). */
import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
type Chunk = { file: string; isEntry?: boolean; imports?: string[] }
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8')) as Record<string, Chunk>
const entry = Object.values(manifest).find((c) => c.isEntry)
if (!entry) throw new Error('dist/.vite/manifest.json has no entry: run `npm run build -w apps/student` first')

const login = new Set<string>()
const walk = (chunk: Chunk): void => {
  login.add(chunk.file)
  for (const key of chunk.imports ?? []) {
    const next = manifest[key]
    if (next && !login.has(next.file)) walk(next)
  }
}
walk(entry)

const size = (file: string): number => brotliCompressSync(readFileSync(new URL(file, dist))).length
const assets = readdirSync(new URL('assets/', dist))
const js = assets.filter((f) => f.endsWith('.js')).map((f) => `assets/${f}`)
const checkJs = readdirSync(new URL('check/assets/', dist))
  .filter((f) => f.endsWith('.js'))
  .map((f) => `check/assets/${f}`)
const css = assets.filter((f) => f.endsWith('.css')).map((f) => `assets/${f}`)
const sum = (files: Iterable<string>): number => [...files].reduce((n, f) => n + size(f), 0)
const kb = (n: number): string => `${(n / 1024).toFixed(1)} KB`

for (const f of [...js, ...css].sort((a, b) => size(b) - size(a))) console.log(`${kb(size(f)).padStart(9)}  ${f}`)
const rows: [string, number, number][] = [
  ['log-in path, JS', sum(login), 15 * 1024],
  ['whole app, JS', sum(js), 100 * 1024],
  ['self-check with the rules, JS', sum(checkJs), 60 * 1024],
]
console.log(`style sheets: ${kb(sum(css))} · page: ${kb(size('index.html'))}`)
let over = false
for (const [name, value, bar] of rows) {
  over ||= value > bar
  console.log(`${value > bar ? 'OVER' : 'ok  '} ${name}: ${kb(value)} (bar ${kb(bar)}, brotli)`)
}
process.exit(over ? 1 : 0)
