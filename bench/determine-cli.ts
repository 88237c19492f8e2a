/**
 * zhuxue determine on files of growing length: lines a second and the highest memory of the process, read from
 * /proc while it runs. `node bench/determine-cli.ts [lines …]`, default 10000 100000 1000000.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('..', import.meta.url)
const { cases } = JSON.parse(readFileSync(new URL('packages/regions/data/cases.json', root), 'utf8'))
const students: object[] = cases
  .filter((c: { region: string }) => c.region === '530100')
  .map((c: { facts: object }) => c.facts)

async function write(path: string, lines: number): Promise<void> {
  const stream = createWriteStream(path)
  for (let i = 0; i < lines; i += 1000) {
    let text = ''
    for (let k = i; k < Math.min(i + 1000, lines); k += 1) {
      text += `${JSON.stringify({ ...students[k % students.length], studentId: `S${k}`, grade: 1 + (k % 3) })}\n`
    }
    if (!stream.write(text)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}

/** CPU seconds of the process so far; what counts where other work shares the machine. */
function cpu(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

/** Highest resident memory so far, in MB. */
function peak(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function measure(path: string): Promise<{ seconds: number; busy: number; mb: number; code: number }> {
  const options = ['--region', '530100', '--term', '2025-autumn']
  const main = new URL('apps/server/src/cli/main.ts', root).pathname
  const start = performance.now()
  const child = spawn(process.execPath, [main, 'determine', '--facts', path, ...options], {
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  let mb = 0
  let busy = 0
  const timer = setInterval(() => {
    mb = Math.max(mb, peak(child.pid ?? 0))
    busy = Math.max(busy, cpu(child.pid ?? 0))
  }, 100)
  const [code] = (await once(child, 'exit')) as [number]
  clearInterval(timer)
  return { seconds: (performance.now() - start) / 1000, busy, mb, code }
}

const counts = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'zhuxue-determine-'))
try {
  for (const lines of counts.length > 0 ? counts : [10_000, 100_000, 1_000_000]) {
    const path = join(folder, `${lines}.jsonl`)
    await write(path, lines)
    const { seconds, busy, mb, code } = await measure(path)
    const size = (statSync(path).size / 1024 / 1024).toFixed(0)
    console.log(
      `${lines} lines (${size} MB): ${seconds.toFixed(1)} s, CPU ${busy.toFixed(1)} s (${Math.round(lines / busy)} lines a CPU second), peak ${mb.toFixed(0)} MB, exit ${code}`,
    )
    rmSync(path)
  }
} finally {
  rmSync(folder, { recursive: true })
}
