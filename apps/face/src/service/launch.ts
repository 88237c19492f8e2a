import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { EventLog } from './server.ts'

export interface LaunchedService {
  /** loopback port; the same for the whole life, also after a restart */
  readonly port: number
  /** process id of the service now; changes when it was restarted */
  pid(): number | undefined
  stop(): Promise<void>
}

/**
 * Runs the face service as its own process and starts it again on the same port whenever it ends, so that the
 * application can be up before, while and after. The service ends with the process that launched it.
 * @param env what the service reads (thresholds, model folder); the secret is handed over apart from it
 */
export async function launchFaceService(options: {
  secret: string
  port?: number
  children?: number
  log: EventLog
  env?: NodeJS.ProcessEnv
}): Promise<LaunchedService> {
  let child: ChildProcess | null = null
  let port = options.port ?? 0
  let stopped = false
  let pause = 200
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const args = ['--port', String(port), ...(options.children ? ['--children', String(options.children)] : [])]
      const c = fork(join(import.meta.dirname, '..', 'main.ts'), args, {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        execArgv: [],
        env: { ...(options.env ?? process.env), ZHUXUE_FACE_SECRET: options.secret },
      })
      child = c
      c.on('message', (m: { type: string; port?: number; event?: string; data?: Record<string, string | number> }) => {
        if (m.type === 'listening' && m.port) {
          port = m.port
          pause = 200
          resolve()
        } else if (m.type === 'log' && m.event) options.log(m.event, m.data ?? {})
      })
      c.once('exit', (code, signal) => {
        reject(new Error(`人脸核验服务没有启动（${signal ?? code}）。`))
        if (stopped) return
        options.log('service-gone', { code: code ?? -1, signal: signal ?? '' })
        setTimeout(() => !stopped && start().catch(() => undefined), pause).unref()
        pause = Math.min(pause * 2, 10_000)
      })
    })
  await start()
  return {
    port,
    pid: () => child?.pid,
    async stop() {
      stopped = true
      const c = child
      if (!c || c.exitCode !== null || c.signalCode !== null) return
      await new Promise<void>((resolve) => {
        c.once('exit', () => resolve())
        c.kill('SIGTERM')
      })
    },
  }
}
