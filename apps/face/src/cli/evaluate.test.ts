import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../domain/settings.ts'
import { testPhotos } from '../testing/photos.ts'
import { evaluate, report, sweep, upTo } from './evaluate.ts'

let dir = ''
afterAll(() => rm(dir, { recursive: true, force: true }))

test('rates and upper bounds from scores', () => {
  const rows = sweep([0.9, 0.7, 0.5, 0.3], [0.6, 0.2, 0.1, 0.1, 0.1])
  const at = (t: number) => rows.find((r) => r.threshold === t)
  expect(at(0.55)).toMatchObject({ falseRejects: 2, frr: 0.5, falseAccepts: 1, far: 0.2 })
  expect(at(0.3)).toMatchObject({ falseRejects: 0, falseAccepts: 1 })
  expect(at(0.8)).toMatchObject({ falseRejects: 3, falseAccepts: 0 })
  for (const r of rows) expect(r.frrUpTo).toBeGreaterThanOrEqual(r.frr)
  expect(upTo(0, 0)).toBe(1)
  expect(upTo(0, 100)).toBeCloseTo(0.037, 3)
  expect(upTo(2, 6604)).toBeLessThan(0.0012)
})

test('a folder of people: pairs, refused photos, and the warning about the same data', async () => {
  dir = await mkdtemp(join(tmpdir(), 'zhuxue-evaluate-'))
  const photos = await testPhotos()
  for (const name of ['male-36', 'female-4', 'male-31']) {
    await mkdir(join(dir, name))
    const photo = photos.get(`${name}.jpg`) as Buffer
    await writeFile(join(dir, name, '1.jpg'), photo)
    await writeFile(
      join(dir, name, '2.png'),
      await sharp(photo).resize(200).modulate({ brightness: 0.9 }).png().toBuffer(),
    )
  }
  await writeFile(join(dir, 'male-36', 'broken.jpg'), 'not a photo')
  const e = await evaluate(dir, DEFAULT_SETTINGS, { children: 1 })
  expect(e).toMatchObject({
    people: 3,
    photos: 7,
    refused: { 'image-format': 1 },
    used: 6,
    genuinePairs: 3,
    impostorPairs: 12,
  })
  const row = e.sweep.find((r) => r.threshold === 0.55)
  expect(row).toMatchObject({ falseRejects: 0, falseAccepts: 0 })
  const text = report(e)
  expect(text).toContain('0.55    0.00% (0/3)')
  expect(text).toContain('偏乐观')
}, 120_000)
