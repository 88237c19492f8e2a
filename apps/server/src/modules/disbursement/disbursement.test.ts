import { disbursement as d } from '@zhuxue/contracts'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Bank, type Damage } from '../../simulators/bank.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { seedAwards, seedCards } from '../../testing/money.ts'
import { allocate, build, type Money, money, theBooksBalance, toSent, tryBuild } from '../../testing/money-steps.ts'

let t: TestApp
let m: Money
const who = (key: string) => t.world.students[key] as { id: string; name: string; scope: string; schoolId: string }
const A = () => ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'].map(who)

beforeEach(async () => {
  t = await testApp({ at: '2026-09-21T09:00:00+08:00' })
  await seedAwards(t.platform, A())
  await seedCards(t.platform, A().slice(0, 7))
  m = await money(t)
})
afterEach(async () => {
  await theBooksBalance(t)
  await t.close()
})

const statuses = async () =>
  Object.fromEntries(
    (await t.owner.query('select status, count(*)::integer as n from payment_items group by 1')).rows.map((r) => [
      r.status,
      r.n,
    ]),
  )

describe('from approval to the account', () => {
  test('a term’s grant becomes five monthly payments that add up to the fen, with instruction ids from the start', async () => {
    const { rows } = await t.owner.query(
      'select period, amount_fen, due_on from instalments where student_id = $1 order by period',
      [who('A1').id],
    )
    expect(rows.map((r) => [r.period, r.amount_fen, r.due_on])).toEqual([
      ['2026-09', 23000, '2026-09-15'],
      ['2026-10', 23000, '2026-10-15'],
      ['2026-11', 23000, '2026-11-15'],
      ['2026-12', 23000, '2026-12-15'],
      ['2027-01', 23000, '2027-01-15'],
    ])
    const ids = await t.owner.query('select count(distinct instruction_id)::integer as n from payment_items')
    expect(ids.rows[0].n).toBe(40)
  })

  test('built, approved by another, sealed, downloaded, sent, answered, closed; the student sees every step', async () => {
    await allocate(m, 1_000_000)
    const preview = await m.officer.call(d.previewRun, {
      query: { schoolId: m.schoolId, programme: 'national-grant', term: '2026-autumn' },
    })
    expect(preview.body).toMatchObject({ ready: 7, readyFen: 161_000, withoutCard: 1, enough: true })
    expect(preview.body.periods.filter((p) => p.due).map((p) => p.period)).toEqual(['2026-09'])
    const { run, file } = await toSent(m)
    const text = iconv.decode(file, 'gb18030')
    expect(text.split('\r\n')[1]).toBe('序号,收款账号,户名,金额,用途,指令号')
    expect(text.split('\r\n')[0]).toContain(`批次号,${run.runNo},制单日期,2026-09-21,总笔数,7,总金额,1610.00`)
    const bank = new Bank()
    bank.submit(file)
    const answer = await m.load(run.id, bank.answer(run.runNo))
    expect(answer.body).toMatchObject({ accepted: true, paid: 7, returned: 0, unknown: 0 })
    const detail = await m.finance.call(d.getRun, { params: { id: run.id }, query: {} })
    expect(detail.body.reconciliation).toEqual({
      sentFen: 161_000,
      paidFen: 161_000,
      returnedFen: 0,
      openFen: 0,
      differenceFen: 0,
    })
    expect(detail.body.history.map((h) => h.title)).toEqual([
      '组成批次',
      '审批通过',
      '封存银行文件',
      '下载银行文件',
      '已送银行',
      '导入回盘',
    ])
    const closed = await m.finance.call(d.closeRun, {
      params: { id: run.id },
      body: { revision: detail.body.run.revision },
    })
    expect(closed.body.statusTitle).toBe('已办结')
    const mine = await (await t.asStudent('A1')).call(d.ownPayments)
    expect(mine.body).toMatchObject({ receivedFen: 23_000, comingFen: 92_000 })
    expect(mine.body.awards[0]?.instalments[0]).toMatchObject({
      statusTitle: '已到账',
      last4: expect.stringMatching(/^\d{4}$/),
    })
    await t.runJobs()
    const { rows } = await t.owner.query("select body from notifications where kind = 'paid' and student_id = $1", [
      who('A1').id,
    ])
    expect(rows[0].body).toContain('2026年9月国家助学金230.00元已发放至尾号')
  })

  test('the sealed file is stored encrypted, every download is recorded, and its hash is what was shown', async () => {
    await allocate(m, 1_000_000)
    const { run, file } = await toSent(m)
    const { rows } = await t.owner.query('select sm3, content_enc from payment_files')
    expect(rows[0].sm3).toBe(run.fileSm3)
    expect(rows[0].content_enc.includes(file.subarray(0, 40))).toBe(false)
    await m.finance.call(d.downloadRunFile, { params: { id: run.id } })
    const audit = await t.owner.query("select data from audit_events where action = 'run.download'")
    expect(audit.rows).toHaveLength(2)
    const everything = JSON.stringify((await t.owner.query('select data from audit_events')).rows)
    expect(everything).not.toMatch(/621284\d{13}/)
  })
})

