import { applications, roll, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { client } from '../../apps/server/src/testing/client.ts'
import { completeForm, openRoundA } from '../../apps/server/src/testing/student-kit.ts'

/** The expiry itself (idle, absolute, log-out everywhere): identity/login.test.ts; in the browser: journeys/expired-session. */
let t: TestApp
let round: string
beforeAll(async () => {
  t = await testApp()
  round = await openRoundA(t)
})
afterAll(() => t.close())

const end = (sql: string) => t.owner.query(`update sessions set ${sql} where revoked_at is null`)

describe('a session that ends in the middle of the form', () => {
  test.each([
    ['30 idle minutes', "last_seen_at = now() - interval '31 minutes'"],
    ['8 hours', "expires_at = now() - interval '1 second'"],
    ['logged out on another phone', 'revoked_at = now()'],
  ])(
    '%s: 401 says that nothing is lost; after the log-in the draft is there, and the waiting submit works once',
    async (_, sql) => {
      await t.owner.query('delete from drafts')
      const me = await t.asStudent('A4')
      const answers = await completeForm(t, 'A4', me, round)
      const saved = await me.call(applications.saveDraft, {
        body: { roundId: round, revision: 0, answers: { ...answers, other: '写到一半' } },
      })
      expect(saved.status).toBe(200)
      await end(sql)
      const requestId = crypto.randomUUID()
      const submit = (who: typeof me) =>
        who.call(applications.submitApplication, { body: { requestId, roundId: round, answers } })
      for (const r of [
        await submit(me),
        await me.call(applications.saveDraft, { body: { roundId: round, revision: 1, answers: {} } }),
        await me.call(applications.studentHome),
      ]) {
        expect([r.status, r.body.code]).toEqual([401, 'session-expired'])
        expect(r.body.detail).toContain('已填写的内容不会丢失')
      }
      const again = await t.asStudent('A4')
      const form = await again.call(applications.getForm, { query: { roundId: round } })
      expect(form.body.draft).toMatchObject({
        revision: 1,
        answers: { other: '写到一半', signature: answers.signature },
      })
      // the phone's outbox sends the same request again: it is done now, once
      const [a, b] = [await submit(again), await submit(again)]
      if (a.status === 200) expect(b.body).toEqual(a.body)
      else expect(a.body.code).toBe('duplicate')
      expect(
        (
          await t.owner.query('select 1 from submissions where student_id = $1', [
            (t.world.students.A4 as { id: string }).id,
          ])
        ).rowCount,
      ).toBe(1)
    },
  )
})

describe('tokens that are none', () => {
  test('no cookie, nonsense, another kind, another csrf: 401 or 403 in words', async () => {
    const me = await t.as('class-teacher')
    for (const [cookie, csrf, status] of [
      ['', '', 401],
      ['zx_session=', me.csrf, 401],
      ['zx_session=x', me.csrf, 401],
      [`zx_session=${'x'.repeat(5000)}`, me.csrf, 401],
      ['zx_session=%00', me.csrf, 401],
      ["zx_session=' or 1=1", me.csrf, 401],
      [`${me.cookie}x`, me.csrf, 401],
      [me.cookie, '', 403],
      [me.cookie, `${me.csrf}0`, 403],
    ] as const) {
      const id = (t.world.students.A1 as { id: string }).id
      const r = await client(t.app, cookie, csrf).call(roll.revealField, {
        params: { id },
        body: { field: 'phone', reason: 'contact-student' },
      })
      expect(r.status, cookie.slice(0, 40)).toBe(status)
      expect(r.body.detail).toMatch(/[\u4e00-\u9fff]{4,}/)
      expect(JSON.stringify(r.body)).not.toContain('value')
    }
  })

  test('a student’s cookie opens no staff route and the other way round', async () => {
    const student = await t.asStudent('A1')
    const teacher = await t.as('class-teacher')
    expect((await student.call(roll.listStudents, { query: {} })).status).toBe(403)
    expect((await teacher.call(applications.studentHome)).status).toBe(403)
    const me = await teacher.call(session.me)
    expect([me.status, me.body.kind], JSON.stringify(me.body)).toEqual([200, 'staff'])
  })
})
