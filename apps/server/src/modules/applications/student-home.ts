import type { applications, ReplyOf } from '@zhuxue/contracts'
import { addDays, FACT_LABELS, formatTermText, localDate, shanghaiInstant } from '@zhuxue/policy'
import { sql } from 'kysely'
import { dayOf, type Platform, type StudentActor, type Tx } from '../../platform/index.ts'
import { openActivationSteps } from '../activation/index.ts'
import {
  type DeterminedProgramme,
  type DeterminedStudent,
  determineFor,
  isOpen,
  overviewOf,
  type Round,
  roundOf,
  termOn,
} from '../programmes/index.ts'
import { type StudentCore, studentCore } from '../roll/index.ts'
import { changedOutcome, type JudgedApplication, keptFor, LIVE } from './fact-changes.ts'
import { guardianView } from './guardian.ts'
import type { ApplicationRecord } from './store.ts'
import { guardianNeeded, selectableOf } from './student-form.ts'
import { ownCard } from './student-money.ts'
import { draftOf, submissionOf } from './student-store.ts'
import { applicationsOf, notAppliedFor, returnedForm, toBrief } from './student-views.ts'

type StudentTx = Tx<StudentActor>
type Reply = ReplyOf<typeof applications.studentHome>
type Task = Reply['tasks'][number]

/** Everything of this term on one screen: what to do now, what she may get and why, what is under way. */
export async function home(tx: StudentTx, platform: Platform): Promise<Reply> {
  const term = termOn(platform, tx.today)
  const student = await studentCore(tx, tx.actor.id)
  const round = await roundOf(tx, student.schoolId, term)
  const determined = await determineFor(tx, platform, student.id, term)
  const apps = await applicationsOf(tx, term)
  const draft = round ? await draftOf(tx, platform, round.id) : undefined
  const mayEdit = apps.length === 0 || apps.some((a) => a.status === 'returned' || a.status === 'recalled')
  const selectable = round ? selectableOf(round, determined) : []
  const numbers = await counts(tx)
  const { programmes, choices } = await overviewOf(tx, platform, determined.facts, term, tx.actor.scope)
  return {
    name: student.name,
    schoolName: student.schoolName,
    className: student.className,
    term,
    termTitle: formatTermText(term),
    round: round
      ? {
          id: round.id,
          opensOn: round.opensOn,
          closesOn: round.closesOn,
          closesAt: round.closesAt.toISOString(),
          state: isOpen(round, tx.now) ? 'open' : 'closed',
        }
      : null,
    determinations: determined.items.map((i) => i.view),
    programmes,
    choices,
    applications: apps.map(toBrief),
    draft: draft && mayEdit ? { revision: draft.revision, savedAt: draft.savedAt.toISOString() } : null,
    tasks: [
      ...(await correctionTask(tx, round, apps)),
      ...(await guardianTask(tx, platform, student, apps)),
      ...(await changeTask(tx, determined, apps)),
      ...applyTask(tx, round, apps, selectable),
      ...(await cardTasks(tx, numbers.returnedItems)),
      ...activationTask(await openActivationSteps(tx, student.id)),
      ...messageTask(numbers.unread),
    ],
    unreadMessages: numbers.unread,
  }
}

async function correctionTask(
  tx: StudentTx,
  round: Round | undefined,
  apps: readonly ApplicationRecord[],
): Promise<Task[]> {
  const waiting = apps.filter((a) => a.status === 'returned')
  const submission = round && waiting.length > 0 ? await submissionOf(tx, round.id) : undefined
  const returned = submission ? await returnedForm(tx, submission) : null
  if (!returned) return []
  const due = waiting.map((a) => a.due_on).reduce((min, d) => (d !== null && (min === null || d < min) ? d : min), null)
  const reasons = [returned.reason, ...returned.fields.map((f) => f.reason)].map((r) => r.replace(/[。；;.\s]+$/, ''))
  const why = `${reasons.filter(Boolean).join('；')}。`
  return [
    {
      kind: 'returned',
      title: '申请被退回，请补正后重新提交',
      detail: why,
      link: '/student/apply',
      dueAt: due === null ? null : new Date(shanghaiInstant(addDays(localDate(due), 1), '00:00')).toISOString(),
    },
  ]
}

/** Under 16 the guardian's signature is still missing: only she can remind the guardian, so it is her task. */
async function guardianTask(
  tx: StudentTx,
  platform: Platform,
  student: StudentCore,
  apps: readonly ApplicationRecord[],
): Promise<Task[]> {
  const app = apps.find((a) => a.status === 'submitted' || a.status === 'checked')
  if (!app || !guardianNeeded(student.birthDate, dayOf(app.submitted_at))) return []
  const view = await guardianView(tx, platform, app)
  if (view?.state !== 'waiting' && view?.state !== 'none') return []
  return [
    {
      kind: 'guardian',
      title: '请监护人签字',
      detail:
        view.state === 'waiting' && view.phoneMasked
          ? `签字短信已发到监护人手机（${view.phoneMasked}），请提醒监护人点开签字。签好以后学校才能审核通过。`
          : '请监护人到学校在纸质申请表上签字，由班主任登记。签好以后学校才能审核通过。',
      link: `/student/applications/${app.id}`,
      dueAt: null,
    },
  ]
}

