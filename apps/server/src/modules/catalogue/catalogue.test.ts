import { applications, catalogue } from '@zhuxue/contracts'
import type { Term } from '@zhuxue/policy'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { openRound } from '../../testing/money-path.ts'
import { determineFor } from '../programmes/index.ts'
import { type Definition, draftOf, publish, published, save, submit } from './catalogue-test-kit.ts'

const GRANT = 'yunnan-national-grant-2025'
let t: TestApp
let city: Client
let province: Client
beforeEach(async () => {
  t = await testApp() // 2026-09-01, 2026-autumn
  city = await t.as('city-aid')
  province = await t.as('province-aid')
})
afterEach(() => t.close())

const grantOf = (student: string, term: Term) =>
  t.platform.transaction({ kind: 'worker', name: '测试' }, async (tx) => {
    const { items } = await determineFor(tx, t.platform, t.world.students[student]?.id ?? '', term)
    return items.find((i) => i.programme === 'national-grant')?.view
  })
const raise = (d: Definition) => {
  d.amounts[0].yearFen = 250_000
}
const list = async (who: Client = city) => (await who.call(catalogue.listProgrammes, { query: {} })).body.items
const versionsOf = async (programme: string) => (await list()).find((p) => p.programme === programme)?.versions ?? []

describe('two persons', () => {
  test('who drafted, or only changed a word, may not publish; the second person may', async () => {
    const draft = await draftOf(city, GRANT, raise)
    const sent = (await submit(city, draft)).body
    const refused = await publish(city, sent)
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({ code: 'same-person', detail: expect.stringContaining('另一位') })
    expect((await city.call(catalogue.getDraft, { params: { id: draft.id } })).body).toMatchObject({
      may: { publish: false, edit: false },
      whyNotPublish: expect.stringContaining('另一位'),
    })
    expect((await publish(province, sent)).status).toBe(200)
    expect((await publish(province, sent)).status).toBe(409)
  })

  test('the database refuses it too: the publisher is none of the editors', async () => {
    const { draft } = await published(city, province, GRANT, raise)
    const copy = t.owner.query(
      `insert into rule_versions select (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(), 'version', 'x', 'draft_id', $1::uuid,
        'effective_from', '2030-autumn', 'published_by', v.editors[1], 'definition', v.definition || '{"version": "x", "effectiveFrom": "2030-autumn"}'))).* from rule_versions v`,
      [(await draftOf(city, GRANT, raise)).id],
    )
    await expect(copy).rejects.toMatchObject({ constraint: 'rule_versions_two_persons' })
    expect(draft.status).toBe('submitted')
  })

  test('published rules are append-only for the application', async () => {
    await published(city, province, GRANT, raise)
    const forge = t.platform.transaction(
      { kind: 'staff', id: t.world.staff['city-aid']?.id ?? '', scope: 'E53/' } as never,
      async (tx) => tx.db.updateTable('rule_versions').set({ title: '改' }).execute(),
    )
    await expect(forge).rejects.toMatchObject({ code: '42501' })
  })
})

