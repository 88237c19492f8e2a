import { academicYearOf } from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  inBulkTransaction,
  type LineProblem,
  type Platform,
  readSheet,
  readTable,
  refuse,
  sm3,
  type TableRecord,
} from '../../../platform/index.ts'
import { schoolByCode } from '../../organisations/index.ts'
import { termToday } from '../facts.ts'
import { checkLine } from './check.ts'
import { placeInClasses } from './classes.ts'
import { COLUMNS } from './columns.ts'
import { mergeRoster } from './merge.ts'
import type { RosterPerson } from './types.ts'

/** Lines of one roster file; the national system exports at most 2,000 a sheet, a city's file joins several. */
const MAX_ROSTER_ROWS = 50_000
const MAX_UNPACKED = 600 * 1024 * 1024

export interface RosterImport {
  readonly school: { readonly code: string; readonly name: string }
  readonly dryRun: boolean
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly classesAdded: readonly string[]
  /** why lines were rejected; line 0 or without records: the whole file */
  readonly problems: readonly LineProblem[]
  /** accepted, but somebody should look */
  readonly notes: readonly LineProblem[]
  /** the rejected lines as they stood in the file */
  readonly rejectedLines: readonly TableRecord<string>[]
}

class DryRun extends Error {
  readonly found: RosterImport
  constructor(found: RosterImport) {
    super('dry run')
    this.found = found
  }
}

/**
 * Imports a roster (73 columns of the national template, xlsx or csv) into one school. Good lines go in, bad ones come
 * back with reasons; importing the same file again changes nothing. A dry run does all of it and takes it back. Throws
 * a Refusal when the file as a whole cannot be read or the school is not there.
 */
export async function importRoster(
  platform: Platform,
  file: { readonly content: Buffer; readonly name: string },
  options: { readonly school: string; readonly dryRun: boolean; readonly say?: (line: string) => void },
): Promise<RosterImport> {
  const say = options.say ?? (() => undefined)
  say('读取表格')
  const table = readTable(
    await readSheet(file.content, { rows: MAX_ROSTER_ROWS + 20, columns: 120, bytes: MAX_UNPACKED }),
    COLUMNS,
  )
  const whole = table.problems.find((p) => p.column === null)
  if (whole) throw refuse('file-refused', `第${whole.line}行：${whole.text}请使用全国中职学校学生信息模板（73列）。`)
  if (table.records.length === 0) throw refuse('file-refused', '文件里没有学生记录，请核对后重新导入。')
  try {
    return await inBulkTransaction(platform, { kind: 'worker', name: '名册导入' }, async (tx, copyInto) => {
      const school = await schoolByCode(tx, options.school)
      // one import per school at a time, so that nobody is entered twice
      await sql`select pg_advisory_xact_lock(hashtextextended(${`roster:${school.id}`}, 0))`.execute(tx.db)
      say(`逐行核对 ${table.records.length} 行`)
      const { people, problems } = checkAll(table.records, table.problems, tx.today)
      const bad = new Set(problems.map((p) => p.line))
      const placed = await placeInClasses(
        tx,
        school,
        people.filter((p) => !bad.has(p.line)),
      )
      problems.push(...placed.problems)
      for (const p of placed.problems) bad.add(p.line)
      const good = people.filter((p) => !bad.has(p.line))
      say(`写入 ${good.length} 行`)
      const year = Number(academicYearOf(termToday(tx, platform)).slice(0, 4))
      const merged = await mergeRoster(tx, copyInto, platform.crypto, school, good, placed.classes, year)
      const rejectedLines = table.records.filter((r) => bad.has(r.line))
      const found: RosterImport = {
        school: { code: options.school, name: school.name },
        dryRun: options.dryRun,
        rows: table.records.length,
        ...merged,
        rejected: rejectedLines.length,
        classesAdded: placed.added,
        problems: problems.sort((a, b) => a.line - b.line),
        rejectedLines,
      }
      if (options.dryRun) throw new DryRun(found)
      const { rows, created, updated, unchanged, rejected } = found
      tx.audit({
        action: 'roll.import',
        subjectKind: 'org',
        subjectId: school.id,
        scope: school.path,
        data: { file: file.name, sm3: sm3(file.content), rows, created, updated, unchanged, rejected },
      })
      return found
    })
  } catch (e) {
    if (e instanceof DryRun) return e.found
    throw e
  }
}

function checkAll(records: readonly TableRecord<string>[], cellProblems: readonly LineProblem[], today: string) {
  const problems: LineProblem[] = [...cellProblems]
  const destroyed = new Set(cellProblems.map((p) => p.line))
  const people: RosterPerson[] = []
  const firstLine = new Map<string, RosterPerson>()
  for (const record of records) {
    const checked = checkLine(record, today as Parameters<typeof checkLine>[1])
    // a destroyed cell is told once, not a second time for what is left of its content
    const told = new Set(cellProblems.filter((p) => p.line === record.line).map((p) => p.column))
    problems.push(...checked.problems.filter((p) => !told.has(p.column)))
    if (checked.person === null || destroyed.has(record.line)) continue
    const same = firstLine.get(checked.person.idNumber)
    if (same) {
      problems.push({
        line: record.line,
        column: '身份证件号',
        text: `与第${same.line}行是同一个证件号，请只保留正确的一行。`,
      })
      problems.push({
        line: same.line,
        column: '身份证件号',
        text: `与第${record.line}行是同一个证件号，请只保留正确的一行。`,
      })
      continue
    }
    firstLine.set(checked.person.idNumber, checked.person)
    people.push(checked.person)
  }
  return { people, problems }
}
