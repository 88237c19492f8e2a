/** Ten invented programmes over 28 facts, of the kind and size of a province's set, for the benchmark only. */
import type {
  AmountRow,
  AreaLists,
  Condition,
  Fen,
  Leaf,
  ProgrammeVersion,
  Route,
} from '../../packages/policy/src/index.ts'

const leaf = (id: string, fact: Leaf['fact'], test: Leaf['test'], verify?: Leaf['verify']): Leaf => ({
  id,
  fact,
  test,
  text: { met: `${id}：符合`, failed: `${id}：不符合`, unknown: `${id}：需核实` },
  source: '性能基准',
  ...(verify === undefined ? {} : { verify }),
})
const is = (id: string, fact: Leaf['fact'], value: string | number | boolean) => leaf(id, fact, { op: 'is', value })
const among = (id: string, fact: Leaf['fact'], ...values: string[]) => leaf(id, fact, { op: 'in', values })
const has = (id: string, ...values: string[]) => leaf(id, 'household.registers', { op: 'has-any', values })
const between = (id: string, fact: Leaf['fact'], min: number, max: number) =>
  leaf(id, fact, { op: 'between', min, max })
const inArea = (id: string, fact: Leaf['fact'], list: string) => leaf(id, fact, { op: 'in-area', list })

const counties = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => String(530_100 + from + n))
export const AREAS: AreaLists = {
  poor: { id: 'poor', coverage: ['53'], codes: counties(20, 60) },
  autonomous: { id: 'autonomous', coverage: ['53'], codes: counties(0, 12) },
  subsidised: { id: 'subsidised', coverage: ['1', '2', '3', '4', '5', '6'], codes: ['530113', '530128', '530129'] },
  home: { id: 'home', coverage: ['1', '2', '3', '4', '5', '6'], codes: ['5301'] },
}

const L = {
  roll: is('roll', 'rollStatus', 'on-roll'),
  fullTime: is('full-time', 'studyMode', 'full-time'),
  atSchool: is('at-school', 'atSchool', true),
  intern: is('intern', 'onInternship', true),
  vocational: leaf(
    'vocational',
    'stage',
    {
      op: 'in',
      values: [
        'secondary-specialised',
        'adult-secondary',
        'vocational-high',
        'technical-school',
        'five-year-secondary',
      ],
    },
    ['technician-college'],
  ),
  citizen: leaf('citizen', 'nationality', { op: 'is', value: 'CN' }, 'otherwise'),
  grade13: between('grade-1-3', 'grade', 1, 3),
  grade12: between('grade-1-2', 'grade', 1, 2),
  grade2up: between('grade-2-up', 'grade', 2, 12),
  agri: is('agri', 'major.agriculture', true),
  poor: inArea('poor', 'hukou.county', 'poor'),
  countryside: among('countryside', 'hukou.areaType', 'town', 'rural'),
  hardship: among('hardship', 'hardship', 'severe', 'moderate', 'mild'),
  severe: is('severe', 'hardship', 'severe'),
  moderate: is('moderate', 'hardship', 'moderate'),
  opera: is('opera', 'major.opera', true),
  performing: is('performing', 'major.performing', true),
  autonomous: inArea('autonomous', 'school.county', 'autonomous'),
  notUrban: among('not-urban', 'hukou.areaType', 'county-seat', 'town', 'rural'),
  urban: is('urban', 'hukou.areaType', 'urban'),
  intermediate: is('intermediate', 'trainingLevel', 'intermediate'),
  technical: is('technical', 'stage', 'technical-school'),
  subsidised: inArea('subsidised', 'hukou.county', 'subsidised'),
  watched: has('watched', 'lifted-out-of-poverty', 'unstable-lifted', 'at-risk', 'sudden-hardship'),
  home: inArea('home', 'hukou.county', 'home'),
  riskGone: is('risk-gone', 'household.riskEliminated', true),
  lifted: has('lifted', 'lifted-out-of-poverty'),
  higher: among(
    'higher',
    'stage',
    'higher-vocational',
    'technician-college',
    'vocational-undergraduate',
    'five-year-tertiary',
  ),
  high: is('high', 'stage', 'vocational-high'),
  top5: between('top-5', 'ranking.percent', 0, 5),
  top10: between('top-10', 'ranking.percent', 0, 10),
  top30: between('top-30', 'ranking.percent', 0, 30),
  outstanding: is('outstanding', 'ranking.outstanding', true),
  holdsNational: leaf('holds-national', 'holds', { op: 'has-any', values: ['national-scholarship'] }),
  holdsProvincial: leaf('holds-provincial', 'holds', { op: 'has-any', values: ['provincial-scholarship'] }),
  boarding: is('boarding', 'boarding', true),
  public: is('public', 'school.public', true),
  disabled12: between('disabled-1-2', 'disability.grade', 1, 2),
  disabled34: between('disabled-3-4', 'disability.grade', 3, 4),
  several: is('several', 'disability.multiple', true),
  entrant: is('entrant', 'admission.newEntrant', true),
  needy: has('needy', 'dibao', 'destitute', 'orphan', 'disabled', 'registered-poor'),
  outside: is('outside', 'admission.outOfProvince', true),
  tier: among('tier', 'admission.tier', 'central', 'first-batch', 'other-undergraduate'),
  han: is('han', 'ethnicity', '01'),
  martyr: has('martyr', 'martyr-family'),
}

