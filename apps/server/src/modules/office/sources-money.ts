import { type CardReportKind, cardReportKindTitles } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { type Source, source, type Waiting } from './source.ts'
import { periodText, programmeTerm } from './texts.ts'

interface RunRow extends Waiting {
  readonly run_no: string
  readonly programme: string
  readonly term: string
  readonly period: string
  readonly items: number
}

/** Runs in one state, oldest first. */
const runs = (status: string) => sql<RunRow>`
  select r.id, null::date as due_on, r.run_no, r.programme, r.term, r.period, r.items from payment_runs r where r.status = ${status}`

const oneRun = (r: RunRow) => ({
  title: `${programmeTerm(r.programme, r.term)} · ${periodText(r.period)}`,
  detail: `批次 ${r.run_no} · ${r.items} 笔`,
  link: `/console/runs/${r.id}`,
})

const fileStep = (kind: string, title: string, status: string): Source =>
  source<RunRow>({
    kind,
    title,
    permission: 'runs.file',
    link: `/console/runs?status=${status}`,
    rows: () => runs(status),
    item: oneRun,
  })

/** Work on cards and payments. */
export const moneySources: readonly Source[] = [
  source<Waiting & { student_name: string; class_name: string }>({
    kind: 'card',
    title: '待办中职卡',
    permission: 'cards.manage',
    link: '/console/cards/missing',
    rows: () => sql`
      select s.id, null::date as due_on, s.name as student_name, c.name as class_name
      from students s join classes c on c.id = s.class_id
      where s.roll_status = 'on-roll'
        and exists (select 1 from applications a where a.student_id = s.id and a.status = 'approved' and a.payee = 'student')
        and not exists (select 1 from cards k where k.student_id = s.id and k.status in ('issued', 'activated'))`,
    item: (r) => ({ title: r.student_name, detail: r.class_name, link: '/console/cards/missing' }),
  }),
  source<Waiting & { student_name: string; class_name: string; report: CardReportKind; last4: string }>({
    kind: 'card-report',
    title: '学生反映中职卡有问题',
    permission: 'cards.manage',
    link: '/console/cards/reports?status=open',
    rows: () => sql`
      select r.id, r.due_on, s.name as student_name, c.name as class_name, r.kind as report, k.last4
      from card_reports r join cards k on k.id = r.card_id join students s on s.id = r.student_id join classes c on c.id = s.class_id
      where r.status = 'open'`,
    item: (r) => ({
      title: `${r.student_name} · ${cardReportKindTitles[r.report]}`,
      detail: `${r.class_name} · 尾号${r.last4}`,
      link: '/console/cards/reports?status=open',
    }),
  }),
  source<RunRow & { school_id: string; school_name: string }>({
    kind: 'run-build',
    title: '待组发放批次',
    permission: 'runs.build',
    link: '/console/runs/new',
    // due, payable (a card of her own that is activated, or paid to the school), and not already in a run under way
    rows: (tx) => sql`
      select min(p.id::text)::uuid as id, min(i.due_on) as due_on, i.school_id, o.name as school_name, '' as run_no,
        i.programme, i.term, i.period, count(*)::integer as items
      from payment_items p
        join instalments i on i.id = p.instalment_id
        join orgs o on o.id = i.school_id
        left join cards k on k.student_id = p.student_id and k.status = 'activated'
      where p.status = 'planned' and i.status = 'open' and i.due_on <= ${tx.today}::date and i.term_ends_on >= ${tx.today}::date
        and (p.payee = 'school' or k.id is not null)
        and not exists (select 1 from payment_runs r where r.school_id = i.school_id and r.programme = i.programme
          and r.term = i.term and r.period = i.period and r.status in ('built', 'approved', 'sealed'))
      group by i.school_id, o.name, i.programme, i.term, i.period`,
    item: (r) => ({
      title: `${programmeTerm(r.programme, r.term)} · ${periodText(r.period)}`,
      detail: `${r.school_name} · ${r.items} 笔可以发放`,
      link: `/console/runs/new?schoolId=${r.school_id}&programme=${r.programme}&term=${r.term}&period=${r.period}`,
    }),
  }),
  source<Waiting & { student_name: string; run_id: string; result_text: string | null }>({
    kind: 'returned',
    title: '银行退回待更正',
    permission: 'runs.build',
    link: '/console/runs?status=answered',
    // what a roll change stopped since is not paid again
    rows: () => sql`
      select p.id, null::date as due_on, s.name as student_name, p.run_id, p.result_text
      from payment_items p join students s on s.id = p.student_id join instalments i on i.id = p.instalment_id
      where p.status = 'returned' and i.status = 'open'`,
    item: (r) => ({
      title: r.student_name,
      detail: r.result_text ?? '银行退回',
      link: `/console/runs/${r.run_id}?item=returned`,
    }),
  }),
  source<RunRow>({
    kind: 'run-approve',
    title: '待审批发放批次',
    permission: 'runs.approve',
    link: '/console/runs?status=built',
    rows: (tx) => sql`${runs('built')} and r.built_by <> ${tx.actor.id}::uuid`,
    item: oneRun,
  }),
  fileStep('run-seal', '待封存银行文件', 'approved'),
  fileStep('run-send', '待送银行', 'sealed'),
  fileStep('run-return', '待导入银行回盘', 'sent'),
  fileStep('run-close', '待对账办结', 'answered'),
]
