import { fen, type ProgrammeVersion } from '@zhuxue/policy'
import {
  FULL_TIME,
  gradeFrom,
  ON_ROLL,
  PRESENT,
  REJECTION_REASONS,
  SCHOOL_STEPS,
  SOURCES,
  VOCATIONAL_STAGE,
} from '../cn/vocational.ts'

/** 省政府奖学金: 4000 元 once in a school year, 1,000 places in the province. */
export const PROVINCIAL_SCHOLARSHIP: ProgrammeVersion = {
  programme: 'provincial-scholarship',
  version: 'yunnan-provincial-scholarship-2023',
  title: '省政府奖学金',
  summary:
    '奖励全日制中职二年级及以上特别优秀的在籍在校学生，看学习成绩、专业技能、道德品质等。全省每年1000名，每人4000元，名单在学校公示。',
  kind: 'local',
  stageGroup: 'vocational',
  amountText: '每生每年4000元',
  region: '530000',
  effectiveFrom: '2023-autumn',
  effectiveTo: null,
  sourceDocument: SOURCES.provincialScholarship,
  provisional: '起始学期按文件公布年份推定；与国家奖学金同学年不兼得未查到原文',
  base: { all: [ON_ROLL, FULL_TIME, PRESENT, VOCATIONAL_STAGE] },
  routes: [
    {
      id: 'selection',
      title: '二年级及以上特别优秀学生',
      places: 'quota',
      condition: gradeFrom(2, SOURCES.provincialScholarship),
    },
  ],
  amountKind: 'yearly',
  amounts: [{ yearFen: fen(400_000) }],
  instalments: 'once',
  payee: 'student',
  funding: [{ source: '省级财政', percent: 100 }],
  quota: {
    kind: 'cap',
    title: '全省每年1000名',
    unit: 'province',
    places: 1000,
    source: SOURCES.provincialScholarship,
  },
  applyPer: 'academic-year',
  applyTo: 'school',
  window: { kind: 'months', months: [9, 10], text: '每学年秋季学期评选，以学校通知为准' },
  documents: [
    { id: 'application-form', title: '省政府奖学金申请表', required: true },
    { id: 'identity', title: '居民身份证照片', required: true },
    { id: 'merit-proof', title: '成绩、技能、品德等获奖或表现材料', required: true },
  ],
  steps: SCHOOL_STEPS.map((step) =>
    step.id === 'county-approval' ? { ...step, title: '县级资助管理部门审核后逐级报省' } : step,
  ).flatMap((step) =>
    step.id === 'payment'
      ? [{ id: 'province-review', role: 'department', owner: '省级学生资助管理部门', title: '省级评审确定' }, step]
      : [step],
  ),
  departments: ['省、市、县学生资助管理部门', '学校'],
  rejectionReasons: REJECTION_REASONS,
  excludes: [
    {
      programme: 'national-scholarship',
      scope: 'academic-year',
      text: '同一学年国家奖学金和省政府奖学金只能获得一项',
      source: '同学年奖学金不重复奖励（未查到原文，按惯例，待核对）',
    },
  ],
}