describe('who may', () => {
  test('the one who built a run may not approve it, even with both roles (操作员≠审核人, S1 七)', async () => {
    await allocate(m, 1_000_000)
    const run = await build(m)
    await t.owner.query('update payment_runs set built_by = $1', [t.world.staff.financeA?.id])
    const detail = await m.finance.call(d.getRun, { params: { id: run.id }, query: {} })
    expect(detail.body.actions).not.toContain('approve')
    expect(detail.body.whyNot).toContain('不能审批自己')
    const r = await m.finance.call(d.approveRun, { params: { id: run.id }, body: { revision: run.revision } })
    expect([r.status, r.body.code]).toEqual([422, 'same-person'])
    await expect(
      t.owner.query('update payment_runs set approved_by = built_by, status = $1', ['approved']),
    ).rejects.toThrow('payment_runs_two_persons')
  })

  test('another school’s staff find nothing: neither run, nor file, nor school', async () => {
    await allocate(m, 1_000_000)
    const run = await build(m)
    const finance = await t.as('finance', 'B')
    const officer = await t.as('aid-officer', 'B')
    const p = { id: run.id }
    expect((await finance.call(d.getRun, { params: p, query: {} })).status).toBe(404)
    expect((await finance.call(d.approveRun, { params: p, body: { revision: run.revision } })).status).toBe(404)
    expect((await finance.call(d.downloadRunFile, { params: p })).status).toBe(404)
    expect((await tryBuild(m, { client: officer })).status).toBe(404)
    const items = await t.owner.query('select id from payment_items limit 1')
    const correct = await officer.call(d.correctItem, { params: { id: items.rows[0].id }, body: { reason: '核对' } })
    expect(correct.status).toBe(404)
    expect((await finance.call(d.listRuns, { query: {} })).body.items).toEqual([])
  })

  test('a stale revision gets 409 with what the run is now', async () => {
    await allocate(m, 1_000_000)
    const run = await build(m)
    await m.finance.call(d.approveRun, { params: { id: run.id }, body: { revision: run.revision } })
    const r = await m.finance.call(d.cancelRun, {
      params: { id: run.id },
      body: { revision: run.revision, reason: '重组' },
    })
    expect([r.status, r.body.code]).toEqual([409, 'revision-conflict'])
    expect(r.body.current).toMatchObject({ status: 'approved', revision: run.revision + 1 })
  })
})

