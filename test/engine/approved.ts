import { programmeText } from '@zhuxue/policy'
import type { RegionPack } from '@zhuxue/regions'

/** All rules and area lists of a pack as text for people to read. */
export function approvedText(pack: RegionPack): string {
  const areas = pack.areas.map(
    ({ id, title, coverage, places, effectiveFrom, effectiveTo }) =>
      `名单 ${id} ${title}（${effectiveFrom} 至 ${effectiveTo ?? '今'}，覆盖${coverage.join('、')}）\n${places.map(({ code, name }) => `${code} ${name}`).join('\n')}`,
  )
  return `${[`${pack.name}（${pack.code}）`, ...pack.programmes.map((version) => programmeText(version)), ...areas].join('\n\n')}\n`
}
