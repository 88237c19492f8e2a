import { applications, cards, disbursement as d, publicity, roll, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyAudit } from '../../apps/server/src/modules/audit/verify.ts'
import { Bank } from '../../apps/server/src/simulators/bank.ts'
import type { TestApp } from '../../apps/server/src/testing/app.ts'
import { cardNumber, seedAwards, seedCards } from '../../apps/server/src/testing/money.ts'
import { allocate, build, money, toSent } from '../../apps/server/src/testing/money-steps.ts'
import { completeForm } from '../../apps/server/src/testing/student-kit.ts'
import { assessAndPublish, checkAll, openRound, reviewAll, submit } from '../support/pipeline.ts'
import { filesBelow, foundInDatabase, foundInFile, loggedApp, type Refused, worldPhones } from './canaries.ts'
import { raw } from './support.ts'

/**
 * Whole flows, refusals and faults with a real log file. Afterwards no number of a person stands in a log, a metric,
 * a refusal or the database in clear (DESIGN §6), no name in a log.
 */
let t: TestApp
let refused: Refused[]
let dataDir: string
let flush: () => Promise<void>
const PASSWORD = 'Mima-Jinsique-77'
const ILLNESS = '金丝雀病情：母亲透析三年'
const CONTACT = '15487654321'
const NAME = '欧阳金丝雀'
const TYPED_CARD = cardNumber(987654)
const ADDRESS = '演示路1号'
const TYPED = `证件539902201003050018，电话${CONTACT}，卡号${TYPED_CARD}`
const numbers = () => [
  ...Object.values(t.world.students).map((s) => s.idNumber),
  ...worldPhones(),
  ...Array.from({ length: 8 }, (_, i) => cardNumber(i + 1)),
  '539902201003050018',
  TYPED_CARD,
  CONTACT,
  ADDRESS,
]
const secrets = () => [PASSWORD, 'Jinsique2026', ILLNESS]

beforeAll(async () => {
  const app = await loggedApp()
  ;({ t, refused, dataDir, flush } = app)
  await t.owner.query('update students set name = $1 where id = $2', [NAME, (t.world.students.A3 as { id: string }).id])
  Object.assign(t.world.students.A3 as object, { name: NAME })
  await logIns()
  const round = await openRound(t, 'A')
  await forms(round)
  await school(round)
  await bank()
  await faults(round)
  await t.runJobs()
  await t.tick()
  await flush()
}, 300_000)
afterAll(() => t.close())

const person = (key: string) =>
  t.world.students[key] as { id: string; name: string; idNumber: string; scope: string; schoolId: string }

