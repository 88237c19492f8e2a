import type { Condition, Leaf, Test } from './definition.ts'
import { FACT_SPECS, factValueLabel, isFactPath, opsFor } from './vocabulary.ts'

/** One thing wrong in a definition: JSON pointer of the field, and a Chinese sentence that says what to do. */
export type VersionProblem = { readonly path: string; readonly text: string }

type JsonObject = Readonly<Record<string, unknown>>

/** Nothing of ours comes near these; they keep a hostile definition from exhausting the stack or the screen. */
const MAX_DEPTH = 8
export const MAX_LEAVES = 200

const OPS: readonly string[] = ['is', 'in', 'between', 'has-any', 'in-area']

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Collects every problem of a definition instead of stopping at the first one. */
export class DefinitionReader {
  readonly problems: VersionProblem[] = []
  readonly #areas: readonly string[] | null
  #leaves = 0

  /** `areas`: ids of the area lists that a condition may name; null = not checked. */
  constructor(areas: readonly string[] | null) {
    this.#areas = areas
  }

  fail(path: string, text: string): void {
    if (this.problems.length < 100) this.problems.push({ path, text })
  }

  /** A text of 1 (or 0) to `max` characters without control characters. */
  text(value: unknown, path: string, label: string, max: number, min = 1): string {
    if (typeof value !== 'string' || value.trim().length < min) {
      this.fail(path, `请填写${label}。`)
      return ''
    }
    if (value.length > max) this.fail(path, `${label}最多${max}个字。`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value)) this.fail(path, `${label}含有不能识别的字符，请删除。`)
    return value
  }

  whole(value: unknown, path: string, label: string, min: number, max: number): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    this.fail(path, `${label}应为${min}到${max}之间的整数。`)
    return min
  }

  oneOf<T extends string>(value: unknown, path: string, label: string, allowed: readonly T[]): T {
    for (const option of allowed) if (option === value) return option
    this.fail(path, `请选择${label}。`)
    return allowed[0] as T
  }

  list(value: unknown, path: string, label: string, max: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.fail(path, `${label}应为列表。`)
      return []
    }
    if (value.length > max) this.fail(path, `${label}最多${max}项。`)
    return value.slice(0, max)
  }

  condition(value: unknown, path: string, label: string, depth = 0): Condition {
    if (!isObject(value)) {
      this.fail(path, `请填写${label}。`)
      return { all: [] }
    }
    if (depth > MAX_DEPTH) {
      this.fail(path, `条件嵌套超过${MAX_DEPTH}层，请合并后再保存。`)
      return { all: [] }
    }
    if ('not' in value) return { not: this.condition(value.not, `${path}/not`, '排除条件', depth + 1) }
    for (const key of ['all', 'any'] as const) {
      if (!(key in value)) continue
      const children = this.list(value[key], `${path}/${key}`, '条件', MAX_LEAVES)
      if (children.length === 0) this.fail(`${path}/${key}`, `${label}里还没有条件，请添加条件或删除这一组。`)
      const read = children.map((child, i) => this.condition(child, `${path}/${key}/${i}`, '条件', depth + 1))
      return key === 'all' ? { all: read } : { any: read }
    }
    return this.#leaf(value, path)
  }

  #leaf(value: JsonObject, path: string): Condition {
    this.#leaves += 1
    if (this.#leaves === MAX_LEAVES + 1) this.fail(path, `条件总数超过${MAX_LEAVES}个，请合并。`)
    if (!isFactPath(value.fact)) {
      const asked = typeof value.fact === 'string' && value.fact !== '' ? `“${value.fact.slice(0, 60)}”` : ''
      this.fail(`${path}/fact`, `不认识的事项${asked}，请从列表中选择学籍、户籍、专业等已有事项。`)
      return { all: [] }
    }
    const id = typeof value.id === 'string' ? value.id : ''
    if (!/^[a-z0-9][a-z0-9.-]{0,79}$/i.test(id)) this.fail(`${path}/id`, '条件编号只能用字母、数字、点和短横线。')
    const text = isObject(value.text) ? value.text : {}
    const base = {
      id,
      fact: value.fact,
      test: this.#test(value.fact, value.test, `${path}/test`),
      text: {
        met: this.text(text.met, `${path}/text/met`, '“符合时的说明”', 200),
        failed: this.text(text.failed, `${path}/text/failed`, '“不符合时的说明”', 200),
        unknown: this.text(text.unknown, `${path}/text/unknown`, '“情况不明时的说明”', 200),
      },
      source: this.text(value.source, `${path}/source`, '条件的出处（文件和条款）', 200),
    }
    const verify = this.#verify(value.fact, value.verify, `${path}/verify`)
    return verify === undefined ? base : { ...base, verify }
  }

  #verify(fact: Leaf['fact'], value: unknown, path: string): Leaf['verify'] {
    if (value === undefined || value === null) return undefined
    if (value === 'otherwise') return value
    if (Array.isArray(value) && value.length > 0) return this.#values(fact, value, path)
    this.fail(path, '“由人工核实的情况”填写有误，请重新选择。')
    return undefined
  }

  #test(fact: Leaf['fact'], value: unknown, path: string): Test {
    const fallback: Test = { op: 'is', value: '' }
    const op = isObject(value) ? value.op : undefined
    if (!isObject(value) || typeof op !== 'string' || OPS.indexOf(op) < 0) {
      this.fail(path, '请选择比较方式。')
      return fallback
    }
    if (opsFor(fact).indexOf(op as Test['op']) < 0) {
      this.fail(`${path}/op`, '这个事项不能这样比较，请重新选择比较方式。')
      return fallback
    }
    switch (op as Test['op']) {
      case 'is':
        return { op: 'is', value: this.#value(fact, value.value, `${path}/value`) }
      case 'between':
        return this.#between(fact, value, path)
      case 'in-area':
        return { op: 'in-area', list: this.#area(value.list, `${path}/list`) }
      case 'in':
      case 'has-any':
        return { op: op as 'in' | 'has-any', values: this.#values(fact, value.values, `${path}/values`) }
    }
  }

  #area(value: unknown, path: string): string {
    const known = typeof value === 'string' && value !== '' && (this.#areas === null || this.#areas.indexOf(value) >= 0)
    if (!known) this.fail(path, '请选择已有的地区名单。')
    return typeof value === 'string' ? value : ''
  }

  #between(fact: Leaf['fact'], value: JsonObject, path: string): Test {
    const spec = FACT_SPECS[fact]
    if (spec.kind !== 'number') return { op: 'between', min: 0, max: 0 }
    const read = (key: 'min' | 'max'): number => {
      const n = value[key]
      const sound = typeof n === 'number' && n >= spec.min && n <= spec.max && (!spec.whole || Number.isInteger(n))
      if (sound) return n
      this.fail(`${path}/${key}`, `应为${spec.min}到${spec.max}之间的${spec.whole ? '整数' : '数'}。`)
      return spec.min
    }
    const [min, max] = [read('min'), read('max')]
    if (min > max) this.fail(`${path}/max`, '结束值不能小于开始值。')
    return { op: 'between', min, max }
  }

  #values(fact: Leaf['fact'], value: unknown, path: string): string[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.fail(path, '请至少选择一项。')
      return []
    }
    const result: string[] = []
    value.slice(0, 200).forEach((item: unknown, i) => {
      const read = this.#value(fact, item, `${path}/${i}`)
      if (result.indexOf(String(read)) >= 0)
        this.fail(`${path}/${i}`, `“${factValueLabel(fact, read)}”重复了，请删除一个。`)
      result.push(String(read))
    })
    return result
  }

  #value(fact: Leaf['fact'], value: unknown, path: string): string | number | boolean {
    const spec = FACT_SPECS[fact]
    const bad = (text: string) => {
      this.fail(path, text)
      return ''
    }
    switch (spec.kind) {
      case 'flag':
        return typeof value === 'boolean' ? value : bad('请选择“是”或“否”。')
      case 'choice':
      case 'set':
        return typeof value === 'string' && spec.values.indexOf(value) >= 0 ? value : bad('请从列表中选择。')
      case 'number':
        return typeof value === 'number' && value >= spec.min && value <= spec.max
          ? value
          : bad(`应为${spec.min}到${spec.max}之间的数。`)
      case 'place':
        return typeof value === 'string' && new RegExp(`^\\d{4,${spec.digits}}$`).test(value)
          ? value
          : bad(`请填写${spec.digits}位行政区划代码。`)
      case 'code':
      case 'codes':
        return typeof value === 'string' && spec.shape.test(value) ? value : bad(`应为${spec.wanted}。`)
    }
  }
}
