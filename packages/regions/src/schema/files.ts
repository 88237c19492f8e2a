import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { levelsAbove, PACKS, registerPack } from '../load.ts'
import { readPack } from './check-pack.ts'
import { isObject, type PackFault } from './shapes.ts'

export type LoadPacksResult =
  | { readonly ok: true; readonly codes: readonly string[] }
  | { readonly ok: false; readonly faults: readonly PackFault[] }

/**
 * Reads one pack and adds it to those that `loadRegion` knows: a JSON file, or a folder whose JSON files together make one
 * pack (`pack.json` the head; lists such as `programmes` in the others are joined). Nothing is added when anything is wrong.
 */
export function loadPackFile(path: string): LoadPacksResult {
  const parsed = parse(path)
  if (!parsed.ok) return parsed
  const { input } = parsed
  const code = isObject(input) && typeof input.code === 'string' ? input.code : ''
  if (PACKS.some((pack) => pack.code === code)) {
    return refused(path, 'code', `地区${code}已经有政策包，不能再加载一份。`)
  }
  const result = readPack(input, path, levelsAbove(code))
  if (!result.ok) return result
  const taken = new Set(PACKS.flatMap(({ programmes }) => programmes.map(({ version }) => version)))
  const twin = result.pack.programmes.findIndex(({ version }) => taken.has(version))
  if (twin >= 0) return refused(path, `programmes[${twin}].version`, '版本编号与其他政策包重复。')
  registerPack(result.pack)
  return { ok: true, codes: [code] }
}

/** Every pack of a folder (`ZHUXUE_PACKS`): JSON files and sub-folders, provinces before cities, by name otherwise. */
export function loadPackFolder(folder: string): LoadPacksResult {
  let names: string[]
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json') || isFolder(join(folder, name)))
  } catch {
    return refused(folder, '', '找不到政策包目录，或没有读取权限。')
  }
  const codes: string[] = []
  const faults: PackFault[] = []
  for (const name of names.toSorted((a, b) => level(folder, a) - level(folder, b) || a.localeCompare(b))) {
    const result = loadPackFile(join(folder, name))
    if (result.ok) codes.push(...result.codes)
    else faults.push(...result.faults)
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, codes }
}

/** 0 country or unknown, 1 province, 2 city, 3 county: what others build on comes first. */
function level(folder: string, name: string): number {
  const parsed = parse(join(folder, name))
  const code = parsed.ok && isObject(parsed.input) ? String(parsed.input.code) : ''
  return code.endsWith('0000') ? 1 : code.endsWith('00') ? 2 : 3
}

type Parsed =
  | { readonly ok: true; readonly input: unknown }
  | { readonly ok: false; readonly faults: readonly PackFault[] }

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
const parse = (path: string): Parsed => (isFolder(path) ? joinFolder(path) : parseFile(path))

function parseFile(path: string): Parsed {
  try {
    return { ok: true, input: JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')) }
  } catch (error) {
    const text = error instanceof SyntaxError ? `不是有效的 JSON：${error.message}` : '文件不存在或无法读取。'
    return refused(path, '', text)
  }
}

function joinFolder(path: string): Parsed {
  const names = readdirSync(path).filter((name) => name.endsWith('.json'))
  if (!names.includes('pack.json')) return refused(path, '', '目录里缺少 pack.json。')
  const whole: Record<string, unknown> = {}
  for (const name of ['pack.json', ...names.filter((other) => other !== 'pack.json').toSorted()]) {
    const parsed = parseFile(join(path, name))
    if (!parsed.ok) return parsed
    const part = parsed.input
    if (!isObject(part)) return refused(join(path, name), '', '应为对象 {…}。')
    for (const [key, value] of Object.entries(part)) {
      const known = whole[key]
      if (known === undefined) whole[key] = value
      else if (Array.isArray(known) && Array.isArray(value)) whole[key] = [...known, ...value]
      else if (isObject(known) && isObject(value)) whole[key] = { ...known, ...value }
      else return refused(join(path, name), key, `${basename(path)}的另一个文件里已经有这一项。`)
    }
  }
  return { ok: true, input: whole }
}

const refused = (file: string, path: string, text: string) => ({ ok: false as const, faults: [{ file, path, text }] })

/** A fault as one line: file, place, sentence. */
export const faultLine = ({ file, path, text }: PackFault): string => `${file}${path === '' ? '' : ` ${path}`}：${text}`
