import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allRoutes } from '@zhuxue/contracts'
import { expect, test } from 'vitest'
import { openApi, openApiText } from './openapi.ts'

test('the committed docs/openapi.json is the one the contracts make', () => {
  const committed = readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8')
  expect(committed === openApiText(), 'run `npm run zhuxue -- openapi` and commit docs/openapi.json').toBe(true)
})

test('every route is in it, with its audience, and every path parameter is declared', () => {
  const doc = openApi() as {
    paths: Record<string, Record<string, { operationId: string; parameters?: { name: string; in: string }[] }>>
  }
  const operations = Object.entries(doc.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((o) => ({ path, ...o })),
  )
  expect(operations.map((o) => o.operationId).sort()).toEqual(allRoutes.map((r) => r.id))
  for (const o of operations) {
    const named = [...o.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1])
    expect(
      (o.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name),
      o.path,
    ).toEqual(named)
  }
})