describe('the version of the term aided decides', () => {
  test('next term by the new version, this term and earlier by the old; decisions on record name their version', async () => {
    const { version } = await published(city, province, GRANT, (d) => {
      raise(d)
      d.base.all.find((l: { id: string }) => l.id === 'base.grade').test.max = 1
    })
    expect(await grantOf('A1', '2026-autumn')).toMatchObject({ version: GRANT, yearFen: 230_000 })
    expect(await grantOf('A1', '2024-autumn')).toMatchObject({ yearFen: 200_000 })
    expect(await grantOf('A1', '2027-spring')).toMatchObject({ version, yearFen: 250_000, termFen: 125_000 })
    // second grade is out by the changed condition
    expect(await grantOf('A3', '2026-autumn')).toMatchObject({ outcome: 'entitled' })
    expect(await grantOf('A3', '2027-spring')).toMatchObject({ outcome: 'not-eligible', version })
  })

  test('another process sees it from its commit on: the counter is asked, not remembered', async () => {
    const other = { ...t.platform }
    const ask = () =>
      other.transaction({ kind: 'worker', name: '另一进程' }, async (tx) => {
        const { items } = await determineFor(tx, other, t.world.students.A1?.id ?? '', '2027-spring')
        return items[0]?.view.yearFen
      })
    expect(await ask()).toBe(230_000)
    await published(city, province, GRANT, raise)
    expect(await ask()).toBe(250_000)
  })

  test('a version with an end stands in for its terms; afterwards the earlier one holds again', async () => {
    await published(city, province, GRANT, raise)
    await published(city, province, GRANT, (d) => {
      d.amounts[0].yearFen = 300_000
      d.effectiveFrom = '2027-autumn'
      d.effectiveTo = '2027-autumn'
    })
    expect((await grantOf('A1', '2027-spring'))?.yearFen).toBe(250_000)
    expect((await grantOf('A1', '2027-autumn'))?.yearFen).toBe(300_000)
    expect((await grantOf('A1', '2028-spring'))?.yearFen).toBe(250_000)
  })

  test('an application keeps the amount and the reasons of its version after a new one is published', async () => {
    await openRound(t)
    await published(city, province, GRANT, raise)
    const officer = await t.as('aid-officer')
    const r = await officer.call(applications.listApplications, { query: {} })
    expect(r.status).toBe(200)
    expect(await grantOf('A1', '2026-autumn')).toMatchObject({ version: GRANT, yearFen: 230_000 })
  })
})

describe('terms', () => {
  test('not in the past', async () => {
    const draft = await draftOf(city, GRANT, (d) => {
      d.effectiveFrom = '2026-spring'
    })
    expect(draft.problems).toMatchObject([{ path: '/effectiveFrom', text: expect.stringContaining('不能早于本学期') }])
    const r = await submit(city, draft)
    expect(r.status).toBe(400)
    expect(r.body.fields?.[0]?.path).toBe('/effectiveFrom')
  })

  test('a running term is possible until a school opened it for the programme', async () => {
    const early = (d: Definition) => {
      raise(d)
      d.effectiveFrom = '2026-autumn'
    }
    const sent = (await submit(city, await draftOf(city, GRANT, early))).body
    await openRound(t)
    const r = await publish(province, sent)
    expect(r.status).toBe(400)
    expect(r.body.fields?.[0]).toMatchObject({
      path: '/effectiveFrom',
      text: expect.stringContaining('官渡职业中专已开通2026年秋季学期的申请'),
    })
    expect((await t.owner.query('select count(*)::int as n from rule_versions')).rows[0].n).toBe(0)
  })

  test('overlaps are refused by field, and by the database when the code looks away', async () => {
    await published(city, province, GRANT, (d) => {
      raise(d)
      d.effectiveFrom = '2027-autumn'
      d.effectiveTo = '2028-spring'
    })
    const tries: [string, string | null, string][] = [
      ['2027-autumn', null, '/effectiveFrom'],
      ['2028-spring', null, '/effectiveFrom'],
      ['2027-spring', null, '/effectiveTo'],
      ['2027-spring', '2027-autumn', '/effectiveTo'],
    ]
    for (const [from, to, path] of tries) {
      const edit = (d: Definition) => Object.assign(d, { effectiveFrom: from, effectiveTo: to })
      const r = await publish(province, (await submit(city, await draftOf(city, GRANT, edit))).body)
      expect([r.status, r.body.fields?.[0]?.path], `${from}…${to}`).toEqual([400, path])
      const forced = t.owner.query(
        `insert into rule_versions select (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(), 'version', 'x', 'draft_id', $1::uuid,
          'effective_from', $2::text, 'effective_to', $3::text, 'definition', v.definition || jsonb_build_object('version', 'x', 'effectiveFrom', $2::text, 'effectiveTo', $3::text)))).* from rule_versions v`,
        [(await draftOf(city, GRANT, raise)).id, from, to],
      )
      await expect(forced, `${from}…${to}`).rejects.toMatchObject({ constraint: 'rule_versions_no_overlap' })
    }
    const free = await published(city, province, GRANT, (d) => {
      Object.assign(d, { effectiveFrom: '2027-spring', effectiveTo: '2027-spring' })
    })
    expect(free.version).toMatch(/^national-grant-2027-spring-/)
  })

  test('two publishers of the same term at once: one version', async () => {
    const sent = await Promise.all([1, 2].map(async () => (await submit(city, await draftOf(city, GRANT, raise))).body))
    const answers = await Promise.all(sent.map((s) => publish(province, s)))
    expect(answers.map((r) => r.status).sort()).toEqual([200, 400])
    expect((await t.owner.query('select count(*)::int as n from rule_versions')).rows[0].n).toBe(1)
  })
})

