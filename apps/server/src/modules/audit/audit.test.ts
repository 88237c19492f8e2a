import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { office } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditHash, newId } from '../../platform/index.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { headsFolder } from './heads.ts'
import { exportHeads, verifyAudit } from './index.ts'
import { hasTitle, summary } from './titles.ts'

let t: TestApp
let chainA: string
let chainB: string
const subject = newId()

beforeAll(async () => {
  t = await testApp()
  chainA = t.world.schools.A.path
  chainB = t.world.schools.B.path
  for (let i = 0; i < 40; i += 1) {
    await t.platform.transaction({ kind: 'worker', name: '测试“员”\n' }, async (tx) => {
      for (const [n, scope] of [chainA, `${chainA}D1/C1/`, chainB, 'E53/'].entries()) {
        tx.audit({
          action: 'round.open',
          subjectKind: 'round',
          subjectId: n % 2 ? subject : null,
          scope,
          data: { term: '2026-autumn', i, note: '“引号”、\\反斜杠\\、\t制表、\u2028、😀', reason: null },
        })
      }
    })
  }
  await exportHeads(t.platform)
  await t.owner.query('create table audit_copy as select * from audit_events')
  await t.owner.query('create table heads_copy as select * from audit_heads')
})
afterAll(() => t.close())

const restore = () =>
  t.owner.query(
    'truncate audit_events, audit_heads; insert into audit_events select * from audit_copy; insert into audit_heads select * from heads_copy',
  )
const verify = () => verifyAudit(t.platform)

/** Small repeatable generator, so that a failure can be played again. */
function random(seed: number): (n: number) => number {
  let s = seed
  return (n) => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    return s % n
  }
}

describe('verification', () => {
  it('finds nothing wrong with what the platform wrote, whatever characters stand in it', async () => {
    const r = await verify()
    expect(r).toEqual({ ok: true, chains: 3, events: 160, problems: [] })
  })

  it('finds each of 200 random edits, deletions, swaps and truncations', async () => {
    const pick = random(20260901)
    const missed: string[] = []
    const columns = ['actor_name', 'actor_role', 'action', 'subject_kind', 'data', 'scope', 'hash', 'prev_hash']
    for (let n = 0; n < 200; n += 1) {
      const chain = [chainA, chainB, 'E53/'][pick(3)] ?? chainA
      const length = chain === chainA ? 80 : 40
      const seq = 1 + pick(length)
      const kind = pick(8)
      const column = columns[pick(columns.length)] ?? 'data'
      const statements: Record<number, [string, unknown[]][]> = {
        0: [[`update audit_events set ${column} = ${column} || 'x' where chain = $1 and seq = $2`, [chain, seq]]],
        1: [["update audit_events set at = at + interval '1 microsecond' where chain = $1 and seq = $2", [chain, seq]]],
        2: [['update audit_events set actor_id = gen_random_uuid() where chain = $1 and seq = $2', [chain, seq]]],
        3: [['delete from audit_events where chain = $1 and seq = $2', [chain, seq]]],
        // end cut off, and the head in the database made to match
        4: [
          ['delete from audit_events where chain = $1 and seq >= $2', [chain, seq]],
          [
            "update audit_heads set seq = $2, hash = coalesce((select hash from audit_events where chain = $1 and seq = $2), '') where chain = $1",
            [chain, seq - 1],
          ],
        ],
        5: [
          ['delete from audit_events where chain = $1', [chain]],
          ['delete from audit_heads where chain = $1', [chain]],
        ],
        6: [
          [
            'update audit_events e set data = o.data, subject_id = gen_random_uuid() from audit_events o where e.chain = $1 and e.seq = $2 and o.chain = $1 and o.seq = 1 + ($2 % 40)',
            [chain, seq],
          ],
        ],
        7: [['update audit_heads set seq = seq + 1 where chain = $1', [chain]]],
      }
      for (const [text, values] of statements[kind] ?? []) await t.owner.query(text, values)
      const r = await verify()
      if (r.ok || r.problems.length === 0) missed.push(`${n}: kind ${kind} ${column} ${chain} ${seq}`)
      await restore()
    }
    expect(missed).toEqual([])
    expect((await verify()).ok).toBe(true)
  })

  it('finds a chain that was rewritten with right hashes from an edited event on, head included', async () => {
    const { rows } = await t.owner.query('select * from audit_events where chain = $1 order by seq', [chainB])
    let prev = rows[9].prev_hash
    for (const row of rows.slice(9)) {
      const changed = { ...row, actor_name: '别人', prev_hash: prev }
      prev = auditHash(changed)
      await t.owner.query(
        'update audit_events set actor_name = $3, prev_hash = $4, hash = $5 where chain = $1 and seq = $2',
        [chainB, row.seq, changed.actor_name, changed.prev_hash, prev],
      )
    }
    await t.owner.query('update audit_heads set hash = $2 where chain = $1', [chainB, prev])
    const r = await verify()
    expect(r.problems.map((p) => p.text)).toEqual(['第 40 条与库外留存的链头不一致。'])
    await restore()
  })

  it('a torn line in the files is passed over, two heads for one event are not', async () => {
    const folder = headsFolder(t.platform)
    const [name] = readdirSync(folder)
    const file = join(folder, name ?? '')
    const text = readFileSync(file, 'utf8')
    expect(text.split('\n').filter(Boolean)).toHaveLength(3)
    appendFileSync(file, '{"chain":"E53/","se')
    expect((await verify()).ok).toBe(true)
    const line = JSON.parse(text.split('\n').find((l) => l.includes(chainA)) ?? '{}')
    appendFileSync(file, `\n${JSON.stringify({ ...line, hash: '00' })}\n`)
    expect((await verify()).problems[0]?.text).toContain('前后不一')
    writeFileSync(file, text)
  })

  it('exports again only what moved', async () => {
    expect(await exportHeads(t.platform)).toBe(0)
    const dir = join(t.platform.config.dataDir, 'elsewhere')
    mkdirSync(dir)
    expect((await verifyAudit(t.platform, { headsDir: dir })).ok).toBe(true)
  })
})

