import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  APPLICATION_STATUSES,
  type ApplicationAction,
  type ApplicationStatus,
  actionLabel,
  actionNeedsReason,
  actionsFor,
  availableActions,
  instalmentActions,
  isTerminal,
  mayReissue,
  type PaymentItemStatus,
  paymentItemActions,
  paymentItemStep,
  paymentRunActions,
  paymentRunStep,
  ROLE_LABELS,
  roleFor,
  STATUS_INFO,
  separationConflict,
  transition,
} from './index.ts'

const ALL_ACTIONS = [...new Set(APPLICATION_STATUSES.flatMap((status) => [...availableActions[status]]))]
const FORWARD: readonly ApplicationAction[] = [
  'check-pass',
  'review-pass',
  'assess-select',
  'publish',
  'notice-end',
  'approve',
]

/** A walk: at each step one of the open actions, picked by a number. */
function walk(picks: readonly number[]): { trail: ApplicationAction[]; status: ApplicationStatus } {
  const trail: ApplicationAction[] = []
  let status: ApplicationStatus = 'draft'
  for (const pick of picks) {
    const open: readonly ApplicationAction[] = availableActions[status]
    const action = open[pick % Math.max(open.length, 1)]
    if (action === undefined) break
    const result = transition(status, action)
    if (!result.ok) throw new Error(result.text)
    trail.push(action)
    status = result.status
  }
  return { trail, status }
}

describe('application', () => {
  it('reaches approved only through check, review, assessment and a full notice after the last return', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(11), { maxLength: 60 }), (picks) => {
        const { trail, status } = walk(picks)
        if (status !== 'approved') return
        const lastSetBack = Math.max(...(['submit', 'resubmit'] as const).map((action) => trail.lastIndexOf(action)))
        const tail = trail.slice(lastSetBack)
        const places = FORWARD.map((action) => tail.lastIndexOf(action))
        expect(places.every((place) => place >= 0)).toBe(true)
        expect(places).toEqual([...places].sort((a, b) => a - b))
      }),
      { numRuns: 3000 },
    )
  })

  it('cannot be approved when any one step is taken out of the graph', () => {
    for (const skipped of FORWARD) {
      const reached = new Set<ApplicationStatus>(['draft'])
      let grew = true
      while (grew) {
        const before = reached.size
        for (const status of [...reached]) {
          for (const action of availableActions[status]) {
            const result = transition(status, action)
            if (action !== skipped && result.ok) reached.add(result.status)
          }
        }
        grew = reached.size > before
      }
      expect(reached.has('approved'), skipped).toBe(false)
    }
  })

  it('can always still end, and every status can be reached', () => {
    const reached = new Set<ApplicationStatus>(['draft'])
    for (let i = 0; i < APPLICATION_STATUSES.length; i += 1) {
      for (const status of [...reached]) {
        for (const action of availableActions[status]) {
          const result = transition(status, action)
          if (result.ok) reached.add(result.status)
        }
      }
    }
    expect([...reached].sort()).toEqual([...APPLICATION_STATUSES].sort())
    expect(APPLICATION_STATUSES.filter(isTerminal)).toEqual(['approved', 'rejected', 'withdrawn'])
    for (const status of ['approved', 'rejected', 'withdrawn'] as const) {
      for (const action of ALL_ACTIONS) {
        expect(transition(status, action)).toMatchObject({ ok: false, code: 'action-not-available' })
      }
    }
  })

  it('is open to exactly the owner of the status, besides the system, recall and objections', () => {
    for (const status of APPLICATION_STATUSES) {
      const owner = STATUS_INFO[status].owner
      expect(owner === null).toBe(isTerminal(status))
      if (owner === null || status === 'assessed') continue
      expect(actionsFor(status, owner).length, status).toBeGreaterThan(0)
      expect(ROLE_LABELS[owner]).not.toBe('')
    }
    expect(actionsFor('submitted', 'aid-officer')).toEqual([])
    expect(roleFor('approve')).toBe('county-reviewer')
    for (const action of ALL_ACTIONS) expect(actionLabel(action)).not.toBe('')
    expect(actionNeedsReason('review-reject')).toBe(true)
  })

  it('waits while an objection is open', () => {
    expect(transition('public-notice', 'notice-end', true)).toMatchObject({ code: 'held-by-objection' })
    expect(transition('noticed', 'approve', true)).toMatchObject({ code: 'held-by-objection' })
    expect(transition('noticed', 'uphold-objection', true)).toEqual({ ok: true, status: 'rejected' })
    expect(actionsFor('noticed', 'county-reviewer', true)).not.toContain('approve')
  })

  it('is ended by a roll change from everywhere before approval', () => {
    for (const status of APPLICATION_STATUSES) {
      if (isTerminal(status) || status === 'recalled') continue
      expect(transition(status, 'withdraw-by-roll')).toEqual({ ok: true, status: 'withdrawn' })
    }
  })
})

describe('separation of duties', () => {
  it('keeps check, review, assessment and approval apart', () => {
    const history = [{ action: 'check-pass', actorId: 'a' }] as const
    for (const action of ['review-pass', 'assess-select', 'approve', 'review-reject'] as const) {
      expect(separationConflict(history, { action, actorId: 'a' })?.code, action).toBe('separation-of-duties')
      expect(separationConflict(history, { action, actorId: 'b' })).toBeNull()
    }
    expect(separationConflict(history, { action: 'check-return', actorId: 'a' })).toBeNull()
    expect(
      separationConflict([{ action: 'run-build', actorId: 'a' }], { action: 'run-approve', actorId: 'a' }),
    ).not.toBeNull()
    expect(
      separationConflict([{ action: 'run-build', actorId: 'a' }], { action: 'run-approve', actorId: 'b' }),
    ).toBeNull()
  })

  it('counts one who entered the application for a student', () => {
    const history = [{ action: 'submit', actorId: 'officer' }] as const
    expect(separationConflict(history, { action: 'review-pass', actorId: 'officer' })).not.toBeNull()
  })
})

describe('money', () => {
  it('never leaves paid or returned, and never goes from unknown back to sending', () => {
    const reach = (from: PaymentItemStatus): Set<string> => {
      const seen = new Set<string>()
      const queue: PaymentItemStatus[] = [from]
      for (let status = queue.pop(); status !== undefined; status = queue.pop()) {
        for (const next of Object.values<PaymentItemStatus>(paymentItemActions[status])) {
          if (!seen.has(next)) queue.push(next)
          seen.add(next)
        }
      }
      return seen
    }
    expect(reach('paid').size).toBe(0)
    expect(reach('returned').size).toBe(0)
    expect([...reach('unknown')].sort()).toEqual(['paid', 'returned'])
    for (const status of ['in-run', 'planned'] as const) expect(reach('sent').has(status)).toBe(false)
    expect((Object.keys(paymentItemActions) as PaymentItemStatus[]).filter(mayReissue)).toEqual(['returned'])
  })

  it('cannot cancel a sent run, nor send one that was not approved and sealed', () => {
    expect(paymentRunStep('sent', 'cancel').ok).toBe(false)
    expect(paymentRunStep('built', 'seal').ok).toBe(false)
    expect(paymentRunStep('approved', 'send').ok).toBe(false)
    expect(paymentItemStep('sent', 'answer-paid')).toEqual({ ok: true, status: 'paid' })
    expect(paymentItemStep('planned', 'send')).toMatchObject({ ok: false, code: 'action-not-available' })
    expect(Object.keys(paymentRunActions.closed)).toEqual([])
    expect(instalmentActions.paid).not.toHaveProperty('stop')
  })
})