type Draft = { programme: string; base: Condition; routes: Route[]; amounts: AmountRow[]; monthly?: boolean }
const open = (id: string, condition: Condition): Route => ({ id, title: id, places: 'open', condition })
const quota = (id: string, condition: Condition): Route => ({ id, title: id, places: 'quota', condition })
const pay = (yuan: number, when?: Condition): AmountRow => {
  const yearFen = (yuan * 100) as Fen
  return when === undefined ? { yearFen } : { yearFen, when }
}

function version({ programme, base, routes, amounts, monthly }: Draft): ProgrammeVersion {
  return {
    programme,
    version: `bench-${programme}`,
    title: programme,
    kind: 'national',
    stageGroup: 'vocational',
    summary: '',
    amountText: '',
    region: '530000',
    effectiveFrom: '2025-spring',
    effectiveTo: null,
    sourceDocument: '性能基准',
    base,
    routes,
    amountKind: 'yearly',
    amounts,
    instalments: monthly === true ? 'month' : 'once',
    payee: 'student',
    funding: [],
    quota: null,
    applyPer: 'term',
    applyTo: 'school',
    window: { kind: 'direct', text: '' },
    documents: [],
    steps: [],
    departments: [],
    rejectionReasons: [],
    excludes: [],
  }
}

const PRESENT: Condition = { any: [L.atSchool, L.intern] }
const BASE: Condition[] = [L.roll, L.fullTime, PRESENT, L.vocational, L.citizen]
export const VERSIONS: readonly ProgrammeVersion[] = [
  {
    programme: 'grant',
    base: { all: [...BASE, L.grade13] },
    routes: [open('agri', L.agri), open('poor', { all: [L.poor, L.countryside] }), quota('hardship', L.hardship)],
    amounts: [pay(2300)],
    monthly: true,
  },
  {
    programme: 'waiver',
    base: { all: [...BASE, L.grade13, { any: [{ not: L.performing }, L.opera] }] },
    routes: [
      open('opera', L.opera),
      open('autonomous', L.autonomous),
      open('not-urban', L.notUrban),
      open('agri', { all: [L.urban, L.agri] }),
      quota('hardship', L.hardship),
    ],
    amounts: [pay(1800, { all: [L.technical, L.intermediate] }), pay(2000)],
    monthly: true,
  },
  {
    programme: 'two-subsidies',
    base: { all: [L.roll, L.fullTime, L.atSchool, L.vocational, L.grade12, L.subsidised] },
    routes: [open('watched', L.watched)],
    amounts: [pay(900)],
    monthly: true,
  },
  {
    programme: 'dew',
    base: { all: [L.roll, L.fullTime, { any: [L.vocational, L.higher] }, L.home] },
    routes: [open('lifted', L.lifted), open('watched', { all: [L.watched, { not: L.riskGone }] })],
    amounts: [pay(5000, L.higher), pay(3000, L.high), pay(4000)],
    monthly: true,
  },
  {
    programme: 'provincial',
    base: { all: [...BASE, L.grade2up, { not: L.holdsNational }] },
    routes: [quota('best', { any: [L.top10, { all: [L.top30, L.outstanding] }] })],
    amounts: [pay(4000)],
  },
  {
    programme: 'national',
    base: { all: [...BASE, L.grade2up, { not: L.holdsProvincial }] },
    routes: [quota('best', L.top5), quota('outstanding', { all: [L.top30, L.outstanding] })],
    amounts: [pay(6000)],
  },
  {
    programme: 'boarding',
    base: { all: [L.roll, L.fullTime, L.boarding, L.public] },
    routes: [open('severe', { any: [L.severe, L.needy] }), open('moderate', L.moderate)],
    amounts: [pay(1500, L.severe), pay(1000)],
    monthly: true,
  },
  {
    programme: 'disabled',
    base: { all: [L.roll, L.citizen] },
    routes: [open('grade', { any: [L.disabled12, L.disabled34] }), open('several', L.several)],
    amounts: [pay(2000, { any: [L.disabled12, L.several] }), pay(1500)],
    monthly: true,
  },
  {
    programme: 'entrant',
    base: { all: [L.roll, L.entrant, L.tier] },
    routes: [open('needy', { any: [L.needy, L.martyr] }), quota('hardship', L.hardship)],
    amounts: [pay(1000, L.outside), pay(500)],
  },
  {
    programme: 'peoples',
    base: { all: [...BASE, { not: L.han }, L.autonomous] },
    routes: [quota('best', L.top30)],
    amounts: [pay(500)],
  },
].map((draft) => version(draft))
