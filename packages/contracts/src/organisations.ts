import { Type } from 'typebox'
import { Count, Id, Nullable, OneOf, Page, PageQuery } from './basics.ts'
import { route } from './route.ts'

export const OrgNode = Type.Object({
  id: Id,
  parentId: Nullable(Id),
  kind: OneOf(['province', 'prefecture', 'county', 'school', 'department', 'class']),
  line: OneOf(['education', 'human-resources']),
  code: Type.String(),
  name: Type.String(),
  schoolKind: Nullable(Type.String()),
  countyCode: Nullable(Type.String()),
})

export const orgTree = route({
  id: 'organisations.tree',
  method: 'GET',
  path: '/api/v1/orgs',
  summary: '本人管理范围内的机构（到学校和系部，不含班级）',
  audience: 'staff',
  permission: 'orgs.read',
  reply: Type.Object({ items: Type.Array(OrgNode) }),
})

export const ClassRow = Type.Object({
  id: Id,
  name: Type.String(),
  schoolId: Id,
  schoolName: Type.String(),
  departmentName: Nullable(Type.String()),
  entryYear: Type.Integer(),
  majorName: Type.String(),
  students: Count,
  teacherName: Nullable(Type.String()),
})

export const listClasses = route({
  id: 'organisations.classes',
  method: 'GET',
  path: '/api/v1/classes',
  summary: '管理范围内的班级',
  audience: 'staff',
  permission: 'orgs.read',
  query: Type.Object({ ...PageQuery, schoolId: Type.Optional(Id) }),
  reply: Page(ClassRow),
})