describe('withdrawing', () => {
  const withdraw = (who: Client, id: string) =>
    who.call(catalogue.withdrawVersion, { params: { id }, body: { reason: '文件有修改' } })

  test('before the first day of its term: the old version decides again, the history keeps both', async () => {
    const { id, version } = await published(city, province, GRANT, raise)
    expect((await withdraw(province, id)).status).toBe(200)
    expect(await grantOf('A1', '2027-spring')).toMatchObject({ version: GRANT })
    expect((await versionsOf('national-grant')).find((v) => v.version === version)).toMatchObject({
      state: 'withdrawn',
      withdrawReason: '文件有修改',
    })
    expect((await withdraw(province, id)).status).toBe(409)
    // the term is free again
    await published(city, province, GRANT, raise)
  })

  test('not from the first day of its term on, by service and database', async () => {
    const { id } = await published(city, province, GRANT, raise)
    t.clock.set('2027-02-01T00:00:00+08:00')
    expect((await versionsOf('national-grant')).find((v) => v.id === id)).toMatchObject({
      state: 'in-force',
      mayWithdraw: false,
    })
    const r = await withdraw(province, id)
    expect(r.status).toBe(422)
    expect(r.body.detail).toContain('已经开始执行，不能撤回')
    await expect(
      t.owner.query(
        `update rule_versions set withdrawn_by = published_by, withdrawn_by_name = 'x', withdrawn_at = now(), withdrawn_on = '2027-02-01', withdraw_reason = 'x'`,
      ),
    ).rejects.toMatchObject({ constraint: 'rule_versions_withdraw_early_check' })
  })

  test('a school can neither see drafts nor withdraw versions of the city', async () => {
    const { id, draft } = await published(city, province, GRANT, raise)
    const principal = await t.as('principal')
    expect((await withdraw(principal, id)).status).toBe(404)
    expect((await principal.call(catalogue.getDraft, { params: { id: draft.id } })).status).toBe(404)
    expect((await (await t.as('county-aid')).call(catalogue.getDraft, { params: { id: draft.id } })).status).toBe(404)
  })
})

