import { checkVersion, type ProgrammeVersion, type VersionContext } from '@zhuxue/policy'
import { VERSION } from '../schema/pack-shape.ts'
import { isObject, type Reading } from '../schema/shapes.ts'
import {
  type FillResult,
  type ProgrammeTemplate,
  readBlank,
  type TemplateProblem,
  type TemplateValues,
} from './template.ts'

type Filled = { readonly values: ReadonlyMap<string, unknown>; readonly from: Map<string, string> }

/**
 * Fills a template: the version, or every problem by the blank it belongs to. The version passes the same checks as one
 * from a pack; `context` tells which lists and programmes it may refer to (none by default).
 */
export function fillTemplate(
  template: ProgrammeTemplate,
  given: TemplateValues,
  context: VersionContext = { areas: [], programmes: [] },
): FillResult {
  const problems: TemplateProblem[] = []
  const values = new Map<string, unknown>()
  for (const blank of template.blanks) {
    const read = readBlank(blank, given[blank.id])
    if ('text' in read) problems.push({ field: blank.id, text: read.text })
    else values.set(blank.id, read.value)
  }
  for (const id of Object.keys(given)) {
    if (!template.blanks.some((blank) => blank.id === id)) problems.push({ field: id, text: '模板里没有这一项。' })
  }
  if (problems.length > 0) return { ok: false, problems }
  const filled: Filled = { values, from: new Map() }
  const input = fill(template.skeleton, '', filled)
  const reading: Reading = { file: template.id, faults: [], shared: new Map() }
  const version = VERSION.read(input, '', reading) as ProgrammeVersion
  const faults = reading.faults.length > 0 ? reading.faults : checkVersion(version, context)
  if (faults.length === 0) return { ok: true, version }
  return { ok: false, problems: faults.map(({ path, text }) => ({ field: blankAt(filled, path), text })) }
}

/** The blank from which the value at a path (or the nearest place inside or around it) came. */
function blankAt({ from }: Filled, path: string): string {
  for (const [place, blank] of from)
    if (place === path || path.startsWith(place) || place.startsWith(path)) return blank
  return ''
}

function fill(node: unknown, path: string, filled: Filled): unknown {
  if (typeof node === 'string') return fillText(node, path, filled)
  if (Array.isArray(node)) return fillList(node, path, filled)
  if (!isObject(node)) return node
  if (typeof node.blank === 'string') return fillBlank(node, node.blank, path, filled)
  const result: Record<string, unknown> = {}
  for (const [key, child] of Object.entries(node)) {
    const value = fill(child, path === '' ? key : `${path}.${key}`, filled)
    if (value !== undefined) result[key] = value
  }
  return result
}

function fillBlank(node: Readonly<Record<string, unknown>>, blank: string, path: string, filled: Filled): unknown {
  filled.from.set(path, blank)
  const value = filled.values.get(blank)
  if (node.as !== 'fen') return value
  return Number(value) * 100 * (typeof node.times === 'number' ? node.times : 1)
}

function fillText(text: string, path: string, filled: Filled): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, blank: string) => {
    filled.from.set(path, blank)
    return String(filled.values.get(blank) ?? '')
  })
}

function fillList(nodes: readonly unknown[], path: string, filled: Filled): unknown[] {
  const result: unknown[] = []
  for (const node of nodes) {
    const chosen = isObject(node) && typeof node.if === 'string' ? pick(node, node.if, filled) : [node]
    for (const item of chosen) result.push(fill(item, `${path}[${result.length}]`, filled))
  }
  return result
}

function pick(node: Readonly<Record<string, unknown>>, blank: string, { values }: Filled): unknown[] {
  const value = values.get(blank)
  return value === true || (value !== false && value !== null && value !== undefined) ? [node.item] : []
}
