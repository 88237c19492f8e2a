import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const filesUnder = (dir: string): string[] =>
  readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? filesUnder(path) : [path]
  })

/** Writes dist/sw.js from src/sw.js with the list of files of this build and a version that changes with any of them. */
export function serviceWorker(): Plugin {
  return {
    name: 'zhuxue-service-worker',
    apply: 'build',
    writeBundle(options) {
      const dir = options.dir ?? 'dist'
      const files = filesUnder(dir)
        .map((f) => relative(dir, f))
        .filter((f) => /^(index\.html|icon\.svg|manifest\.webmanifest|assets\/.*\.(js|css))$/.test(f))
        .sort()
      const hash = createHash('sha256')
      for (const f of files) hash.update(f).update(readFileSync(join(dir, f)))
      const source = readFileSync(new URL('../src/sw.js', import.meta.url), 'utf8')
      writeFileSync(
        join(dir, 'sw.js'),
        source
          .replace('__VERSION__', hash.digest('hex').slice(0, 12))
          .replace("['__FILES__']", JSON.stringify(files.map((f) => (f === 'index.html' ? '' : f)))),
      )
    },
  }
}

/** Puts .br and .gz beside every text file, so that the server sends them without work. Runs last. */
export function precompress(): Plugin {
  return {
    name: 'zhuxue-precompress',
    apply: 'build',
    closeBundle() {
      const dir = new URL('../dist', import.meta.url).pathname
      for (const file of filesUnder(dir)) {
        if (!/\.(js|css|html|svg|webmanifest)$/.test(file)) continue
        const bytes = readFileSync(file)
        const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, options))
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      }
    },
  }
}
