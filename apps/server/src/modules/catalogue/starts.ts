import type { BodyOf, catalogue } from '@zhuxue/contracts'
import { fen, nextTerm, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import { found, type Platform, type StaffActor, type Tx } from '../../platform/index.ts'
import { termToday } from '../roll/index.ts'
import { rulesOf } from './rules.ts'
import { fromTemplate } from './templates.ts'

type Body = BodyOf<typeof catalogue.createDraft>
type Start = Readonly<Record<string, unknown>>

/** Is this the kind of programme that a school sets up for itself? */
const schoolsOwn = (kind: string): boolean => kind === 'school' || kind === 'social'

/**
 * The definition a draft begins with. What is copied begins in the coming term and is open-ended; a school that copies a
 * programme of the state gets a programme of its own, because it may not change that one.
 */
export async function startOf(
  tx: Tx<StaffActor>,
  platform: Platform,
  body: Body,
  place: { readonly school: boolean; readonly code: string },
): Promise<Start> {
  const from = nextTerm(termToday(tx, platform))
  const title = body.title?.trim() || null
  if (body.from === 'blank') return blank(title, place, platform.config.region, from)
  if (body.from === 'template') return fromTemplate(body, place, platform.config.region)
  const version = found((await rulesOf(tx, platform)).find(body.source ?? ''), '没有找到要复制的版本。')
  const copy = { ...version, effectiveFrom: from, effectiveTo: null }
  if (!place.school || schoolsOwn(version.kind)) return title === null ? copy : { ...copy, title }
  return { ...copy, programme: place.code, kind: 'school', title: title ?? `${version.title}（本校）`, funding: [] }
}

const ROLL_SOURCE = '《学生资助资金管理办法》（财科教〔2019〕19号）：全日制正式学籍在校学生'

/** A skeleton whose open places are said by the checks: amount, source document, conditions beyond the roll. */
function blank(
  title: string | null,
  place: { readonly school: boolean; readonly code: string },
  region: string,
  from: Term,
): ProgrammeVersion {
  return {
    programme: place.code,
    version: 'draft',
    title: title ?? (place.school ? '学校助学金' : '地方助学金'),
    kind: place.school ? 'school' : 'local',
    stageGroup: 'vocational',
    summary: '',
    amountText: '',
    region,
    effectiveFrom: from,
    effectiveTo: null,
    sourceDocument: '',
    base: {
      all: [
        {
          id: 'base.on-roll',
          fact: 'rollStatus',
          test: { op: 'is', value: 'on-roll' },
          text: { met: '有正式学籍，状态为在籍', failed: '目前没有在籍状态的正式学籍', unknown: '学籍状态请学校核实' },
          source: ROLL_SOURCE,
        },
      ],
    },
    routes: [
      {
        id: 'hardship',
        title: '家庭经济困难学生',
        places: 'open',
        condition: {
          all: [
            {
              id: 'route.hardship',
              fact: 'hardship',
              test: { op: 'in', values: ['severe', 'moderate', 'mild'] },
              text: {
                met: '已认定为家庭经济困难学生',
                failed: '没有认定为家庭经济困难学生',
                unknown: '还没有做家庭经济困难认定，可以向学校提出申请',
              },
              source: '',
            },
          ],
        },
      },
    ],
    amountKind: 'yearly',
    amounts: [{ yearFen: fen(0) }],
    instalments: 'term',
    payee: 'student',
    funding: [{ source: place.school ? '学校事业收入提取资金' : '地方财政', percent: 100 }],
    quota: null,
    applyPer: 'term',
    applyTo: 'school',
    window: { kind: 'after-registration', workingDays: 5 },
    documents: [{ id: 'application-form', title: '资助申请表（在线填写生成）', required: true }],
    steps: [
      { id: 'apply', role: 'student', owner: '学生本人', title: '学生申请' },
      { id: 'class-check', role: 'class-teacher', owner: '班主任', title: '班主任初审' },
      { id: 'school-review', role: 'aid-officer', owner: '学校资助专干', title: '资助专干审核' },
      { id: 'committee', role: 'aid-committee', owner: '学校资助工作领导小组', title: '学校评审' },
      { id: 'public-notice', role: 'system', owner: '学校', title: '校内公示不少于5个工作日' },
      { id: 'payment', role: 'finance', owner: '学校财务', title: '发放' },
    ],
    departments: ['学校'],
    rejectionReasons: [{ code: 'condition-not-met', text: '经核实不符合本项目的资助条件' }],
    excludes: [],
  }
}
