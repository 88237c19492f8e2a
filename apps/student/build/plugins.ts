import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
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

/**
 * Copies what guides a person before the camera (detector, mesh and their WebAssembly, about 2 MB compressed) beside
 * the app. Nothing of it is part of the app's own scripts: it is fetched when a check is opened, and only then.
 */
export function faceGuide(): Plugin {
  return {
    name: 'zhuxue-face-guide',
    apply: 'build',
    writeBundle(options) {
      const require = createRequire(import.meta.url)
      const out = join(options.dir ?? 'dist', 'face')
      mkdirSync(out, { recursive: true })
      const human = dirname(dirname(require.resolve('@vladmandic/human')))
      const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))
      const files = [
        join(human, 'dist', 'human.esm.js'),
        ...['blazeface', 'facemesh'].flatMap((m) => ['json', 'bin'].map((e) => join(human, 'models', `${m}.${e}`))),
        ...['', '-simd', '-threaded-simd'].map((k) => join(wasm, 'dist', `tfjs-backend-wasm${k}.wasm`)),
      ]
      for (const file of files) copyFileSync(file, join(out, file.split(/[\\/]/).at(-1) as string))
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
        if (!/\.(js|json|wasm|css|html|svg|webmanifest)$/.test(file)) continue
        const bytes = readFileSync(file)
        const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, options))
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      }
    },
  }
}
