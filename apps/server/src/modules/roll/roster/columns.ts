import { ROSTER } from './template.ts'

/** Columns without which a line cannot stand on the roll. */
export const REQUIRED_COLUMNS = [
  '姓名',
  '性别',
  '出生日期',
  '身份证件类型',
  '身份证件号',
  '班级名称',
  '学生类别',
  '学习形式',
  '国籍/地区',
  '户口所在地行政区划码',
  '学生居住地类型',
  '入学年月',
  '专业简称',
  '民族',
] as const

/** May be left empty in a line although the column must be there: what is not known stays unknown. */
const MAY_BE_EMPTY = new Set<string>(['户口所在地行政区划码', '学生居住地类型'])

export const FILLED_COLUMNS = REQUIRED_COLUMNS.filter((c) => !MAY_BE_EMPTY.has(c))

/** The template's columns for {@link readTable}. */
export const COLUMNS = Object.fromEntries(
  ROSTER.columns.map((name) => [
    name,
    { names: [name], required: (REQUIRED_COLUMNS as readonly string[]).includes(name) },
  ]),
)
