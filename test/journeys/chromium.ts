import { existsSync } from 'node:fs'

const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** The Chromium that the test script found, else Debian's; undefined: the one that playwright-core itself knows. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? installed.find((path) => existsSync(path))
