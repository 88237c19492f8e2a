import type { AttachmentKind } from '@zhuxue/contracts'
import {
  ageOn,
  type CheckLevel,
  type LocalDate,
  type ReviewInput,
  type RollStatus,
  reviewChecks,
  type StudyMode,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import { dayOf, found, type Tx } from '../../platform/index.ts'
import type { DeterminedProgramme } from '../programmes/index.ts'
import type { ApplicationRecord } from './store.ts'
import { requiredAttachments } from './student-documents.ts'
import { guardianNeeded } from './student-form.ts'
import type { FormAnswers } from './student-store.ts'
import { sameName } from './student-validate.ts'

export interface CheckView {
  readonly id: string
  readonly level: CheckLevel
  readonly title: string
  readonly text: string
}

const TITLES: Record<string, string> = {
  'duplicate-person': '证件重复',
  'duplicate-application': '重复申请',
  identity: '实名核验',
  roll: '学籍状态',
  'study-mode': '学习形式',
  'double-roll': '双重学籍',
  documents: '材料齐全',
  guardian: '监护人签字',
  'shared-card': '银行卡共用',
  'shared-phone': '手机号共用',
  'card-name': '银行卡户名',
}

/** Usual age of a student in secondary vocational education; outside it a person looks (no document sets a limit). */
const USUAL_AGE = { from: 14, to: 22 } as const

export interface CheckedFacts {
  readonly app: ApplicationRecord
  readonly answers: FormAnswers
  readonly attachments: readonly { readonly id: string; readonly kind: AttachmentKind }[]
  /** what the rules say about this programme on today's facts */
  readonly now: DeterminedProgramme | undefined
  readonly hardshipDecided: boolean
  /** the guardian signed the newest revision, by link or on paper */
  readonly guardianAgreed: boolean
}

/**
 * All automatic checks of one application, in the order in which the reviewer sees them: those of the policy and
 * ours on age, signature and today's determination. `block` stops the review, `warn` must be acknowledged by id.
 */
export async function automaticChecks(tx: Tx, facts: CheckedFacts): Promise<CheckView[]> {
  const { app, answers } = facts
  const { rows } = await sql<{
    name: string
    birth_date: LocalDate
    roll_status: RollStatus
    study_mode: StudyMode
    has_card: boolean
    same_person_active: number
    same_phone: number
    same_person_applications: number
  }>`
    select s.name, s.birth_date, s.roll_status, s.study_mode,
      exists (select 1 from cards c where c.student_id = s.id and c.status in ('issued', 'activated')) as has_card,
      k.same_person_active, k.same_phone, k.same_person_applications
    from students s cross join lateral check_counts(s.id, ${app.programme}, ${app.term}) k where s.id = ${app.student_id}`.execute(
    tx.db,
  )
  const s = found(rows[0])
  const attached = new Set(answers.attachments ?? [])
  const age = ageOn(s.birth_date, dayOf(app.submitted_at))
  const input: ReviewInput = {
    duplicatePersons: s.same_person_active,
    rollStatus: s.roll_status,
    studyMode: s.study_mode,
    activeRolls: s.same_person_active + (s.roll_status === 'on-roll' ? 1 : 0),
    // a card number is stored once and for one holder (cards_number_key), and its name was compared at the import
    cardSharedWith: 0,
    cardNameMatches: s.has_card ? true : null,
    phoneSharedWith: s.same_phone,
    requiredDocuments: requiredAttachments(facts.now ? [facts.now] : [], answers.specialGroups).map((r) => ({
      id: r.kind,
      title: r.title,
    })),
    presentDocuments: facts.attachments.filter((a) => attached.has(a.id)).map((a) => a.kind),
    // no connection to the population database yet: a person compares the papers
    identityMatches: null,
    otherApplications: s.same_person_applications,
    guardianRequired: guardianNeeded(s.birth_date, dayOf(app.submitted_at)),
    guardianSigned: facts.guardianAgreed,
  }
  const own: CheckView[] = [ageCheck(age), signatureCheck(s.name, answers), ...determinationChecks(facts)]
  return [...reviewChecks(input).map((c) => ({ ...c, title: TITLES[c.id] ?? c.id })), ...own]
}

function ageCheck(age: number): CheckView {
  const usual = age >= USUAL_AGE.from && age <= USUAL_AGE.to
  return {
    id: 'age',
    title: '年龄',
    level: usual ? 'pass' : 'warn',
    text: usual ? `申请时${age}周岁。` : `申请时${age}周岁，与中职学生的常见年龄不符，请核对证件。`,
  }
}

function signatureCheck(name: string, answers: FormAnswers): CheckView {
  const same = sameName(answers.signature ?? '', name)
  return {
    id: 'signature',
    title: '签名',
    level: same ? 'pass' : 'block',
    text: same ? '签名与学籍姓名一致。' : '签名与学籍姓名不一致，请退回补正。',
  }
}

const ROUTE_HARDSHIP = 'hardship'

/** Does today's answer of the rules carry the application? Hardship must be decided where the route needs it. */
function determinationChecks({ app, now: item, hardshipDecided }: CheckedFacts): CheckView[] {
  const now = item?.view
  const line = (level: CheckLevel, text: string): CheckView => ({ id: 'eligibility', title: '资助条件', level, text })
  const needed = app.outcome !== 'entitled' || app.route === ROUTE_HARDSHIP
  const hardship: CheckView[] =
    needed && !hardshipDecided && now?.outcome !== 'entitled'
      ? [
          {
            id: 'hardship',
            title: '困难认定',
            level: 'block',
            text: '本学年还没有完成家庭经济困难认定，请先由班主任提出建议并审定。',
          },
        ]
      : []
  if (now === undefined) return [...hardship, line('block', '本学期没有该项目的有效政策，不能审核。')]
  if (now.outcome === 'not-eligible') {
    const why = now.reasons.find((r) => r.met === false)?.text ?? '按现有事实不符合条件'
    return [...hardship, line('block', `按现有事实暂不符合条件：${why}。`)]
  }
  if (now.outcome === 'to-verify') {
    const why = now.reasons.find((r) => r.met === null)?.text ?? '还有事实没有查清'
    return [...hardship, line('block', `还不能得出结论：${why}。`)]
  }
  const changed = now.outcome !== app.outcome || now.route !== app.route || now.termFen !== app.term_fen
  return [
    ...hardship,
    changed
      ? line('warn', '提交以后事实有变化，结论与提交时不同，审核通过时按现有事实办理。')
      : line('pass', '按现有事实符合条件。'),
  ]
}
