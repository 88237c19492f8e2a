import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as policy from '@zhuxue/policy'
import type pg from 'pg'
import { cornerPlan } from './corner.ts'
import { EQUIVALENT } from './equivalents.ts'
import { allPlans } from './plans.ts'
import { randomStudentsOf } from './random-students.ts'

/** Files of the generator whose every operator, comparison and number is changed once. */
export const GENERATOR_FILES = [
  'compile/plan.ts',
  'compile/logic.ts',
  'compile/decision.ts',
  'compile/columnar-source.ts',
  'compile/columnar.ts',
  'compile/columns.ts',
  'compile/roster.ts',
  'compile/reason-mask.ts',
  'compile/bitmaps.ts',
  'compile/bitmap-answers.ts',
  'compile/sql-source.ts',
  'compile/sql-facts.ts',
  'compile/sql-text.ts',
]

const SWAPS: readonly [RegExp, string][] = [
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ < /g, ' <= '],
  [/ >= /g, ' > '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ & /g, ' | '],
  [/ \| /g, ' & '],
  [/ \+ 1\b/g, ' + 2'],
  [/'failed'/g, "'unknown'"],
  [/whenTrue/g, 'whenFalse'],
  [/\bmet\b/g, 'failed'],
  [/'open'/g, "'quota'"],
  [/ and /g, ' or '],
  [/ or /g, ' and '],
  [/ is null/g, ' is not null'],
]

export type SourceMutant = {
  readonly file: string
  readonly line: number
  readonly what: string
  readonly text: string
}

