import { CONDITION_SCHEMA, condition } from './condition.ts'
import { flag, list, maybe, object, oneOf, orNull, type Shape, table, tagged, text, whole } from './shapes.ts'
import { ROLE_VALUES, UNITS } from './words.ts'

const TERM = text('学期，例如 2025-autumn', /^(19|20|21)\d{2}-(autumn|spring)$/)
const DAY = text('日期，例如 2025-09-01', /^\d{4}-\d{2}-\d{2}$/)
const CODE = text('小写英文代码，例如 national-grant', /^[a-z][a-z0-9-]{1,59}$/)
const FEN = whole(1)
const PLACE = object({ code: text('地区代码（2、4、6或9位数字）', /^(\d{2}|\d{4}|\d{6}|\d{9})$/), name: text('地名') })
const PERIOD = { effectiveFrom: TERM, effectiveTo: orNull(TERM) }
const PROVENANCE = { source: text('来源文件'), provisional: maybe(text('待确认的说明')) }

const AMOUNT_ROW = object({
  yearFen: FEN,
  title: maybe(text()),
  when: maybe(condition),
  whenUnknown: maybe(oneOf(['next-row'])),
  parts: maybe(list(object({ title: text(), yearFen: FEN }), 1)),
  provisional: maybe(text('待确认的说明')),
})

const QUOTA = tagged('kind', {
  share: object({
    kind: oneOf(['share']),
    title: text('名额的说明'),
    unit: oneOf(['school']),
    share: object({ numerator: whole(1), denominator: whole(1) }),
    base: condition,
    guaranteed: condition,
    source: text('依据'),
  }),
  cap: object({
    kind: oneOf(['cap']),
    title: text('名额的说明'),
    unit: oneOf(['nation', 'province', 'prefecture', 'county', 'school']),
    places: whole(1),
    approximate: maybe(flag),
    source: text('依据'),
  }),
})

const WINDOW = tagged('kind', {
  'after-registration': object({ kind: oneOf(['after-registration']), workingDays: whole(1, 60) }),
  months: object({ kind: oneOf(['months']), months: list(whole(1, 12), 1), text: text() }),
  'start-of-term': object({ kind: oneOf(['start-of-term']), text: text() }),
  direct: object({ kind: oneOf(['direct']), text: text() }),
})

/** A version of a programme, as {@link ProgrammeVersion} of the policy package. */
export const VERSION: Shape = object({
  programme: CODE,
  version: text('版本编号（小写英文）', /^[a-z][a-z0-9-]{1,99}$/),
  title: text('项目名称'),
  kind: oneOf(['national', 'local', 'school', 'social']),
  stageGroup: oneOf(['preschool', 'compulsory', 'general-high', 'vocational', 'undergraduate', 'postgraduate']),
  summary: text('明白卡上的一段说明'),
  amountText: text('资助标准的文字'),
  region: text('6位地区代码', /^\d{6}$/),
  ...PERIOD,
  sourceDocument: text('来源文件'),
  provisional: maybe(text('待确认的说明')),
  base: condition,
  routes: list(object({ id: CODE, title: text('途径名称'), places: oneOf(['open', 'quota']), condition }), 1),
  amountKind: oneOf(['yearly', 'once', 'ceiling', 'per-day', 'as-charged']),
  amounts: list(AMOUNT_ROW),
  instalments: oneOf(['month', 'term', 'once', 'none']),
  payee: oneOf(['student', 'school', 'household', 'none']),
  funding: list(object({ source: text('资金来源'), percent: whole(1, 100) })),
  quota: orNull(QUOTA),
  applyPer: oneOf(['term', 'academic-year', 'once']),
  applyTo: oneOf(UNITS),
  window: WINDOW,
  documents: list(object({ id: CODE, title: text('材料名称'), required: flag, routes: maybe(list(CODE, 1)) })),
  steps: list(
    object({ id: CODE, role: oneOf(ROLE_VALUES), owner: text('办理人（谁来办）'), title: text('步骤名称') }),
    1,
  ),
  departments: list(text('部门'), 1),
  rejectionReasons: list(object({ code: CODE, text: text('不予资助的理由') }), 1),
  excludes: list(
    object({
      programme: CODE,
      scope: oneOf(['term', 'academic-year', 'ever']),
      text: text('为什么不能兼得'),
      source: text('依据'),
    }),
  ),
  remark: maybe(text()),
})

export const AREA: Shape = object({
  id: CODE,
  title: text('名单名称'),
  coverage: list(text('地区代码前缀', /^\d{1,9}$/), 1),
  places: list(PLACE, 1),
  ...PERIOD,
  ...PROVENANCE,
})

export const MAJORS: Shape = object({
  id: CODE,
  title: text('名单名称'),
  marks: oneOf(['agriculture', 'performing', 'opera']),
  codePrefixes: list(text('专业代码前缀', /^\d{1,8}$/)),
  names: list(text('专业名称')),
  ...PERIOD,
  ...PROVENANCE,
})

const TABLE_SOURCE = object({ title: text(), effectiveFrom: DAY, ...PROVENANCE })

/** National tables are large and stand in code; a pack in a file leaves them out. Their sources are checked all the same. */
const TABLES: Shape = {
  schema: { type: 'object' },
  read: (value, path, reading) => {
    table(TABLE_SOURCE).read((value as { sources?: unknown }).sources, `${path}.sources`, reading)
    return value
  },
}

export const PACK: Shape = object({
  code: text('6位地区代码', /^\d{6}$/),
  name: text('地区名称'),
  leaves: maybe(table(condition)),
  programmes: list(VERSION),
  areas: list(AREA),
  majors: maybe(list(MAJORS)),
  cardIssuers: maybe(list({ schema: { type: 'object' }, read: (value) => value })),
  counties: list(PLACE),
  tables: maybe(TABLES),
  smsSignature: maybe(text('不超过8个字的短信签名', /^.{1,8}$/)),
})

/** The whole as JSON Schema 2020-12, for editors (docs/region-pack.schema.json). */
export const packJsonSchema = (): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: '助学地区政策包',
  ...PACK.schema,
  $defs: { condition: CONDITION_SCHEMA },
})
