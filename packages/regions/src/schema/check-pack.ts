import { type Condition, checkVersion, compareTerms, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import type { RegionPack } from '../pack.ts'
import { condition } from './condition.ts'
import { PACK } from './pack-shape.ts'
import { isObject, type PackFault, type Reading } from './shapes.ts'

/** Sorts out the shared conditions of the pack itself (they may use those of the levels above, and earlier ones). */
function ownLeaves(
  input: unknown,
  file: string,
  above: ReadonlyMap<string, Condition>,
): ReadonlyMap<string, Condition> {
  const shared = new Map(above)
  if (!isObject(input) || !isObject(input.leaves)) return shared
  for (const [id, body] of Object.entries(input.leaves)) {
    const silent: Reading = { file, faults: [], shared }
    const read = condition.read(body, `leaves["${id}"]`, silent) as Condition | undefined
    if (read !== undefined) shared.set(id, read)
  }
  return shared
}

export type ReadPackResult =
  | { readonly ok: true; readonly pack: RegionPack }
  | { readonly ok: false; readonly faults: readonly PackFault[] }

/**
 * Reads a pack from parsed JSON: form, vocabulary and meaning, every fault at once. `above` are the packs that this one
 * builds on (province, country): it may use their shared conditions, area lists and programmes.
 */
export function readPack(input: unknown, file: string, above: readonly RegionPack[] = []): ReadPackResult {
  const inherited = new Map([...above].reverse().flatMap(({ leaves }) => Object.entries(leaves ?? {})))
  const reading: Reading = { file, faults: [], shared: ownLeaves(input, file, inherited) }
  const read = PACK.read(input, '', reading) as RegionPack | undefined
  if (read === undefined || reading.faults.length > 0) return { ok: false, faults: reading.faults }
  const pack: RegionPack = { ...read, cardIssuers: read.cardIssuers ?? [] }
  const faults = meaning(pack, file, above)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, pack }
}

/** Every fault of a pack that is already in memory; none = sound. The same checks as for a file. */
export function checkPack(
  pack: RegionPack,
  above: readonly RegionPack[] = [],
  file = `${pack.code}（内置）`,
): PackFault[] {
  const result = readPack(JSON.parse(JSON.stringify(pack)), file, above)
  return result.ok ? [] : [...result.faults]
}

function meaning(pack: RegionPack, file: string, above: readonly RegionPack[]): PackFault[] {
  const chain = [pack, ...above]
  const context = {
    areas: chain.flatMap(({ areas }) => areas),
    programmes: chain.flatMap(({ programmes }) => programmes.map(({ programme }) => programme)),
  }
  const faults: PackFault[] = []
  const add = (path: string, text: string) => faults.push({ file, path, text })
  pack.programmes.forEach((version, i) => {
    const path = `programmes[${i}]`
    if (version.region !== pack.code) add(`${path}.region`, `地区应与政策包一致，为${pack.code}。`)
    for (const problem of checkVersion(version, context)) add(`${path}.${problem.path}`, problem.text)
    const twin = pack.programmes.findIndex((other, k) => k < i && other.version === version.version)
    if (twin >= 0) add(`${path}.version`, `版本编号“${version.version}”重复。`)
  })
  overlaps(pack.programmes, (v: ProgrammeVersion) => v.programme).forEach(([i, other]) => {
    const { programme, version } = other
    add(`programmes[${i}].effectiveFrom`, `项目“${programme}”与版本“${version}”的有效学期重叠。`)
  })
  overlaps(pack.areas, (area) => area.id).forEach(([i, other]) => {
    add(`areas[${i}].effectiveFrom`, `名单“${other.id}”有两份的有效学期重叠。`)
  })
  pack.areas.forEach(({ places }, i) => {
    const codes = places.map(({ code }) => code)
    const twice = codes.find((code, k) => codes.indexOf(code) !== k)
    if (twice !== undefined) add(`areas[${i}].places`, `地区${twice}出现了两次。`)
  })
  return faults
}

type Period = { readonly effectiveFrom: Term; readonly effectiveTo: Term | null }

/** Pairs [index of the later entry, earlier entry] of the same key whose terms overlap. */
function overlaps<T extends Period>(entries: readonly T[], key: (entry: T) => string): [number, T][] {
  const found: [number, T][] = []
  entries.forEach((entry, i) => {
    for (const other of entries.slice(0, i)) {
      if (key(entry) !== key(other)) continue
      const before = entry.effectiveTo !== null && compareTerms(entry.effectiveTo, other.effectiveFrom) < 0
      const after = other.effectiveTo !== null && compareTerms(other.effectiveTo, entry.effectiveFrom) < 0
      if (!before && !after) found.push([i, other])
    }
  })
  return found
}
