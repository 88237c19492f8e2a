/** The main job without hands: `npm run demo`. */
import { disbursement, type ProgrammeCode, programmes } from '@zhuxue/contracts'
import { parseTerm } from '@zhuxue/policy'
import { factsOf } from '../modules/roll/index.ts'
import { checkPersonas, type PersonaResult } from '../world/persona-check.ts'
import { type Applied, everybodyApplies, type Pupil, resubmitReturned } from './apply.ts'
import {
  classTeachersCheck,
  committeeDecides,
  countyApproves,
  listAll,
  publish,
  reviewAll,
  settleHardship,
} from './school.ts'
import { daysPass, ok, runJobs, type Stage, staff } from './stage.ts'

const PROGRAMMES: ProgrammeCode[] = ['national-grant', 'tuition-waiver']
const TERM = '2026-autumn'

/** The school played: its code in the demo world, its id and county. */
export interface PlayedSchool {
  readonly id: string
  readonly code: string
  readonly county: string
  readonly pupils: readonly Pupil[]
  readonly teachers: readonly string[]
}

export interface Played {
  readonly roundId: string
  readonly applicants: number
  readonly nothing: number
  readonly slips: number
  readonly returned: number
  readonly rejected: Map<string, number>
  readonly approved: number
  readonly lists: Lists
}

/** The county finance allocates funds and the aid officer opens the autumn round. */
export async function openAndFund(stage: Stage, school: PlayedSchool): Promise<string> {
  const county = await staff(stage, `finance-${school.county}`)
  for (const programme of PROGRAMMES) {
    await ok(county, disbursement.allocateFunds, {
      body: {
        schoolId: school.id,
        programme,
        term: TERM,
        amountFen: 300_000_000,
        documentNo: '演示拨款〔2026〕1号',
      } as never,
    })
  }
  const officer = await staff(stage, `s${school.code}-aid`)
  const round = await ok(officer, programmes.openRound, {
    body: {
      schoolId: school.id,
      term: TERM,
      registrationDate: '2026-09-01',
      programmes: PROGRAMMES,
      quotas: [],
    } as never,
  })
  await runJobs(stage)
  return round.id
}

type Lists = Record<
  string,
  { quota: number; entitled: number; withinQuota: number; overQuota: number; selected: number; noticed: number }
>

/** From the submitted forms to the live notices. */
export async function schoolDecides(stage: Stage, school: PlayedSchool, roundId: string, clients: Applied['clients']) {
  const s = `s${school.code}`
  stage.say('班主任初审')
  const first = await classTeachersCheck(stage, school.teachers, true)
  stage.say(`退回 ${first.returned.length} 份，学生更正后重新提交`)
  const resubmitted = await resubmitReturned(roundId, clients, first.returned)
  await classTeachersCheck(stage, school.teachers, false)
  stage.say('困难认定审定')
  await settleHardship(stage, `${s}-review`)
  stage.say('资助专干审核')
  const reviewed = await reviewAll(stage, `${s}-aid`)
  const lists: Lists = {}
  for (const programme of PROGRAMMES) {
    stage.say(`领导小组评审并公示 ${programme}`)
    const d = await committeeDecides(stage, `${s}-committee`, roundId, programme)
    if (d.selected === 0) continue
    const n = await publish(stage, `${s}-aid`, roundId, programme)
    lists[programme] = {
      quota: d.quota.number,
      entitled: d.entitled,
      withinQuota: d.withinQuota,
      overQuota: d.overQuota,
      selected: d.selected,
      noticed: n.names,
    }
  }
  return { returned: resubmitted, rejected: reviewed.rejected, lists }
}

/** Opens the round, and carries every student of the school from the form to the county's approval. */
export async function playToApproval(stage: Stage, school: PlayedSchool): Promise<Played> {
  stage.say('资金拨付到校，开通2026年秋季学期申请')
  const roundId = await openAndFund(stage, school)
  stage.say(`${school.pupils.length} 名学生查看资格并申请`)
  const applied = await everybodyApplies(stage, school.pupils, roundId, `s${school.code}-c01`)
  const decided = await schoolDecides(stage, school, roundId, applied.clients)
  stage.say('公示 5 个工作日')
  await daysPass(stage, 9)
  stage.say('县级审核')
  const c = await countyApproves(stage, `county-${school.county}`)
  await runJobs(stage)
  const officer = await staff(stage, `s${school.code}-aid`)
  const left = await listAll(officer, 'noticed')
  if (left.length > 0 || c.refused > 0) throw new Error(`县级审核后仍有 ${left.length} 份未批准，拒绝 ${c.refused} 份`)
  return {
    roundId,
    applicants: applied.applicants,
    nothing: applied.nothingToApplyFor,
    slips: applied.withSlip,
    ...decided,
    approved: c.approved,
  }
}

/** What a visitor of the demo finds already going on: a small school's list in public notice, the big school's first forms. */
export async function playPrelude(stage: Stage, small: PlayedSchool, big: PlayedSchool): Promise<void> {
  const round = await openAndFund(stage, small)
  const applied = await everybodyApplies(stage, small.pupils, round, `s${small.code}-c01`)
  await schoolDecides(stage, small, round, applied.clients)
  const bigRound = await openAndFund(stage, big)
  const classes = [...new Set(big.pupils.map((p) => p.classId))].slice(0, 2)
  await everybodyApplies(
    stage,
    big.pupils.filter((p) => classes.includes(p.classId) && p.persona === null).slice(0, 40),
    bigRound,
    null,
  )
  await classTeachersCheck(stage, big.teachers.slice(0, 1), true)
}

/** Every persona's outcome under the rules of her own term, from the facts the database holds. */
export async function playPersonas(stage: Stage): Promise<PersonaResult[]> {
  return checkPersonas((c) =>
    stage.platform.transaction({ kind: 'worker', name: '演示' }, async (tx) => {
      const row = await tx.db.selectFrom('students').select('id').where('persona', '=', c.id).executeTakeFirstOrThrow()
      const term = parseTerm(c.term)
      if (!term) throw new Error(`persona ${c.id}: term ${c.term}`)
      return (await factsOf(tx, row.id, term)).facts
    }),
  )
}
