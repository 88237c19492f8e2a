import { type applications, registerTitles } from '@zhuxue/contracts'
import {
  type AreaType,
  HARDSHIP_MODEL_V1,
  type HardshipAnswers,
  type HardshipItemId,
  type HardshipThresholds,
  type HouseholdRegister,
  proposeHardship,
  SEVERE_GROUPS,
  type SevereGroup,
  withThresholds,
} from '@zhuxue/policy'
import type { Static } from 'typebox'

export type FormAnswers = Static<typeof applications.FormAnswers>

/** A household register with where it came from. */
export interface RegisterFact {
  readonly register: HouseholdRegister
  readonly source: 'roll' | 'department-match' | 'self-reported' | 'person-verified'
  readonly document: string
}

/** What a proposal is made from. */
export interface HardshipInput {
  readonly answers: FormAnswers | null
  /** the student attached papers about the family's hardship */
  readonly hasProof: boolean
  readonly registers: readonly RegisterFact[]
  readonly areaType: AreaType | null
  /** the school's own; null = those of the model */
  readonly thresholds: HardshipThresholds | null
}

export interface EvidenceLine {
  readonly item: string
  readonly text: string
  readonly points: number | null
}

export interface ModelProposal {
  readonly model: string
  readonly thresholds: HardshipThresholds
  readonly level: 'severe' | 'moderate' | 'mild' | 'none'
  readonly score: number
  readonly evidence: readonly EvidenceLine[]
  readonly text: string
}

type Member = NonNullable<FormAnswers['members']>[number]

/** Keywords of a free-text answer → option of the model; undefined = not understood, so not scored (a person looks). */
function workOf(m: Member): string | undefined {
  const { occupation, health } = m
  if (/去世|已故|死亡|失联|失踪/.test(occupation + health)) return 'none'
  if (/无业|失业|待业|没有工作|无工作|^无$/.test(occupation)) return 'none'
  if (/务农|种地|农民|种植|养殖/.test(occupation)) return 'farming'
  if (/打工|务工|零工|临时|个体|灵活|摆摊|外卖|保姆/.test(occupation)) return 'casual'
  return occupation.trim() === '' ? undefined : 'stable'
}

function labourOf(m: Member): string | undefined {
  if (/去世|已故|死亡|失联|失踪/.test(m.occupation + m.health)) return 'absent'
  if (/丧失劳动|瘫痪|重残|一级残|二级残|卧床/.test(m.health)) return 'lost'
  if (/残|病|差|弱|手术/.test(m.health) || (m.age !== null && m.age >= 60)) return 'partial'
  return /健康|良好|正常|好/.test(m.health) ? 'full' : undefined
}

/** A text question of the form: not answered → undefined, answered with nothing → 'none'. */
function textOption(text: string | undefined, options: readonly (readonly [RegExp, string])[], other: string) {
  if (text === undefined) return undefined
  if (/^[\s，。]*(无|没有|否|暂无)?[\s，。]*$/.test(text)) return 'none'
  return options.find(([shape]) => shape.test(text))?.[1] ?? other
}

const PLACE: Record<AreaType, string> = { urban: 'urban', 'county-seat': 'town', town: 'town', rural: 'rural' }

