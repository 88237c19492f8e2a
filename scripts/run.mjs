#!/usr/bin/env node
// npm run demo | test | check
import { join } from 'node:path'
import { ensureInstalled, fail, root, runWithProjectNode } from './bootstrap.mjs'
import { check } from './check.mjs'
import { test } from './test.mjs'

const tasks = {
  demo: (/** @type {string[]} */ args) =>
    runWithProjectNode([join(root, 'apps/server/src/cli/main.ts'), 'demo', ...args]),
  test,
  check,
}

const [name = '', ...args] = process.argv.slice(2)
if (!Object.hasOwn(tasks, name)) fail(`未知的任务“${name}”,可用:${Object.keys(tasks).join('、')}。`)
await ensureInstalled()
process.exitCode = await tasks[/** @type {keyof typeof tasks} */ (name)](args)
