import type { Condition } from '../programmes/definition.ts'
import { MASK_BITS, type Plan } from './plan.ts'

/** Source of two expressions: when a condition is true, and when it is false; neither = unknown. */
export type Truth = { readonly whenTrue: string; readonly whenFalse: string }

/** How a target writes an expression over masks. */
export type Dialect = {
  readonly and: string
  readonly or: string
  readonly not: string
  readonly equals: string
  readonly differs: string
  readonly bits: (mask: number) => string
}
export const JAVASCRIPT: Dialect = {
  and: '&&',
  or: '||',
  not: '!',
  equals: '===',
  differs: '!==',
  bits: (mask) => `0x${mask.toString(16)}`,
}
/** PostgreSQL before 16 reads no hexadecimal numbers. */
export const SQL: Dialect = { and: 'and', or: 'or', not: 'not ', equals: '=', differs: '<>', bits: String }

const ALWAYS: Truth = { whenTrue: 'true', whenFalse: 'false' }
const NEVER: Truth = { whenTrue: 'false', whenFalse: 'true' }

/**
 * A condition over the mask words `failed0`, `open0` (failed or unknown)… of one student. Leaves of one group are asked
 * together: "none of these bits is set" is one comparison.
 */
export function maskTruth(condition: Condition, plan: Plan, dialect: Dialect): Truth {
  if ('not' in condition) {
    const { whenTrue, whenFalse } = maskTruth(condition.not, plan, dialect)
    return { whenTrue: whenFalse, whenFalse: whenTrue }
  }
  if (!('all' in condition) && !('any' in condition))
    return groupOfLeaves(new Map([bitOf(plan.indexOf(condition))]), true, dialect)
  const every = 'all' in condition
  const bits = new Map<number, number>()
  const parts: Truth[] = []
  for (const child of every ? condition.all : condition.any) {
    if ('all' in child || 'any' in child || 'not' in child) parts.push(maskTruth(child, plan, dialect))
    else {
      const [word, bit] = bitOf(plan.indexOf(child))
      bits.set(word, (bits.get(word) ?? 0) | bit)
    }
  }
  if (bits.size > 0) parts.unshift(groupOfLeaves(bits, every, dialect))
  return every ? both(parts, dialect) : either(parts, dialect)
}

function bitOf(index: number): [word: number, bit: number] {
  return [Math.floor(index / MASK_BITS), 1 << (index % MASK_BITS)]
}

function groupOfLeaves(bits: ReadonlyMap<number, number>, every: boolean, dialect: Dialect): Truth {
  const { equals, differs } = dialect
  const parts = Array.from(bits, ([word, mask]): Truth => {
    const own = dialect.bits(mask)
    if (every)
      return { whenTrue: `(open${word} & ${own}) ${equals} 0`, whenFalse: `(failed${word} & ${own}) ${differs} 0` }
    return {
      whenTrue: `(open${word} & ${own}) ${differs} ${own}`,
      whenFalse: `(failed${word} & ${own}) ${equals} ${own}`,
    }
  })
  return every ? both(parts, dialect) : either(parts, dialect)
}

/** Kleene's and. */
export function both(parts: readonly Truth[], { and, or }: Dialect): Truth {
  if (parts.length === 0) return ALWAYS
  return { whenTrue: join(parts, 'whenTrue', and), whenFalse: join(parts, 'whenFalse', or) }
}

/** Kleene's or. */
export function either(parts: readonly Truth[], { and, or }: Dialect): Truth {
  if (parts.length === 0) return NEVER
  return { whenTrue: join(parts, 'whenTrue', or), whenFalse: join(parts, 'whenFalse', and) }
}

function join(parts: readonly Truth[], side: keyof Truth, operator: string): string {
  if (parts.length === 1) return (parts[0] as Truth)[side]
  return parts.map((part) => `(${part[side]})`).join(` ${operator} `)
}
