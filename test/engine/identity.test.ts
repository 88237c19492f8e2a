/**
 * The gate of issue "rules engine": the explainer, the generated columnar code, the predicate bitmaps and the generated SQL
 * on a real PostgreSQL give the same outcome, route, amounts and reason masks for 100,000 random students, unknown facts
 * included, under every version of every region pack; and on some of them under invented versions that use every test on
 * every kind of column. `STUDENTS=1000` makes it short.
 */
import { isDeepStrictEqual } from 'node:util'
import {
  answerByBitmaps,
  type BitmapAnswer,
  type ColumnarResult,
  compileColumnar,
  determine,
  type Explanations,
  encodeRoster,
  explainAll,
  explainMask,
  FACT_PATHS,
  factsRelation,
  hasBit,
  MASK_BITS,
  maskAt,
  type Plan,
  type PlannedProgramme,
  RosterIndex,
  readAnswer,
  readFact,
  reasonMask,
  type StudentFacts,
  sqlAnswers,
  sqlName,
  sqlSource,
  type Verdict,
  verdictAt,
  verdictCode,
} from '@zhuxue/policy'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../apps/server/src/testing/database.ts'
import { cornerPlan } from './corner.ts'
import { allPlans } from './plans.ts'
import { randomStudents } from './random-students.ts'

const STUDENTS = Number(process.env.STUDENTS ?? 100_000)
const BATCH = Math.min(5000, STUDENTS)
const plans = allPlans()
const corner = cornerPlan()
const FEW = Math.min(100, BATCH)
const versions = plans.flatMap((plan) => plan.programmes.map(({ version }) => version))

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await emptyDatabase()
  client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(`create temp table facts (student_id int, ${factsRelation().join(', ')})`)
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** Students into the facts relation, as one JSON document. */
async function loadFacts(students: readonly StudentFacts[]): Promise<void> {
  const names = factsRelation().map((column) => column.split(' ')[0] as string)
  const rows = students.map((facts, i) => {
    const row: Record<string, unknown> = { student_id: i }
    FACT_PATHS.forEach((path, n) => {
      row[names[n] as string] = readFact(facts, path)
    })
    return row
  })
  await client.query('truncate facts')
  await client.query(
    `insert into facts select * from jsonb_to_recordset($1) as f(student_id int, ${factsRelation().join(', ')})`,
    [JSON.stringify(rows)],
  )
}

/** Stops with the student and the field that differ. */
function differ(student: StudentFacts | undefined, what: string, value: unknown, wanted: unknown): never {
  expect({ what, student, value }).toEqual({ what, student, value: wanted })
  throw new Error(what)
}

/** What the statement that stores says of one student: the words of the masks, and every answer that is not a plain no. */
type Stored = { readonly mask: readonly string[]; readonly answers: readonly number[] }
type Sql = { readonly failed: number[]; readonly unknown: number[]; readonly answers: ReadonlyMap<string, Verdict> }

function readStored(plan: Plan, { mask, answers }: Stored): Sql {
  const words = mask.map(BigInt)
  const read = answers.map((code) => readAnswer(plan, code))
  return {
    failed: words.map((word) => Number(word & 0xffffffffn)),
    unknown: words.map((word) => Number(word >> 32n)),
    answers: new Map(read.map(({ version, verdict }) => [version.version, verdict])),
  }
}
const NO: Verdict = { outcome: 'not-eligible' }

async function agree(plan: Plan, students: readonly StudentFacts[], relation = 'facts'): Promise<void> {
  const roster = encodeRoster(students, students.length)
  const index = new RosterIndex(roster)
  const columnar = compileColumnar(plan).run(roster)
  const targets = { columnar, bitmaps: answerByBitmaps(plan, index), explained: explainAll(plan, columnar) }
  const { rows } = await client.query<Stored>(`${sqlAnswers(plan, relation)} order by student_id`)
  if (rows.length !== students.length) differ(undefined, 'rows of the SQL target', rows.length, students.length)
  const sql = rows.map((row) => readStored(plan, row))
  masksAgree(plan, students, columnar, index, sql)
  plan.programmes.forEach((_, p) => {
    programmeAgrees(plan, p, students, targets, sql)
  })
}

/** The statement in words (`rules show`) says what the one that stores says. */
async function wordsAgree(plan: Plan, students: readonly StudentFacts[]): Promise<void> {
  const few = `(select * from facts where student_id < ${students.length}) as few`
  const { rows } = await client.query<Record<string, unknown>>(`${sqlSource(plan, few)} order by student_id`)
  students.forEach((facts, i) => {
    const row = rows[i] ?? {}
    const mask = reasonMask(plan, facts)
    mask.failed.forEach((f, w) => {
      if (row[`failed${w}`] !== f) differ(facts, `failed${w} SQL`, row[`failed${w}`], f)
      if (row[`unknown${w}`] !== mask.unknown[w]) differ(facts, `unknown${w} SQL`, row[`unknown${w}`], mask.unknown[w])
    })
    for (const programme of plan.programmes) {
      const want = determine(programme.version, facts, plan.areas)
      const [outcome, route, yearFen] = ['outcome', 'route', 'year_fen'].map((w) => row[`${sqlName(programme)}_${w}`])
      if (outcome !== want.outcome || (route ?? undefined) !== want.route || (yearFen ?? undefined) !== want.yearFen)
        differ(facts, `${programme.version.version}, SQL in words`, [outcome, route, yearFen], want)
    }
  })
}

