/** What a draft of a rule would change, on today's roll. */
import { Type } from 'typebox'
import { Count, Fen, Id, Nullable, OneOf, Revision, Term } from './basics.ts'
import { route } from './route.ts'

export const ruleDraftParams = Type.Object({ id: Id })

/** One side of a comparison: how many students come out how, and what it costs in a year (fen; null = no fixed amount). */
const Side = Type.Object({
  entitled: Count,
  competes: Count,
  toVerify: Count,
  notEligible: Count,
  places: Nullable(Count),
  openFen: Nullable(Fen),
  quotaFen: Nullable(Fen),
  totalFen: Nullable(Fen),
})

const placeRow = {
  name: Type.String(),
  students: Count,
  before: Count,
  after: Count,
  gain: Count,
  lose: Count,
  beforeFen: Nullable(Fen),
  afterFen: Nullable(Fen),
}

export const WhatIf = Type.Object({
  draftId: Id,
  revision: Revision,
  title: Type.String(),
  term: Term,
  scopeName: Type.String(),
  beforeVersion: Nullable(Type.String()),
  students: Count,
  schools: Count,
  before: Side,
  after: Side,
  changes: Type.Object({ gain: Count, lose: Count, more: Count, less: Count, newlyToVerify: Count }),
  byRoute: Type.Array(
    Type.Object({ route: Type.String(), title: Type.String(), before: Nullable(Count), after: Nullable(Count) }),
  ),
  byFund: Type.Array(Type.Object({ source: Type.String(), beforeFen: Nullable(Fen), afterFen: Nullable(Fen) })),
  byCounty: Type.Array(Type.Object({ county: Type.String(), ...placeRow })),
  bySchool: Type.Array(Type.Object({ schoolId: Id, county: Type.String(), ...placeRow })),
  /** by name only inside a school; an authority sees numbers */
  people: Nullable(
    Type.Array(
      Type.Object({
        studentId: Id,
        name: Type.String(),
        className: Type.String(),
        change: OneOf(['gain', 'lose', 'more', 'less']),
        before: Type.String(),
        after: Type.String(),
      }),
    ),
  ),
})

const whatIfQuery = { term: Type.Optional(Term) }

export const whatIf = route({
  id: 'catalogue.what-if',
  method: 'GET',
  path: '/api/v1/rule-drafts/:id/what-if',
  summary: '影响测算：按当前在籍学生比较草稿与现行规则',
  audience: 'staff',
  permission: 'rules.read',
  params: ruleDraftParams,
  query: Type.Object(whatIfQuery),
  reply: WhatIf,
})

export const exportWhatIf = route({
  id: 'catalogue.export-what-if',
  method: 'GET',
  path: '/api/v1/rule-drafts/:id/what-if/export',
  summary: '导出影响测算',
  audience: 'staff',
  permission: 'rules.read',
  params: ruleDraftParams,
  query: Type.Object({ ...whatIfQuery, format: OneOf(['xlsx', 'csv']) }),
  reply: Type.Unknown(),
  download: true,
})
