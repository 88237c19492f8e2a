import { type Role, roleTitles } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { type Source, source, type Waiting } from './source.ts'

interface RequestRow extends Waiting {
  readonly staff_name: string
  readonly role: Role
  readonly org_name: string
  readonly requested_by_name: string
}

/** Work on accounts: grants that a second security administrator must confirm. */
export const staffSources: readonly Source[] = [
  source<RequestRow>({
    kind: 'grant-request',
    title: '授权申请待确认',
    permission: 'staff.manage',
    link: '/console/grant-requests?status=waiting',
    rows: (tx) => sql`select r.id, null::date as due_on, r.staff_name, r.role, r.org_name, r.requested_by_name
      from staff_grant_requests r
      where r.status = 'waiting' and r.requested_by <> ${tx.actor.id}::uuid and r.staff_id <> ${tx.actor.id}::uuid`,
    item: (r) => ({
      title: `${r.staff_name} · ${roleTitles[r.role]}`,
      detail: `${r.org_name} · 申请人 ${r.requested_by_name}`,
      link: '/console/grant-requests?status=waiting',
    }),
  }),
]
