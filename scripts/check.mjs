// npm run check: types of every workspace, format and lint, unused code. All are run, then the failed ones named.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, runWithProjectNode, say } from './bootstrap.mjs'
import { completeLock } from './complete-lock.mjs'

/** Every tsconfig.json of the root, the workspaces, and the folders that are no workspace. */
function typeProjects() {
  const workspaces = ['packages', 'apps'].flatMap((group) =>
    existsSync(join(root, group)) ? readdirSync(join(root, group)).map((name) => join(group, name)) : [],
  )
  return ['.', ...workspaces, 'test', 'bench', 'scripts'].filter((dir) => existsSync(join(root, dir, 'tsconfig.json')))
}

/** @returns {Promise<number>} 0 if everything passed */
export async function check() {
  const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)
  /** @type {[string, string[]][]} */
  const steps = [
    ...typeProjects().map(
      (dir) =>
        /** @type {[string, string[]]} */ ([`类型检查 ${dir}`, [bin('typescript/bin/tsc'), '-p', join(root, dir)]]),
    ),
    ['格式与规范 biome', [bin('@biomejs/biome/bin/biome'), 'check', root]],
    ['未使用的代码 knip', [bin('knip/bin/knip.js'), '--directory', root]],
  ]
  const failed = completeLock(true) === 0 ? [] : ['锁文件']
  for (const [name, args] of steps) {
    say(`${name} ……`)
    if ((await runWithProjectNode(args)) !== 0) failed.push(name)
  }
  say(failed.length === 0 ? '全部检查通过。' : `未通过:${failed.join('、')}`)
  return failed.length === 0 ? 0 : 1
}
