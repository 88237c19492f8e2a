import { defineConfig } from 'vite'
import { faceGuide, precompress, serviceWorker } from './build/plugins.ts'

// One build, lowered to Chrome 64 and iOS 12 (docs/adr/0007-student-app-small-and-plain.md): no second bundle for old
// phones, no inline scripts, so that the page runs under a strict Content-Security-Policy.
export const oldestBrowsers = ['chrome64', 'ios12', 'safari12']

export default defineConfig({
  base: '/student/',
  build: {
    target: oldestBrowsers,
    cssTarget: oldestBrowsers,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: {
      output: {
        // The log-in path is one file; what the form needs joins the form, not the log-in.
        codeSplitting: {
          groups: [
            {
              name: 'core',
              test: /preact|student\/src\/(platform\/(api|clock|session|session-routes|uuid)|login\/(?!demo|password|first))|policy\/src\/(digits|identity-number|local-date)/,
            },
          ],
        },
      },
    },
  },
  plugins: [faceGuide(), serviceWorker(), precompress()],
  server: { proxy: { '/api': process.env.ZHUXUE_API ?? 'http://127.0.0.1:8080' } },
})
