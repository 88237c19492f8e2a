/**
 * A batch inside PostgreSQL against the ordinary path; both read the same facts and store what the server stores of a
 * determination: one row a student with the mask and every answer that is not a plain no (table `determinations`).
 */
import { existsSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { testCluster } from '../../apps/server/src/platform/postgres/index.ts'
import {
  answerCode,
  type Determination,
  determine,
  FACT_PATHS,
  type FactPath,
  factsRelation,
  NOT_ELIGIBLE,
  type Plan,
  readFact,
  reasonMask,
  type StudentFacts,
  sqlAnswers,
  sqlColumn,
  type Verdict,
} from '../../packages/policy/src/index.ts'
import { students } from './students.ts'

/** Students a second by the clock, and a second of CPU time (this process and the database's own). */
export type Rates = { readonly wall: number; readonly cpu: number }

export async function databaseRates(plan: Plan, count: number): Promise<{ batch: Rates; ordinary: Rates }> {
  const cluster = await testCluster()
  const name = `bench_${process.pid}`
  const admin = await open(cluster.ownerUrl)
  await admin.query(`create database ${name}`)
  const url = new URL(cluster.ownerUrl)
  url.pathname = `/${name}`
  const client = await open(url.href)
  try {
    await client.query(`create table facts (student_id int primary key, ${factsRelation().join(', ')})`)
    await load(client, count)
    const few = Math.min(count, 10_000)
    await sameAnswers(client, plan, few)
    const batch: Rates[] = []
    const ordinary: Rates[] = []
    for (let round = 0; round < 3; round += 1) {
      ordinary.push(await rates(client, few, () => ordinaryPath(client, plan, few)))
      batch.push(await rates(client, count, () => client.query(batchSql(plan))))
    }
    return { batch: middle(batch), ordinary: middle(ordinary) }
  } finally {
    await client.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
    await cluster.release()
  }
}

/** Stops unless both paths store the same rows. */
async function sameAnswers(client: pg.Client, plan: Plan, few: number): Promise<void> {
  await emptyStore(client)
  await ordinaryPath(client, plan, few)
  await client.query('create temp table wanted as select * from determinations')
  await emptyStore(client)
  await client.query(batchSql(plan))
  const { rows } = await client.query(
    `select * from wanted full join determinations d using (student_id, mask, answers)
     where student_id < $1 and (wanted is null or d is null) limit 1`,
    [few],
  )
  if (rows.length > 0) throw new Error(`the two paths differ: ${JSON.stringify(rows[0])}`)
}

async function emptyStore(client: pg.Client): Promise<void> {
  await client.query('drop table if exists determinations')
  await client.query('create table determinations (student_id int, mask bigint[] not null, answers int[] not null)')
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

function middle(rounds: readonly Rates[]): Rates {
  const of = (what: keyof Rates) =>
    rounds.map((rates) => rates[what]).sort((a, b) => a - b)[rounds.length >> 1] as number
  return { wall: of('wall'), cpu: of('cpu') }
}

/** CPU seconds of a PostgreSQL process on this machine so far; Linux only (elsewhere 0: then only the clock counts). */
function backendCpu(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return 0
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function rates(client: pg.Client, count: number, work: () => Promise<unknown>): Promise<Rates> {
  await emptyStore(client)
  const pid = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0
  const backend = backendCpu(pid)
  const own = process.cpuUsage()
  const from = performance.now()
  await work()
  const wall = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(own)
  return { wall: count / wall, cpu: count / ((user + system) / 1e6 + backendCpu(pid) - backend) }
}

export async function load(client: pg.Client, count: number): Promise<void> {
  let rows: object[] = []
  const flush = async () => {
    await client.query(
      `insert into facts select * from jsonb_to_recordset($1) as f(student_id int, ${factsRelation().join(', ')})`,
      [JSON.stringify(rows)],
    )
    rows = []
  }
  let id = 0
  for (const facts of students(count, 1)) {
    rows.push({
      student_id: id,
      ...Object.fromEntries(FACT_PATHS.map((path) => [sqlColumn(path), readFact(facts, path)])),
    })
    id += 1
    if (rows.length === 5000) await flush()
  }
  if (rows.length > 0) await flush()
  await client.query('analyze facts')
}

/** The generated statement with the store around it, in one round trip. */
export function batchSql(plan: Plan): string {
  return `insert into determinations ${sqlAnswers(plan, 'facts')}`
}

function put(target: Record<string, unknown>, path: FactPath, value: unknown): void {
  const [group, field] = path.split('.') as [string, string?]
  if (field === undefined) target[group] = value
  else target[group] = { ...(target[group] as object | undefined), [field]: value }
}

/** Page by page, as an application with an ORM does it: rows to objects, the explainer, one multi-row insert. */
async function ordinaryPath(client: pg.Client, plan: Plan, count: number): Promise<void> {
  const codes = plan.programmes.map(({ verdicts }, p) => {
    const stored = [...verdicts.entries()].filter(([v]) => v !== NOT_ELIGIBLE)
    return new Map(stored.map(([v, verdict]) => [keyOf(verdict), answerCode(p, v)]))
  })
  for (let from = 0; from < count; from += 500) {
    const { rows } = await client.query('select * from facts where student_id >= $1 order by student_id limit 500', [
      from,
    ])
    const found: unknown[][] = []
    for (const row of rows) {
      const facts: Record<string, unknown> = { studentId: String(row.student_id) }
      for (const path of FACT_PATHS) put(facts, path, row[sqlColumn(path)])
      const { failed, unknown } = reasonMask(plan, facts as StudentFacts)
      const answers: number[] = []
      for (const [p, { version }] of plan.programmes.entries()) {
        const code = codes[p]?.get(keyOf(determine(version, facts as StudentFacts, plan.areas)))
        if (code !== undefined) answers.push(code)
      }
      const mask = failed.map((word, w) => (BigInt(unknown[w] ?? 0) << 32n) | BigInt(word))
      found.push([row.student_id, mask, answers])
    }
    await insertMany(client, 'determinations', found)
  }
}

const keyOf = ({ outcome, route, yearFen }: Verdict | Determination): string => `${outcome} ${route} ${yearFen}`

async function insertMany(client: pg.Client, table: string, rows: readonly unknown[][]): Promise<void> {
  const width = rows[0]?.length ?? 0
  const tuples = rows.map((row, r) => `(${row.map((_, n) => `$${r * width + n + 1}`).join(', ')})`)
  const values: unknown[] = []
  for (const row of rows) values.push(...row)
  if (rows.length > 0) await client.query(`insert into ${table} values ${tuples.join(', ')}`, values)
}
