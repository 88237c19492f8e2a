import { programmeTitles } from '@zhuxue/contracts'
import { type ApplicationAction, type SmsMessage, smsText, type Term } from '@zhuxue/policy'
import { loadRegion } from '@zhuxue/regions'
import { sql } from 'kysely'
import type { Tx } from '../../platform/index.ts'
import type { ApplicationRecord, FieldReason } from './store.ts'

interface Message {
  readonly title: string
  readonly body: string
  readonly link?: string
  readonly sms?: SmsMessage
}

export interface Told {
  readonly app: ApplicationRecord
  readonly action: ApplicationAction
  readonly reason: string | null
  readonly fields: readonly FieldReason[]
}

const APPEAL = '对结果有异议的，可以向学校资助工作领导小组提出；对学校答复不服的，可以向县级资助管理部门反映。'

/** What the student is told after an act; null when she need not hear of it. */
function messageOf({ app, action, reason, fields }: Told): Message | null {
  const title = programmeTitles[app.programme]
  switch (action) {
    case 'check-return':
    case 'review-return': {
      const due = app.due_on ? `，请在${app.due_on}前修改后重新提交` : '，请修改后重新提交'
      const why = [reason, ...fields.map((f) => f.reason)].filter(Boolean).join('；')
      return {
        title: '申请表需要补正',
        body: `${title}申请已退回${due}。原因：${why}`,
        link: '/student/apply',
        ...(app.due_on ? { sms: { kind: 'returned', dueDate: app.due_on as never } } : {}),
      }
    }
    case 'check-pass':
      return { title: `${title}：班主任初审通过`, body: '下一步由学校资助专干审核。' }
    case 'review-pass':
      return { title: `${title}：学校审核通过`, body: '下一步由学校资助工作领导小组评审。' }
    case 'assess-select':
      return { title: `${title}：已列入拟资助名单`, body: '下一步在校内公示不少于5个工作日。' }
    case 'notice-end':
      return { title: `${title}：公示期满`, body: '下一步由县级资助管理部门审核。' }
    case 'approve':
      return {
        title: `${title}：审核通过`,
        body: app.payee === 'student' ? '资助金将按月发到您本人的中职卡。' : '学费由财政补助学校，您不用再交。',
        sms: { kind: 'approved', programme: title, term: app.term as Term },
      }
    case 'review-reject':
    case 'assess-not-select':
    case 'county-reject':
    case 'uphold-objection':
      return { title: `${title}：未能通过`, body: `理由：${reason ?? ''}。${APPEAL}`, sms: { kind: 'rejected' } }
    case 'return-to-school':
      return { title: `${title}：县级退回学校重新审核`, body: '学校核实后会再次报送，您暂时不用办理。' }
    case 'withdraw-by-roll':
      return { title: `${title}：申请已终止`, body: `原因：${reason ?? '学籍异动'}。如有疑问请联系班主任。` }
    default:
      return null
  }
}

/** Queues one message for each student; texts are final, so that the job needs no rules. */
export async function tellStudents(tx: Tx, told: readonly Told[]): Promise<void> {
  const messages = told.flatMap((t) => {
    const message = messageOf(t)
    return message === null ? [] : [{ ...t, message }]
  })
  if (messages.length === 0) return
  const people = await tx.db
    .selectFrom('students as s')
    .innerJoin('orgs as o', 'o.id', 's.school_id')
    .select(['s.id', 's.name', 'o.county_code'])
    .where('s.id', '=', sql<string>`any(${messages.map((m) => m.app.student_id)}::uuid[])`)
    .execute()
  const byId = new Map(people.map((p) => [p.id, p]))
  const payloads = messages.map(({ app, message }) => {
    const person = byId.get(app.student_id)
    return {
      studentIds: [app.student_id],
      kind: 'application',
      title: message.title,
      body: message.body,
      link: message.link ?? `/student/applications/${app.id}`,
      sms:
        message.sms && person
          ? smsText({ signature: signatureOf(person.county_code), name: person.name }, message.sms)
          : null,
    }
  })
  await tx.enqueueAll('notify', payloads)
}

/** SMS signature of a school's region. */
function signatureOf(countyCode: string | null): string {
  const loaded = loadRegion(countyCode ?? '')
  return loaded.ok ? loaded.region.smsSignature : '学生资助'
}
