import { rolePermissions } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMatrix } from './run.ts'
import { lookBehindTheWall } from './wall.ts'
import { type MatrixWorld, matrixWorld } from './world.ts'

let world: MatrixWorld
beforeAll(async () => {
  world = await matrixWorld()
}, 300_000)
afterAll(() => world.t.close())

test('every route × role × place: nobody reaches or sees what is not theirs, and nothing breaks', async () => {
  const { calls, findings } = await runMatrix(world, structuredClone(rolePermissions))
  process.stdout.write(`access matrix: ${calls} calls, ${findings.length} findings\n`)
  const brief = findings.map((f) => `${f.route} by ${f.actor} at ${f.place}: ${f.status} ${f.what}`)
  expect(brief).toEqual([])
  expect(calls).toBeGreaterThanOrEqual(10_000)
}, 600_000)

test('the second wall alone: row-level security shows nothing of others, even to code that asks for everything', async () => {
  expect(await lookBehindTheWall(world)).toEqual([])
})
