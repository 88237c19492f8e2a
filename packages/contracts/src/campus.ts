/** 校级资助 as the student meets it: programmes of her school or a donor, from the form to what was handed out. */
import { Type } from 'typebox'
import { Day, Done, Fen, Id, Nullable, OneOf, RequestId, Revision, Term, Text } from './basics.ts'
import {
  CampusAnswers,
  CampusRoundView,
  campusStatuses,
  EventView,
  OwnHandout,
  PaperView,
  ReasonView,
} from './campus-views.ts'
import { outcomes } from './enums.ts'
import { route } from './route.ts'

export * from './campus-office.ts'
export * from './campus-views.ts'

/** One programme of her school: what it is, whether she may apply, and where her application stands. */
export const OwnCampusItem = Type.Object({
  round: CampusRoundView,
  summary: Type.String(),
  outcome: OneOf(outcomes),
  reasons: Type.Array(ReasonView),
  amountFen: Nullable(Fen),
  canApply: Type.Boolean(),
  application: Nullable(
    Type.Object({ id: Id, referenceNo: Type.String(), status: OneOf(campusStatuses), statusTitle: Type.String() }),
  ),
})

export const myCampus = route({
  id: 'campus.mine',
  method: 'GET',
  path: '/api/v1/student/campus',
  summary: '本校资助项目：可以申请的和我的申请',
  audience: 'student',
  reply: Type.Object({ items: Type.Array(OwnCampusItem) }),
})

export const campusForm = route({
  id: 'campus.form',
  method: 'GET',
  path: '/api/v1/student/campus-rounds/:id/form',
  summary: '校级资助申请表：已有的信息不再填',
  audience: 'student',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    item: OwnCampusItem,
    person: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
    needsFamily: Type.Boolean(),
    documents: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), required: Type.Boolean() })),
    papers: Type.Array(PaperView),
    answers: Nullable(CampusAnswers),
    returnReason: Nullable(Type.String()),
    revision: Revision,
  }),
})

export const applyCampus = route({
  id: 'campus.apply',
  method: 'POST',
  path: '/api/v1/student/campus-rounds/:id/apply',
  summary: '提交校级资助申请（或补正后重新提交）',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, revision: Revision, answers: CampusAnswers }),
  reply: Type.Object({ id: Id, referenceNo: Type.String(), statusTitle: Type.String() }),
})

export const uploadCampusPaper = route({
  id: 'campus.paper-upload',
  method: 'POST',
  path: '/api/v1/student/campus-rounds/:id/papers',
  summary: '上传校级资助申请材料照片',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, document: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }) }),
  upload: true,
  reply: PaperView,
})

export const ownCampusPaper = route({
  id: 'campus.paper-own',
  method: 'GET',
  path: '/api/v1/student/campus-papers/:id',
  summary: '查看自己上传的校级资助材料',
  audience: 'student',
  params: Type.Object({ id: Id }),
  download: true,
  reply: Type.Unknown(),
})

export const deleteCampusPaper = route({
  id: 'campus.paper-delete',
  method: 'DELETE',
  path: '/api/v1/student/campus-papers/:id',
  summary: '删除还没有提交的校级资助材料照片',
  audience: 'student',
  params: Type.Object({ id: Id }),
  reply: Done,
})

export const trackCampus = route({
  id: 'campus.track',
  method: 'GET',
  path: '/api/v1/student/campus-applications/:id',
  summary: '校级资助申请进度',
  audience: 'student',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    id: Id,
    referenceNo: Type.String(),
    title: Type.String(),
    term: Term,
    roundId: Id,
    status: OneOf(campusStatuses),
    statusTitle: Type.String(),
    amountFen: Nullable(Fen),
    steps: Type.Array(
      Type.Object({
        title: Type.String(),
        owner: Type.String(),
        state: OneOf(['done', 'current', 'waiting', 'stopped']),
        doneOn: Nullable(Day),
        dueOn: Nullable(Day),
        note: Nullable(Type.String()),
      }),
    ),
    reason: Nullable(Type.String()),
    canRecall: Type.Boolean(),
    canCorrect: Type.Boolean(),
    revision: Revision,
    handouts: Type.Array(OwnHandout),
    history: Type.Array(EventView),
  }),
})

export const recallCampus = route({
  id: 'campus.recall',
  method: 'POST',
  path: '/api/v1/student/campus-applications/:id/recall',
  summary: '撤回校级资助申请（确定名单之前）',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, revision: Revision }),
  reply: Done,
})

export const answerHandout = route({
  id: 'campus.handout-answer',
  method: 'POST',
  path: '/api/v1/student/campus-handouts/:id/answer',
  summary: '确认收到，或反映没有收到学校发放的资助',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, answer: OneOf(['received', 'not-received']), text: Text(200, 0) }),
  reply: Done,
})
