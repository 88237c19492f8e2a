import type { Condition, FundShare, Leaf, ProgrammeStep, RejectionReason, RequiredDocument } from '@zhuxue/policy'

/**
 * Requirements and process that the National Grant and the Tuition Waiver share everywhere; provinces build their
 * programme versions from them.
 */
export const SOURCES = {
  fundRules: '《学生资助资金管理办法》（财科教〔2019〕19号）：全日制正式学籍在校学生',
  technicalSchools: '人社厅发〔2020〕20号（五）：非全日制学生和职业培训学员不得纳入',
  guide: '中等职业学校学生资助工作指南：申请、评审、公示、发放',
  expansion: '财教〔2024〕181号：助学金扩大到三年级，平均标准提高到每生每年2300元',
  yunnan2015: '云财教〔2015〕363号：云南省中职免学费和国家助学金办法',
  kunming: '昆明市中职学生资助政策：国家助学金、免学费补助',
  yunnanWaiver: '云南省中等职业学校免学费政策（2023年12月15日公布）',
  technicalAmounts: '丽江市一所技工院校公开的免学费标准：中级工1800元，高级工、预备技师2000元',
  fourDepartments: '四部门关于中职学生资助的通知（2021）：重点保障对象',
  nationalScholarship: '教财〔2023〕11号：中等职业教育国家奖学金评审办法',
  provincialScholarship:
    '昆明市中职学生资助政策：中等职业学校省政府奖学金；云南省中等职业学校资助政策（2023年12月15日公布）',
  twoSubsidies: '昆明市中职学生资助政策：中等职业学校学生“两补”',
  yulu: '昆明市中职学生资助政策：雨露计划；云乡振发〔2022〕51号',
  chuxiong2018: '楚雄市建档立卡贫困家庭学生资助政策明白卡（2018年4月）四、中职教育',
} as const

export const ON_ROLL: Leaf = {
  id: 'base.on-roll',
  fact: 'rollStatus',
  test: { op: 'is', value: 'on-roll' },
  text: {
    met: '有正式学籍，状态为在籍',
    failed: '目前没有在籍状态的正式学籍；预注册、休学、退学、转出、毕业等状态不能享受',
    unknown: '学籍状态还没有查到，请学校核实',
  },
  source: SOURCES.fundRules,
}

export const FULL_TIME: Leaf = {
  id: 'base.full-time',
  fact: 'studyMode',
  test: { op: 'is', value: 'full-time' },
  text: {
    met: '学习形式为全日制',
    failed: '学习形式是非全日制，不在资助范围',
    unknown: '学习形式还没有登记，请学校核实是否全日制',
  },
  source: SOURCES.technicalSchools,
}

export const PRESENT: Condition = {
  any: [
    {
      id: 'base.at-school',
      fact: 'atSchool',
      test: { op: 'is', value: true },
      text: { met: '在校就读', failed: '目前不在校', unknown: '是否在校还不清楚，请学校核实' },
      source: SOURCES.fundRules,
    },
    {
      id: 'base.on-internship',
      fact: 'onInternship',
      test: { op: 'is', value: true },
      text: {
        met: '正在参加学校安排的岗位实习，视为在校',
        failed: '也没有登记岗位实习（在校或岗位实习，有一项即可）',
        unknown: '是否在岗位实习还不清楚，请学校核实',
      },
      source: SOURCES.fundRules,
    },
  ],
}

export const VOCATIONAL_STAGE: Leaf = {
  id: 'base.vocational-stage',
  fact: 'stage',
  test: {
    op: 'in',
    values: ['secondary-specialised', 'adult-secondary', 'vocational-high', 'technical-school', 'five-year-secondary'],
  },
  // Technician colleges hold secondary and tertiary levels; which one a student is in stands on the roll, not here.
  verify: ['technician-college'],
  text: {
    met: '就读中等职业教育（含技工学校、五年制中职段）',
    failed: '就读的不是中等职业教育阶段（五年制高职段、高职、普通高中等另有政策）',
    unknown: '就读的学段还需学校核实（技师学院按培养层次确定）',
  },
  source: SOURCES.fundRules,
}

export const NATIONALITY: Leaf = {
  id: 'base.nationality',
  fact: 'nationality',
  test: { op: 'is', value: 'CN' },
  verify: 'otherwise',
  text: {
    met: '中国国籍',
    failed: '国籍不符合要求',
    unknown: '国籍未登记，或为港澳台、外国籍学生，需学校人工核实',
  },
  source: SOURCES.fundRules,
}

