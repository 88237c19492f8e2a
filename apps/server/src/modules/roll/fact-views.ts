import {
  type HardshipLevel,
  type HouseholdRegister,
  hardshipTitles,
  type ReplyOf,
  type RollStatus,
  registerTitles,
  type roll,
  rollStatusTitles,
} from '@zhuxue/contracts'
import { FACT_LABELS, type FactPath } from '@zhuxue/policy'
import { AREA_TYPE_NAMES, type LoadedRegion, STAGE_NAMES } from '@zhuxue/regions'
import { currentRegisters, type FactRow, riskEliminated } from './fact-rows.ts'

export type FactView = ReplyOf<typeof roll.getStudent>['facts'][number]

export const sourceTitles: Record<string, string> = {
  roll: '学籍',
  'department-match': '部门比对',
  'self-reported': '本人填报',
  'person-verified': '人工核实',
}
const yes = (b: boolean | null): string | null => (b === null ? null : b ? '是' : '否')
const studyModes: Record<string, string> = { 'full-time': '全日制', 'part-time': '非全日制' }

/** Name of a county or prefecture by code, with the code when the region does not list it. */
export function placeName(region: LoadedRegion, code: string | null): string | null {
  if (code === null) return null
  const county = region.counties.find((c) => c.code === code)
  return county ? `${county.name}（${code}）` : code
}

/** The facts of one student in words, each with its source, date and verifier (DESIGN §3); unknown stays null. */
export function factViews(row: FactRow, region: LoadedRegion): FactView[] {
  const roll = (key: FactPath, value: string | null): FactView => ({
    key,
    label: FACT_LABELS[key],
    value,
    source: '学籍',
    asOf: row.roll_as_of,
    verifiedBy: null,
  })
  const registers = currentRegisters(row)
  const known = row.registers ?? []
  const register = (key: FactPath, value: string | null): FactView => {
    const sources = registers.length > 0 ? registers : known
    return {
      key,
      label: FACT_LABELS[key],
      value,
      source: [...new Set(sources.map((r) => sourceTitles[r.source] ?? r.source))].join('、') || '尚未比对',
      asOf: sources.map((r) => r.as_of).sort()[0] ?? null,
      verifiedBy: [...new Set(sources.map((r) => r.source_document))].join('、') || null,
    }
  }
  return [
    roll('nationality', row.nationality === 'CN' ? '中国' : row.nationality),
    roll('rollStatus', rollStatusTitles[row.roll_status as RollStatus]),
    roll('studyMode', studyModes[row.study_mode] ?? row.study_mode),
    roll('atSchool', yes(row.at_school)),
    roll('onInternship', yes(row.on_internship)),
    roll('stage', STAGE_NAMES[row.stage as keyof typeof STAGE_NAMES] ?? row.stage),
    roll('grade', `${'一二三四五六'.charAt(row.grade - 1) || row.grade}年级`),
    { ...roll('major.code', row.major_code), label: '专业', value: row.major_name },
    roll('major.agriculture', yes(row.agriculture)),
    roll('major.performing', yes(row.performing)),
    roll('major.opera', yes(row.opera)),
    roll('hukou.county', placeName(region, row.hukou_county)),
    roll('hukou.areaType', AREA_TYPE_NAMES[row.hukou_area_type as keyof typeof AREA_TYPE_NAMES] ?? null),
    roll('school.county', placeName(region, row.school_county)),
    {
      key: 'hardship',
      label: FACT_LABELS.hardship,
      value: row.level === null ? null : hardshipTitles[row.level as HardshipLevel],
      source: row.level === null ? '尚未认定' : '人工核实',
      asOf: row.decided_on,
      verifiedBy: row.decided_by_name,
    },
    register(
      'household.registers',
      row.registers === null
        ? null
        : registers.map((r) => registerTitles[r.register as HouseholdRegister] ?? r.register).join('、') || '无登记',
    ),
    ...(registers.length > 0 ? [register('household.riskEliminated', yes(riskEliminated(row)))] : []),
  ]
}
