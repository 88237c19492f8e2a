import { office, organisations, roll, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { factsOf, factsOfSchool } from './index.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())
const s = (key: string): { id: string; name: string; idNumber: string } => t.world.students[key] as never

describe('roster', () => {
  it('a class teacher sees the own class, the roll officer the school, nobody another school', async () => {
    const teacher = await t.as('class-teacher')
    const own = await teacher.call(roll.listStudents, { query: {} })
    expect([own.status, own.body.items.map((x) => x.name).sort()]).toEqual([200, ['李晓燕', '王建国'].sort()])
    const officer = await t.as('roll-officer')
    const all = await officer.call(roll.listStudents, { query: {} })
    expect(all.body.items).toHaveLength(8)
    expect(JSON.stringify(all.body)).not.toContain(s('A1').idNumber.slice(4, 16))
    const other = await t.as('roll-officer', 'B')
    expect((await other.call(roll.getStudent, { params: { id: s('A1').id } })).status).toBe(404)
    expect((await teacher.call(roll.getStudent, { params: { id: s('A5').id } })).status).toBe(404)
  })

  it('is found by part of the name, by ID number as people type it, and by formal roll number; % is no wildcard', async () => {
    const officer = await t.as('roll-officer')
    const find = async (q: string) =>
      (await officer.call(roll.listStudents, { query: { q } })).body.items.map((x) => x.name)
    expect(await find('欧阳')).toEqual(['欧阳明轩'])
    const { idNumber } = s('A3')
    expect(await find(`${idNumber.slice(0, 6)} ${idNumber.slice(6).toLowerCase()}`)).toEqual(['张美玲'])
    expect(await find(`G${idNumber}`)).toEqual(['张美玲'])
    expect(await find(s('B3').idNumber)).toEqual([])
    expect(await find('%')).toEqual([])
  })

  it('pages by key without losing or repeating anyone', async () => {
    const officer = await t.as('county-aid')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const r = await officer.call(roll.listStudents, { query: { limit: '3', ...(cursor ? { cursor } : {}) } })
      seen.push(...r.body.items.map((x) => x.id))
      cursor = r.body.nextCursor ?? undefined
    } while (cursor)
    expect([seen.length, new Set(seen).size]).toEqual([16, 16])
  })

  it('tree and classes of the own scope, with head count and teacher', async () => {
    const officer = await t.as('roll-officer')
    expect((await officer.call(organisations.orgTree)).body.items.map((o) => o.name)).toEqual([
      '官渡职业中专',
      '专业部',
    ])
    const classes = await officer.call(organisations.listClasses, { query: {} })
    expect(classes.body.items.map((c) => [c.name, c.departmentName, c.students, c.teacherName])).toEqual([
      ['园林2601班', '专业部', 2, 'A班主任'],
      ['计算机2501班', '专业部', 6, 'A班主任'],
    ])
  })
})

describe('facts', () => {
  const worker = { kind: 'worker', name: '测试' } as const

  it('come with source and date, and what is not known is shown as unknown (DESIGN §3)', async () => {
    const officer = await t.as('roll-officer')
    for (const key of ['A1', 'A2']) {
      await officer.call(roll.openFile, { params: { id: s(key).id }, body: { reason: 'roll-work' } })
    }
    const detail = await officer.call(roll.getStudent, { params: { id: s('A2').id } })
    const fact = (key: string) => detail.body.facts.find((f) => f.key === key)
    expect(fact('hukou.areaType')).toMatchObject({ value: '乡村', source: '学籍', asOf: '2026-08-25' })
    expect(fact('household.registers')).toMatchObject({ value: '脱贫家庭', source: '部门比对' })
    expect(fact('hardship')).toMatchObject({ value: null, source: '尚未认定' })
    const unmatched = await officer.call(roll.getStudent, { params: { id: s('A1').id } })
    expect(unmatched.body.facts.find((f) => f.key === 'household.registers')).toMatchObject({
      value: null,
      source: '尚未比对',
    })
    expect(detail.body.idNumberMasked).toMatch(/^539\*+\d{3}[\dX]$/)
  })

  it('an ended register no longer counts, and “matched, nothing found” is not the same as not matched', async () => {
    const facts = (key: string) =>
      t.platform.transaction(worker, async (tx) => (await factsOf(tx, s(key).id, '2026-autumn')).facts.household)
    expect(await facts('A4')).toMatchObject({ registers: ['dibao'] })
    await t.owner.query("update household_registers set valid_to = '2026-08-31' where student_id = $1", [s('A4').id])
    expect(await facts('A4')).toEqual({ registers: [], riskEliminated: null })
    expect(await facts('A5')).toBeNull()
    await t.owner.query('update household_registers set valid_to = null')
  })

  it('of a whole school equal those of each student, in one query', async () => {
    await t.platform.transaction(worker, async (tx) => {
      const all = await factsOfSchool(tx, t.world.schools.A.id, '2026-autumn')
      expect(all.size).toBe(8)
      for (const [id, facts] of all) expect(facts).toEqual((await factsOf(tx, id, '2026-autumn')).facts)
    })
  })
})