/** Her situation is not what a decision was made by: she is told, a person decides, nothing follows by itself. */
async function changeTask(
  tx: StudentTx,
  determined: DeterminedStudent,
  apps: readonly ApplicationRecord[],
): Promise<Task[]> {
  const live = apps.filter((a) => LIVE.includes(a.status))
  if (live.length === 0) return []
  const rows = await tx.db
    .selectFrom('applications')
    .select(['id', 'decision'])
    .where(
      'id',
      'in',
      live.map((a) => a.id),
    )
    .execute()
  const changed = live.flatMap((app) => {
    const decision = rows.find((r) => r.id === app.id)?.decision as JudgedApplication['decision'] | undefined
    const item = determined.items.find((i) => i.programme === app.programme)
    const change = decision && changedOutcome({ ...app, decision }, determined.facts, item?.result)
    return change ? [{ app, change }] : []
  })
  const kept = await keptFor(
    tx,
    changed.map(({ app }) => app.id),
  )
  const open = changed.filter(({ app, change }) => !kept.has(`${app.id} ${change.factsSm3}`))
  const [first] = open
  if (!first) return []
  const titles = open.map(({ app }) => determined.items.find((i) => i.programme === app.programme)?.version.title)
  const facts = first.change.facts.map(({ fact }) => FACT_LABELS[fact]).join('、')
  return [
    {
      kind: 'facts-changed',
      title: '您的情况有变化，学校正在核对',
      detail: `${facts}与申请时不同，${titles.join('、')}的结果可能会变。由学校核对后决定，不会自动取消或减少。信息不对的，请告诉班主任。`,
      link: `/student/applications/${first.app.id}`,
      dueAt: null,
    },
  ]
}

/** Nothing applied for yet: the form. Something left or recalled: the page where she only confirms. */
function applyTask(
  tx: StudentTx,
  round: Round | undefined,
  apps: readonly ApplicationRecord[],
  selectable: readonly DeterminedProgramme[],
): Task[] {
  if (!round || !isOpen(round, tx.now) || apps.some((a) => a.status === 'returned')) return []
  const left = notAppliedFor(selectable, apps)
  if (left.length === 0) return []
  const recalled = left.every(({ programme }) => apps.some((a) => a.programme === programme))
  const titles = left.map((i) => i.version.title).join('、')
  const [title, detail, link] =
    apps.length === 0
      ? ['填写本学期资助申请', '一次填完，能享受的项目一起申请。截止后本学期不能再申请。', '/student/apply']
      : recalled
        ? ['已撤回的申请可以重新提交', `${titles}。截止后本学期不能再申请。`, '/student/apply/confirm']
        : [
            '还有项目可以申请',
            `${titles}：您可能可以享受，还没有申请。信息已为您填好，确认后就能提交。`,
            '/student/apply/confirm',
          ]
  return [{ kind: 'apply', title, detail, link, dueAt: round.closesAt.toISOString() }]
}

async function cardTasks(tx: StudentTx, returnedItems: number): Promise<Task[]> {
  const card = await ownCard(tx)
  const tasks: Task[] = []
  const link = '/student/payments'
  if (card?.status === 'issued') {
    tasks.push({
      kind: 'activate-card',
      title: '激活中职卡',
      detail: `尾号${card.last4}的中职卡已办好，请本人带身份证到银行网点激活，激活后才能收到资助款。不要把卡和密码交给别人。`,
      link,
      dueAt: null,
    })
  }
  if (returnedItems > 0) {
    tasks.push({
      kind: 'payment-returned',
      title: '有资助款被银行退回',
      detail: '请查看原因，并联系班主任或学校资助专干核对中职卡；更正后会重新发放。',
      link,
      dueAt: null,
    })
  }
  return tasks
}

const activationTask = (open: number): Task[] =>
  open === 0
    ? []
    : [
        {
          kind: 'activation',
          title: `账号激活还有${open}步没办`,
          detail: '不急着用，但办完以后通知和核对会更方便。',
          link: '/student/activate',
          dueAt: null,
        },
      ]

const messageTask = (unread: number): Task[] =>
  unread === 0
    ? []
    : [
        {
          kind: 'messages',
          title: `有${unread}条未读消息`,
          detail: '申请进度和发放情况会在消息里通知您。',
          link: '/student/messages',
          dueAt: null,
        },
      ]

async function counts(tx: StudentTx): Promise<{ unread: number; returnedItems: number }> {
  const { rows } = await sql<{ unread: number; returned: number }>`
    select (select count(*)::integer from notifications where student_id = ${tx.actor.id} and read_at is null) as unread,
      (select count(*)::integer from payment_items p join instalments i on i.id = p.instalment_id
        where p.student_id = ${tx.actor.id} and p.status = 'returned' and i.status = 'open') as returned`.execute(tx.db)
  return { unread: rows[0]?.unread ?? 0, returnedItems: rows[0]?.returned ?? 0 }
}
