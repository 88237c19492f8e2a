import { type FactPath, type FactValue, readFact, type StudentFacts } from '../facts.ts'
import { COLUMNS, COUNT_MAX, type ColumnKind, FACT_PATHS } from './columns.ts'

/** A typed column; see ColumnKind for what its numbers mean. */
export type ColumnData = Uint8Array | Int32Array | Float64Array

/** Distinct values of a `code` (text) or `set` (list) column; entry 0 stands for unknown and is never asked. */
export type Dictionary = readonly (string | readonly string[])[]

/** Facts of many students, fact by fact. Built once with {@link encodeRoster} and then only read. */
export type Roster = {
  readonly count: number
  readonly columns: Readonly<Record<FactPath, ColumnData>>
  readonly dictionaries: Readonly<Partial<Record<FactPath, Dictionary>>>
}

/**
 * Turns students into columns. `count` is how many there are; a generator is read once, so a million students never
 * exist as objects at the same time. RangeError for a value outside the vocabulary (read facts with `parseFacts` first).
 */
export function encodeRoster(students: Iterable<StudentFacts>, count: number): Roster {
  const writers = FACT_PATHS.map((path) => new ColumnWriter(path, count))
  let row = 0
  for (const facts of students) {
    if (row >= count) throw new RangeError(`more than ${count} students`)
    for (const writer of writers) writer.write(row, readFact(facts, writer.path))
    row += 1
  }
  if (row !== count) throw new RangeError(`${row} students where ${count} were announced`)
  const columns = {} as Record<FactPath, ColumnData>
  const dictionaries: Partial<Record<FactPath, Dictionary>> = {}
  for (const writer of writers) {
    columns[writer.path] = writer.data
    if (writer.kind === 'code' || writer.kind === 'set') dictionaries[writer.path] = writer.dictionary
  }
  return { count, columns, dictionaries }
}

function emptyColumn(kind: ColumnKind, count: number): ColumnData {
  if (kind === 'decimal') return new Float64Array(count).fill(Number.NaN)
  if (kind === 'bits') return new Int32Array(count).fill(-1)
  return kind === 'code' || kind === 'set' ? new Int32Array(count) : new Uint8Array(count)
}

class ColumnWriter {
  readonly path: FactPath
  readonly kind: ColumnKind
  readonly data: ColumnData
  readonly dictionary: (string | readonly string[])[] = ['']
  readonly #codes = new Map<string, number>()

  constructor(path: FactPath, count: number) {
    this.path = path
    this.kind = COLUMNS[path].kind
    this.data = emptyColumn(this.kind, count)
    for (const value of COLUMNS[path].values ?? []) this.#codes.set(value, this.#codes.size)
  }

  write(row: number, value: FactValue | null): void {
    if (value !== null) this.data[row] = this.#encode(value)
  }

  #encode(value: FactValue): number {
    switch (this.kind) {
      case 'flag':
        return typeof value === 'boolean' ? Number(value) + 1 : this.#refuse(value)
      case 'word':
        return typeof value === 'string' ? this.#position(value) + 1 : this.#refuse(value)
      case 'count':
        return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= COUNT_MAX
          ? value
          : this.#refuse(value)
      case 'decimal':
        return typeof value === 'number' && Number.isFinite(value) ? value : this.#refuse(value)
      case 'code':
        return typeof value === 'string' ? this.#intern(value, value) : this.#refuse(value)
      case 'bits':
        return this.#list(value).reduce((bits, item) => bits | (1 << this.#position(item)), 0)
      case 'set': {
        const list = this.#list(value).slice().sort()
        return this.#intern(list.join('\n'), list)
      }
    }
  }

  #list(value: FactValue): readonly string[] {
    return Array.isArray(value) ? (value as readonly string[]) : this.#refuse(value)
  }

  #position(word: string): number {
    return this.#codes.get(word) ?? this.#refuse(word)
  }

  #intern(key: string, value: string | readonly string[]): number {
    const known = this.#codes.get(key)
    if (known !== undefined) return known
    this.#codes.set(key, this.dictionary.length)
    this.dictionary.push(value)
    return this.dictionary.length - 1
  }

  #refuse(value: unknown): never {
    throw new RangeError(`${this.path}: ${JSON.stringify(value)} is outside the vocabulary`)
  }
}
