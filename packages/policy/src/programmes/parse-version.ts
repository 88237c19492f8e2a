import { fen } from '../money.ts'
import { compareTerms, isTerm, type Term } from '../term.ts'
import { checkVersion } from './check-version.ts'
import type {
  AmountRow,
  ApplicationWindow,
  Exclusion,
  FundShare,
  ProgrammeStep,
  ProgrammeVersion,
  QuotaRule,
  RejectionReason,
  RequiredDocument,
  Route,
} from './definition.ts'
import { DefinitionReader, isObject, type VersionProblem } from './parse-condition.ts'

export type ParseVersionResult =
  | { readonly ok: true; readonly version: ProgrammeVersion }
  | { readonly ok: false; readonly problems: readonly VersionProblem[] }

/** What a definition may refer to; a list that is left out is not checked. */
export type KnownNames = { readonly areas?: readonly string[] }

type JsonObject = Readonly<Record<string, unknown>>
const CODE = /^[a-z][a-z0-9-]{1,59}$/

/**
 * Reads one programme version (parsed JSON) strictly and says everything that is wrong with it at once, by field.
 * Keys outside the definition are dropped. A version that comes out is sound by {@link checkVersion} too.
 */
export function parseVersion(input: unknown, known: KnownNames = {}): ParseVersionResult {
  const read = new DefinitionReader(known.areas ?? null)
  if (!isObject(input)) return { ok: false, problems: [{ path: '', text: '内容应为一个项目版本。' }] }
  const version = readVersion(input, read)
  for (const { path, text } of checkVersion(version)) {
    const field = `/${path.replace(/\[(\d+)\]/g, '/$1').replace(/\./g, '/')}`
    // a field that could not be read has its sentence already
    if (!read.problems.some((known) => `${known.path}/`.startsWith(`${field}/`))) read.fail(field, text)
  }
  return read.problems.length > 0 ? { ok: false, problems: read.problems } : { ok: true, version }
}

function readVersion(o: JsonObject, read: DefinitionReader): ProgrammeVersion {
  const optional = (key: 'provisional' | 'remark', label: string, max: number) => {
    const value = o[key]
    return value === undefined || value === null || value === ''
      ? {}
      : { [key]: read.text(value, `/${key}`, label, max) }
  }
  const programme = read.text(o.programme, '/programme', '项目代码', 60)
  if (programme !== '' && !CODE.test(programme))
    read.fail('/programme', '项目代码只能用小写字母、数字和短横线，以字母开头。')
  return {
    programme,
    version: read.text(o.version, '/version', '版本编号', 120),
    title: read.text(o.title, '/title', '项目名称', 40),
    kind: read.oneOf(o.kind, '/kind', '资助性质', ['national', 'local', 'school', 'social']),
    stageGroup: read.oneOf(o.stageGroup, '/stageGroup', '学段', [
      'vocational',
      'preschool',
      'compulsory',
      'general-high',
      'undergraduate',
      'postgraduate',
    ]),
    summary: read.text(o.summary, '/summary', '政策说明', 500),
    amountText: read.text(o.amountText, '/amountText', '标准说明', 200),
    region: read.text(o.region, '/region', '地区代码', 6),
    ...termsOf(o, read),
    sourceDocument: read.text(o.sourceDocument, '/sourceDocument', '依据文件', 300),
    ...optional('provisional', '待确认事项', 300),
    ...optional('remark', '备注', 500),
    base: read.condition(o.base, '/base', '基本条件'),
    routes: read.list(o.routes, '/routes', '享受途径', 20).map((r, i) => routeOf(r, `/routes/${i}`, read)),
    amountKind: read.oneOf(o.amountKind, '/amountKind', '金额含义', [
      'yearly',
      'once',
      'ceiling',
      'per-day',
      'as-charged',
    ]),
    amounts: read.list(o.amounts, '/amounts', '资助标准', 20).map((a, i) => amountOf(a, `/amounts/${i}`, read)),
    instalments: read.oneOf(o.instalments, '/instalments', '发放方式', ['month', 'term', 'once', 'none']),
    payee: read.oneOf(o.payee, '/payee', '发放对象', ['student', 'school', 'household', 'none']),
    funding: read.list(o.funding, '/funding', '资金来源', 10).map((f, i) => fundOf(f, `/funding/${i}`, read)),
    quota: o.quota === null || o.quota === undefined ? null : quotaOf(o.quota, read),
    applyPer: read.oneOf(o.applyPer, '/applyPer', '申请次数', ['term', 'academic-year', 'once']),
    applyTo: read.oneOf(o.applyTo, '/applyTo', '受理单位', [
      'school',
      'former-school',
      'home-township',
      'home-township-school',
      'county-authority',
      'none',
    ]),
    window: windowOf(o.window, read),
    documents: read
      .list(o.documents, '/documents', '申请材料', 30)
      .map((d, i) => documentOf(d, `/documents/${i}`, read)),
    steps: read.list(o.steps, '/steps', '办理步骤', 20).map((s, i) => stepOf(s, `/steps/${i}`, read)),
    departments: read
      .list(o.departments, '/departments', '实施部门', 20)
      .map((d, i) => read.text(d, `/departments/${i}`, '实施部门', 60)),
    rejectionReasons: read
      .list(o.rejectionReasons, '/rejectionReasons', '不予资助的理由', 30)
      .map((r, i) => reasonOf(r, `/rejectionReasons/${i}`, read)),
    excludes: read
      .list(o.excludes, '/excludes', '不能同时享受的项目', 30)
      .map((e, i) => exclusionOf(e, `/excludes/${i}`, read)),
  }
}

