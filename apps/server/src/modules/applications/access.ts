import { type ApplicationStatus, type applications, type Role, rolePermissions } from '@zhuxue/contracts'
import { type ApplicationAction, ROLE_LABELS, STATUS_INFO, transition } from '@zhuxue/policy'
import type { Static } from 'typebox'
import type { StaffActor, Tx } from '../../platform/index.ts'
import type { ApplicationRecord } from './store.ts'
import { whyNot } from './transition.ts'

export type ScreenAction = Static<(typeof applications.getApplication)['reply']>['actions'][number]

interface Choice {
  readonly status: ApplicationStatus
  readonly permission: (typeof rolePermissions)[Role][number]
  readonly actions: readonly (readonly [ScreenAction, ApplicationAction])[]
}

/** What each step offers on the screen, to whom, and which act of the policy's table it is. */
const CHOICES: readonly Choice[] = [
  {
    status: 'submitted',
    permission: 'applications.check',
    actions: [
      ['check-pass', 'check-pass'],
      ['return', 'check-return'],
    ],
  },
  {
    status: 'checked',
    permission: 'applications.review',
    actions: [
      ['review-pass', 'review-pass'],
      ['return', 'review-return'],
      ['reject', 'review-reject'],
    ],
  },
  {
    status: 'noticed',
    permission: 'applications.county-review',
    actions: [
      ['county-approve', 'approve'],
      ['county-return', 'return-to-school'],
      ['county-reject', 'county-reject'],
    ],
  },
]

/** What the caller may do with the application now, and if nothing, who has to act or why she may not. */
export async function actionsFor(
  tx: Tx<StaffActor>,
  app: ApplicationRecord,
): Promise<{ actions: ScreenAction[]; whyNot: string | null }> {
  const choice = CHOICES.find((c) => c.status === app.status)
  const owner = STATUS_INFO[app.status].owner
  if (!choice || !rolePermissions[tx.actor.role].includes(choice.permission)) {
    if (owner === null) return { actions: [], whyNot: '这份申请已经办结。' }
    return { actions: [], whyNot: `目前由${ROLE_LABELS[owner]}办理。` }
  }
  const [first] = choice.actions
  const refusal = first && (await whyNot(tx, first[1], [app])).get(app.id)
  if (refusal?.code === 'same-person') return { actions: [], whyNot: refusal.message }
  const open = choice.actions.filter(([, action]) => transition(app.status, action, app.held).ok).map(([a]) => a)
  return { actions: open, whyNot: open.length === 0 ? (refusal?.message ?? null) : null }
}
