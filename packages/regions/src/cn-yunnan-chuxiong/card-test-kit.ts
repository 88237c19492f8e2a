import type { ProgrammeVersion } from '@zhuxue/policy'
import { areasFor, loadRegion, programmeVersion } from '../index.ts'

const loaded = loadRegion('532301')
if (!loaded.ok) throw new Error(loaded.text)
export const city = loaded.region
export const TERM = '2018-autumn'
export const areas = areasFor(city, TERM)

export function version(programme: string): ProgrammeVersion {
  const found = programmeVersion(city, programme, TERM)
  if (!found.ok) throw new Error(`${programme}: ${found.text}`)
  return found.version
}