function masksAgree(
  plan: Plan,
  students: readonly StudentFacts[],
  columnar: ColumnarResult,
  index: RosterIndex,
  sql: readonly Sql[],
) {
  const leaves = index.of(plan)
  students.forEach((facts, i) => {
    const mask = reasonMask(plan, facts)
    for (let w = 0; w < plan.words; w += 1) {
      const [f, u] = [mask.failed[w], mask.unknown[w]]
      if (columnar.failed[w]?.[i] !== f) differ(facts, `failed${w} columnar`, columnar.failed[w]?.[i], f)
      if (columnar.unknown[w]?.[i] !== u) differ(facts, `unknown${w} columnar`, columnar.unknown[w]?.[i], u)
      if (sql[i]?.failed[w] !== f) differ(facts, `failed${w} SQL`, sql[i]?.failed[w], f)
      if (sql[i]?.unknown[w] !== u) differ(facts, `unknown${w} SQL`, sql[i]?.unknown[w], u)
    }
    for (let q = 0; q < leaves.length; q += 1) {
      const [w, bit] = [Math.floor(q / MASK_BITS), 1 << (q % MASK_BITS)]
      const failed = ((mask.failed[w] ?? 0) & bit) !== 0
      const met = !failed && ((mask.unknown[w] ?? 0) & bit) === 0
      if (hasBit(leaves[q]?.failed as Int32Array, i) !== failed) differ(facts, `q${q} failed, bitmap`, !failed, failed)
      if (hasBit(leaves[q]?.met as Int32Array, i) !== met) differ(facts, `q${q} met, bitmap`, !met, met)
    }
  })
}

type Targets = { columnar: ColumnarResult; bitmaps: BitmapAnswer[]; explained: Explanations }

function programmeAgrees(
  plan: Plan,
  p: number,
  students: readonly StudentFacts[],
  targets: Targets,
  sql: readonly Sql[],
) {
  const { version } = plan.programmes[p] as PlannedProgramme
  const bitmaps = targets.bitmaps[p] as BitmapAnswer
  const compared = new Set<unknown>()
  students.forEach((facts, i) => {
    const want = determine(version, facts, plan.areas)
    const same = (target: string, { outcome, route, yearFen, termFen }: Verdict) => {
      const equal = outcome === want.outcome && route === want.route
      if (equal && yearFen === want.yearFen && termFen === want.termFen) return
      differ(facts, `${version.version}, ${target}`, { outcome, route, yearFen, termFen }, want)
    }
    const wrong = (target: string, value: unknown) => differ(facts, `${version.version}, ${target}`, value, want)
    same('columnar', verdictAt(plan, targets.columnar, p, i))
    same('SQL', sql[i]?.answers.get(version.version) ?? NO)
    const code = targets.columnar.verdicts[p]?.[i]
    if (verdictCode(bitmaps, i) !== code) wrong('bitmaps', verdictCode(bitmaps, i))
    // the reasons, text and clause included: once for each distinct answer of this batch
    const interned = targets.explained.of(p, i)
    if (interned.outcome !== want.outcome) wrong('explanation', interned)
    if (compared.has(interned) && i > 500) return
    compared.add(interned)
    if (!isDeepStrictEqual(interned, want)) wrong('explanation', interned)
    const masked = explainMask(plan, version, maskAt(targets.columnar, i))
    if (!isDeepStrictEqual(masked, want)) wrong('explanation of the mask', masked)
  })
}

describe('all four targets agree', () => {
  test('there are rules to compare', () => {
    expect(versions.length).toBeGreaterThan(5)
    expect(plans.some((plan) => plan.requirements.length > 10)).toBe(true)
  })

  test(`on ${STUDENTS} random students under ${versions.length} versions`, { timeout: 1_800_000 }, async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(randomStudents(versions, BATCH), async (students) => {
        seen += students.length
        await loadFacts(students)
        for (const plan of plans) await agree(plan, students)
        // the words are those of the same verdicts: once is enough
        if (seen === BATCH) for (const plan of [...plans, corner]) await wordsAgree(plan, students.slice(0, FEW))
        await agree(corner, students.slice(0, FEW), `(select * from facts where student_id < ${FEW}) as few`)
      }),
      {
        numRuns: Math.ceil(STUDENTS / BATCH),
        endOnFailure: true,
        // the error names the one student and the field; the whole batch would fill the screen
        reporter: (run) => {
          if (run.failed) throw run.errorInstance
        },
      },
    )
    expect(seen).toBeGreaterThanOrEqual(STUDENTS)
  })
})
