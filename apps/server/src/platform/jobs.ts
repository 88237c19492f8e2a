import { Logger, parseCronItems, type Runner, run, runOnce, type TaskList } from 'graphile-worker'
import { scrub } from './log.ts'
import type { ServerModule } from './module.ts'
import type { Platform } from './platform.ts'

export interface Jobs {
  stop(): Promise<void>
}

/** Runs every module's tick once; one that fails is logged and tried again a minute later. */
export async function tickAll(platform: Platform, modules: readonly ServerModule[]): Promise<void> {
  for (const m of modules) {
    try {
      await m.tick?.(platform)
    } catch (err) {
      platform.log.error({ err, module: m.name }, 'tick failed')
    }
  }
}

/** The jobs of all modules as graphile-worker wants them: each in one transaction as the worker role. */
export function taskList(platform: Platform, modules: readonly ServerModule[]): TaskList {
  const tasks: TaskList = { tick: () => tickAll(platform, modules) }
  for (const m of modules) {
    for (const [name, work] of Object.entries(m.jobs ?? {})) {
      tasks[name] = (payload, { job }) =>
        platform.transaction({ kind: 'worker', name: '系统' }, (tx) =>
          work(payload, tx, platform, { id: job.id, createdAt: job.created_at }),
        )
    }
  }
  return tasks
}

/** Every tick once, then all jobs that are due; for a clock that jumped (demo) and whoever wants to see the result now. */
export async function catchUp(platform: Platform, modules: readonly ServerModule[]): Promise<void> {
  await tickAll(platform, modules)
  await runDueJobs(platform, modules)
}

/** Runs the jobs that are due in the database's time, then returns. */
export async function runDueJobs(platform: Platform, modules: readonly ServerModule[]): Promise<void> {
  await runOnce({
    concurrency: 4,
    pgPool: platform.database.pool,
    taskList: taskList(platform, modules),
    noHandleSignals: true,
    logger: quietLogger(platform),
  })
}

const quietLogger = (platform: Platform): Logger =>
  new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') platform.log.warn({ jobs: true }, scrub(message))
  })

/** Starts the job runner (graphile-worker on the application's own login). */
export async function startJobs(platform: Platform, modules: readonly ServerModule[]): Promise<Jobs> {
  const runner: Runner = await run({
    pgPool: platform.database.pool,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 2000,
    taskList: taskList(platform, modules),
    logger: quietLogger(platform),
    parsedCronItems: parseCronItems([
      { task: 'tick', match: '* * * * *', options: { backfillPeriod: 0, maxAttempts: 1 } },
    ]),
  })
  runner.promise.catch((err) => platform.log.error({ err }, 'job runner stopped'))
  return { stop: () => runner.stop().catch(() => undefined) }
}