async function logIns(): Promise<void> {
  const { idNumber } = person('A3')
  for (const id of [
    idNumber,
    idNumber.replace(/\d/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
    `${idNumber.slice(0, 17)}${idNumber.endsWith('1') ? '2' : '1'}`,
    `'${idNumber}`,
  ]) {
    await t.anyone.call(session.studentLogin, { body: { idNumber: id, password: PASSWORD } })
  }
  await t.anyone.call(session.staffLogin, { body: { username: idNumber, password: PASSWORD } })
  for (let i = 0; i < 6; i += 1)
    await t.anyone.call(session.studentLogin, { body: { idNumber: person('B4').idNumber, password: PASSWORD } })
  await raw(t, { url: session.studentLogin.path, payload: `{"idNumber":"${idNumber}","password":"${PASSWORD}` })
  await raw(t, { method: 'GET', url: `${session.studentLogin.path}?idNumber=${idNumber}` })
  await raw(t, { method: 'GET', url: `/student/${idNumber}/${person('A4').idNumber}` })
  const good = await t.anyone.call(session.studentLogin, { body: { idNumber, password: 'Jinsique2026' } })
  expect(good.status).toBe(200)
}

async function forms(round: string): Promise<void> {
  const me = await t.asStudent('A3')
  const answers = { ...(await completeForm(t, 'A3', me, round)), phone: CONTACT, illness: ILLNESS }
  await me.call(applications.saveDraft, { body: { roundId: round, revision: 0, answers } })
  await me.call(applications.saveDraft, { body: { roundId: round, revision: 0, answers: { illness: ILLNESS } } })
  await me.call(applications.submitApplication, {
    body: { roundId: round, answers: { ...answers, signature: '别人', phone: person('A3').idNumber } },
  })
  const done = await me.call(applications.submitApplication, { body: { roundId: round, answers } })
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  for (const key of ['A1', 'A4', 'A7']) await submit(t, key, round)
}

async function school(round: string): Promise<void> {
  const officer = await t.as('aid-officer')
  const teacher = await t.as('class-teacher2')
  const stranger = await t.as('aid-officer', 'B')
  const { idNumber, id } = person('A3')
  for (const q of [idNumber, NAME, CONTACT]) await officer.call(roll.listStudents, { query: { q } })
  await raw(t, { method: 'GET', url: `/api/v1/students?q=${idNumber}&q=${idNumber}`, as: officer })
  await raw(t, { method: 'GET', url: `/api/v1/students/${idNumber}`, as: officer })
  for (const field of ['idNumber', 'phone', 'address', 'guardianPhone'] as const) {
    expect(
      (await teacher.call(roll.revealField, { params: { id }, body: { field, reason: 'verify-identity' } })).status,
    ).toBe(200)
    await stranger.call(roll.revealField, { params: { id }, body: { field, reason: 'verify-identity' } })
  }
  const list = await teacher.call(applications.listApplications, { query: { limit: '200' } })
  const app = list.body.items.find((a) => a.studentId === id)
  // people write numbers into reasons, whatever they are told
  const returned = await teacher.call(applications.checkApplication, {
    params: { id: app?.id ?? '' },
    body: {
      revision: app?.revision ?? 0,
      decision: 'return',
      reason: `请核对，${TYPED}`,
      fields: [{ field: 'phone', reason: `应为${CONTACT}` }],
    },
  })
  expect(returned.status, JSON.stringify(returned.body)).toBe(200)
  const me = await t.asStudent('A3')
  const form = await me.call(applications.getForm, { query: { roundId: round } })
  await me.call(applications.submitApplication, { body: { roundId: round, answers: form.body.draft.answers } })
  const proposed = await teacher.call(applications.proposeHardship, {
    params: { id: person('A6').id },
    body: { level: 'none', reason: `家访，${TYPED}`, evidence: `家访记录，${TYPED}` },
  })
  expect([200, 422]).toContain(proposed.status)
  await checkAll(t, 'A')
  await reviewAll(t, 'A')
  const [notice] = await assessAndPublish(t, 'A', round)
  const objection = await t.anyone.call(publicity.raiseObjection, {
    params: { id: notice ?? '' },
    body: {
      entryNo: 1,
      name: '举报人王某',
      contact: CONTACT,
      text: `本人知道情况，${TYPED}`,
    },
  })
  expect(objection.status, JSON.stringify(objection.body)).toBe(200)
  const objections = await officer.call(publicity.getNotice, { params: { id: notice ?? '' } })
  const decider = await t.as('reviewer')
  const decided = await decider.call(publicity.decideObjection, {
    params: { id: objections.body.objections[0]?.id ?? '' },
    body: { decision: 'dismissed', reason: `已核实，${TYPED}` },
  })
  expect(decided.status, JSON.stringify(decided.body)).toBe(200)
  const down = await officer.call(publicity.takeDownNotice, {
    params: { id: notice ?? '' },
    body: { reason: `名单有误，${TYPED}` },
  })
  expect(down.status, JSON.stringify(down.body)).toBe(200)
  const rollOfficer = await t.as('roll-officer')
  const entered = await rollOfficer.call(roll.enterRollChange, {
    body: {
      studentId: person('A8').id,
      type: 'suspension',
      occurredOn: '2026-09-01',
      reason: `病休，${TYPED}`,
    },
  })
  const rollReviewer = await t.as('roll-reviewer')
  const refusedChange = await rollReviewer.call(roll.reviewRollChange, {
    params: { id: entered.body.id },
    body: { decision: 'refuse', reason: `不属实，${TYPED}` },
  })
  expect(refusedChange.status, JSON.stringify(refusedChange.body)).toBe(200)
}

async function bank(): Promise<void> {
  const people = ['A2', 'A5', 'A6'].map(person)
  const m = await money(t)
  await m.officer.call(cards.importCards, {
    body: { schoolId: m.schoolId, dryRun: 'no' },
    file: {
      name: `${person('A8').idNumber}.csv`,
      content: Buffer.from(
        `序号,姓名,证件号,卡号,开卡日期,结果,原因\n1,${person('A8').name},${person('A8').idNumber},${TYPED_CARD},2026-08-28,成功,\n2,${NAME},${person('A7').idNumber},${TYPED_CARD},2026-08-28,失败,电话${CONTACT}证件${person('A7').idNumber}\n`,
      ),
    },
  })
  const ok = await m.officer.call(cards.importCards, {
    body: { schoolId: m.schoolId, dryRun: 'no' },
    file: {
      name: 'a.csv',
      content: Buffer.from(
        `序号,姓名,证件号,卡号,开卡日期,结果,原因\n1,${person('A8').name},${person('A8').idNumber},${TYPED_CARD},2026-08-28,成功,\n2,${person('A7').name},${person('A7').idNumber},,2026-08-28,失败,电话${CONTACT}卡${TYPED_CARD}\n`,
      ),
    },
  })
  expect(ok.body.accepted, JSON.stringify(ok.body)).toBe(1)
  t.clock.set('2026-09-21T09:00:00+08:00')
  await seedAwards(t.platform, people)
  await seedCards(t.platform, people)
  await allocate(m, 1_000_000)
  const spare = await build(m)
  const cancelled = await m.finance.call(d.cancelRun, {
    params: { id: spare.id },
    body: { revision: spare.revision, reason: `重做，${TYPED}` },
  })
  expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(200)
  const { run, file } = await toSent(m)
  const b = new Bank()
  b.submit(file)
  await m.load(run.id, b.answer(run.runNo, 'stranger'))
  await m.load(run.id, Buffer.from(`${person('A1').idNumber},${cardNumber(1)},${NAME}`))
  const loaded = await m.load(run.id, b.answer(run.runNo))
  expect(loaded.body).toMatchObject({ accepted: true })
  await m.finance.call(d.getRun, { params: { id: run.id }, query: {} })
}

/** Real faults while the hands are full of personal data: tables that are gone, answers that cannot be written, a job that fails. */
async function faults(round: string): Promise<void> {
  const me = await t.asStudent('A5')
  const broken = async (table: string, work: () => Promise<unknown>) => {
    await t.owner.query(`alter table ${table} rename to ${table}_gone`)
    try {
      await work()
    } finally {
      await t.owner.query(`alter table ${table}_gone rename to ${table}`)
    }
  }
  await broken('drafts', () =>
    me.call(applications.saveDraft, {
      body: { roundId: round, revision: 0, answers: { illness: ILLNESS, phone: CONTACT } },
    }),
  )
  await broken('student_accounts', () =>
    t.anyone.call(session.studentLogin, { body: { idNumber: person('A3').idNumber, password: PASSWORD } }),
  )
  await t.owner.query(
    'alter table drafts add constraint canary_check check (octet_length(answers_enc) < 10)  not valid',
  )
  await me.call(applications.saveDraft, {
    body: { roundId: round, revision: 0, answers: { illness: ILLNESS, phone: CONTACT } },
  })
  await t.owner.query('alter table drafts drop constraint canary_check')
  await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
    tx.enqueue('notify', {
      studentIds: [person('A3').idNumber],
      kind: 'x',
      title: NAME,
      body: `${CONTACT} ${TYPED_CARD}`,
      link: null,
      sms: null,
    }),
  )
  await t.runJobs()
  // the poisoned job is the test's own, not the product's
  await t.owner.query("delete from graphile_worker._private_jobs where payload::text like '%' || $1 || '%'", [NAME])
  expect(refused.filter((r) => r.status === 500).length).toBeGreaterThanOrEqual(2)
}

