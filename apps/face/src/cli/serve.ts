import { parseArgs } from 'node:util'
import { readSettings } from '../domain/settings.ts'
import { serve } from '../service/serve.ts'
import type { EventLog } from '../service/server.ts'

const HELP = `用法: zhuxue face serve [--port 8091 | --socket 路径] [--children N]

人脸核验服务，只在本机可用。环境变量：
  ZHUXUE_FACE_SECRET      必填，与主服务共用的口令（至少 32 个字符）
  ZHUXUE_FACE_PASS        通过阈值，默认 0.55
  ZHUXUE_FACE_REVIEW      交人核对的下限，默认 0.40
  ZHUXUE_FACE_MOVEMENTS   正脸之后的动作数，1 或 2，默认 2
  ZHUXUE_FACE_SECONDS     一次核验的秒数，默认 60
  ZHUXUE_FACE_MODELS      模型所在目录，默认在 node_modules/.cache 下
  ZHUXUE_FACE_RECOGNISER  另用一个识别模型的配置文件
`

/** Runs the service until it is told to stop. Its log holds events, times and result codes, never who or what was seen. */
export async function serveCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      socket: { type: 'string' },
      children: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const secret = process.env.ZHUXUE_FACE_SECRET ?? ''
  if (secret.length < 32) {
    process.stderr.write('请先设置环境变量 ZHUXUE_FACE_SECRET（至少 32 个字符，与主服务一致）。\n')
    return 2
  }
  const children = whole(values.children)
  const port = whole(values.port)
  if (Number.isNaN(children) || Number.isNaN(port)) {
    process.stderr.write('--port 和 --children 应为整数。\n')
    return 2
  }
  let settings: ReturnType<typeof readSettings>
  try {
    settings = readSettings(process.env)
  } catch (e) {
    process.stderr.write(`${(e as Error).message}\n`)
    return 2
  }
  // The pool must not pass the secret on to the children, which never need it.
  delete process.env.ZHUXUE_FACE_SECRET
  const service = await serve({
    secret,
    settings,
    log,
    ...(values.socket ? { socket: values.socket } : { port: port ?? 8091 }),
    ...(children === undefined ? {} : { children }),
  })
  process.send?.({ type: 'listening', port: service.port })
  log('listening', { port: service.port ?? 0 })
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
    process.once('disconnect', resolve)
  })
  await service.close()
  return 0
}

/** To the parent that launched us, else as JSON lines on standard output. */
const log: EventLog = (event, data) => {
  if (process.send) {
    if (process.connected) process.send({ type: 'log', event, data })
  } else process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...data })}\n`)
}

function whole(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  return /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
}
