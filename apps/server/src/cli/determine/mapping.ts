import { readFileSync } from 'node:fs'
import { FACT_LABELS, FACT_RANGES, FACT_VALUE_LABELS, FACT_YES_NO, type FactPath } from '@zhuxue/policy'
import { ETHNIC_GROUPS } from '@zhuxue/regions'
import { type Refusal, refuse } from '../../platform/refusal.ts'

/** Facts that a column may hold: those that rules read, and two more of the record itself. */
export const COLUMN_LABELS: Readonly<Record<string, string>> = {
  studentId: '学生编号',
  birthDate: '出生日期',
  'major.name': '专业名称',
  ...FACT_LABELS,
}

/** 列对照: which column holds which fact, how its words are to be read, and facts that are the same for everybody. */
export type ColumnMapping = {
  readonly columns: Readonly<Record<string, readonly string[]>>
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly constants: Readonly<Record<string, unknown>>
  /** Columns that must be there. */
  readonly required: readonly string[]
}

/** Without a mapping file a column is found by the Chinese name of its fact or by its path. */
export const DEFAULT_MAPPING: ColumnMapping = {
  columns: Object.fromEntries(Object.entries(COLUMN_LABELS).map(([path, label]) => [path, [label, path]])),
  values: {},
  constants: {},
  required: ['studentId'],
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const names = (value: unknown): readonly string[] | null =>
  typeof value === 'string' ? [value] : Array.isArray(value) && value.every((v) => typeof v === 'string') ? value : null

/** Reads a mapping file; every column it names must then be in the table. Refuses with the place of the fault. */
export function readMapping(path: string): ColumnMapping {
  const bad = (text: string): Refusal => refuse('file-refused', `列对照文件 ${path}：${text}`)
  let input: unknown
  try {
    input = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    throw bad(error instanceof SyntaxError ? `不是有效的 JSON（${error.message}）` : '文件不存在或无法读取')
  }
  if (!isObject(input) || !isObject(input.columns)) throw bad('缺少 columns，例如 {"columns": {"studentId": "学号"}}')
  const stray = Object.keys(input).find((key) => !['columns', 'values', 'constants'].includes(key))
  if (stray !== undefined) throw bad(`不认识的字段“${stray}”，可用 columns、values、constants`)
  const columns: Record<string, readonly string[]> = {}
  for (const [fact, column] of Object.entries(input.columns)) {
    const found = names(column)
    if (!Object.hasOwn(COLUMN_LABELS, fact)) throw bad(`columns 里的“${fact}”不是可用的事实，例如 grade、hukou.county`)
    if (found === null || found.length === 0) throw bad(`columns.${fact} 应为列名或列名的列表`)
    columns[fact] = found
  }
  if (columns.studentId === undefined) throw bad('columns 里缺少 studentId（学生编号在哪一列）')
  const { values = {}, constants = {} } = input
  if (!isObject(values) || !Object.values(values).every(isObject))
    throw bad('values 应为 {"事实": {"表里的写法": 取值}}')
  if (!isObject(constants)) throw bad('constants 应为对象')
  for (const fact of [...Object.keys(values), ...Object.keys(constants)]) {
    if (!Object.hasOwn(COLUMN_LABELS, fact)) throw bad(`“${fact}”不是可用的事实`)
  }
  return { columns, values: values as ColumnMapping['values'], constants, required: Object.keys(columns) }
}

const YES = new Set(['是', '有', 'true', '1', 'y', 'yes', '√'])
const NO = new Set(['否', '无', 'false', '0', 'n', 'no', '×'])
const LISTS = ['household.registers', 'holds']
const NUMBERS = Object.keys(FACT_RANGES)

/** The value of a cell as JSON for `parseFacts`: words of the mapping, Chinese labels, 是/否, numbers; else the text itself. */
export function cellValue(fact: string, text: string, mapping: ColumnMapping): unknown {
  const given = mapping.values[fact]
  if (given !== undefined && Object.hasOwn(given, text)) return given[text]
  if (text === '') return null
  if (LISTS.includes(fact)) return listValue(fact, text, mapping)
  if (FACT_YES_NO[fact as FactPath] !== undefined) {
    const word = text.toLowerCase()
    return YES.has(word) ? true : NO.has(word) ? false : text
  }
  if (NUMBERS.includes(fact)) return /^\d+(\.\d+)?%?$/.test(text) ? Number(text.replace('%', '')) : text
  if (fact === 'ethnicity') return ETHNIC_GROUPS.find(({ name }) => name === text || name === `${text}族`)?.code ?? text
  return byLabel(fact, text)
}

function listValue(fact: string, text: string, mapping: ColumnMapping): unknown {
  if (/^(无|没有|-|—)$/.test(text)) return []
  return text.split(/[、,，;；/\s]+/).flatMap((word) => {
    if (word === '') return []
    const value = mapping.values[fact]?.[word] ?? byLabel(fact, word)
    return Array.isArray(value) ? value : [value]
  })
}

function byLabel(fact: string, text: string): unknown {
  const labels = FACT_VALUE_LABELS[fact as FactPath]
  if (labels === undefined) return text
  return Object.entries(labels).find(([, label]) => label === text)?.[0] ?? text
}
