// A Chromium for the browser journeys, without a manual step: an installed one, Debian's, or the one packed in npm.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { npm, root, say } from './bootstrap.mjs'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Path of a Chromium, or undefined when the one of the npm package has to unpack itself at run time. */
export function ensureBrowser() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  const found = known.find((path) => existsSync(path))
  const cjk = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' })
  const root0 = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (root0 && (!found || !cjk.stdout?.trim())) {
    say('正在安装浏览器与中文字体（Debian 软件包 chromium、chromium-headless-shell、fonts-noto-cjk）……')
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 2] }
    const install = (/** @type {string[]} */ ...packages) =>
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
    spawnSync('apt-get', ['update', '-qq'], quiet)
    const needed = ['chromium', 'fonts-noto-cjk', 'fontconfig']
    // the shell needs a quarter less processor time; distributions derived from Debian may not have it
    if (install(...needed, 'chromium-headless-shell').status !== 0) install(...needed)
  }
  const installed = known.find((path) => existsSync(path))
  if (installed) return installed
  if (!existsSync(join(root, 'node_modules/@sparticuz/chromium'))) {
    say('正在从 npm 获取浏览器（@sparticuz/chromium）……')
    npm(['install', '--no-save', '--no-audit', '--no-fund', '@sparticuz/chromium@153'])
  }
  return undefined
}
