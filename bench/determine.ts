/**
 * Benchmark A: one term's determination, 28 facts, 10 programmes, 46 named requirements; output = a verdict a programme
 * and the mask of every failed and unknown requirement. Run alone: `node bench/determine.ts [students]` (default 1,000,000;
 * about three minutes; the first run installs the comparators under bench/determine/). Prints rates and ratios.
 *
 * In-process engines are compared by CPU time of this process (other work on the machine does not count), the two database
 * paths by CPU time of this process and the database's together, and by the clock, in turn. Every answer is checked before anything is timed.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  answerByBitmaps,
  compileColumnar,
  emptyResult,
  encodeRoster,
  explainAll,
  type ProgrammeVersion,
  planOf,
  RosterIndex,
  whatIf,
} from '../packages/policy/src/index.ts'
import { databaseRates } from './determine/database.ts'
import { handwritten } from './determine/handwritten.ts'
import { AREAS, VERSIONS } from './determine/programmes.ts'
import { students } from './determine/students.ts'

const STUDENTS = Number(process.argv[2] ?? 1_000_000)
const ROUNDS = Number(process.env.ROUNDS ?? 7)
const folder = join(import.meta.dirname, 'determine')
if (!existsSync(join(folder, 'node_modules'))) {
  // not `npm ci`: npm 11 misses the other platforms' binaries in the lock file and refuses it
  execFileSync('npm', ['install', '--no-save', '--no-workspaces', '--ignore-scripts', '--no-audit'], {
    cwd: folder,
    stdio: 'inherit',
  })
}
const { jsonRules, zenRules } = await import('./determine/engines.ts')

/** CPU seconds of this process for one piece of work. */
async function cpu(work: () => unknown): Promise<number> {
  const from = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1e6
}
const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] as number

const plan = planOf(VERSIONS, AREAS)
const roster = encodeRoster(students(STUDENTS, 1), STUDENTS)
const program = compileColumnar(plan)
const byHand = emptyResult(plan, STUDENTS)
const generated = emptyResult(plan, STUDENTS)

// 1. the same answers
handwritten(roster, byHand)
program.run(roster, generated)
const arrays = (r: typeof byHand) => [...r.failed, ...r.unknown, ...r.verdicts]
arrays(byHand).forEach((array, n) => {
  const other = arrays(generated)[n] as typeof array
  const at = array.findIndex((value, i) => value !== other[i])
  if (at >= 0) throw new Error(`array ${n}, student ${at}: by hand ${array[at]}, generated ${other[at]}`)
})

// 2. columnar, bitmaps, explanations: in turn, so that a busy minute hits all of them
const times: Record<string, number[]> = {}
const note = async (name: string, work: () => unknown) => {
  const own = times[name] ?? []
  times[name] = own
  own.push(await cpu(work))
}
const grant = VERSIONS[0] as ProgrammeVersion
const changed = (yearFen: number): ProgrammeVersion =>
  ({ ...grant, version: `draft-${yearFen}`, amounts: [{ yearFen }] }) as unknown as ProgrammeVersion
const indexTime = await cpu(() => new RosterIndex(roster).of(plan))
const index = new RosterIndex(roster)
index.of(plan)
// the columnar programs ran once over all students above; as much for the bitmaps, so that compiling is timed for none
for (let warm = 0; warm < 10; warm += 1) answerByBitmaps(plan, index)
for (let round = 0; round < ROUNDS; round += 1) {
  await note('by hand', () => handwritten(roster, byHand))
  await note('generated', () => program.run(roster, generated))
  await note('bitmaps', () => answerByBitmaps(plan, index))
  await note('explained', () => explainAll(plan, program.run(roster, generated)))
  await note('what-if', () => whatIf(index, planOf([grant], AREAS), planOf([changed(250_000 + round * 100)], AREAS)))
}
const rate = (name: string): number => STUDENTS / median(times[name] as number[])

// 3. general engines on a sample, checked against the generated code
const sample = [...students(2000, 1)]
const sampleRoster = encodeRoster(sample, sample.length)
const sampleAnswers = program.run(sampleRoster)
const zen = await zenRules(plan)
const json = jsonRules(plan)
await zen.check(sample.slice(0, 300), sampleAnswers)
await json.check(sample.slice(0, 300), sampleAnswers)
const zenRate =
  1500 /
  median([
    await cpu(() => zen.run(sample.slice(0, 1500))),
    await cpu(() => zen.run(sample.slice(0, 1500))),
    await cpu(() => zen.run(sample.slice(0, 1500))),
  ])
const jsonRate =
  500 /
  median([
    await cpu(() => json.run(sample.slice(0, 500))),
    await cpu(() => json.run(sample.slice(0, 500))),
    await cpu(() => json.run(sample.slice(0, 500))),
  ])

// 4. in the database
const db = await databaseRates(plan, Math.min(STUDENTS, 200_000))

const per = (n: number) => `${Math.round(n).toLocaleString('en')}/s`
const ratio = (n: number) => `${n >= 100 ? Math.round(n).toLocaleString('en') : n.toFixed(2)}×`
const rows: [string, string, string, string][] = [
  ['handwritten columnar', per(rate('by hand')), '', ''],
  ['generated columnar', per(rate('generated')), `${ratio(rate('generated') / rate('by hand'))} handwritten`, '≥0.9×'],
  ['', '', `${ratio(rate('generated') / zenRate)} zen-engine`, '≥1,000×'],
  ['', '', `${ratio(rate('generated') / jsonRate)} json-rules-engine`, ''],
  [
    'columnar + explanation objects for all',
    per(rate('explained')),
    `${ratio(rate('explained') / zenRate)} zen-engine`,
    '≥200×',
  ],
  [
    'bitmaps, all ten programmes',
    per(rate('bitmaps')),
    `${ratio(rate('bitmaps') / rate('generated'))} columnar`,
    '≥4×',
  ],
  [
    'bitmaps, what-if of one changed version',
    per(rate('what-if')),
    `${ratio(rate('what-if') / rate('generated'))} columnar`,
    '',
  ],
  ['zen-engine 0.54 (graph of expressions)', per(zenRate), '', ''],
  ['json-rules-engine 7.3', per(jsonRate), '', ''],
  [
    'SQL batch: facts in, results stored, CPU time',
    per(db.batch.cpu),
    `${ratio(db.batch.cpu / db.ordinary.cpu)} ordinary path`,
    '≥20×',
  ],
  ['the same by the clock', per(db.batch.wall), `${ratio(db.batch.wall / db.ordinary.wall)} ordinary path`, '≥20×'],
  [
    'ordinary path: rows → objects → inserts, CPU time (by the clock)',
    `${per(db.ordinary.cpu)} (${per(db.ordinary.wall)})`,
    '',
    '',
  ],
]
console.log(
  `${STUDENTS.toLocaleString('en')} students, ${plan.requirements.length} requirements, index of all built in ${indexTime.toFixed(2)} s CPU; ${explainAll(
    plan,
    generated,
  )
    .answers.map((list) => list.length)
    .join(', ')} distinct answers a programme`,
)
console.log('| what | students | ratio | bar |\n|---|---|---|---|')
for (const row of rows) console.log(`| ${row.join(' | ')} |`)
process.exit(0)