/** Grades 1…`last`. */
export function gradeUpTo(last: number, source: string): Leaf {
  const names = ['一', '二', '三', '四', '五'].slice(0, last).join('、')
  return {
    id: 'base.grade',
    fact: 'grade',
    test: { op: 'between', min: 1, max: last },
    text: {
      met: `年级在${names}年级之内`,
      failed: `只资助${names}年级学生`,
      unknown: '年级还没有登记，请学校核实',
    },
    source,
  }
}

/** Grades `first` and up. */
export function gradeFrom(first: number, source: string): Leaf {
  const name = ['一', '二', '三'][first - 1] ?? String(first)
  return {
    id: 'route.grade-from',
    fact: 'grade',
    test: { op: 'between', min: first, max: 12 },
    text: {
      met: `已读到${name}年级或以上`,
      failed: `只面向${name}年级及以上学生`,
      unknown: '年级还没有登记，请学校核实',
    },
    source,
  }
}

/** Full-time, on a formal roll, at school, secondary vocational stage. */
export const VOCATIONAL_BASE: readonly Condition[] = [ON_ROLL, FULL_TIME, PRESENT, VOCATIONAL_STAGE, NATIONALITY]

/** 涉农专业 */
export function agriculture(source: string): Leaf {
  return {
    id: 'route.agriculture',
    fact: 'major.agriculture',
    test: { op: 'is', value: true },
    text: { met: '所学专业是涉农专业', failed: '所学专业不是涉农专业', unknown: '专业是否涉农还需学校核实' },
    source,
  }
}

/** 经认定的家庭经济困难学生 */
export function hardship(source: string): Leaf {
  return {
    id: 'route.hardship',
    fact: 'hardship',
    test: { op: 'in', values: ['severe', 'moderate', 'mild'] },
    text: {
      met: '已认定为家庭经济困难学生',
      failed: '没有认定为家庭经济困难学生',
      unknown: '还没有做家庭经济困难认定，可以向学校提出申请',
    },
    source,
  }
}

/** 民政、残联、乡村振兴等部门登记的重点保障对象 */
export const GUARANTEED: Leaf = {
  id: 'quota.guaranteed',
  fact: 'household.registers',
  test: {
    op: 'has-any',
    values: [
      'registered-poor',
      'lifted-out-of-poverty',
      'unstable-lifted',
      'dibao',
      'destitute',
      'orphan',
      'martyr-family',
      'disabled',
    ],
  },
  text: {
    met: '属于重点保障对象，名额内优先安排',
    failed: '不属于重点保障对象',
    unknown: '是否属于重点保障对象需部门比对',
  },
  source: SOURCES.fourDepartments,
}

/**
 * 中央与地方分担, western provinces 8:2 (《学生资助资金管理办法》附则); how the local part splits between province, city and
 * county was not found for Yunnan.
 */
export const FUNDING: readonly FundShare[] = [
  { source: '中央财政', percent: 80 },
  { source: '地方财政', percent: 20 },
]

/** 申请→初审→审核→评审→公示→审批→发放 */
export const SCHOOL_STEPS: readonly ProgrammeStep[] = [
  { id: 'apply', role: 'student', owner: '学生本人', title: '学生申请' },
  { id: 'class-check', role: 'class-teacher', owner: '班主任', title: '班主任初审' },
  { id: 'school-review', role: 'aid-officer', owner: '学校资助专干', title: '资助专干审核' },
  { id: 'committee', role: 'aid-committee', owner: '学校资助工作领导小组', title: '学校评审' },
  { id: 'public-notice', role: 'system', owner: '学校', title: '校内公示不少于5个工作日' },
  { id: 'county-approval', role: 'county-reviewer', owner: '县级学生资助管理部门', title: '县级资助管理部门审批' },
  { id: 'payment', role: 'finance', owner: '学校财务', title: '发放' },
]

export const DOCUMENTS: readonly RequiredDocument[] = [
  { id: 'application-form', title: '资助申请表（在线填写生成）', required: true },
  { id: 'identity', title: '居民身份证或户口簿本人页照片', required: true },
  { id: 'hardship-evidence', title: '家庭经济困难情况材料', required: false, routes: ['hardship'] },
  { id: 'other', title: '其他说明材料', required: false },
]

export const REJECTION_REASONS: readonly RejectionReason[] = [
  { code: 'roll-not-active', text: '学籍状态不是在籍' },
  { code: 'not-full-time', text: '学习形式不是全日制' },
  { code: 'double-roll', text: '存在双重学籍，尚未核清' },
  { code: 'condition-not-met', text: '经核实不符合本项目的资助条件' },
  { code: 'over-study-years', text: '超过规定学制年限' },
  { code: 'quota', text: '符合条件，但本次名额已满' },
  { code: 'documents-not-supplied', text: '在规定时间内没有补齐材料' },
  { code: 'false-statement', text: '申请材料与事实不符' },
  { code: 'objection-upheld', text: '公示期间异议成立' },
]
