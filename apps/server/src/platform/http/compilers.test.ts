import { allRoutes } from '@zhuxue/contracts'
import { expect, test } from 'vitest'
import { serializerOf, validatorOf } from './compilers.ts'

test('the schemas of every route can be compiled: they are compiled late, so a broken one must be found here', () => {
  const broken: string[] = []
  const attempt = (what: string, compile: () => unknown) => {
    try {
      compile()
    } catch (error) {
      broken.push(`${what}: ${String(error)}`)
    }
  }
  for (const { id, method, path: url, ...route } of allRoutes) {
    for (const httpPart of ['params', 'query', 'body'] as const) {
      const schema = route[httpPart]
      if (schema) attempt(`${id} ${httpPart}`, () => validatorOf({ method, url, schema, httpPart }))
    }
    if (!route.download) {
      attempt(`${id} reply`, () => serializerOf({ method, url, schema: route.reply, httpStatus: '200' }))
    }
  }
  expect(broken).toEqual([])
})
