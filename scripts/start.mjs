#!/usr/bin/env node
import { join } from 'node:path'
// npm start: the demo world unless --no-demo is given; everything else is handed to `zhuxue start`.
import { ensureInstalled, root, runWithProjectNode } from './bootstrap.mjs'
import { buildWeb } from './web.mjs'

const given = process.argv.slice(2)
const extra = given.filter((word) => word !== '--no-demo')
const demo = given.includes('--no-demo') || extra.includes('--demo') ? [] : ['--demo']
const help = given.some((word) => word === '--help' || word === '-h')

await ensureInstalled()
if (!help) await buildWeb()
process.exitCode = await runWithProjectNode([join(root, 'apps/server/src/cli/main.ts'), 'start', ...demo, ...extra])
