import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Writes .br and .gz beside every script and style, so that the server sends them as they are. */
const compressed = (): Plugin => ({
  name: 'compressed-assets',
  apply: 'build',
  writeBundle(options) {
    const dir = join(options.dir ?? 'dist', 'assets')
    for (const name of readdirSync(dir).filter((n) => /\.(js|css)$/.test(n))) {
      const content = readFileSync(join(dir, name))
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content))
      writeFileSync(join(dir, `${name}.gz`), gzipSync(content))
    }
  },
})

/** Console build: served by the API server under /console/; during development the API is proxied. */
export default defineConfig({
  base: '/console/',
  plugins: [react(), compressed()],
  build: { target: 'es2022', sourcemap: false, reportCompressedSize: false, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': process.env.API_ORIGIN ?? 'http://localhost:8080' } },
})