function termsOf(o: JsonObject, read: DefinitionReader): { effectiveFrom: Term; effectiveTo: Term | null } {
  const from = isTerm(o.effectiveFrom) ? o.effectiveFrom : null
  const to = isTerm(o.effectiveTo) ? o.effectiveTo : null
  if (from === null) read.fail('/effectiveFrom', '请选择开始执行的学期。')
  if (to === null && o.effectiveTo !== null && o.effectiveTo !== undefined)
    read.fail('/effectiveTo', '结束学期不正确，请重新选择；长期有效请留空。')
  if (from !== null && to !== null && compareTerms(to, from) < 0)
    read.fail('/effectiveTo', '结束学期不能早于开始学期。')
  return { effectiveFrom: from ?? '2000-autumn', effectiveTo: to }
}

const part = (value: unknown, path: string, label: string, read: DefinitionReader): JsonObject => {
  if (isObject(value)) return value
  read.fail(path, `${label}填写有误，请重新填写。`)
  return {}
}

function idOf(value: unknown, path: string, label: string, read: DefinitionReader): string {
  const id = read.text(value, path, `${label}编号`, 60)
  if (id !== '' && !CODE.test(id)) read.fail(path, `${label}编号只能用小写字母、数字和短横线，以字母开头。`)
  return id
}

function routeOf(value: unknown, path: string, read: DefinitionReader): Route {
  const o = part(value, path, '享受途径', read)
  return {
    id: idOf(o.id, `${path}/id`, '途径', read),
    title: read.text(o.title, `${path}/title`, '途径名称', 60),
    places: read.oneOf(o.places, `${path}/places`, '名额方式', ['open', 'quota']),
    condition: read.condition(o.condition, `${path}/condition`, '途径的条件'),
  }
}

function amountOf(value: unknown, path: string, read: DefinitionReader): AmountRow {
  const o = part(value, path, '资助标准', read)
  return {
    yearFen: fen(read.whole(o.yearFen, `${path}/yearFen`, '金额（分）', 1, 1e9)),
    ...(o.title === undefined || o.title === '' ? {} : { title: read.text(o.title, `${path}/title`, '档次名称', 40) }),
    ...(o.when === undefined || o.when === null ? {} : { when: read.condition(o.when, `${path}/when`, '适用条件') }),
    ...(o.whenUnknown === undefined || o.whenUnknown === null
      ? {}
      : { whenUnknown: read.oneOf(o.whenUnknown, `${path}/whenUnknown`, '情况不明时的处理', ['next-row'] as const) }),
    ...(o.parts === undefined ? {} : { parts: partsOf(o.parts, `${path}/parts`, read) }),
    ...(o.provisional === undefined || o.provisional === ''
      ? {}
      : { provisional: read.text(o.provisional, `${path}/provisional`, '待确认事项', 200) }),
  }
}

function partsOf(value: unknown, path: string, read: DefinitionReader): NonNullable<AmountRow['parts']> {
  return read.list(value, path, '金额构成', 10).map((item, i) => {
    const o = part(item, `${path}/${i}`, '金额构成', read)
    return {
      title: read.text(o.title, `${path}/${i}/title`, '构成名称', 40),
      yearFen: fen(read.whole(o.yearFen, `${path}/${i}/yearFen`, '金额（分）', 1, 1e9)),
    }
  })
}

