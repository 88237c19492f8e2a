import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { loadRegion } from '@zhuxue/regions'
import { loadPackFile } from '@zhuxue/regions/files'
import { expect, test } from 'vitest'
import { guideOf, stepsText } from './guide-data.ts'

test('a region pack from a file has its policy guide, with its amounts and its extra step', () => {
  const regions = dirname(createRequire(import.meta.url).resolve('@zhuxue/regions'))
  expect(loadPackFile(join(regions, '../test-data/yunling.json'))).toMatchObject({ ok: true })
  const home = loadRegion('530100')
  if (!home.ok) throw new Error(home.text)
  const guide = guideOf({ region: '990000', term: '2025-autumn', stage: '' }, home.region, '2026-autumn')
  expect(guide.region.name).toBe('云岭省')
  expect(guide.stage).toBe('vocational')
  const grant = guide.groups[0]?.versions.find(({ programme }) => programme === 'national-grant')
  expect(grant?.amountText).toBe('每生每年2800元')
  expect(grant && stepsText(grant)).toContain('县级审批→入户核查→发放')
})
