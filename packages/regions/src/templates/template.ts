import { HARDSHIP_LEVELS, isTerm, type ProgrammeKind, type ProgrammeVersion } from '@zhuxue/policy'

/** What a blank takes. Money is entered in yuan. */
export type BlankKind =
  | { readonly type: 'text'; readonly pattern?: string; readonly hint?: string; readonly maxLength: number }
  | { readonly type: 'yuan'; readonly min: number; readonly max: number }
  | { readonly type: 'whole'; readonly min: number; readonly max: number }
  | { readonly type: 'flag' }
  | { readonly type: 'term' }
  | { readonly type: 'levels' }

/** 空白: what the school fills in; `id` is the key in the values, `label` and `help` stand in the form. */
export type Blank = {
  readonly id: string
  readonly label: string
  readonly help?: string
  readonly kind: BlankKind
  readonly required: boolean
  readonly preset?: string | number | boolean | readonly string[]
}

/**
 * 模板: a programme version with blanks. In `skeleton`, `{ "blank": id }` stands for the value (with `"as": "fen"` for
 * yuan in fen, times `"times"`), `{id}` inside a text for its text, and `{ "if": id, "item": … }` in a list for an item
 * that is there only when the value is true or given.
 */
export type ProgrammeTemplate = {
  readonly id: string
  readonly kind: Extract<ProgrammeKind, 'school' | 'social'>
  readonly title: string
  readonly description: string
  readonly blanks: readonly Blank[]
  readonly skeleton: unknown
}

export type TemplateValues = Readonly<Record<string, unknown>>
/** `field` = id of the blank, '' when no single one is to blame. */
export type TemplateProblem = { readonly field: string; readonly text: string }
export type FillResult =
  | { readonly ok: true; readonly version: ProgrammeVersion }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] }

/** The value of a blank, or the sentence that says what is wrong. */
export function readBlank(blank: Blank, given: unknown): { readonly value: unknown } | { readonly text: string } {
  const value = given === undefined || given === '' ? blank.preset : given
  if (value === undefined || value === null) {
    return blank.required ? { text: `请填写${blank.label}。` } : { value: null }
  }
  const { kind } = blank
  switch (kind.type) {
    case 'text': {
      if (typeof value !== 'string' || value.trim() === '') return { text: `请填写${blank.label}。` }
      if (value.length > kind.maxLength) return { text: `${blank.label}最多${kind.maxLength}个字。` }
      const fits = kind.pattern === undefined || new RegExp(kind.pattern).test(value)
      return fits ? { value: value.trim() } : { text: `${blank.label}应为${kind.hint ?? '规定的格式'}。` }
    }
    case 'yuan':
    case 'whole': {
      const sound = typeof value === 'number' && Number.isInteger(value) && value >= kind.min && value <= kind.max
      const unit = kind.type === 'yuan' ? '元' : ''
      return sound ? { value } : { text: `${blank.label}应为${kind.min}到${kind.max}${unit}之间的整数。` }
    }
    case 'flag':
      return typeof value === 'boolean' ? { value } : { text: `请选择${blank.label}：是或否。` }
    case 'term':
      return isTerm(value) ? { value } : { text: `${blank.label}应为学期，例如 2026-autumn。` }
    case 'levels': {
      const known = Array.isArray(value) && value.length > 0 && value.every((v) => HARDSHIP_LEVELS.includes(v))
      return known ? { value } : { text: `${blank.label}请至少选择一个等级。` }
    }
  }
}