function fundOf(value: unknown, path: string, read: DefinitionReader): FundShare {
  const o = part(value, path, '资金来源', read)
  const percent = typeof o.percent === 'number' && o.percent > 0 && o.percent <= 100 ? o.percent : 0
  if (percent === 0) read.fail(`${path}/percent`, '资金比例应大于0、不超过100。')
  return { source: read.text(o.source, `${path}/source`, '资金来源', 40), percent }
}

function quotaOf(value: unknown, read: DefinitionReader): QuotaRule {
  const o = part(value, '/quota', '名额', read)
  const common = {
    title: read.text(o.title, '/quota/title', '名额说明', 120),
    source: read.text(o.source, '/quota/source', '名额的出处', 200),
  }
  if (read.oneOf(o.kind, '/quota/kind', '名额种类', ['share', 'cap']) === 'cap') {
    const unit = read.oneOf(o.unit, '/quota/unit', '名额范围', ['nation', 'province', 'prefecture', 'county', 'school'])
    const places = read.whole(o.places, '/quota/places', '名额数', 1, 10_000_000)
    return { kind: 'cap', ...common, unit, places, ...(o.approximate === true ? { approximate: true } : {}) }
  }
  const share = part(o.share, '/quota/share', '名额比例', read)
  const denominator = read.whole(share.denominator, '/quota/share/denominator', '比例分母', 1, 1_000_000)
  return {
    kind: 'share',
    ...common,
    unit: 'school',
    share: {
      numerator: read.whole(share.numerator, '/quota/share/numerator', '比例分子', 1, denominator),
      denominator,
    },
    base: read.condition(o.base, '/quota/base', '名额计算基数'),
    guaranteed: read.condition(o.guaranteed, '/quota/guaranteed', '优先保障对象'),
  }
}

function windowOf(value: unknown, read: DefinitionReader): ApplicationWindow {
  const o = part(value, '/window', '申请时间', read)
  const kind = read.oneOf(o.kind, '/window/kind', '申请时间', [
    'after-registration',
    'months',
    'start-of-term',
    'direct',
  ])
  if (kind === 'after-registration') {
    return { kind, workingDays: read.whole(o.workingDays, '/window/workingDays', '工作日数', 1, 60) }
  }
  const text = read.text(o.text, '/window/text', '申请时间说明', 100)
  if (kind !== 'months') return { kind, text }
  const months = read
    .list(o.months, '/window/months', '月份', 12)
    .map((m, i) => read.whole(m, `/window/months/${i}`, '月份', 1, 12))
  if (months.length === 0) read.fail('/window/months', '请至少选择一个月份。')
  return { kind, months, text }
}

function documentOf(value: unknown, path: string, read: DefinitionReader): RequiredDocument {
  const o = part(value, path, '申请材料', read)
  const routes = o.routes === undefined ? undefined : read.list(o.routes, `${path}/routes`, '适用途径', 20).map(String)
  return {
    id: idOf(o.id, `${path}/id`, '材料', read),
    title: read.text(o.title, `${path}/title`, '材料名称', 80),
    required: o.required === true,
    ...(routes === undefined || routes.length === 0 ? {} : { routes }),
  }
}

function stepOf(value: unknown, path: string, read: DefinitionReader): ProgrammeStep {
  const o = part(value, path, '办理步骤', read)
  return {
    id: idOf(o.id, `${path}/id`, '步骤', read),
    role: read.oneOf(o.role, `${path}/role`, '办理角色', [
      'department',
      'student',
      'class-teacher',
      'aid-officer',
      'aid-committee',
      'county-reviewer',
      'finance',
      'system',
    ]),
    owner: read.text(o.owner, `${path}/owner`, '办理人', 60),
    title: read.text(o.title, `${path}/title`, '步骤名称', 60),
  }
}

function reasonOf(value: unknown, path: string, read: DefinitionReader): RejectionReason {
  const o = part(value, path, '不予资助的理由', read)
  return { code: idOf(o.code, `${path}/code`, '理由', read), text: read.text(o.text, `${path}/text`, '理由', 100) }
}

function exclusionOf(value: unknown, path: string, read: DefinitionReader): Exclusion {
  const o = part(value, path, '不能同时享受的项目', read)
  return {
    programme: idOf(o.programme, `${path}/programme`, '项目', read),
    scope: read.oneOf(o.scope, `${path}/scope`, '范围', ['term', 'academic-year', 'ever']),
    text: read.text(o.text, `${path}/text`, '原因', 200),
    source: read.text(o.source, `${path}/source`, '出处', 200),
  }
}
