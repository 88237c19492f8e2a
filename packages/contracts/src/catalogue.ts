/** The catalogue of rules: versions, drafts, publication. */
import { Type } from 'typebox'
import {
  Count,
  Done,
  Id,
  Instant,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  RequestId,
  Revision,
  Term,
  Text,
} from './basics.ts'
import { ruleDraftParams } from './catalogue-what-if.ts'
import { route } from './route.ts'

export * from './catalogue-what-if.ts'

export const programmeKinds = ['national', 'local', 'school', 'social'] as const
export const ruleStates = ['past', 'in-force', 'coming', 'withdrawn'] as const
/** What a blank of a template takes; money in yuan. */
export const templateBlankTypes = ['text', 'yuan', 'whole', 'flag', 'term', 'levels'] as const
export const ruleDraftStatuses = ['editing', 'submitted', 'published', 'discarded'] as const

/** A whole programme version as packages/policy defines it (ProgrammeVersion); read strictly by `parseVersion`. */
const Definition = Type.Unknown({ description: 'ProgrammeVersion of packages/policy' })

/** A fault of a definition: JSON pointer of the field, and what to do. */
const ProblemView = Type.Object({ path: Type.String(), text: Type.String() })

export const RuleVersionView = Type.Object({
  version: Type.String(),
  id: Nullable(Id),
  /** shipped = 随系统发布, published = by this installation */
  origin: OneOf(['shipped', 'published']),
  effectiveFrom: Term,
  effectiveTo: Nullable(Term),
  state: OneOf(ruleStates),
  amountText: Type.String(),
  sourceDocument: Type.String(),
  provisional: Nullable(Type.String()),
  note: Nullable(Type.String()),
  draftedBy: Nullable(Type.String()),
  publishedBy: Nullable(Type.String()),
  publishedAt: Nullable(Instant),
  withdrawnBy: Nullable(Type.String()),
  withdrawReason: Nullable(Type.String()),
  mayWithdraw: Type.Boolean(),
})

export const listProgrammes = route({
  id: 'catalogue.list-programmes',
  method: 'GET',
  path: '/api/v1/catalogue',
  summary: '资助项目目录：各项目的版本',
  audience: 'staff',
  permission: 'rules.read',
  query: Type.Object({ kind: Type.Optional(OneOf(programmeKinds)) }),
  reply: Type.Object({
    region: Type.String(),
    term: Term,
    items: Type.Array(
      Type.Object({
        programme: Type.String(),
        title: Type.String(),
        kind: OneOf(programmeKinds),
        stageGroup: Type.String(),
        place: Type.String({ description: 'where it holds: region or school' }),
        schoolId: Nullable(Id),
        mayDraft: Type.Boolean(),
        versions: Type.Array(RuleVersionView),
      }),
    ),
  }),
})

export const getVersion = route({
  id: 'catalogue.get-version',
  method: 'GET',
  path: '/api/v1/catalogue/versions/:version',
  summary: '一个项目版本的全文',
  audience: 'staff',
  permission: 'rules.read',
  params: Type.Object({ version: Type.String({ pattern: '^[A-Za-z0-9-]{1,120}$' }) }),
  reply: Type.Object({ origin: OneOf(['shipped', 'published']), place: Type.String(), definition: Definition }),
})

export const vocabulary = route({
  id: 'catalogue.vocabulary',
  method: 'GET',
  path: '/api/v1/catalogue/vocabulary',
  summary: '编辑规则时可选的地区名单、项目和学期',
  audience: 'staff',
  permission: 'rules.read',
  reply: Type.Object({
    areas: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
    programmes: Type.Array(Type.Object({ code: Type.String(), title: Type.String() })),
    /** what a school can fill in instead of editing rules; empty for an authority */
    templates: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        kind: OneOf(programmeKinds),
        description: Type.String(),
        blanks: Type.Array(
          Type.Object({
            id: Type.String(),
            label: Type.String(),
            help: Nullable(Type.String()),
            type: OneOf(templateBlankTypes),
            maxLength: Nullable(Count),
            required: Type.Boolean(),
            preset: Type.Unknown({ description: 'string, number, boolean, list of strings or null' }),
          }),
        ),
      }),
    ),
    terms: Type.Array(Term),
  }),
})

