import { statfs } from 'node:fs/promises'
import type { ReplyOf, staff } from '@zhuxue/contracts'
import { faceCountText } from '@zhuxue/policy'
import { MovableClock, type Platform } from '../../platform/index.ts'
import { faceRuntime, storedFaces } from '../face/index.ts'
import { regionPack } from '../programmes/index.ts'

type Status = ReplyOf<typeof staff.systemStatus>

const DAY = 86_400_000
const taskTitles: Record<string, string> = {
  notify: '站内消息',
  'send-sms': '短信发送',
  'send-text': '验证码和链接短信',
  determine: '资助判定',
  tick: '到期处理',
}

/** What a system administrator needs: is it healthy, how is it set up, is work piling up. No business data. */
export async function systemStatus(platform: Platform): Promise<Status> {
  return {
    checks: [
      await databaseCheck(platform),
      await diskCheck(platform),
      calendarCheck(platform),
      clockCheck(platform),
      await faceCheck(platform),
    ],
    settings: settingsOf(platform),
    queue: await queueOf(platform),
  }
}

async function databaseCheck(platform: Platform): Promise<Status['checks'][number]> {
  const title = '数据库'
  try {
    const began = process.hrtime.bigint()
    const { rows } = await platform.database.pool.query<{ v: string }>("select current_setting('server_version') as v")
    const ms = Number((process.hrtime.bigint() - began) / 1_000_000n)
    const { totalCount, idleCount, waitingCount } = platform.database.pool
    return {
      title,
      ok: waitingCount === 0,
      text: `PostgreSQL ${rows[0]?.v ?? ''}，应答 ${ms} 毫秒；连接 ${totalCount}（空闲 ${idleCount}，排队 ${waitingCount}）`,
    }
  } catch {
    return { title, ok: false, text: '数据库没有应答，请检查数据库服务。' }
  }
}

async function diskCheck(platform: Platform): Promise<Status['checks'][number]> {
  const title = '磁盘'
  try {
    const s = await statfs(platform.config.dataDir)
    const free = (s.bavail * s.bsize) / 2 ** 30
    const share = s.blocks === 0 ? 0 : s.bavail / s.blocks
    return {
      title,
      ok: free > 5 && share > 0.05,
      text: `数据目录所在磁盘剩余 ${free.toFixed(1)} GiB（${Math.round(share * 100)}%）`,
    }
  } catch {
    return { title, ok: false, text: '读不到数据目录所在的磁盘，请检查目录权限。' }
  }
}

/** Working days are counted from published calendars only: a month before their end somebody must load the next. */
function calendarCheck(platform: Platform): Status['checks'][number] {
  const { to } = regionPack(platform).calendar
  const left = Math.floor((Date.parse(to) - Date.parse(platform.clock.today())) / DAY)
  return {
    title: '工作日历',
    ok: left > 31,
    text:
      left >= 0
        ? `放假安排已导入至 ${to}，还剩 ${left} 天`
        : `放假安排只到 ${to}，已不能计算工作日，请导入新的放假通知`,
  }
}

function clockCheck(platform: Platform): Status['checks'][number] {
  const moved = platform.clock instanceof MovableClock
  return {
    title: '时钟',
    ok: !moved || platform.config.demo,
    text: moved ? `演示时钟，今天按 ${platform.clock.today()} 计` : `系统时钟，今天 ${platform.clock.today()}`,
  }
}

/** How many faces are stored, against the duty to file from 100,000 on, and whether the service is there. */
async function faceCheck(platform: Platform): Promise<Status['checks'][number]> {
  const { ok, text } = faceCountText(await storedFaces(platform))
  const on = faceRuntime(platform).client !== null
  return { title: '人脸核验', ok, text: `${text}；人脸服务${on ? '已启动' : '未启用'}` }
}

const onOff = (on: boolean): string => (on ? '是' : '否')

/** Settings by name; secrets only as "set" or "not set". */
function settingsOf(platform: Platform): Status['settings'] {
  const c = platform.config
  const setting = (name: string, title: string, value: string) => ({ name, title, value })
  return [
    setting('ZHUXUE_DEMO', '演示模式', onOff(c.demo)),
    setting('ZHUXUE_REGION', '地区包', c.region),
    setting('PUBLIC_URL', '对外地址', c.publicUrl ?? '未设置（按访问地址）'),
    setting('SECURE_COOKIES', '只走加密连接', onOff(c.secureCookies)),
    setting('DATABASE_URL', '数据库', c.databaseUrl ? '外部 PostgreSQL' : '内置 PostgreSQL'),
    setting('SMS_URL', '短信', c.smsPort === 'http' ? '已接短信平台' : '写入日志，不发送'),
    setting('OIDC_ISSUER', '外部统一身份', c.oidc ? `${c.oidc.name}（${c.oidc.issuer}）` : '未启用'),
    setting(
      'WECHAT_APP_ID',
      '微信公众号',
      c.wechat ? `${c.wechat.name}（${c.wechat.aesKey ? '安全模式' : '明文模式'}）` : '未启用',
    ),
    setting('ZHUXUE_FACE', '人脸服务', c.face.ZHUXUE_FACE === 'off' ? '关闭' : '开启'),
    setting('ZHUXUE_FACE_PROVIDER', '人脸核验方式', c.face.ZHUXUE_FACE_PROVIDER ?? 'basic（本地，基本级）'),
    setting('LOG_LEVEL', '日志级别', c.logLevel),
    setting('node', '运行环境', `Node ${process.version}，已运行 ${Math.floor(process.uptime() / 60)} 分钟`),
    setting('rss', '内存', `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`),
  ]
}

interface TaskRow {
  task: string
  waiting: number
  running: number
  retrying: number
  failed: number
  oldest_minutes: number | null
}

/** The job queue by kind of task; what a job is about stays out. Read on the queue's own login, outside row security. */
async function queueOf(platform: Platform): Promise<Status['queue']> {
  const { rows } = await platform.database.pool.query<TaskRow>(`
    select task_identifier as task,
      count(*) filter (where locked_at is null and attempts = 0)::integer as waiting,
      count(*) filter (where locked_at is not null)::integer as running,
      count(*) filter (where locked_at is null and attempts > 0 and attempts < max_attempts)::integer as retrying,
      count(*) filter (where attempts >= max_attempts and locked_at is null)::integer as failed,
      (extract(epoch from now() - min(run_at) filter (where run_at <= now() and attempts < max_attempts)) / 60)::integer as oldest_minutes
    from graphile_worker.jobs group by 1 order by 1`)
  return rows.map((r) => ({
    task: r.task,
    title: taskTitles[r.task] ?? r.task,
    waiting: r.waiting,
    running: r.running,
    retrying: r.retrying,
    failed: r.failed,
    oldestMinutes: r.oldest_minutes === null ? null : Math.max(0, r.oldest_minutes),
  }))
}
