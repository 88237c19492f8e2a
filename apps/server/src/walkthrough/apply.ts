import { applications, roll } from '@zhuxue/contracts'
import { makeDemoPhone } from '@zhuxue/policy'
import sharp from 'sharp'
import type { Client } from '../testing/client.ts'
import { SeededRandom } from '../world/random.ts'
import { AT_ONCE, all, each, ok, type Stage, staff, studentSession, studentWithSlip } from './stage.ts'

export interface Pupil {
  readonly id: string
  readonly name: string
  readonly idNumber: string
  readonly classId: string
  readonly guardianName: string
  readonly persona: string | null
}

export interface Applied {
  readonly applicants: number
  readonly nothingToApplyFor: number
  readonly withSlip: number
  readonly clients: Map<string, Client>
}

/** A photo as a phone would send it. */
const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 900, height: 600, channels: 3, background: { r: 214, g: 220, b: 228 } } })
    .jpeg({ quality: 70 })
    .toBuffer()

/** Every student of the school who may apply does so: the first class with slips and passwords, the others by session. */
export async function everybodyApplies(
  stage: Stage,
  pupils: readonly Pupil[],
  roundId: string,
  slipTeacher: string | null,
): Promise<Applied> {
  const picture = await photo()
  const preset = slipTeacher ? await printSlips(stage, slipTeacher, pupils) : new Map<string, string>()
  const clients = new Map<string, Client>()
  let applicants = 0
  let nothingToApplyFor = 0
  await each(pupils, AT_ONCE, async (p, i) => {
    const password = preset.get(p.id)
    const me = password ? await studentWithSlip(stage, p.idNumber, password) : await studentSession(stage, p.id)
    clients.set(p.id, me)
    if (await apply(me, p, roundId, picture, i)) applicants += 1
    else nothingToApplyFor += 1
    if ((i + 1) % 100 === 0) stage.say(`  已处理 ${i + 1} / ${pupils.length} 名学生`)
  })
  return { applicants, nothingToApplyFor, withSlip: preset.size, clients }
}

/** Preset passwords of one class, by student. */
async function printSlips(stage: Stage, slipTeacher: string, pupils: readonly Pupil[]): Promise<Map<string, string>> {
  const teacher = await staff(stage, slipTeacher)
  const own = await all((cursor) =>
    ok(teacher, roll.listStudents, { query: { ...(cursor ? { cursor } : {}), limit: '200' } as never }),
  )
  const classId = pupils.find((p) => own.some((o) => o.id === p.id))?.classId
  if (!classId) return new Map()
  const { slips } = await ok(teacher, roll.printSlips, { params: { id: classId } as never, body: {} as never })
  return new Map(slips.map((x) => [x.studentId, x.password]))
}

type Home = (
  p: Pupil,
  random: SeededRandom,
) => {
  householdSize: number
  studentsInFamily: number
  dependants: number
  unemployed: number
  incomePerPersonYuan: number
  specialGroups: []
  members: { name: string; relation: string; age: number; occupation: string; yearIncomeYuan: number; health: string }[]
  disaster: string
  accident: string
  illness: string
  debt: string
  other: string
}

const family = (
  fatherWork: string,
  motherHealth: string,
  income: [number, number],
  more: (random: SeededRandom) => Partial<ReturnType<Home>>,
): Home => {
  return (p, random) => ({
    householdSize: random.int(3, 6),
    studentsInFamily: random.int(1, 3),
    dependants: random.int(0, 2),
    unemployed: 0,
    incomePerPersonYuan: random.int(...income),
    specialGroups: [],
    members: [
      {
        name: p.guardianName,
        relation: '父亲',
        age: random.int(38, 55),
        occupation: fatherWork,
        yearIncomeYuan: random.int(0, 30) * 1000,
        health: '健康',
      },
      {
        name: '普玉兰',
        relation: '母亲',
        age: random.int(36, 52),
        occupation: '务农',
        yearIncomeYuan: random.int(5, 20) * 1000,
        health: motherHealth,
      },
    ],
    disaster: '',
    accident: '',
    illness: '',
    debt: '',
    other: '',
    ...more(random),
  })
}

/** Invented families: comfortable, strained, in real hardship. */
const FAMILIES: [Home, number][] = [
  [family('个体经营', '健康', [12_000, 30_000], () => ({})), 55],
  [
    family('无业', '体弱多病', [3000, 7000], (r) => ({
      unemployed: 1,
      studentsInFamily: r.int(2, 3),
      dependants: r.int(1, 2),
      illness: '母亲长期患病，需要吃药',
      debt: '修建住房欠款',
    })),
    30,
  ],
  [
    family('无业', '丧失劳动能力', [1500, 4000], (r) => ({
      unemployed: 1,
      studentsInFamily: 3,
      dependants: 2,
      illness: '母亲患大病住院，自付费用高',
      accident: r.chance(0.5) ? '父亲外出务工受伤' : '',
      disaster: r.chance(0.5) ? '冰雹致烤烟大部分减产' : '',
      debt: '治病借款',
    })),
    15,
  ],
]

/** One student's whole form; false when there is nothing she may apply for. */
async function apply(me: Client, p: Pupil, roundId: string, picture: Buffer, seed: number): Promise<boolean> {
  const form = await ok(me, applications.getForm, { query: { roundId } as never })
  if (form.selectable.length === 0) return false
  const random = new SeededRandom(seed + 7)
  const home = random.weighted(FAMILIES)(p, random)
  const attachments: string[] = []
  const kinds = new Set(form.requiredAttachments.map((r) => r.kind))
  for (const kind of kinds) {
    const a = await ok(me, applications.uploadAttachment, {
      body: { kind } as never,
      file: { name: `${kind}.jpg`, content: picture },
    })
    attachments.push(a.id)
  }
  const answers = {
    programmes: form.selectable,
    ...(form.phoneMasked ? {} : { phone: makeDemoPhone(900_000 + seed) }),
    rollDataCorrect: true,
    ...home,
    attachments,
    promise: true,
    signature: p.name,
  }
  await ok(me, applications.saveDraft, { body: { roundId, revision: form.draft.revision, answers } as never })
  await ok(me, applications.submitApplication, { body: { roundId, answers } as never })
  return true
}

/** Returned forms are corrected and sent again. */
export async function resubmitReturned(
  roundId: string,
  clients: Map<string, Client>,
  returned: readonly { studentId: string }[],
): Promise<number> {
  let done = 0
  for (const studentId of new Set(returned.map((r) => r.studentId))) {
    const me = clients.get(studentId)
    if (!me) continue
    const form = await ok(me, applications.getForm, { query: { roundId } as never })
    await ok(me, applications.submitApplication, {
      body: { roundId, answers: { ...form.draft.answers, householdSize: 4, promise: true } } as never,
    })
    done += 1
  }
  return done
}
