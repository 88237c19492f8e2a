/** 校级资助: closed lists and views that student and school share. */
import { Type } from 'typebox'
import { FormAnswers } from './application-form.ts'
import { Count, Day, Fen, Id, Instant, Nullable, OneOf, Term, Text } from './basics.ts'

export const campusStatuses = [
  'reviewing',
  'returned',
  'to-publish',
  'public-notice',
  'awarded',
  'not-awarded',
  'recalled',
  'withdrawn',
] as const
export const handoutStatuses = ['due', 'paid', 'stopped'] as const
export const handoutMethods = ['transfer', 'cash', 'fee-account', 'other'] as const
export const handoutMethodTitles: Record<(typeof handoutMethods)[number], string> = {
  transfer: '转账到学生本人账户',
  cash: '现金，学生本人签领',
  'fee-account': '抵扣学费（学校账务）',
  other: '其他方式',
}
export const handoutStatusTitles: Record<(typeof handoutStatuses)[number], string> = {
  due: '待学校发放',
  paid: '学校已发放',
  stopped: '已停发',
}

/** Code of a school's own programme: open, because schools make them. */
export const Code = Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' })

const { householdSize, studentsInFamily, dependants, unemployed, incomePerPersonYuan, specialGroups } =
  FormAnswers.properties
const { members, disaster, accident, illness, debt, other } = FormAnswers.properties

/** The family part, asked only where hardship decides and nothing is known of it this school year. */
export const CampusFamily = Type.Object(
  {
    householdSize,
    studentsInFamily,
    dependants,
    unemployed,
    incomePerPersonYuan,
    specialGroups,
    members,
    disaster,
    accident,
    illness,
    debt,
    other,
  },
  { additionalProperties: false },
)

export const CampusAnswers = Type.Object(
  {
    statement: Text(1000, 0),
    family: Type.Optional(CampusFamily),
    papers: Type.Array(Id, { maxItems: 12, uniqueItems: true }),
    promise: Type.Boolean(),
    signature: Text(40, 0),
  },
  { additionalProperties: false },
)

export const CampusStepView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  owner: Type.String(),
  kind: OneOf(['review', 'list', 'notice']),
})

export const CampusRoundView = Type.Object({
  id: Id,
  schoolId: Id,
  programme: Code,
  title: Type.String(),
  term: Term,
  version: Type.String(),
  amountText: Type.String(),
  places: Nullable(Count),
  opensOn: Day,
  closesOn: Day,
  open: Type.Boolean(),
  steps: Type.Array(CampusStepView),
})

export const PaperView = Type.Object({
  id: Id,
  document: Type.String(),
  title: Type.String(),
  size: Count,
  uploadedAt: Instant,
})

export const EventView = Type.Object({
  at: Instant,
  title: Type.String(),
  by: Type.String(),
  role: Type.String(),
  reason: Nullable(Type.String()),
})

export const ReasonView = Type.Object({
  rule: Type.String(),
  text: Type.String(),
  source: Type.String(),
  met: Nullable(Type.Boolean()),
})

export const OwnHandout = Type.Object({
  id: Id,
  period: Type.String(),
  amountFen: Fen,
  status: OneOf(handoutStatuses),
  statusTitle: Type.String(),
  paidOn: Nullable(Day),
  methodTitle: Nullable(Type.String()),
  stopReason: Nullable(Type.String()),
  answer: Nullable(OneOf(['received', 'not-received'])),
  canAnswer: Type.Boolean(),
})
