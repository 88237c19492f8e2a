#!/usr/bin/env node
// node scripts/complete-lock.mjs: adds to package-lock.json the platform packages npm left out.
//
// npm drops an optional package from the lock when the registry in use does not offer it (mirrors often carry only one
// platform), and `npm ci` then refuses the lock everywhere. Such packages are pinned exactly by their parent and named
// after their platform, so the entry follows from the name; the integrity is filled in by npm where they are installed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, say } from './bootstrap.mjs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
  'wasm32',
  'universal',
]

/** os, cpu and libc as a package name spells them; undefined if it names no platform. */
function platformOf(/** @type {string} */ name) {
  const words = (name.split('/').at(-1) ?? '').split('-')
  const os = systems.find((system) => words.includes(system) || (system === 'linux' && words.includes('linuxmusl')))
  const cpu = processors.find((processor) => words.includes(processor))
  if (os === undefined && cpu === undefined) return undefined
  const musl = words.some((word) => word.includes('musl'))
  return {
    ...(cpu === undefined || cpu === 'universal' ? {} : { cpu: [cpu] }),
    ...(os === 'linux' && (musl || words.includes('gnu')) ? { libc: [musl ? 'musl' : 'glibc'] } : {}),
    ...(os === undefined ? {} : { os: [os] }),
  }
}

/** Adds what is missing; with `checkOnly` says what to do instead. @returns {number} how many entries were missing */
export function completeLock(/** @type {boolean} */ checkOnly) {
  const path = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(path, 'utf8'))
  let added = 0
  for (const [parentPath, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const nested = parentPath === '' ? `node_modules/${name}` : `${parentPath}/node_modules/${name}`
      const top = `node_modules/${name}`
      const platform = platformOf(name)
      if (lock.packages[nested] !== undefined || platform === undefined || !/^\d/.test(version)) continue
      if (lock.packages[top] !== undefined && lock.packages[top].version === version) continue
      const at = lock.packages[top] === undefined ? top : nested
      lock.packages[at] = { version, ...platform, ...(parent.dev ? { dev: true } : {}), optional: true }
      added++
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  if (added > 0 && !checkOnly) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
  const done = checkOnly ? '请执行 node scripts/complete-lock.mjs 并提交' : '已补全'
  say(added === 0 ? 'package-lock.json 完整。' : `package-lock.json 缺少 ${added} 个平台包的记录,${done}。`)
  return added
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) completeLock(false)