/** Answers of the application form → options of the scoring model. Whatever cannot be told stays unanswered. */
export function modelAnswers({ answers: a, registers, areaType }: HardshipInput): HardshipAnswers {
  const named = new Set([...registers.map((r) => r.register), ...(a?.specialGroups ?? [])])
  const father = a?.members?.find((m) => /^(父亲|爸爸|父|继父|养父)$/.test(m.relation.trim()))
  const mother = a?.members?.find((m) => /^(母亲|妈妈|母|继母|养母)$/.test(m.relation.trim()))
  const count = (n: number | null | undefined, zero: string, one: string, more: string) =>
    n === null || n === undefined ? undefined : n <= 0 ? zero : n === 1 ? one : more
  const siblings = a?.studentsInFamily
  const jobless = (a?.unemployed ?? 0) > 0
  const misfortune = textOption(a?.accident, [[/去世|死亡|身亡|遇难|病故/, 'death']], 'accident')
  const options: Partial<Record<HardshipItemId, string | undefined>> = {
    'father-work': father && workOf(father),
    'mother-work': mother && workOf(mother),
    'father-labour': father && labourOf(father),
    'mother-labour': mother && labourOf(mother),
    'other-members': count(a?.dependants, 'none', 'one', 'more'),
    medical: textOption(
      a?.illness,
      [
        [/(癌|肿瘤|白血病|尿毒|透析|移植|重特大).*(债|借)|(债|借).*(癌|肿瘤|白血病|尿毒|透析|移植|重特大)/, 'critical'],
        [/癌|肿瘤|白血病|尿毒|透析|移植|重特大|大病|住院|手术/, 'major'],
      ],
      'chronic',
    ),
    disaster: textOption(
      a?.disaster,
      [
        [/倒塌|全部|绝收|冲毁|烧毁/, 'total'],
        [/严重|大部分|减产|受损/, 'heavy'],
      ],
      'light',
    ),
    misfortune: (misfortune === undefined || misfortune === 'none') && jobless ? 'income-loss' : misfortune,
    place: areaType === null ? undefined : PLACE[areaType],
    studying: siblings === null || siblings === undefined ? undefined : count(siblings - 1, 'one', 'two', 'more'),
    'own-health': named.has('disabled') ? 'serious' : undefined,
    preferential: named.has('martyr-family') ? 'martyr' : undefined,
  }
  return Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined))
}

const isSevere = (register: string): register is SevereGroup => register in SEVERE_GROUPS
const SOURCE = {
  roll: '学籍',
  'department-match': '部门比对',
  'self-reported': '本人填报',
  'person-verified': '人工核实',
}

/**
 * Level proposed by the model with a line of evidence for everything it looked at (PIPL 24: explainable, a person
 * decides). A special group counts when a department or a person confirmed it, or when the student attached papers;
 * one that is only ticked is shown for the teacher to verify and does not count.
 */
export function modelProposal(input: HardshipInput): ModelProposal {
  const confirmed = input.registers.filter((r) => r.source !== 'self-reported')
  const known = new Set<string>(confirmed.map((r) => r.register))
  const claimed = [
    ...new Set([
      ...(input.answers?.specialGroups ?? []),
      ...input.registers.filter((r) => r.source === 'self-reported').map((r) => r.register),
    ]),
  ].filter((register) => !known.has(register))
  const groups = [...known, ...(input.hasProof ? claimed : [])].filter(isSevere)
  const model = withThresholds(HARDSHIP_MODEL_V1, input.thresholds)
  const proposal = proposeHardship({ groups, answers: modelAnswers(input) }, model)
  const lines: EvidenceLine[] = [
    ...confirmed.map((r) => ({
      item: registerTitles[r.register],
      text: `${SOURCE[r.source]}：${r.document}`,
      points: null,
    })),
    ...claimed.map((register) => ({
      item: registerTitles[register],
      text: input.hasProof ? '本人填报并上传材料，请核对原件' : '本人填报，未上传材料，未计入，请核实',
      points: null,
    })),
    ...proposal.evidence
      .filter((e) => e.answer !== null)
      .map((e) => ({ item: e.label, text: `${e.answer}（满分${e.max}分）`, points: e.points })),
    ...proposal.evidence
      .filter((e) => e.answer === null && proposal.unanswered.includes(e.item))
      .map((e) => ({ item: e.label, text: '没有填写或无法判断，未计分，请了解情况', points: null })),
  ]
  const { level, score, text } = proposal
  return { model: proposal.model, thresholds: model.thresholds, level, score, evidence: lines, text }
}