/** One mutant an occurrence, outside comments, imports and types. */
export function sourceMutants(root: string): SourceMutant[] {
  const untouched = /: '?\w+'? \| |\| null|\| undefined|'open' \| 'quota'|'fact' \| /
  const mutants: SourceMutant[] = []
  for (const file of GENERATOR_FILES) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    lines.forEach((line, n) => {
      const code = line.trim()
      if (
        /^(\/\/|\/?\*|import |export type|type |export \{|readonly |throw )/.test(code) ||
        code.includes('RangeError')
      )
        return
      for (const [from, to] of SWAPS) {
        for (const match of line.matchAll(from)) {
          if (from.source === ' \\| ' && untouched.test(line)) continue // a union of types
          if (/^'open' \| 'quota'/.test(line.slice(match.index)) || /: \w+ & \w+</.test(line)) continue // types
          if (from.source === ' < ' && /^(for|'for) \(let \w+ = (0|from)/.test(code.replace(/^.*?(for \()/, '$1')))
            continue // one past the end of a typed array changes nothing
          const next = line.slice(0, match.index) + to + line.slice(match.index + match[0].length)
          mutants.push({
            file,
            line: n + 1,
            what: `${match[0].trim()} → ${to.trim()}: ${code.slice(0, 90)}`,
            text: lines.map((old, m) => (m === n ? next : old)).join('\n'),
          })
        }
      }
    })
  }
  return mutants
}

const plans = [...allPlans(), cornerPlan()]
const versions = allPlans().flatMap((plan) => plan.programmes.map(({ version }) => version))
const students = randomStudentsOf(versions, 163, 7)
type Policy = typeof policy

/** A value outside the vocabulary is refused, and many different codes are told apart. */
function readsFacts(mutated: Policy): boolean {
  const encode = (facts: object) => mutated.encodeRoster([{ studentId: 's', ...facts } as never], 1)
  const refused: object[] = [{ grade: 0 }, { grade: 31 }, { grade: 1.5 }, { grade: '3' }, { atSchool: 'yes' }]
  refused.push({ ranking: { percent: '5' } }, { ranking: { percent: Number.POSITIVE_INFINITY } })
  for (const facts of refused) {
    try {
      encode(facts)
      return false
    } catch (error) {
      if (!(error instanceof RangeError)) return false
    }
  }
  if (encode({ grade: 30 }).columns.grade[0] !== 30) return false
  const many = Array.from({ length: 300 }, (_, i) => ({ studentId: `s${i}`, nationality: `N${i}`, holds: [`h${i}`] }))
  const { columns } = mutated.encodeRoster(many as never[], 300)
  return columns.nationality[299] === 300 && columns.holds[299] === 300
}

/** An index that knows a question about a list does not answer it for another list of the same name. */
function asksListsAnew(mutated: Policy): boolean {
  const { programmes, areas } = cornerPlan()
  const versions = programmes.map(({ version }) => version)
  const emptied = Object.fromEntries(Object.entries(areas).map(([id, area]) => [id, { ...area, codes: [] }]))
  const roster = mutated.encodeRoster(students, students.length)
  const [used, fresh] = [new mutated.RosterIndex(roster), new mutated.RosterIndex(roster)]
  used.of(mutated.planOf(versions, areas))
  const other = mutated.planOf(versions, emptied)
  const text = (index: policy.RosterIndex) => index.of(other).map(({ met, failed }) => `${met};${failed}`)
  return String(text(used)) === String(text(fresh))
}

/** Counting and listing the students of a bitmap says what looking at each of them says. */
function countsRight(mutated: Policy, answers: readonly policy.BitmapAnswer[]): boolean {
  return answers.every(({ entitled, competes, toVerify }) => {
    const left = mutated.without(entitled, competes)
    return [entitled, competes, toVerify, left].every((bitmap) => {
      const inside = students.flatMap((_, i) => (policy.hasBit(bitmap, i) ? [i] : []))
      return mutated.countBits(bitmap) === inside.length && String(mutated.studentsIn(bitmap)) === String(inside)
    })
  })
}

/** What the statement stores, read back by the mutated package, is what the real explainer says. */
async function storesTheSame(mutated: Policy, plan: policy.Plan, real: policy.Plan, client: pg.Client) {
  const text = `${mutated.sqlAnswers(plan, 'facts')} order by student_id`
  const { rows } = await client.query<{ mask: string[]; answers: number[] }>(text)
  return students.every((facts, i) => {
    const { mask = [], answers = [] } = rows[i] ?? {}
    const { failed, unknown } = policy.reasonMask(real, facts)
    const words = mask.map(BigInt).map((word) => [Number(word & 0xffffffffn), Number(word >> 32n)])
    if (String(words) !== String(failed.map((word, w) => [word, unknown[w]]))) return false
    const found = answers.map((code) => mutated.readAnswer(plan, code))
    const said = found.map(({ version, verdict }) => [version.version, verdict.outcome, verdict.route, verdict.yearFen])
    const wanted = real.programmes.flatMap(({ version }) => {
      const { outcome, route, yearFen } = policy.determine(version, facts, real.areas)
      return outcome === 'not-eligible' ? [] : [[version.version, outcome, route, yearFen]]
    })
    return String(said) === String(wanted)
  })
}

/** Whether a mutated package still gives the answers of the real explainer, by columnar code, bitmaps, masks and SQL. */
async function agrees(mutated: Policy, client: pg.Client | null): Promise<boolean> {
  if (!readsFacts(mutated) || !asksListsAnew(mutated)) return false
  // one index for all plans: what it keeps of one plan must not answer another
  const index = new mutated.RosterIndex(mutated.encodeRoster(students, students.length))
  for (const real of plans) {
    const plan = mutated.planOf(
      real.programmes.map(({ version }) => version),
      real.areas,
    )
    const roster = mutated.encodeRoster(students, students.length)
    const columnar = mutated.compileColumnar(plan).run(roster)
    const bitmaps = mutated.answerByBitmaps(plan, index)
    if (!countsRight(mutated, bitmaps)) return false
    if (JSON.stringify(plan.requirements) !== JSON.stringify(real.requirements)) return false
    const sql =
      client === null ? null : (await client.query(`${mutated.sqlSource(plan, 'facts')} order by student_id`)).rows
    if (client !== null && !(await storesTheSame(mutated, plan, real, client))) return false
    for (const [i, facts] of students.entries()) {
      const mask = policy.reasonMask(real, facts)
      const found = mutated.maskAt(columnar, i)
      const again = mutated.reasonMask(plan, facts)
      if (String([again.failed, again.unknown]) !== String([mask.failed, mask.unknown])) return false
      if (String([mask.failed, mask.unknown]) !== String([found.failed, found.unknown])) return false
      if (
        sql !== null &&
        String(mask.failed) !==
          String(real.requirements.length === 0 ? [0] : mask.failed.map((_, w) => sql[i]?.[`failed${w}`]))
      )
        return false
      if (sql !== null && String(mask.unknown) !== String(mask.unknown.map((_, w) => sql[i]?.[`unknown${w}`])))
        return false
      for (const [p, { version }] of real.programmes.entries()) {
        const want = policy.determine(version, facts, real.areas)
        const got = mutated.verdictAt(plan, columnar, p, i)
        if (
          got.outcome !== want.outcome ||
          got.route !== want.route ||
          got.yearFen !== want.yearFen ||
          got.termFen !== want.termFen
        )
          return false
        if (mutated.verdictCode(bitmaps[p] as never, i) !== columnar.verdicts[p]?.[i]) return false
        if (JSON.stringify(mutated.explainMask(plan, version, found)) !== JSON.stringify(want)) return false
        if (sql === null) continue
        const name = mutated.sqlName(plan.programmes[p] as never)
        const row = sql[i] ?? {}
        if (row[`${name}_outcome`] !== want.outcome || (row[`${name}_route`] ?? undefined) !== want.route) return false
        if ((row[`${name}_year_fen`] ?? undefined) !== want.yearFen) return false
      }
    }
  }
  return true
}

/** Runs mutants (every `step`-th) and gives those that nobody noticed and that are not known to change nothing. `client` has the temp table `facts` with the students. */
export async function tryGenerator(
  client: pg.Client | null,
  step = 1,
): Promise<{ tried: number; harmless: number; survivors: string[] }> {
  if (!(await agrees(policy, client))) throw new Error('the unchanged generator does not pass its own check')
  const source = join(import.meta.dirname, '../../packages/policy/src')
  const mutants = sourceMutants(source).filter((_, n) => n % step === 0)
  const survivors: string[] = []
  let harmless = 0
  for (const [n, mutant] of mutants.entries()) {
    const folder = mkdtempSync(join(tmpdir(), 'zhuxue-mutant-'))
    try {
      cpSync(source, join(folder, 'src'), { recursive: true })
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
      writeFileSync(join(folder, 'src', mutant.file), mutant.text)
      const needsSql = /^compile\/(sql|plan|logic|decision)/.test(mutant.file)
      const survived = await import(pathToFileURL(join(folder, 'src/index.ts')).href)
        .then(
          (mutated: Policy) => agrees(mutated, needsSql ? client : null),
          () => false,
        )
        .catch(() => false)
      if (survived && EQUIVALENT[`${mutant.file} ${mutant.what}`] !== undefined) harmless += 1
      else if (survived) survivors.push(`${mutant.file}:${mutant.line} ${mutant.what}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    if (n % 25 === 24) process.stderr.write(`${n + 1}/${mutants.length}\n`)
  }
  return { tried: mutants.length, harmless, survivors }
}

export { students as mutationStudents }
