import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'

interface Child {
  readonly process: ChildProcess
  /** resolves when the child has printed the word */
  said(word: string): Promise<void>
}

function spawnChild(options: object): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server-child.ts'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  // a killed child breaks its pipe
  child.stdin.on('error', () => undefined)
  let text = ''
  const waiting: [string, () => void][] = []
  child.stdout.on('data', (part) => {
    text += String(part)
    // what the server could not explain is worth reading
    if (String(part).includes('"level"')) process.stderr.write(part)
    for (const [word, done] of waiting) if (text.includes(word)) done()
  })
  const said = (word: string) =>
    new Promise<void>((resolve, reject) => {
      if (text.includes(word)) return resolve()
      waiting.push([word, resolve])
      child.once('exit', () => reject(new Error(`server ended before it was ${word}`)))
    })
  return { process: child, said }
}

async function freePort(): Promise<number> {
  const s = createServer()
  await new Promise<void>((resolve) => s.listen(0, '127.0.0.1', resolve))
  const address = s.address()
  await new Promise((resolve) => s.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** A server process that can be killed with SIGKILL and comes back on the same port; a spare is loaded in advance. */
export class KillableServer {
  readonly #options: object
  #port = 0
  #live: Child
  #spare: Child

  constructor(options: { databaseUrl: string; dataDir: string; at: string }) {
    this.#options = options
    this.#live = spawnChild(options)
    this.#spare = spawnChild(options)
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    this.#port = await freePort()
    await this.#listen()
  }

  async #listen(): Promise<void> {
    await this.#live.said('loaded')
    this.#live.process.stdin?.write(`${this.#port}\n`)
    await this.#live.said('ready')
  }

  /** kill -9, then a new process on the same port. */
  async kill(): Promise<void> {
    const dead = this.#live.process
    const gone = new Promise((resolve) => dead.once('exit', resolve))
    dead.kill('SIGKILL')
    await gone
    this.#live = this.#spare
    this.#spare = spawnChild(this.#options)
    await this.#listen()
  }

  async stop(): Promise<void> {
    for (const c of [this.#live, this.#spare]) {
      const gone = new Promise((resolve) => c.process.once('exit', resolve))
      if (c.process.exitCode !== null || c.process.signalCode !== null) continue
      c.process.kill('SIGKILL')
      await gone
    }
  }
}
