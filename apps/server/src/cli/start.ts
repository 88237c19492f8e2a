import { parseArgs } from 'node:util'
import { openInstallation, storedOffset } from '../installation.ts'
import { startFaceService } from '../modules/face/index.ts'
import { sessionResolver } from '../modules/identity/index.ts'
import { modules } from '../modules/index.ts'
import { type Config, MovableClock } from '../platform/index.ts'
import { startJobs } from '../platform/jobs.ts'
import { makeApp } from '../server.ts'
import { playPrelude } from '../walkthrough/index.ts'
import { playedSchool } from '../walkthrough/played-school.ts'
import { DEMO_PASSWORD, loadDemoWorld } from '../world/load.ts'

const HELP = `用法: zhuxue start [--demo] [--port 8080] [--host 0.0.0.0] [--data DIR]

  --demo        演示数据、演示账号、可前进的时钟（npm start 默认；正式使用请去掉）
  --port        端口，默认 8080
  --data        数据目录，默认 ./data
`

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `zhuxue start`: brings everything up and serves until a signal. */
export async function startCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      demo: { type: 'boolean' },
      port: { type: 'string' },
      host: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    say(HELP)
    return 0
  }
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
    process.stderr.write('端口应为 1 到 65535 之间的整数。\n')
    return 2
  }
  const overrides: Partial<Config> = {
    ...(values.demo === undefined ? {} : { demo: values.demo }),
    ...(port === undefined ? {} : { port }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  }
  const installation = await openInstallation(overrides, { log: say })
  const { platform, connection } = installation
  const { config } = platform
  let fresh = false
  if (config.demo) {
    say('正在检查演示数据……')
    fresh = await loadDemoWorld(platform)
    if (fresh) await installation.analyze()
    if (platform.clock instanceof MovableClock) platform.clock.offsetMs = await storedOffset(platform)
  }
  const { app } = await makeApp(platform, sessionResolver(platform))
  if (fresh && platform.clock instanceof MovableClock) {
    say('正在准备演示场景（只在首次启动时，约半分钟）……')
    const stage = { app, platform, clock: platform.clock, say: () => undefined }
    await app.ready()
    try {
      await playPrelude(stage, await playedSchool(platform, '1007'), await playedSchool(platform, '1001'))
    } catch (err) {
      platform.log.error({ err }, 'demo prelude failed')
      say('演示场景没有全部准备好，不影响使用；删除数据目录后重新启动可再次准备。')
    }
  }
  const faces = await startFaceService(platform).catch((err) => {
    platform.log.error({ err }, 'face service did not start')
    say('人脸核验服务没有启动，不影响其他功能；学生可以用不依赖人脸的方式核验。')
    return null
  })
  const jobs = await startJobs(platform, modules)
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (e) {
    await faces?.stop()
    await jobs.stop()
    await installation.close()
    if ((e as { code?: string }).code === 'EADDRINUSE') {
      process.stderr.write(`端口 ${config.port} 已被占用，请用 --port 换一个端口。\n`)
      return 1
    }
    throw e
  }
  const base = `http://localhost:${config.port}`
  connection.setAddress(base)
  say(banner(base, config.demo))
  return new Promise((resolve) => {
    let stopping = false
    const stop = (signal: string) => {
      if (stopping) return
      stopping = true
      say(`收到 ${signal}，正在停止……`)
      const force = setTimeout(() => process.exit(1), 20_000)
      force.unref()
      void (async () => {
        await app.close()
        await faces?.stop()
        await jobs.stop()
        await installation.close()
        resolve(0)
      })().catch((err) => {
        platform.log.error({ err }, 'stop failed')
        resolve(1)
      })
    }
    process.on('SIGINT', () => stop('Ctrl-C'))
    process.on('SIGTERM', () => stop('停止信号'))
    process.on('SIGHUP', () => stop('终端关闭信号'))
  })
}

const banner = (base: string, demo: boolean): string => `
助学 已启动

  公共页面    ${base}/
  学生端      ${base}/student/
  管理端      ${base}/console/
${
  demo
    ? `
演示环境：数据均为虚构。登录页可直接点选演示账号，统一密码 ${DEMO_PASSWORD}
页面顶部的时间条可以让日期前进。
`
    : ''
}
按 Ctrl-C 停止。`
