// Builds the web apps when their sources changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, npm, root, say } from './bootstrap.mjs'

const apps = ['student', 'console']
/** What the bundles are made of besides the app's own folder. */
const shared = ['packages/contracts', 'packages/policy', 'packages/regions', 'package-lock.json', 'tsconfig.base.json']
const skipped = new Set(['node_modules', 'dist', 'coverage'])

/** Runs `npm run build` of every web app that has such a script and whose dist is missing or older than its sources. */
export async function buildWeb() {
  for (const app of apps) {
    const dir = join(root, 'apps', app)
    if (!hasBuild(dir)) continue
    const stampPath = join(dir, 'dist', '.zhuxue-build')
    const stamp = fingerprint([dir, ...shared.map((path) => join(root, path))])
    if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) continue
    say(`正在构建网页 apps/${app} ……`)
    if (npm(['run', 'build', '--silent', `--workspace=apps/${app}`]) !== 0)
      fail(`网页 apps/${app} 构建失败,原因见上方输出。`)
    writeFileSync(stampPath, stamp)
  }
}

function hasBuild(/** @type {string} */ dir) {
  const path = join(dir, 'package.json')
  return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).scripts?.build !== undefined
}

/** Contents, not times: a fresh clone or a copied folder keeps its build. */
function fingerprint(/** @type {string[]} */ paths) {
  const hash = createHash('sha256')
  const visit = (/** @type {string} */ path) => {
    if (!existsSync(path)) return
    if (!statSync(path).isDirectory()) {
      hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
      return
    }
    for (const name of readdirSync(path).sort()) if (!skipped.has(name)) visit(join(path, name))
  }
  for (const path of paths) visit(path)
  return hash.digest('hex')
}