describe('drafts', () => {
  test('saving from a stale page: 409 with what stands there now; nothing is lost or mixed', async () => {
    const draft = await draftOf(city, GRANT, raise)
    const second = await save(city, draft, (d) => {
      d.title = '国家助学金（修订）'
    })
    expect(second.body.revision).toBe(draft.revision + 1)
    const stale = await save(city, draft, (d) => {
      d.title = '别的'
    })
    expect(stale.status).toBe(409)
    expect(stale.body).toMatchObject({
      code: 'revision-conflict',
      current: { revision: second.body.revision, definition: { title: '国家助学金（修订）' } },
    })
  })

  test('unfinished content is kept and said by field; submitting it is refused', async () => {
    const draft = await draftOf(city, GRANT, (d) => {
      d.base.all[0].source = ''
      d.routes[0].condition.fact = 'income'
      d.funding = []
      d.amounts[0].yearFen = 0
    })
    expect(draft.problems.map((p) => p.path)).toEqual(
      expect.arrayContaining(['/base/all/0/source', '/routes/0/condition/fact', '/amounts/0/yearFen']),
    )
    expect((await submit(city, draft)).status).toBe(400)
    const again = (await city.call(catalogue.getDraft, { params: { id: draft.id } })).body
    expect(again.definition).toEqual(draft.definition)
  })

  test('programme, region and version number are not the editor’s to change', async () => {
    const draft = await draftOf(city, GRANT, (d) =>
      Object.assign(d, { programme: 'yulu', region: '110000', version: 'mine' }),
    )
    expect(draft.definition).toMatchObject({ programme: 'national-grant', region: '530000', version: GRANT })
  })

  test('a draft that was sent back can be changed again, with the reason shown; a discarded one not', async () => {
    const sent = (await submit(city, await draftOf(city, GRANT, raise))).body
    expect((await save(city, sent, raise)).status).toBe(409)
    const back = await province.call(catalogue.returnDraft, {
      params: { id: sent.id },
      body: { revision: sent.revision, reason: '请补充文号' },
    })
    expect(back.body).toMatchObject({ status: 'editing', returnReason: '请补充文号' })
    const saved = (await save(city, back.body, (d) => Object.assign(d, { sourceDocument: '市教发〔2026〕1号' }))).body
    const gone = await city.call(catalogue.discardDraft, {
      params: { id: saved.id },
      body: { revision: saved.revision },
    })
    expect(gone.status).toBe(200)
    expect((await save(city, { ...saved, revision: saved.revision + 1 }, raise)).status).toBe(409)
  })

  test('anything at all as a definition: answered, never a fault', async () => {
    const draft = await draftOf(city, GRANT, raise)
    let { revision } = draft
    const deep = (n: number): unknown => (n === 0 ? 1 : { not: deep(n - 1) })
    for (const definition of [
      null,
      1,
      'x',
      [],
      {},
      { title: 'a\u0001b' },
      { base: deep(40) },
      { routes: Array(3000).fill({}) },
    ]) {
      const r = await city.call(catalogue.saveDraft, { params: { id: draft.id }, body: { revision, definition } })
      expect([200, 400, 413]).toContain(r.status)
      if (r.status === 200) revision = r.body.revision
    }
  })

  test('every act is on record with what changed', async () => {
    await published(city, province, GRANT, raise)
    const { rows } = await t.owner.query(
      `select action, data::jsonb as data from audit_events where action like 'rules.%' order by seq`,
    )
    expect(rows.map((r) => r.action)).toEqual(['rules.draft', 'rules.save', 'rules.submit', 'rules.publish'])
    expect(rows[1].data.changes).toMatchObject([
      { field: 'amounts', before: expect.stringContaining('230000'), after: expect.stringContaining('250000') },
    ])
    expect(rows[3].data.changes).toEqual(
      expect.arrayContaining([{ label: '金额', was: '2,300.00元', after: '2,500.00元' }]),
    )
  })
})

describe('a school sets up its own programme', () => {
  test('drafted by the aid officer, published by the principal, seen by its own school and the authorities above', async () => {
    const officer = await t.as('aid-officer')
    const principal = await t.as('principal')
    const { version } = await published(officer, principal, GRANT, (d) => {
      Object.assign(d, { title: '校内助学金', funding: [{ source: '学校事业收入提取资金', percent: 100 }] })
    })
    expect(version).toMatch(/^school-/)
    const titles = async (who: Client) =>
      (await list(who)).filter((p) => p.kind === 'school').map((p) => `${p.title}@${p.place}`)
    expect(await titles(officer)).toEqual(['校内助学金@官渡职业中专'])
    expect(await titles(await t.as('county-aid'))).toEqual(['校内助学金@官渡职业中专'])
    expect(await titles(await t.as('aid-officer', 'B'))).toEqual([])
  })

  test('it may not change a programme of the state', async () => {
    const officer = await t.as('aid-officer')
    const draft = await draftOf(officer, GRANT, (d) => {
      d.kind = 'national'
    })
    expect(draft.problems.map((p) => p.path)).toContain('/kind')
  })
})