describe('what a run refuses', () => {
  test('double click: two builds at once make one run', async () => {
    await allocate(m, 1_000_000)
    const answers = await Promise.all([tryBuild(m), tryBuild(m)])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
    expect(await statuses()).toEqual({ 'in-run': 7, planned: 33 })
  })

  test('the same request again gets the first answer', async () => {
    await allocate(m, 1_000_000)
    const requestId = crypto.randomUUID()
    const first = await tryBuild(m, { requestId })
    const again = await tryBuild(m, { requestId })
    expect(again.body).toEqual(first.body)
  })

  test('more money than there is; money that another run was promised counts as gone', async () => {
    expect((await tryBuild(m)).body.detail).toContain('余额不足')
    await allocate(m, 161_000)
    await build(m)
    t.clock.set('2026-10-20T09:00:00+08:00')
    m = await money(t)
    expect((await tryBuild(m, { period: '2026-10' })).body.detail).toContain('余额不足')
  })

  test('a month that is not due, and any month after the term has ended (跨学期, S1 四(六))', async () => {
    await allocate(m, 1_000_000)
    expect((await tryBuild(m, { period: '2026-10' })).body.detail).toContain('2026-10-15起发放')
    t.clock.set('2027-02-01T09:00:00+08:00')
    m = await money(t)
    expect((await tryBuild(m)).body.detail).toContain('不得跨学期发放')
  })

  test('students who left the roll, became part-time, or have no activated card stay out', async () => {
    await allocate(m, 1_000_000)
    await t.owner.query("update students set roll_status = 'suspended' where id = $1", [who('A1').id])
    await t.owner.query("update students set study_mode = 'part-time' where id = $1", [who('A2').id])
    await t.owner.query("update cards set status = 'lost' where student_id = $1", [who('A3').id])
    expect((await build(m)).items).toBe(4)
  })

  test('after the file was downloaded a run cannot be cancelled, in code and in the database', async () => {
    await allocate(m, 1_000_000)
    const { run } = await toSent(m, 'downloaded')
    const r = await m.finance.call(d.cancelRun, {
      params: { id: run.id },
      body: { revision: run.revision, reason: '作废' },
    })
    expect(r.body.detail).toContain('已经下载')
    await expect(t.owner.query("update payment_runs set status = 'cancelled'")).rejects.toThrow(
      'payment_runs_left_check',
    )
  })

  test('cancelled before that, its payments go into the next run under the same instruction ids', async () => {
    await allocate(m, 1_000_000)
    const run = await build(m)
    const ids = () => t.owner.query('select instruction_id from payment_items where run_id is not null order by 1')
    const before = (await ids()).rows
    await m.finance.call(d.cancelRun, { params: { id: run.id }, body: { revision: run.revision, reason: '名单有误' } })
    expect(await statuses()).toEqual({ planned: 40 })
    await build(m)
    expect((await ids()).rows).toEqual(before)
  })

  test('a card lost after the run was built stops the sealing, with what to do', async () => {
    await allocate(m, 1_000_000)
    const run = await build(m)
    await t.owner.query("update cards set status = 'lost' where student_id = $1", [who('A1').id])
    const r = await m.finance.call(d.approveRun, { params: { id: run.id }, body: { revision: run.revision } })
    expect(r.body.detail).toContain('请作废本批次后重新组批')
  })

  test('a name that a spreadsheet would run as a formula is not written into a bank file', async () => {
    await allocate(m, 1_000_000)
    await t.owner.query("update students set name = '=HYPERLINK(1)' where id = $1", [who('A1').id])
    const run = await build(m)
    const approved = await m.finance.call(d.approveRun, { params: { id: run.id }, body: { revision: run.revision } })
    const { revision } = approved.body
    const refused = await m.finance.call(d.sealRun, { params: { id: run.id }, body: { revision } })
    expect(refused.body.detail).toContain('户名含有银行文件不能使用的符号')
  })
})

