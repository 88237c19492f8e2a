import { existsSync } from 'node:fs'

const installed = (path: string) => (existsSync(path) ? path : undefined)

/** The Chromium that the test script found, else Debian's; undefined: the one that playwright-core itself knows. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? installed('/usr/bin/chromium')

/** Chromium's shell without a window, if it is there: a quarter less processor time, but it has no camera. */
export const shellPath = installed('/usr/bin/chromium-headless-shell') ?? chromiumPath
