import { expect } from 'vitest'
import type { TestApp } from '../../apps/server/src/testing/app.ts'
import type { Client } from '../../apps/server/src/testing/client.ts'

export interface Raw {
  readonly status: number
  readonly type: string
  readonly text: string
}

export interface RawRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly as?: Client | undefined
  readonly headers?: Record<string, string>
  readonly payload?: string | Buffer | undefined
}

/** A request as no well-behaved client would write it. */
export async function raw(t: TestApp, r: RawRequest): Promise<Raw> {
  const answer = await t.app.inject({
    method: r.method ?? 'POST',
    url: r.url,
    headers: {
      ...(r.as?.cookie ? { cookie: r.as.cookie, 'x-csrf': r.as.csrf } : {}),
      ...(r.payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...r.headers,
    },
    ...(r.payload === undefined ? {} : { payload: r.payload }),
  })
  return { status: answer.statusCode, type: String(answer.headers['content-type'] ?? ''), text: answer.payload }
}

/** What every refusal must be: 4xx (or 503), problem+json of the closed shape, a Chinese sentence, nothing of our insides. */
export function expectClear(
  r: Raw,
  hint = '',
): { code: string; detail: string; fields?: { path: string; text: string }[] } {
  const shown = `${hint} → ${r.status} ${r.text.slice(0, 300)}`
  expect(r.status === 503 || (r.status >= 400 && r.status < 500), shown).toBe(true)
  expect(r.type, shown).toContain('application/problem+json')
  const body = JSON.parse(r.text) as {
    code: string
    detail: string
    status: number
    fields?: { path: string; text: string }[]
  }
  expect(body.status, shown).toBe(r.status)
  expect(body.detail, shown).toMatch(/[\u4e00-\u9fff]{4,}/)
  for (const text of [body.detail, ...(body.fields ?? []).map((f) => f.text)]) {
    expect(text, shown).not.toMatch(/[A-Za-z]{3,} [A-Za-z]{2,}/)
  }
  expect(r.text, shown).not.toMatch(/node_modules|\.ts:\d|at [A-Za-z]+ \(|select |insert into/i)
  return body
}

/** Everything that money and cards are made of, as one text. */
export async function snapshot(t: TestApp): Promise<string> {
  const tables = [
    'cards',
    'card_imports',
    'payment_runs',
    'payment_items',
    'payment_files',
    'bank_returns',
    'run_events',
    'fund_balances',
    'ledger_entries',
    'instalments',
    'attachments',
    'sms_outbox',
  ]
  const parts: string[] = []
  for (const table of tables) {
    const { rows } = await t.owner.query(
      `select coalesce(md5(string_agg(x::text, '|' order by x::text)), '') as h from ${table} x`,
    )
    parts.push(`${table}:${rows[0].h}`)
  }
  const { rows } = await t.owner.query(
    "select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id where k.identifier = 'notify'",
  )
  return [...parts, `notify:${rows[0].count}`].join('\n')
}