describe('the bank’s answer is taken whole or refused whole', () => {
  const damages: [Damage, RegExp][] = [
    ['truncated', /缺少送出文件|不完整|缺少/],
    ['missing-line', /缺少送出文件第7行/],
    ['repeated-line', /重复/],
    ['wrong-total', /总金额/],
    ['wrong-count', /总笔数/],
    ['wrong-amount', /金额与送出的不一致/],
    ['wrong-account', /账号与送出的不一致/],
    ['unknown-code', /不认识的返回码/],
    ['stranger', /不在本批次/],
    ['wrong-run', /不是本批次/],
  ]
  test.each(damages)('%s', async (damage, text) => {
    await allocate(m, 1_000_000)
    const { run, file } = await toSent(m)
    const bank = new Bank()
    bank.submit(file)
    const before = await statuses()
    const r = await m.load(run.id, bank.answer(run.runNo, damage))
    expect(r.status).toBe(200)
    expect(r.body.accepted).toBe(false)
    expect(r.body.problems.map((p) => p.text).join()).toMatch(text)
    expect(r.body.problems.every((p) => p.line >= 1)).toBe(true)
    expect(await statuses()).toEqual(before)
    expect((await t.owner.query('select 1 from bank_returns')).rowCount).toBe(0)
    // the good file is still accepted afterwards, once
    const good = bank.answer(run.runNo)
    expect((await m.load(run.id, good)).body).toMatchObject({ accepted: true, paid: 7 })
    expect((await m.load(run.id, good)).body.code).toBe('duplicate')
  })

  test('two loads of one file at once: one is taken', async () => {
    await allocate(m, 1_000_000)
    const { run, file } = await toSent(m)
    const bank = new Bank()
    bank.submit(file)
    const answers = await Promise.all([1, 2, 3].map(() => m.load(run.id, bank.answer(run.runNo))))
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409])
  })

  test('returned money comes back, the student learns why, a new item pays her once; never twice corrected', async () => {
    await allocate(m, 1_000_000)
    const { run, file } = await toSent(m)
    const last4 = (await t.owner.query('select last4 from cards where student_id = $1', [who('A1').id])).rows[0].last4
    const bank = new Bank({ faults: { accounts: { [last4]: 'ACCT_FROZEN' } } })
    bank.submit(file)
    await m.load(run.id, bank.answer(run.runNo))
    const mine = (await (await t.asStudent('A1')).call(d.ownPayments)).body.awards[0]?.instalments[0]
    expect(mine).toMatchObject({ status: 'returned', reason: '账户冻结', whatToDo: expect.stringContaining('解冻') })
    const detail = await m.officer.call(d.getRun, { params: { id: run.id }, query: { status: 'returned' } })
    const item = detail.body.items[0]?.id ?? ''
    const fix = () => m.officer.call(d.correctItem, { params: { id: item }, body: { reason: '已到网点解冻' } })
    const twice = await Promise.all([fix(), fix()])
    expect(twice.map((r) => r.status).sort()).toEqual([200, 409])
    const next = await toSent(m)
    expect(next.run.items).toBe(1)
    const open = new Bank()
    open.submit(next.file)
    expect((await m.load(next.run.id, open.answer(next.run.runNo))).body.paid).toBe(1)
    expect(await statuses()).toEqual({ paid: 7, corrected: 1, planned: 33 })
  })

  test('unknown is asked about, never paid again; the enquiry answers only what was unknown', async () => {
    await allocate(m, 1_000_000)
    const { run, file } = await toSent(m)
    const last4 = (await t.owner.query('select last4 from cards where student_id = $1', [who('A1').id])).rows[0].last4
    const bank = new Bank({ faults: { accounts: { [last4]: 'UNKNOWN' }, unknownPaid: 1 } })
    bank.submit(file)
    expect((await m.load(run.id, bank.answer(run.runNo))).body).toMatchObject({ accepted: true, paid: 6, unknown: 1 })
    const detail = await m.finance.call(d.getRun, { params: { id: run.id }, query: { status: 'unknown' } })
    const fix = await m.officer.call(d.correctItem, {
      params: { id: detail.body.items[0]?.id ?? '' },
      body: { reason: '再发一次' },
    })
    expect(fix.body.detail).toContain('不得重复发放')
    const { revision } = detail.body.run
    expect((await m.finance.call(d.closeRun, { params: { id: run.id }, body: { revision } })).status).toBe(422)
    const whole = await m.load(run.id, Buffer.concat([bank.answer(run.runNo), Buffer.from('\r\n')]))
    expect(whole.body.accepted).toBe(false)
    expect(whole.body.problems[0]?.text).toContain('已有结果')
    expect((await m.load(run.id, bank.enquire(run.runNo))).body).toMatchObject({ accepted: true, paid: 1 })
    expect(await statuses()).toEqual({ paid: 7, planned: 33 })
  })

  test('a duplicate instruction may have been paid the first time: it waits for the enquiry, no new item', async () => {
    await allocate(m, 1_000_000)
    const { run, file } = await toSent(m)
    const bank = new Bank()
    // the same instructions reached the bank before, under another batch number
    bank.submit(iconv.encode(iconv.decode(file, 'gb18030').replace(run.runNo, 'EARLIER-1'), 'gb18030'))
    bank.submit(file)
    expect((await m.load(run.id, bank.answer(run.runNo))).body).toMatchObject({ paid: 0, returned: 0, unknown: 7 })
    expect((await m.load(run.id, bank.enquire(run.runNo))).body).toMatchObject({ accepted: true, paid: 7 })
    expect(bank.paid()).toHaveLength(7)
  })
})

test('what the bank has not sent back cannot be re-issued, by the code or by the database', async () => {
  await allocate(m, 1_000_000)
  await toSent(m)
  const sent = await t.owner.query("select id from payment_items where status = 'sent'")
  const r = await m.officer.call(d.correctItem, { params: { id: sent.rows[0].id }, body: { reason: '重发' } })
  expect([r.status, r.body.detail]).toEqual([409, '只有银行退回的发放项可以更正重发。'])
  await expect(t.owner.query("update payment_items set status = 'corrected' where status = 'sent'")).rejects.toThrow(
    'payment_items_returned_check',
  )
  await expect(
    t.owner.query(
      "update payment_items set status = 'returned', result_code = 'UNKNOWN', answered_at = now() where status = 'sent'",
    ),
  ).rejects.toThrow('payment_items_returned_check')
})

