import { allRoutes, errorCodes, Problem, type Route } from '@zhuxue/contracts'

type Json = Record<string, unknown>

/** TypeBox schemas are JSON Schema already; a copy drops what only TypeBox reads. */
const schema = (s: unknown): Json => JSON.parse(JSON.stringify(s)) as Json

const parameters = (route: Route): Json[] =>
  (['params', 'query'] as const).flatMap((place) => {
    const object = route[place] ? schema(route[place]) : {}
    const required = new Set((object.required as string[] | undefined) ?? [])
    return Object.entries((object.properties as Json | undefined) ?? {}).map(([name, s]) => ({
      name,
      in: place === 'params' ? 'path' : 'query',
      required: place === 'params' || required.has(name),
      schema: s,
    }))
  })

function body(route: Route): Json | undefined {
  if (!route.body && !route.upload) return undefined
  const fields = route.body ? schema(route.body) : { type: 'object', properties: {} }
  if (!route.upload) return { required: true, content: { 'application/json': { schema: fields } } }
  const withFile = {
    ...fields,
    properties: { ...(fields.properties as Json), file: { type: 'string', format: 'binary' } },
    required: [...((fields.required as string[] | undefined) ?? []), 'file'],
  }
  return { required: true, content: { 'multipart/form-data': { schema: withFile } } }
}

function operation(route: Route): Json {
  const reply = route.download
    ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: schema(route.reply) } }
  const requestBody = body(route)
  const params = parameters(route)
  return {
    operationId: route.id,
    tags: [route.id.split('.')[0]],
    summary: route.summary,
    ...(params.length > 0 ? { parameters: params } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: {
      '200': { description: '成功', content: reply },
      default: { $ref: '#/components/responses/problem' },
    },
    security: route.audience === 'public' ? [] : [{ session: [], ...(route.method === 'GET' ? {} : { csrf: [] }) }],
    'x-audience': route.audience,
    ...(route.permission ? { 'x-permission': route.permission } : {}),
  }
}

/** OpenAPI 3.1 of the whole API, made from the contracts alone, in the order of their ids. */
export function openApi(): Json {
  const paths: Record<string, Json> = {}
  for (const route of allRoutes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '助学 API',
      version: '1',
      description:
        '金额单位为分（整数）；日期为北京时间 YYYY-MM-DD；写操作带 requestId，重复提交得到第一次的答复；错误为 RFC 9457 problem+json。',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schema(Problem) },
      responses: {
        problem: {
          description: `拒绝或故障，code 为以下之一：${Object.entries(errorCodes)
            .map(([code, [status]]) => `${code} (${status})`)
            .join('、')}`,
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'zx_session' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf', description: '登录答复中的 csrf，每次写操作带上' },
      },
    },
  }
}

/** The text that is served and committed (docs/openapi.json). */
export const openApiText = (): string => `${JSON.stringify(openApi(), null, 2)}\n`
