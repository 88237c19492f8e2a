import type { ProgrammeStep, ProgrammeVersion } from './programmes/definition.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Who decides in a step of a school's own programme. */
export type CampusRole = 'class-teacher' | 'aid-officer' | 'aid-committee'

/**
 * One step between application and payment. `review` = each application by itself, `list` = all who wait are ranked and
 * decided together within the places, `notice` = 公示.
 */
export type CampusStep =
  | {
      readonly kind: 'review' | 'list'
      readonly id: string
      readonly title: string
      readonly owner: string
      readonly role: CampusRole
    }
  | { readonly kind: 'notice'; readonly id: string; readonly title: string; readonly owner: string }

export type CampusPathResult =
  | { readonly ok: true; readonly steps: readonly CampusStep[] }
  | Refusal<'campus-not-carried'>

const REVIEWERS: readonly string[] = ['class-teacher', 'aid-officer', 'aid-committee']

/**
 * 校级资助项目: the way of a school's (or donor's) own programme as its version lays it down, when every step of it is taken
 * inside the school; otherwise which part this system does not carry. Steps that the school added are reviews of their
 * own. The list step is the committee's; without one, where places are limited, the last review decides the list.
 */
export function campusPath(version: ProgrammeVersion): CampusPathResult {
  const no = (text: string): CampusPathResult => refuse('campus-not-carried', text)
  if (version.kind !== 'school' && version.kind !== 'social') return no('只有学校资助和社会资助项目由学校自行办理。')
  if (version.applyTo !== 'school') return no('受理单位不是学校，不能在线申请。')
  if (version.window.kind === 'direct') return no('直接享受的项目不用申请。')
  if (version.payee !== 'student' && version.payee !== 'school') return no('资助对象不是学生本人或学费，不能在线办理。')
  if (version.instalments === 'none' || (version.amountKind !== 'yearly' && version.amountKind !== 'once')) {
    return no('没有确定的发放金额，不能在线办理。')
  }
  const [first, ...rest] = version.steps
  const last = rest.pop()
  if (first?.role !== 'student') return no('办理流程的第一步应为学生申请。')
  if (last?.id !== 'payment') return no('办理流程的最后一步应为发放（payment）。')
  return readSteps(
    rest,
    version.routes.some(({ places }) => places === 'quota'),
    no,
  )
}

function readSteps(
  middle: readonly ProgrammeStep[],
  limited: boolean,
  no: (text: string) => CampusPathResult,
): CampusPathResult {
  const steps: CampusStep[] = []
  for (const { id, role, owner, title } of middle) {
    if (id === 'public-notice') steps.push({ kind: 'notice', id, title, owner })
    else if (REVIEWERS.indexOf(role) < 0) return no(`“${title}”由${owner}办理，不在校内，不能全程在线办理。`)
    else steps.push({ kind: role === 'aid-committee' ? 'list' : 'review', id, title, owner, role: role as CampusRole })
  }
  const count = (kind: CampusStep['kind']): number => steps.filter((step) => step.kind === kind).length
  if (count('review') + count('list') === 0) return no('至少要有一个审核环节。')
  if (count('list') > 1) return no('领导小组评审只能有一次。')
  if (count('notice') > 1) return no('公示只能有一次。')
  const notice = steps.findIndex(({ kind }) => kind === 'notice')
  if (count('list') === 0 && limited) {
    const before = notice < 0 ? steps : steps.slice(0, notice)
    const at = before.length - 1
    const step = steps[at]
    if (step === undefined || step.kind === 'notice') return no('公示之前至少要有一个审核环节。')
    steps[at] = { ...step, kind: 'list' }
  }
  if (notice >= 0 && steps.slice(notice).some(({ kind }) => kind === 'list')) {
    return no('公示应在确定名单之后。')
  }
  return { ok: true, steps }
}

/** How many people have to decide on an application along this way. */
export const campusReviews = (steps: readonly CampusStep[]): number =>
  steps.filter(({ kind }) => kind !== 'notice').length