const draftHead = {
  id: Id,
  revision: Revision,
  status: OneOf(ruleDraftStatuses),
  programme: Type.String(),
  title: Type.String(),
  kind: Type.String(),
  place: Type.String(),
  schoolId: Nullable(Id),
  effectiveFrom: Nullable(Type.String()),
  basedOn: Nullable(Type.String()),
  createdBy: Type.String(),
  savedBy: Type.String(),
  savedAt: Instant,
  note: Nullable(Type.String()),
  submittedBy: Nullable(Type.String()),
  submittedAt: Nullable(Instant),
  returnReason: Nullable(Type.String()),
}
export const RuleDraftRow = Type.Object(draftHead)

export const RuleDraftView = Type.Object({
  ...draftHead,
  definition: Definition,
  problems: Type.Array(ProblemView),
  /** the version that a change from here is compared with: in force in the draft's first term, or what it was copied from */
  before: Nullable(Definition),
  version: Nullable(Type.String({ description: 'of the published version' })),
  may: Type.Object({
    edit: Type.Boolean(),
    submit: Type.Boolean(),
    publish: Type.Boolean(),
    return: Type.Boolean(),
  }),
  whyNotPublish: Nullable(Type.String()),
})

export const listDrafts = route({
  id: 'catalogue.list-drafts',
  method: 'GET',
  path: '/api/v1/rule-drafts',
  summary: '规则草稿',
  audience: 'staff',
  permission: 'rules.read',
  query: Type.Object({ status: Type.Optional(OneOf(ruleDraftStatuses)), ...PageQuery }),
  reply: Page(RuleDraftRow),
})

export const createDraft = route({
  id: 'catalogue.create-draft',
  method: 'POST',
  path: '/api/v1/rule-drafts',
  summary: '新建规则草稿：从已有版本、模板或空白开始',
  audience: 'staff',
  permission: 'rules.draft',
  body: Type.Object({
    requestId: RequestId,
    from: OneOf(['version', 'template', 'blank']),
    source: Nullable(Text(120)),
    title: Nullable(Text(40, 0)),
    values: Type.Optional(Type.Unknown({ description: 'from a template: an object of blank id to value' })),
  }),
  reply: Type.Object({ id: Id }),
})

export const getDraft = route({
  id: 'catalogue.get-draft',
  method: 'GET',
  path: '/api/v1/rule-drafts/:id',
  summary: '一份规则草稿',
  audience: 'staff',
  permission: 'rules.read',
  params: ruleDraftParams,
  reply: RuleDraftView,
})

export const saveDraft = route({
  id: 'catalogue.save-draft',
  method: 'PUT',
  path: '/api/v1/rule-drafts/:id',
  summary: '保存规则草稿',
  audience: 'staff',
  permission: 'rules.draft',
  params: ruleDraftParams,
  body: Type.Object({ requestId: RequestId, revision: Revision, definition: Definition }),
  reply: RuleDraftView,
})

export const discardDraft = route({
  id: 'catalogue.discard-draft',
  method: 'POST',
  path: '/api/v1/rule-drafts/:id/discard',
  summary: '放弃规则草稿',
  audience: 'staff',
  permission: 'rules.draft',
  params: ruleDraftParams,
  body: Type.Object({ requestId: RequestId, revision: Revision }),
  reply: Done,
})

export const submitDraft = route({
  id: 'catalogue.submit-draft',
  method: 'POST',
  path: '/api/v1/rule-drafts/:id/submit',
  summary: '提交发布：由另一位工作人员核对后发布',
  audience: 'staff',
  permission: 'rules.draft',
  params: ruleDraftParams,
  body: Type.Object({ requestId: RequestId, revision: Revision, note: Text(500, 4) }),
  reply: RuleDraftView,
})

export const returnDraft = route({
  id: 'catalogue.return-draft',
  method: 'POST',
  path: '/api/v1/rule-drafts/:id/return',
  summary: '退回修改',
  audience: 'staff',
  permission: 'rules.publish',
  params: ruleDraftParams,
  body: Type.Object({ requestId: RequestId, revision: Revision, reason: Text(500, 4) }),
  reply: RuleDraftView,
})

export const publishDraft = route({
  id: 'catalogue.publish-draft',
  method: 'POST',
  path: '/api/v1/rule-drafts/:id/publish',
  summary: '发布规则版本',
  audience: 'staff',
  permission: 'rules.publish',
  params: ruleDraftParams,
  body: Type.Object({ requestId: RequestId, revision: Revision }),
  reply: Type.Object({ id: Id, version: Type.String(), effectiveFrom: Term }),
})

export const withdrawVersion = route({
  id: 'catalogue.withdraw-version',
  method: 'POST',
  path: '/api/v1/rule-versions/:id/withdraw',
  summary: '撤回尚未执行的规则版本',
  audience: 'staff',
  permission: 'rules.publish',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(500, 4) }),
  reply: Done,
})
