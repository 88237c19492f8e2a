import type { Condition } from '@zhuxue/policy'

/** One fault of a pack: the file, the place in it as a JSON path ('' = the whole), and a Chinese sentence. */
export type PackFault = { readonly file: string; readonly path: string; readonly text: string }

/** What a reading of one file carries along: its name, what was found wrong, and the shared conditions by id. */
export type Reading = {
  readonly file: string
  readonly faults: PackFault[]
  readonly shared: ReadonlyMap<string, Condition>
}

/** A form that a JSON value must have: reads it (undefined after a fault) and describes itself as JSON Schema. */
export type Shape = {
  readonly schema: Readonly<Record<string, unknown>>
  readonly optional?: true
  readonly read: (value: unknown, path: string, reading: Reading) => unknown
}

type JsonObject = Readonly<Record<string, unknown>>
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function fault(reading: Reading, path: string, text: string): undefined {
  reading.faults.push({ file: reading.file, path, text })
  return undefined
}

const at = (path: string, key: string) => (path === '' ? key : `${path}.${key}`)

/** Text that is not blank, of a pattern where one is given; `what` completes "应为…". */
export function text(what = '一段文字', pattern?: RegExp): Shape {
  return {
    schema: { type: 'string', minLength: 1, ...(pattern === undefined ? {} : { pattern: pattern.source }) },
    read: (value, path, reading) =>
      typeof value === 'string' && value.trim() !== '' && (pattern === undefined || pattern.test(value))
        ? value
        : fault(reading, path, `应为${what}，不能为空。`),
  }
}

export function oneOf(values: readonly (string | number | boolean)[]): Shape {
  return {
    schema: { enum: values },
    read: (value, path, reading) =>
      (values as readonly unknown[]).includes(value)
        ? value
        : fault(reading, path, `不认识的取值${JSON.stringify(value)}，可用：${values.join('、')}。`),
  }
}

export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER): Shape {
  return {
    schema: { type: 'integer', minimum: min, maximum: max },
    read: (value, path, reading) =>
      Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
        ? value
        : fault(reading, path, `应为不小于${min}的整数${max === Number.MAX_SAFE_INTEGER ? '' : `，且不大于${max}`}。`),
  }
}

export const number: Shape = {
  schema: { type: 'number' },
  read: (value, path, reading) => (typeof value === 'number' ? value : fault(reading, path, '应为数字。')),
}

export const flag: Shape = {
  schema: { type: 'boolean' },
  read: (value, path, reading) => (typeof value === 'boolean' ? value : fault(reading, path, '应为 true 或 false。')),
}

export function list(of: Shape, min = 0): Shape {
  return {
    schema: { type: 'array', items: of.schema, ...(min > 0 ? { minItems: min } : {}) },
    read: (value, path, reading) => {
      if (!Array.isArray(value)) return fault(reading, path, '应为列表 […]。')
      if (value.length < min) fault(reading, path, `至少要有${min}项。`)
      return value.map((item: unknown, index) => of.read(item, `${path}[${index}]`, reading))
    },
  }
}

/** A table by key. */
export function table(of: Shape): Shape {
  return {
    schema: { type: 'object', additionalProperties: of.schema },
    read: (value, path, reading) => {
      if (!isObject(value)) return fault(reading, path, '应为对象 {…}。')
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, of.read(item, `${path}[${JSON.stringify(key)}]`, reading)]),
      )
    },
  }
}

export const maybe = (of: Shape): Shape => ({ ...of, optional: true })

export const orNull = (of: Shape): Shape => ({
  schema: { anyOf: [of.schema, { type: 'null' }] },
  read: (value, path, reading) => (value === null ? null : of.read(value, path, reading)),
})

/** An object with these fields and no others: a misspelt field is a fault, never ignored. */
export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const names = Object.keys(fields)
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, fields[name]?.schema])),
      required: names.filter((name) => fields[name]?.optional !== true),
      additionalProperties: false,
    },
    read: (value, path, reading) => {
      if (!isObject(value)) return fault(reading, path, '应为对象 {…}。')
      for (const key of Object.keys(value)) {
        if (!Object.hasOwn(fields, key)) fault(reading, at(path, key), `不认识的字段，可用：${names.join('、')}。`)
      }
      const result: Record<string, unknown> = {}
      for (const [name, shape] of Object.entries(fields)) {
        const given = value[name]
        if (given === undefined) {
          if (shape.optional !== true) fault(reading, at(path, name), '缺少这一项。')
        } else result[name] = shape.read(given, at(path, name), reading)
      }
      return result
    },
  }
}

/** One of several objects, told apart by the value of `tag`. */
export function tagged(tag: string, cases: Readonly<Record<string, Shape>>): Shape {
  return {
    schema: { oneOf: Object.values(cases).map(({ schema }) => schema) },
    read: (value, path, reading) => {
      if (!isObject(value)) return fault(reading, path, '应为对象 {…}。')
      const found = typeof value[tag] === 'string' ? cases[value[tag]] : undefined
      if (found !== undefined) return found.read(value, path, reading)
      return fault(reading, at(path, tag), `不认识的取值，可用：${Object.keys(cases).join('、')}。`)
    },
  }
}