describe('looks at protected data', () => {
  it('are answered once, written down, and shown to the student with who and why (未成年人网络保护条例 36)', async () => {
    const officer = await t.as('roll-officer')
    const body = {
      requestId: '0190b3c4-0000-7000-8000-00000000c001',
      field: 'idNumber',
      reason: 'verify-identity',
    } as const
    const answers = await Promise.all([
      officer.call(roll.revealField, { params: { id: s('A1').id }, body }),
      officer.call(roll.revealField, { params: { id: s('A1').id }, body }),
    ])
    expect(answers.map((a) => [a.status, a.body.value])).toEqual([
      [200, s('A1').idNumber],
      [200, s('A1').idNumber],
    ])
    const student = await t.asStudent('A1')
    const log = await student.call(office.accessLog, { query: {} })
    expect(log.body.items.map((l) => [l.by, l.role, l.field, l.reason])).toEqual([
      ['A学籍管理', '学籍管理员', '证件号码', '核对身份'],
      ['A学籍管理', '学籍管理员', '学生档案', '办理学籍业务'],
    ])
    const audit = await t.owner.query("select data from audit_events where action = 'roll.reveal'")
    expect(audit.rows).toHaveLength(1)
    expect(audit.rows[0].data).not.toContain(s('A1').idNumber)
    const stored = await t.owner.query('select reply_enc from request_log where route_id = $1', ['roll.reveal-field'])
    expect(String(stored.rows[0].reply_enc)).not.toContain(s('A1').idNumber)
  })

  it('another school, and a role without the permission, get nothing', async () => {
    const other = await t.as('roll-officer', 'B')
    const args = { params: { id: s('A1').id }, body: { field: 'phone', reason: 'contact-student' } } as const
    expect((await other.call(roll.revealField, args)).status).toBe(404)
    const principal = await t.as('principal')
    expect((await principal.call(roll.revealField, args)).status).toBe(403)
  })
})

describe('password slips', () => {
  it('work for the log-in, void the slip before, and are for the own class and the not yet activated only', async () => {
    await t.owner.query(
      'update student_accounts set activated_at = null, password_hash = null where student_id = any($1)',
      [[s('A1').id, s('A2').id]],
    )
    const teacher = await t.as('class-teacher')
    const [first, second] = t.world.schools.A.classes
    const print = (id = first?.id ?? '') => teacher.call(roll.printSlips, { params: { id }, body: {} })
    const a = await print()
    expect([a.body.className, a.body.slips.map((x) => x.name).sort(), a.body.skippedActivated]).toEqual([
      '园林2601班',
      ['李晓燕', '王建国'].sort(),
      0,
    ])
    for (const slip of a.body.slips)
      expect(slip.password).toMatch(/^[a-hjkmnp-z2-9]{3}-[a-hjkmnp-z2-9]{3}-[a-hjkmnp-z2-9]{2}$/)
    const b = await print()
    const of = (answer: typeof b): string => answer.body.slips.find((x) => x.studentId === s('A1').id)?.password ?? ''
    const login = (password: string) =>
      t.anyone.call(session.studentLogin, { body: { idNumber: s('A1').idNumber, password } })
    expect((await login(of(a))).status).toBe(401)
    const r = await login(of(b))
    expect([r.status, r.body.mustChangePassword]).toEqual([200, true])
    await t.owner.query('update student_accounts set activated_at = now() where student_id = $1', [s('A1').id])
    const c = await print()
    expect([c.body.slips.map((x) => x.name), c.body.skippedActivated]).toEqual([['王建国'], 1])
    expect((await print(second?.id)).status).toBe(404)
    const evidence = await t.owner.query("select data from audit_events where action = 'roll.print-slips'")
    for (const slip of [...a.body.slips, ...b.body.slips]) {
      expect(JSON.stringify(evidence.rows)).not.toContain(slip.password)
    }
  })

  it('a student who forgot the password gets a new slip from the own class teacher; the old password and open sessions end', async () => {
    const teacher = await t.as('class-teacher')
    await t.owner.query('update student_accounts set activated_at = now() where student_id = $1', [s('A1').id])
    const open = await t.asStudent('A1')
    const r = await teacher.call(roll.reissueSlip, {
      params: { id: s('A1').id },
      body: { identityChecked: true, reason: 'forgotten' },
    })
    expect(r.status, JSON.stringify(r.body)).toBe(200)
    expect((await open.call(session.me)).status).toBe(401)
    const login = await t.anyone.call(session.studentLogin, {
      body: { idNumber: s('A1').idNumber, password: r.body.password },
    })
    expect([login.status, login.body.mustChangePassword]).toEqual([200, true])
    const stranger = await t.as('class-teacher', 'B')
    const refused = await stranger.call(roll.reissueSlip, {
      params: { id: s('A1').id },
      body: { identityChecked: true, reason: 'forgotten' },
    })
    expect(refused.status).toBe(404)
  })

  it('a student named who is not of the class is refused whole', async () => {
    const teacher = await t.as('class-teacher')
    const r = await teacher.call(roll.printSlips, {
      params: { id: t.world.schools.A.classes[0]?.id ?? '' },
      body: { studentIds: [s('A5').id] },
    })
    expect(r.status).toBe(404)
  })
})
