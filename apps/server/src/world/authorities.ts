import type { LoadedRegion } from '@zhuxue/regions'
import { newId } from '../platform/index.ts'
import type { OrgRow } from './rows.ts'

export type Line = 'education' | 'human-resources'

export interface Authorities {
  /** in order of insertion: parents first */
  readonly orgs: OrgRow[]
  readonly province: Record<Line, OrgRow>
  readonly city: Record<Line, OrgRow>
  /** by 'line/county code' */
  readonly counties: Map<string, OrgRow>
}

/** A node below a parent: path and line follow from it. */
export function orgBelow(
  parent: OrgRow,
  kind: OrgRow['kind'],
  code: string,
  name: string,
  more: Partial<OrgRow> = {},
): OrgRow {
  return {
    id: newId(),
    parentId: parent.id,
    kind,
    line: parent.line,
    code,
    name,
    path: `${parent.path}${code}/`,
    ...more,
  }
}

const TITLES: Record<Line, { prefix: string; province: string; city: string }> = {
  education: { prefix: 'E', province: '云南省教育厅', city: '昆明市教育体育局' },
  'human-resources': { prefix: 'H', province: '云南省人力资源和社会保障厅', city: '昆明市人力资源和社会保障局' },
}

/** The two lines of authority of a city region: province, city, and every county of the region pack. */
export function authorities(region: LoadedRegion): Authorities {
  const orgs: OrgRow[] = []
  const province = {} as Record<Line, OrgRow>
  const city = {} as Record<Line, OrgRow>
  const counties = new Map<string, OrgRow>()
  for (const line of ['education', 'human-resources'] as const) {
    const t = TITLES[line]
    const code = `${t.prefix}${region.code.slice(0, 2)}`
    province[line] = { id: newId(), parentId: null, kind: 'province', line, code, name: t.province, path: `${code}/` }
    city[line] = orgBelow(province[line], 'prefecture', region.code.slice(0, 4), t.city)
    orgs.push(province[line], city[line])
    for (const c of region.counties) {
      const county = orgBelow(city[line], 'county', c.code, c.name, { countyCode: c.code })
      counties.set(`${line}/${c.code}`, county)
      orgs.push(county)
    }
  }
  return { orgs, province, city, counties }
}
