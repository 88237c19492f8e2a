/** The schools of the demo world. Names are invented; no real school is meant. */
export interface MajorSketch {
  name: string
  code: string
  short: string
  agriculture?: boolean
  performing?: boolean
  opera?: boolean
}
export interface SchoolSketch {
  code: string
  name: string
  kind: string
  line: 'education' | 'human-resources'
  county: string
  stage: string
  students: number
  majors: MajorSketch[]
  /** where the students come from: [county, area, weight] */
  hukou: [string, 'urban' | 'county-seat' | 'town' | 'rural', number][]
  campus: { name: string; centre: [number, number] }
}

const computing: MajorSketch = { name: '计算机应用', code: '710201', short: '计算机' }
const nursing: MajorSketch = { name: '护理', code: '720201', short: '护理' }
const auto: MajorSketch = { name: '汽车运用与维修', code: '700206', short: '汽修' }
const accounting: MajorSketch = { name: '会计事务', code: '730301', short: '会计' }
const preschool: MajorSketch = { name: '幼儿保育', code: '770101', short: '幼保' }
const garden: MajorSketch = { name: '园林技术', code: '610202', short: '园林', agriculture: true }
const livestock: MajorSketch = { name: '畜禽生产技术', code: '610301', short: '畜牧', agriculture: true }
const agronomy: MajorSketch = { name: '作物生产技术', code: '610102', short: '农艺', agriculture: true }
const welding: MajorSketch = { name: '焊接加工', code: '0202-4', short: '焊接' }
const electric: MajorSketch = { name: '电气自动化设备安装与维修', code: '0203-4', short: '电气' }
const music: MajorSketch = { name: '音乐表演', code: '750201', short: '音乐', performing: true }
const opera: MajorSketch = { name: '戏曲表演', code: '750202', short: '戏曲', performing: true, opera: true }
const artDesign: MajorSketch = { name: '艺术设计与制作', code: '750101', short: '艺设' }
const tourism: MajorSketch = { name: '旅游服务与管理', code: '740101', short: '旅游' }

const city: SchoolSketch['hukou'] = [
  ['530102', 'urban', 20],
  ['530103', 'urban', 14],
  ['530111', 'urban', 22],
  ['530112', 'urban', 14],
  ['530181', 'town', 10],
  ['530124', 'rural', 8],
  ['530129', 'rural', 14],
  ['530128', 'rural', 12],
  ['530113', 'rural', 8],
  ['530326', 'rural', 9],
  ['530602', 'rural', 8],
  ['530627', 'rural', 10],
  ['530129', 'county-seat', 4],
  ['530129', 'town', 5],
]

export const schools: SchoolSketch[] = [
  {
    code: '1001',
    name: '滇池职业中等专业学校',
    kind: '中等专业学校',
    line: 'education',
    county: '530111',
    stage: 'secondary-specialised',
    students: 1200,
    majors: [computing, nursing, auto, garden, accounting],
    hukou: city,
    campus: { name: '官渡校区', centre: [102.75, 24.98] },
  },
  {
    code: '1002',
    name: '春城职业高级中学',
    kind: '职业高中',
    line: 'education',
    county: '530102',
    stage: 'vocational-high',
    students: 520,
    majors: [computing, preschool, accounting],
    hukou: city,
    campus: { name: '五华校区', centre: [102.7, 25.05] },
  },
  {
    code: '2001',
    name: '金马技工学校',
    kind: '技工学校',
    line: 'human-resources',
    county: '530112',
    stage: 'technical-school',
    students: 420,
    majors: [welding, electric, auto],
    hukou: city,
    campus: { name: '西山校区', centre: [102.66, 25.03] },
  },
  {
    code: '1003',
    name: '石林阿诗玛职业高级中学',
    kind: '职业高中',
    line: 'education',
    county: '530126',
    stage: 'vocational-high',
    students: 300,
    majors: [tourism, computing, garden],
    hukou: [
      ['530126', 'rural', 50],
      ['530126', 'county-seat', 20],
      ['530125', 'rural', 10],
      ['530102', 'urban', 8],
    ],
    campus: { name: '石林校区', centre: [103.27, 24.77] },
  },
  {
    code: '1004',
    name: '寻甸凤梧农业职业学校',
    kind: '中等专业学校',
    line: 'education',
    county: '530129',
    stage: 'secondary-specialised',
    students: 260,
    majors: [livestock, agronomy, garden],
    hukou: [
      ['530129', 'rural', 70],
      ['530129', 'town', 15],
      ['530129', 'county-seat', 8],
      ['530113', 'rural', 8],
    ],
    campus: { name: '寻甸校区', centre: [103.25, 25.56] },
  },
  {
    code: '1005',
    name: '翠湖艺术学校',
    kind: '中等专业学校',
    line: 'education',
    county: '530114',
    stage: 'secondary-specialised',
    students: 180,
    majors: [music, opera, artDesign],
    hukou: city,
    campus: { name: '呈贡校区', centre: [102.82, 24.88] },
  },
  {
    code: '1006',
    name: '轿子山民族职业学校',
    kind: '职业高中',
    line: 'education',
    county: '530128',
    stage: 'vocational-high',
    students: 120,
    majors: [livestock, tourism, computing],
    hukou: [
      ['530128', 'rural', 75],
      ['530128', 'town', 15],
      ['530128', 'county-seat', 8],
    ],
    campus: { name: '禄劝校区', centre: [102.47, 25.55] },
  },
  {
    code: '1007',
    name: '彝海职业学校',
    kind: '职业高中',
    line: 'education',
    county: '532301',
    stage: 'vocational-high',
    students: 40,
    majors: [computing, garden],
    hukou: [
      ['532301', 'rural', 60],
      ['532301', 'county-seat', 15],
      ['532322', 'rural', 10],
    ],
    campus: { name: '楚雄校区', centre: [101.55, 25.03] },
  },
]
