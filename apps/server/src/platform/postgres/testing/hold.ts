// A process of its own that holds the database, as `zhuxue start` does. Events go to stdout, one JSON a line.
// argv[2]: ConnectOptions as JSON. SIGINT and SIGTERM: one more query, then an orderly stop.
import pg from 'pg'
import { connectOrStart } from '../connect.ts'
import { PostgresError } from '../errors.ts'
import { testCluster } from '../test-cluster.ts'

function tell(event: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

const options: { dataDir: string; cluster?: boolean } = JSON.parse(process.argv[2] ?? '{}')
// Without a handle of its own the process would end: everything the supervisor holds is unreferenced.
const alive = setInterval(() => {}, 60_000)

async function stopOnSignal(url: string, stop: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  let stopping = false
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, async () => {
      if (stopping) return
      stopping = true
      const reply = await client.query('select 42 as answer').catch(() => undefined)
      tell({ event: 'signal', name, answer: reply?.rows[0]?.answer ?? null })
      await client.end().catch(() => {})
      await stop()
      tell({ event: 'stopped' })
      clearInterval(alive)
    })
  }
}

try {
  if (options.cluster) {
    const cluster = await testCluster(options.dataDir)
    tell({ event: 'ready', url: cluster.ownerUrl })
  } else {
    const running = await connectOrStart({ ...options, log: (line) => tell({ event: 'log', line }) })
    running.setAddress('http://localhost:8080')
    await stopOnSignal(running.ownerUrl, running.stop)
    tell({ event: 'ready', url: running.ownerUrl, adopted: running.adopted })
  }
} catch (error) {
  clearInterval(alive)
  const code = error instanceof PostgresError ? error.code : 'unexpected'
  tell({ event: 'failed', code, message: error instanceof Error ? error.message : String(error) })
  process.exitCode = 3
}