test('server.log: requests, refusals, faults and failed jobs, without a number, a name or a password', () => {
  const log = `${dataDir}/logs/server.log`
  const lines = filesBelow(`${dataDir}/logs`).length
  expect(lines).toBeGreaterThan(0)
  expect(foundInFile(log, [...numbers(), ...secrets(), NAME, '金丝雀', '李晓燕', '王建国', '举报人'])).toEqual([])
  // that there was something to see
  expect(
    foundInFile(log, ['"msg":"request"', '"msg":"fault"', 'applications.save-draft', '/api/v1/student/draft']).length,
  ).toBeGreaterThanOrEqual(3)
})

test('no file of the data folder holds a number in clear: logs, SMS log, photos', () => {
  for (const file of filesBelow(dataDir)) expect(foundInFile(file, [...numbers(), ...secrets()]), file).toEqual([])
})

test('/metrics counts by route pattern, never by what stood in an address', async () => {
  const { payload } = await t.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })
  expect(payload).toContain('/api/v1/students/:id')
  for (const word of [...numbers(), NAME]) expect(payload).not.toContain(word)
})

test('no refusal and no fault repeats a number or shows our insides', () => {
  expect(refused.length).toBeGreaterThan(20)
  // her own draft comes back to herself, so that she can choose
  for (const r of refused.filter((x) => !(x.route === applications.saveDraft.id && x.status === 409))) {
    const found = [...numbers(), ...secrets(), NAME].filter((w) => r.text.includes(w))
    expect(found, `${r.route} by ${r.who}: ${r.status} ${r.text}`).toEqual([])
    expect(r.text, r.route).not.toMatch(/select |insert |relation|drafts_gone|constraint|\.ts:|node_modules/i)
  }
})

test('in the database every number is encrypted: no row of any table shows one, as text or as bytes', async () => {
  expect(await foundInDatabase(t, [...numbers(), ...secrets()])).toEqual([])
  // the search sees what is there: names are stored in clear
  expect(await foundInDatabase(t, [NAME])).toContain(`public.students: ${NAME}`)
  expect((await verifyAudit(t.platform)).ok).toBe(true)
})
