import { defineConfig } from 'vite'
import { precompress } from './build/plugins.ts'
import { oldestBrowsers } from './vite.config.ts'

// The self-check is a page of its own (/check) with the rules inside: no part of the app that a student downloads for
// the log-in, and outside the reach of its service worker. Built after the app, into a folder of its dist.
export default defineConfig({
  base: '/student/check/',
  publicDir: false,
  build: {
    outDir: 'dist/check',
    target: oldestBrowsers,
    cssTarget: oldestBrowsers,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { input: 'check.html' },
  },
  plugins: [precompress()],
})
