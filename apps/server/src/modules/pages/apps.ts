import { readFileSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { refuse } from '../../platform/index.ts'

const APPS = resolve(import.meta.dirname, '../../../..')

/** Only our own files, WebAssembly among them (the guide before the camera); pictures may come from memory (photo previews); antd writes style attributes and style elements. */
const APP_CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** The self-check may load its own files and nothing else: what is answered cannot leave the phone. */
const CHECK_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/**
 * Serves the built web apps: files with a hash in their name for a year, everything else checked each time, and every
 * other address of the app its index.html (the router of the app takes over). Files compressed at build time are sent
 * as they are.
 */
export async function serveApps(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, { root: APPS, serve: false, preCompressed: true, cacheControl: false })
  for (const name of ['student', 'console']) {
    const root = join(APPS, name, 'dist')
    app.get(`/${name}`, (request, reply) => {
      const [path, query] = request.url.split('?')
      if (path === `/${name}`) return reply.redirect(`/${name}/${query ? `?${query}` : ''}`, 308)
      return send(reply, root, '')
    })
    app.get<{ Params: { '*': string } }>(`/${name}/*`, (request, reply) => send(reply, root, request.params['*']))
  }
}

/**
 * 自查: the built page with the region, term and day of this installation put in, and what was published here for the term
 * asked about (the page knows what the packs ship); never kept, so that they are today's.
 */
export function sendCheck(
  reply: FastifyReply,
  at: { region: string; term: string; day: string; published: readonly unknown[] },
): FastifyReply {
  const file = join(APPS, 'student/dist/check/check.html')
  if (!isFile(file)) {
    throw refuse('busy', '网页还没有构建。请系统管理员用 npm start 启动，或运行 npm run build。')
  }
  const page = readFileSync(file, 'utf8')
    .replace('__REGION__', at.region)
    .replace('__TERM__', at.term)
    .replace('__DAY__', at.day)
    // a data block, never run; nothing in it can end it
    .replace('"__PUBLISHED__"', () => JSON.stringify(at.published).replaceAll('<', '\\u003c'))
  return reply
    .header('cache-control', 'no-store')
    .header('content-security-policy', CHECK_CSP)
    .header('x-robots-tag', 'all')
    .type('text/html; charset=utf-8')
    .send(page)
}

function send(reply: FastifyReply, root: string, path: string): FastifyReply {
  const file = resolve(root, path)
  const outside =
    (file !== root && !file.startsWith(root + sep)) || path.split('/').some((part) => part.startsWith('.'))
  if (!outside && isFile(file)) {
    const hashed = /^(check\/)?assets\//.test(path)
    reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    reply.header('content-security-policy', APP_CSP)
    return reply.sendFile(path, root)
  }
  // a missing script must be an error, not a page that a browser tries to run
  if (outside || /\.[a-z0-9]{2,12}$/i.test(path)) throw refuse('not-found', '没有这个文件，请刷新页面。')
  if (!isFile(join(root, 'index.html'))) {
    throw refuse('busy', '网页还没有构建。请系统管理员用 npm start 启动，或运行 npm run build。')
  }
  reply.header('cache-control', 'no-cache')
  reply.header('content-security-policy', APP_CSP)
  return reply.sendFile('index.html', root)
}
