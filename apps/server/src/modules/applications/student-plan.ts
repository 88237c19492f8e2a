import { type ApplicationStatus, applicationStatusTitles, type ProgrammeCode } from '@zhuxue/contracts'
import { formatDateText } from '@zhuxue/policy'
import type { FieldProblem } from '../../platform/index.ts'
import type { DeterminedProgramme, DeterminedStudent, Round } from '../programmes/index.ts'
import type { ApplicationRecord } from './store.ts'

/** What one submission does for one programme. */
export type PlannedAct =
  | { readonly kind: 'new'; readonly item: DeterminedProgramme }
  | { readonly kind: 'resubmit' | 'reopen'; readonly item: DeterminedProgramme; readonly app: ApplicationRecord }

export interface Plan {
  readonly acts: readonly PlannedAct[]
  readonly problems: readonly FieldProblem[]
}

const PATH = '/answers/programmes'
const FINAL: readonly ApplicationStatus[] = ['approved', 'rejected', 'withdrawn']

/**
 * What a form does, programme by programme: a new application, a returned one submitted again, a recalled one taken up
 * again. Applications that are being dealt with stay untouched. After the window only returned ones are taken, because
 * they were filed in time; late filing is closed for the term (DOMAIN §11).
 */
export function planSubmission(
  round: Round,
  open: boolean,
  determined: DeterminedStudent,
  apps: readonly ApplicationRecord[],
  selected: readonly ProgrammeCode[],
): Plan {
  const acts: PlannedAct[] = []
  const problems: FieldProblem[] = []
  const refuseField = (text: string) => problems.push({ path: PATH, text })
  if (selected.length === 0) refuseField('请至少选择一个申请项目。')
  for (const app of apps) {
    if (app.status === 'returned' && !selected.includes(app.programme)) {
      const title = titleOf(determined, app.programme)
      refuseField(`${title}已退回补正，须一并提交；不再申请的，请先在进度页撤回该项目。`)
    }
  }
  for (const programme of selected) {
    const title = titleOf(determined, programme)
    const app = apps.find((a) => a.programme === programme)
    const item = determined.items.find((i) => i.programme === programme)
    if (app && FINAL.includes(app.status)) {
      refuseField(`${title}本学期已有结果（${applicationStatusTitles[app.status]}），不能再次申请。`)
    } else if (app && app.status !== 'returned' && app.status !== 'recalled') {
      // in somebody's hands already: nothing to do for it
    } else if (!item || !round.programmes.includes(programme)) {
      refuseField(`${title}不在本次申请范围内，请取消选择。`)
    } else if (item.result.outcome === 'not-eligible') {
      refuseField(`${title}按现有信息暂不符合条件：${whyNot(item)}。信息有误的，请联系班主任更正后再申请。`)
    } else if (app?.status === 'returned') {
      acts.push({ kind: 'resubmit', item, app })
    } else if (!open) {
      refuseField(`本学期申请已于${formatDateText(round.closesOn)}24:00截止，不能再申请${title}，请取消选择。`)
    } else if (app) {
      acts.push({ kind: 'reopen', item, app })
    } else {
      acts.push({ kind: 'new', item })
    }
  }
  return { acts, problems }
}

const titleOf = (determined: DeterminedStudent, programme: ProgrammeCode): string =>
  determined.items.find((i) => i.programme === programme)?.version.title ?? '该项目'

const whyNot = ({ result }: DeterminedProgramme): string =>
  result.reasons
    .filter((r) => r.met === false)
    .map((r) => r.text)
    .join('；')