describe('look-up', () => {
  it('an audit administrator sees the own scope only, newest first, page by page', async () => {
    const admin = await t.as('audit-admin', 'A')
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const r = await admin.call(office.auditSearch, {
        query: { limit: '30', action: 'round', ...(cursor ? { cursor } : {}) },
      })
      expect(r.status).toBe(200)
      expect(r.body.items.every((e) => e.chain === chainA)).toBe(true)
      seen.push(...r.body.items.map((e) => e.seq))
      cursor = r.body.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(Array.from({ length: 80 }, (_, i) => 80 - i))
    const first = await admin.call(office.auditSearch, { query: { limit: '1' } })
    expect([first.body.items[0]?.actionTitle, first.body.items[0]?.summary]).toEqual([
      '开放申请批次',
      '学期 2026年秋季学期',
    ])
  })

  it('tells the new state of an application in words, and a hand-over by its person', () => {
    expect(summary(JSON.stringify({ to: 'public-notice' }))).toBe('变为 公示中')
    expect(summary(JSON.stringify({ to: '李秀英' }))).toBe('接收人 李秀英')
    expect(summary(JSON.stringify({ level: 'severe', term: '2026-autumn' }))).toBe('等级 特别困难；学期 2026年秋季学期')
  })

  it('finds an act by its words and names the role in words', async () => {
    const admin = await t.as('audit-admin', 'A')
    const found = await admin.call(office.auditSearch, { query: { action: '申请批次', limit: '1' } })
    expect(found.body.items[0]?.actionTitle).toBe('开放申请批次')
    expect(found.body.items[0]?.actorRole).toMatch(/^[\u4e00-\u9fff（）]+$/)
  })

  it('names whose account a log-in belongs to: it is recorded by the log-in service', async () => {
    const who = t.world.staff['aid-officerA']
    if (!who) throw new Error('no aid officer')
    await t.platform.transaction({ kind: 'worker', name: '登录服务' }, async (tx) => {
      tx.audit({ action: 'session.unlock', subjectKind: 'staff', subjectId: who.id, scope: chainA })
    })
    const admin = await t.as('audit-admin', 'A')
    const found = await admin.call(office.auditSearch, { query: { subject: who.id } })
    expect(found.body.items[0]?.summary).toBe(`账号 ${who.name}（${who.username}）`)
  })

  it('finds by subject and day, refuses a day that does not exist, and an officer may not look', async () => {
    const admin = await t.as('audit-admin', 'A')
    const bySubject = await admin.call(office.auditSearch, { query: { subject, limit: '200' } })
    expect(bySubject.body.items).toHaveLength(40)
    const none = await admin.call(office.auditSearch, { query: { from: '2026-09-02' } })
    expect(none.body.items).toEqual([])
    const bad = await admin.call(office.auditSearch, { query: { from: '2026-02-30' } })
    expect([bad.status, bad.body.fields?.[0]?.path]).toEqual([400, '/from'])
    const officer = await t.as('aid-officer', 'A')
    expect((await officer.call(office.auditSearch, { query: {} })).status).toBe(403)
  })

  it('verification of the own scope answers on the screen and is itself recorded', async () => {
    const admin = await t.as('audit-admin', 'B')
    const r = await admin.call(office.auditVerify)
    expect([r.status, r.body.ok, r.body.chains, r.body.events]).toEqual([200, true, 1, 40])
    const own = await admin.call(office.auditSearch, { query: { action: 'audit.verify' } })
    expect(own.body.items).toHaveLength(1)
  })

  it('every act that a module records has a Chinese title', () => {
    const root = join(import.meta.dirname, '..')
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (f) => f.endsWith('.ts') && !f.endsWith('.test.ts'),
    )
    const acts = files.flatMap((f) =>
      [...readFileSync(join(root, f), 'utf8').matchAll(/action: .*?$/gm)].flatMap(([line]) =>
        [...line.matchAll(/'([a-z]+\.[a-z-]+)'/g)].map((m) => m[1] ?? ''),
      ),
    )
    expect(acts.length).toBeGreaterThan(30)
    expect([...new Set(acts)].filter((a) => !hasTitle(a))).toEqual([])
  })
})