describe('roll changes stop what is not yet on its way (DOMAIN §4)', () => {
  const stop = (key: string, effectiveOn: string, type = 'suspension' as const) =>
    t.platform.transaction({ kind: 'worker', name: '测试' }, async (tx) => {
      const { stopByRollChange } = await import('./stops.ts')
      return stopByRollChange(tx, { studentId: who(key).id, type, effectiveOn: effectiveOn as never, stopsAid: true })
    })

  test('from next month: October to January stop, September is still paid', async () => {
    expect(await stop('A1', '2026-09-20')).toEqual({ stoppedInstalments: 4 })
    await t.owner.query("update students set roll_status = 'suspended' where id = $1", [who('A1').id])
    await t.owner.query(
      `insert into roll_changes (id, student_id, school_id, scope, type, occurred_on, effective_on, due_on, reason, status, entered_by, entered_by_name,
         entered_at, reviewed_by, reviewed_by_name, reviewed_at)
       values (gen_random_uuid(), $1, $2, $3, 'suspension', '2026-09-20', '2026-09-20', '2026-10-20', '因病', 'confirmed', gen_random_uuid(), '甲', now(), gen_random_uuid(), '乙', now())`,
      [who('A1').id, who('A1').schoolId, who('A1').scope],
    )
    await allocate(m, 1_000_000)
    expect((await build(m)).items).toBe(7)
    const mine = (await (await t.asStudent('A1')).call(d.ownPayments)).body
    expect(mine.comingFen).toBe(23_000)
    expect(mine.awards[0]?.instalments[1]).toMatchObject({ status: 'stopped', reason: expect.stringContaining('休学') })
  })

  test('back-dated into a built run: approval is refused until the run is made anew; a downloaded file is left alone', async () => {
    await allocate(m, 1_000_000)
    const run = await build(m)
    expect(await stop('A1', '2026-08-20')).toEqual({ stoppedInstalments: 5 })
    const r = await m.finance.call(d.approveRun, { params: { id: run.id }, body: { revision: run.revision } })
    expect(r.body.detail).toContain('学籍变动已停发')
    await m.finance.call(d.cancelRun, { params: { id: run.id }, body: { revision: run.revision, reason: '停发' } })
    expect(await statuses()).toEqual({ planned: 35, stopped: 5 })
    const next = await toSent(m, 'downloaded')
    expect(next.run.items).toBe(6)
    expect(await stop('A2', '2026-08-20')).toEqual({ stoppedInstalments: 4 })
  })
})

describe('免学费 goes to the school, never to a student', () => {
  test('approval books it to the school’s income; no bank file, no card, no message of money', async () => {
    await seedAwards(t.platform, A(), 'tuition-waiver')
    await allocate(m, 2_000_000, 'tuition-waiver')
    const preview = await m.officer.call(d.previewRun, {
      query: { schoolId: m.schoolId, programme: 'tuition-waiver', term: '2026-autumn' },
    })
    expect(preview.body.withoutCard).toBe(0)
    const period = preview.body.periods[0]?.period ?? ''
    const run = await build(m, { programme: 'tuition-waiver', period })
    expect(run).toMatchObject({ channel: 'school-ledger', items: 8 })
    const r = await m.finance.call(d.approveRun, { params: { id: run.id }, body: { revision: run.revision } })
    expect(r.body).toMatchObject({ status: 'closed', paid: 8 })
    const funds = await m.finance.call(d.fundSummary, { query: {} })
    const row = funds.body.rows.find((x) => x.programme === 'tuition-waiver')
    expect(row).toMatchObject({ schoolIncomeFen: run.totalFen, availableFen: 2_000_000 - run.totalFen, paidFen: 0 })
    const mine = (await (await t.asStudent('A8')).call(d.ownPayments)).body
    expect(mine.receivedFen).toBe(0)
    expect(mine.awards.find((a) => a.payee === 'school')?.instalments[0]?.statusTitle).toBe('已记入学校账')
  })
})
