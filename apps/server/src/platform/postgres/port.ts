import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** The port of last time if it is still free (tools keep their settings), else any free one on the loopback. */
export async function choosePort(runDir: string): Promise<number> {
  const last = rememberedPort(runDir)
  if (last !== undefined && (await tryListen(last)) === last) return last
  return anyFreePort()
}

/** A free loopback port, as the system gives it out. */
export async function anyFreePort(): Promise<number> {
  const port = await tryListen(0)
  if (port === undefined) throw new Error('no free loopback port')
  return port
}

/** The port the cluster was started on last, or undefined before the first start. */
export function rememberedPort(runDir: string): number | undefined {
  try {
    const port = Number(readFileSync(join(runDir, 'port'), 'utf8').trim())
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
  } catch {
    return undefined
  }
}

/** Keeps the port for the next start and for processes that join. */
export function rememberPort(runDir: string, port: number): void {
  writeFileSync(join(runDir, 'port'), `${port}\n`)
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      const chosen = typeof address === 'object' && address !== null ? address.port : undefined
      server.close(() => resolve(chosen))
    })
  })
}
