import { type Condition, FACT_LABELS } from '@zhuxue/policy'
import { checkTest } from './fact-test.ts'
import {
  fault,
  isObject,
  list,
  maybe,
  number,
  object,
  oneOf,
  type Reading,
  type Shape,
  tagged,
  text,
} from './shapes.ts'

const FACTS = Object.keys(FACT_LABELS)

const scalar: Shape = {
  schema: { type: ['string', 'number', 'boolean'] },
  read: (value, path, reading) =>
    ['string', 'number', 'boolean'].includes(typeof value)
      ? value
      : fault(reading, path, '应为文字、数字或 true/false。'),
}

const TEST = tagged('op', {
  is: object({ op: oneOf(['is']), value: scalar }),
  in: object({ op: oneOf(['in']), values: list(text('取值'), 1) }),
  between: object({ op: oneOf(['between']), min: number, max: number }),
  'has-any': object({ op: oneOf(['has-any']), values: list(text('取值'), 1) }),
  'in-area': object({ op: oneOf(['in-area']), list: text('名单编号') }),
})

const VERIFY: Shape = {
  schema: { anyOf: [{ const: 'otherwise' }, { type: 'array', items: { type: 'string' } }] },
  read: (value, path, reading) => (value === 'otherwise' ? value : list(text('取值'), 1).read(value, path, reading)),
}

const LEAF = object({
  id: text('条件编号（小写英文，如 base.full-time）', /^[a-z][a-z0-9.-]*$/),
  fact: oneOf(FACTS),
  test: TEST,
  verify: maybe(VERIFY),
  text: object({
    met: text('符合时给学生看的话'),
    failed: text('不符合时给学生看的话'),
    unknown: text('不清楚时给学生看的话'),
  }),
  source: text('依据（文件和条款）'),
})

const REF = { $ref: '#/$defs/condition' }

/** A condition tree; `{ "use": "id" }` stands for a shared condition and is replaced by it. */
export const condition: Shape = { schema: REF, read: readCondition }

/** For the `$defs` of the schema. */
export const CONDITION_SCHEMA = {
  oneOf: [
    { type: 'object', properties: { use: { type: 'string' } }, required: ['use'], additionalProperties: false },
    ...['all', 'any'].map((key) => ({
      type: 'object',
      properties: { [key]: { type: 'array', items: REF, minItems: 1 } },
      required: [key],
      additionalProperties: false,
    })),
    { type: 'object', properties: { not: REF }, required: ['not'], additionalProperties: false },
    LEAF.schema,
  ],
}

function readCondition(value: unknown, path: string, reading: Reading): Condition | undefined {
  if (!isObject(value)) return fault(reading, path, '应为条件对象 {…}。')
  if ('use' in value) return readUse(value.use, path, reading)
  for (const key of ['all', 'any'] as const) {
    if (!(key in value)) continue
    onlyKey(value, key, path, reading)
    const children = list(condition, 1).read(value[key], `${path}.${key}`, reading) as Condition[] | undefined
    return children === undefined ? undefined : ({ [key]: children } as unknown as Condition)
  }
  if ('not' in value) {
    onlyKey(value, 'not', path, reading)
    const child = readCondition(value.not, `${path}.not`, reading)
    return child === undefined ? undefined : { not: child }
  }
  const before = reading.faults.length
  const leaf = LEAF.read(value, path, reading) as Parameters<typeof checkTest>[0]
  if (reading.faults.length > before) return undefined
  for (const problem of checkTest(leaf)) fault(reading, `${path}.${problem.path}`, problem.text)
  return leaf
}

function readUse(id: unknown, path: string, reading: Reading): Condition | undefined {
  const found = typeof id === 'string' ? reading.shared.get(id) : undefined
  if (found !== undefined) return found
  const known = [...reading.shared.keys()].join('、')
  return fault(reading, `${path}.use`, `没有编号为${JSON.stringify(id)}的公共条件，可用：${known}。`)
}

function onlyKey(value: object, key: string, path: string, reading: Reading): void {
  for (const other of Object.keys(value)) {
    if (other !== key) fault(reading, `${path}.${other}`, `条件里 ${key} 不能和其他字段写在一起。`)
  }
}
