#!/usr/bin/env node
// The `zhuxue` command: installs what is missing, then runs the CLI on the project's Node.
import { join } from 'node:path'
import { ensureInstalled, root, runWithProjectNode } from './bootstrap.mjs'
import { buildWeb } from './web.mjs'

const args = process.argv.slice(2)

await ensureInstalled()
if (args[0] === 'start' && !args.includes('--help')) await buildWeb()
process.exitCode = await runWithProjectNode([join(root, 'apps/server/src/cli/main.ts'), ...args])
