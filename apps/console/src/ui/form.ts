import { fenFromTyped } from '../lib/format.ts'
import { common } from '../texts.ts'
import type { Option } from './native-select.tsx'

/** What a form holds while it is being filled in: texts, choices, files; turned into a body on submit. */
export type Value = string | readonly string[] | boolean | File | null
export type Values = Readonly<Record<string, Value>>

interface FieldBase {
  readonly name: string
  readonly label: string
  readonly help?: string
  readonly required?: boolean
}
export type Field =
  | (FieldBase & {
      readonly kind: 'text' | 'area'
      readonly max: number
      readonly placeholder?: string
      readonly autoComplete?: string
      readonly inputMode?: 'numeric'
    })
  | (FieldBase & { readonly kind: 'password'; readonly autoComplete: string; readonly max: number })
  | (FieldBase & { readonly kind: 'number' | 'money' | 'day' })
  | (FieldBase & { readonly kind: 'select' | 'radio' | 'checks'; readonly options: readonly Option[] })
  | (FieldBase & { readonly kind: 'file'; readonly accept: string })
  | (FieldBase & { readonly kind: 'check' })

export type Errors = Readonly<Record<string, string>>

export const textOf = (v: Values, name: string): string => {
  const x = v[name]
  return typeof x === 'string' ? x.trim() : ''
}
export const listOf = (v: Values, name: string): readonly string[] => {
  const x = v[name]
  return Array.isArray(x) ? (x as readonly string[]) : []
}
export const fileOf = (v: Values, name: string): File | null => {
  const x = v[name]
  return x instanceof File ? x : null
}
/** Amount in fen of a money field; null when empty or unclear. */
export const fenOf = (v: Values, name: string): number | null => fenFromTyped(textOf(v, name))
/** Whole number of a number field; full-width digits are read too. */
export const countOf = (v: Values, name: string): number | null => {
  const t = textOf(v, name).normalize('NFKC')
  return /^\d{1,9}$/.test(t) ? Number(t) : null
}
/** The value when it belongs to a closed list. */
export const choiceOf = <const L extends readonly string[]>(v: Values, name: string, list: L): L[number] | undefined =>
  list.find((x) => x === textOf(v, name))

const isEmpty = (x: Value | undefined) =>
  x === undefined ||
  x === null ||
  x === false ||
  (typeof x === 'string' && x.trim() === '') ||
  (Array.isArray(x) && x.length === 0)

function problemOf(field: Field, values: Values): string | null {
  const value = values[field.name]
  if (isEmpty(value)) {
    if (!field.required) return null
    if (field.kind === 'check') return common.mustTick(field.label)
    return field.kind === 'text' ||
      field.kind === 'area' ||
      field.kind === 'number' ||
      field.kind === 'money' ||
      field.kind === 'password'
      ? common.mustFill(field.label)
      : common.mustChoose(field.label)
  }
  if (field.kind === 'money' && fenOf(values, field.name) === null) return common.badMoney(field.label)
  if (field.kind === 'number' && countOf(values, field.name) === null) return common.badNumber(field.label)
  if ((field.kind === 'text' || field.kind === 'area') && textOf(values, field.name).length > field.max) {
    return common.tooLong(field.label, field.max)
  }
  return null
}

/** What is wrong with a form, by field. The server decides; this only saves a round trip. */
export function validate(fields: readonly Field[], values: Values): Errors {
  const errors: Record<string, string> = {}
  for (const f of fields) {
    const p = problemOf(f, values)
    if (p !== null) errors[f.name] = p
  }
  return errors
}

/** Puts the server's field problems (JSON pointers) to the fields they belong to; the rest goes to the summary alone. */
export function mapProblems(fields: readonly Field[], problems: readonly { path: string; text: string }[]): Errors {
  const errors: Record<string, string> = {}
  for (const p of problems) {
    const first = p.path.split('/').find((part) => part !== '' && part !== 'body' && part !== 'values') ?? ''
    const field = fields.find((f) => f.name === first)
    errors[field ? field.name : `:${p.path}`] = p.text
  }
  return errors
}
