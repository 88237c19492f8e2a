import { type Role, roleTitles } from '@zhuxue/contracts'
import type { ApplicationAction } from '@zhuxue/policy'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Refusal, type StaffActor } from '../../platform/index.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { apply, openRound } from '../../testing/money-path.ts'
import { applyAction, loadApplication } from './index.ts'

let t: TestApp
let id: string
beforeAll(async () => {
  t = await testApp()
  const roundId = await openRound(t)
  id = (await apply(t, 'A1', roundId, { only: ['national-grant'] }))['national-grant'].id
})
afterAll(() => t.close())

const ACTIONS: readonly ApplicationAction[] = [
  'check-pass',
  'check-return',
  'return-with-form',
  'review-pass',
  'review-return',
  'review-reject',
  'assess-select',
  'assess-not-select',
  'assess-send-back',
  'publish',
  'take-down',
  'uphold-objection',
  'notice-end',
  'approve',
  'return-to-school',
  'county-reject',
  'withdraw-by-roll',
  'resubmit',
  'recall',
  'reopen',
]
/** Weighted so that a good part of the walks gets somewhere. */
const FORWARD = ['check-pass', 'review-pass', 'assess-select', 'publish', 'notice-end', 'approve'] as const
const PEOPLE: readonly Role[] = ['class-teacher', 'aid-officer', 'reviewer', 'aid-committee', 'county-aid']

const actor = (role: Role): StaffActor => {
  const s = (t.world.staff[`${role}A`] ?? t.world.staff[role]) as { id: string; grantId: string; name: string }
  const { path: scope, id: orgId } = t.world.schools.A
  return {
    kind: 'staff',
    id: s.id,
    name: s.name,
    role,
    roleTitle: roleTitles[role],
    grantId: s.grantId,
    orgId,
    scope,
    sessionId: s.id,
  }
}

/** Back to a fresh application, behind the wall. */
const reset = () =>
  t.owner.query(
    `update applications set status = 'submitted', held = false, checked_by = null, checked_at = null, reviewed_by = null, reviewed_at = null,
       assessed_by = null, assessed_at = null, noticed_at = null, county_by = null, county_at = null, closing_reason = null where id = '${id}';
     delete from payment_items; delete from instalments; delete from awards;
     delete from application_events where application_id = '${id}'`,
  )

// who tries what does not matter here: the wall below roles must hold by itself
test('whatever people try in whatever order, nothing is approved that did not pass every step after its last return', async () => {
  let approved = 0
  const step = fc.record({
    who: fc.constantFrom(...PEOPLE),
    what: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...FORWARD) },
      { weight: 1, arbitrary: fc.constantFrom(...ACTIONS) },
    ),
  })
  // one walk in two follows the straight way with a few odd steps thrown in
  const straight = fc.tuple(fc.array(step, { maxLength: 3 }), fc.nat(6)).map(([odd, at]) => {
    const way = FORWARD.map((what, i) => ({
      who: PEOPLE[[0, 1, 3, 1, 1, 4][i] as number] as Role,
      what: what as ApplicationAction,
    }))
    return [...way.slice(0, at), ...odd, ...way.slice(at), ...way]
  })
  const walks = fc.oneof(fc.array(step, { minLength: 6, maxLength: 30 }), straight)
  await fc.assert(
    fc.asyncProperty(walks, async (walk) => {
      await reset()
      for (const { who, what } of walk) {
        await t.platform
          .transaction(actor(who), async (tx) =>
            applyAction(tx, await loadApplication(tx, id), what, { reason: '试一试' }),
          )
          .catch((e: unknown) => {
            if (!(e instanceof Refusal)) throw e
          })
      }
      const { rows } = await t.owner.query('select * from applications where id = $1', [id])
      const events = await t.owner.query(
        'select action, actor_id, to_status from application_events where application_id = $1 order by id',
        [id],
      )
      expect(events.rows.at(-1)?.to_status ?? 'submitted').toBe(rows[0].status)
      if (rows[0].status !== 'approved') return
      approved += 1
      const done = events.rows.map((e) => e.action as string)
      const last = Math.max(done.lastIndexOf('resubmit'), done.lastIndexOf('reopen'))
      const places = FORWARD.map((a) => done.lastIndexOf(a))
      expect(places.every((p, i) => p > (i === 0 ? last : (places[i - 1] as number)))).toBe(true)
      const people = ['check-pass', 'review-pass', 'assess-select', 'approve'].map(
        (a) => events.rows[done.lastIndexOf(a)].actor_id,
      )
      expect(new Set(people).size).toBe(4)
    }),
    { numRuns: 60 },
  )
  expect(approved).toBeGreaterThan(5)
})
