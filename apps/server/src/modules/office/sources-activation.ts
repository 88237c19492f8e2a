import { type RollField, rollFieldTitles } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { type Source, source, type Waiting } from './source.ts'

interface PersonRow extends Waiting {
  readonly student_name: string
  readonly class_name: string
}

/** Work around the activation of accounts: reported roll data, signed papers, alerts of bulk activation. */
export const activationSources: readonly Source[] = [
  source<PersonRow & { field: RollField }>({
    kind: 'roll-report',
    title: '学生反映学籍信息有误',
    permission: 'roll.enter',
    link: '/console/roll-reports?status=open',
    rows: () => sql`select r.id, r.due_on, s.name as student_name, c.name as class_name, r.field
      from roll_reports r join students s on s.id = r.student_id join classes c on c.id = s.class_id where r.status = 'open'`,
    item: (r) => ({
      title: `${r.student_name} · ${rollFieldTitles[r.field] ?? r.field}`,
      detail: r.class_name,
      link: '/console/roll-reports?status=open',
    }),
  }),
  source<PersonRow & { entered_by_name: string }>({
    kind: 'paper-consent',
    title: '纸质同意书待确认',
    permission: 'consents.paper',
    link: '/console/paper-consents?status=waiting',
    rows: (tx) => sql`select p.id, null::date as due_on, s.name as student_name, c.name as class_name, p.entered_by_name
      from paper_consents p join students s on s.id = p.student_id join classes c on c.id = s.class_id
      where p.status = 'waiting' and p.entered_by <> ${tx.actor.id}::uuid`,
    item: (r) => ({
      title: r.student_name,
      detail: `${r.class_name} · ${r.entered_by_name}登记`,
      link: '/console/paper-consents?status=waiting',
    }),
  }),
  source<Waiting & { accounts: number; label: string }>({
    kind: 'activation-alert',
    title: '批量激活预警',
    permission: 'activation.alerts',
    link: '/console/activation-alerts?status=open',
    rows: () => sql`select a.id, a.due_on, cardinality(a.student_ids) as accounts, a.label
      from activation_alerts a where a.status = 'open'`,
    item: (r) => ({
      title: `${r.accounts} 个账号在同一设备上激活`,
      detail: r.label,
      link: '/console/activation-alerts?status=open',
    }),
  }),
]
