import { type ChildProcess, spawn } from 'node:child_process'

/** Stops PostgreSQL when this process is gone, however it went. Tell it each new postmaster. */
export interface Watchdog {
  watch(postmaster: number): void
  /** The server has been stopped in order: nothing to watch any more. */
  dismiss(): void
}

/** Shared tail: fast shutdown, then after 20 s an immediate one, which the next start recovers from. */
const stopServer = `
alive() {
  kill -0 "$pg" 2>/dev/null || return 1
  first=$(head -n 1 "$dir/postmaster.pid" 2>/dev/null) || return 0
  [ "$first" = "$pg" ]
}
[ "$pg" -gt 1 ] 2>/dev/null && alive || exit 0
kill -INT "$pg"
n=0
while alive && [ "$n" -lt 200 ]; do n=$((n + 1)); sleep 0.1; done
alive && kill -QUIT "$pg"
exit 0
`

/** Reads postmaster pids, one a line; the end of input means that the Node process is gone (SIGKILL included). */
const pipeScript = `
trap '' INT TERM HUP
dir=$1
pg=0
while read -r line; do pg=$line; done
${stopServer}`

/** For a cluster shared by several processes: a file named after each user's pid; stops when none lives any more. */
const leaseScript = `
trap '' INT TERM HUP
dir=$1
leases=$2
pg=$3
empty=0
while [ "$empty" -lt 3 ]; do
  sleep 1
  kill -0 "$pg" 2>/dev/null || exit 0
  users=0
  for file in "$leases"/*; do
    [ -e "$file" ] || continue
    if kill -0 "\${file##*/}" 2>/dev/null; then users=1; else rm -f "$file"; fi
  done
  if [ "$users" = 1 ]; then empty=0; else empty=$((empty + 1)); fi
done
${stopServer}`

/**
 * Starts the shell that outlives us. It is in a session of its own (Ctrl-C and a kill of our whole group pass it by)
 * and ignores the polite signals. Windows has no such shell: there a leftover server is stopped at the next start.
 */
export function startWatchdog(pgDir: string): Watchdog {
  if (process.platform === 'win32') return { watch() {}, dismiss() {} }
  let current = 0
  let shell: ChildProcess
  let dismissed = false
  const say = (pid: number): void => {
    shell.stdin?.write(`${pid}\n`)
  }
  const launch = (): void => {
    shell = spawn('/bin/sh', ['-c', pipeScript, 'zhuxue-watchdog', pgDir], {
      detached: true,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    shell.stdin?.on('error', () => {})
    shell.on('error', () => {})
    // Somebody may kill the shell by mistake: a server without a watchdog would become an orphan.
    shell.on('exit', () => {
      if (!dismissed) setTimeout(launch, 200).unref()
    })
    unrefAll(shell)
    if (current !== 0) say(current)
  }
  launch()
  return {
    watch(postmaster) {
      current = postmaster
      say(postmaster)
    },
    dismiss() {
      dismissed = true
      say(0)
      shell.stdin?.end()
    },
  }
}

/** Starts the shell that stops the shared test cluster once no process named in `leaseDir` lives. */
export function startLeaseKeeper(pgDir: string, leaseDir: string, postmaster: number): void {
  const args = ['-c', leaseScript, 'zhuxue-test-keeper', pgDir, leaseDir, String(postmaster)]
  spawn('/bin/sh', args, { detached: true, cwd: '/', stdio: 'ignore' }).unref()
}

function unrefAll(shell: ChildProcess): void {
  shell.unref()
  const input = shell.stdin
  if (input !== null && 'unref' in input && typeof input.unref === 'function') input.unref()
}
