// npm test: everything; arguments go to vitest (npm test -- packages/policy).
import { join } from 'node:path'
import { root, runWithProjectNode } from './bootstrap.mjs'
import { ensureBrowser } from './browser.mjs'
import { buildWeb } from './web.mjs'

/** Builds the web apps if their sources changed, then runs vitest once. @param {string[]} args @returns {Promise<number>} */
export async function test(args) {
  await buildWeb()
  const chromium = ensureBrowser()
  return runWithProjectNode([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
    NODE_ENV: 'test',
    ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
  })
}
