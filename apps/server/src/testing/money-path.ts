import {
  type AttachmentKind,
  applications,
  type BodyOf,
  type ProgrammeCode,
  programmeCodes,
  programmes,
  type ReplyOf,
} from '@zhuxue/contracts'
import sharp from 'sharp'
import type { Answer, Client, TestApp } from './app.ts'

type Answers = BodyOf<typeof applications.submitApplication>['answers']
type Detail = ReplyOf<typeof applications.getApplication>
/** An application as the school's officer sees it in the list. */
export type Listed = ReplyOf<typeof applications.listApplications>['items'][number]

function must<T extends Answer>(answer: T): T {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

/** Opens the autumn round of a school on the clock's day. Returns the round's id. */
export async function openRound(
  t: TestApp,
  school: 'A' | 'B' = 'A',
  quotas: { programme: ProgrammeCode; authorityNumber: number | null; documentNo: string | null }[] = [],
): Promise<string> {
  const officer = await t.as('aid-officer', school)
  const schoolId = (t.world.schools[school] as { id: string }).id
  const registrationDate = t.platform.clock.today()
  const body = { schoolId, term: '2026-autumn', registrationDate, programmes: [...programmeCodes], quotas }
  return must(await officer.call(programmes.openRound, { body })).body.id
}

let photo: Promise<Buffer> | undefined
/** A small real photo. */
const jpeg = () =>
  (photo ??= sharp({ create: { width: 60, height: 80, channels: 3, background: '#8aa' } })
    .jpeg()
    .toBuffer())

/** Uploads one photo of each kind and returns their ids. */
export async function upload(student: Client, kinds: readonly AttachmentKind[]): Promise<string[]> {
  const ids: string[] = []
  for (const kind of kinds) {
    const file = { name: 'a.jpg', content: await jpeg() }
    ids.push(must(await student.call(applications.uploadAttachment, { body: { kind }, file })).body.id)
  }
  return ids
}

const ALL_KINDS = ['id-copy', 'household-register', 'hardship-proof'] as const

/** A complete form of a student who may apply for `wanted`; hardship is mentioned, so that the model finds something. */
export async function fillForm(
  t: TestApp,
  key: string,
  student: Client,
  wanted: readonly ProgrammeCode[],
): Promise<Answers> {
  const { name } = t.world.students[key] as { name: string }
  return {
    programmes: [...wanted],
    phone: '',
    rollDataCorrect: true,
    householdSize: 5,
    studentsInFamily: 2,
    dependants: 1,
    unemployed: 1,
    incomePerPersonYuan: 6000,
    specialGroups: [],
    members: [
      { name: '李大山', relation: '父亲', age: 48, occupation: '务农', yearIncomeYuan: 12000, health: '残疾' },
      { name: '王秀花', relation: '母亲', age: 46, occupation: '打零工', yearIncomeYuan: 18000, health: '健康' },
    ],
    disaster: '',
    accident: '',
    illness: '父亲腰椎手术，长期服药',
    debt: '',
    other: '',
    attachments: await upload(student, ALL_KINDS),
    promise: true,
    signature: name,
  }
}

/** The student applies for everything that she may (or for `only`); returns what her officer sees, by programme. */
export async function apply(
  t: TestApp,
  key: string,
  roundId: string,
  options: { only?: ProgrammeCode[]; answers?: Partial<Answers> } = {},
): Promise<Record<ProgrammeCode, Listed>> {
  const student = await t.asStudent(key)
  const form = must(await student.call(applications.getForm, { query: { roundId } })).body
  const wanted = options.only ?? form.selectable
  const answers = { ...(await fillForm(t, key, student, wanted)), ...options.answers }
  must(await student.call(applications.submitApplication, { body: { roundId, answers } }))
  return listed(t, key)
}

/** Applications of a student by programme, as the officer's list shows them now. */
export async function listed(t: TestApp, key: string): Promise<Record<ProgrammeCode, Listed>> {
  const officer = await t.as('aid-officer', key.startsWith('B') ? 'B' : 'A')
  const { items } = must(await officer.call(applications.listApplications, { query: { limit: '200' } })).body
  const own = items.filter((i) => i.studentId === (t.world.students[key] as { id: string }).id)
  return Object.fromEntries(own.map((i) => [i.programme, i])) as Record<ProgrammeCode, Listed>
}

/** Everything of one application as `who` sees it. */
export const detail = async (who: Client, id: string): Promise<Detail> =>
  must(await who.call(applications.getApplication, { params: { id } })).body

const plain = { reason: '', fields: [] }

/** The class teacher's and the officer's part of one application: check, hardship where it is needed, review. */
export async function passSchool(t: TestApp, key: string, id: string): Promise<void> {
  const school = key.startsWith('B') ? 'B' : 'A'
  const teacher = await t.as(Number(key.slice(1)) <= 2 ? 'class-teacher' : 'class-teacher2', school)
  const seen = await detail(teacher, id)
  must(
    await teacher.call(applications.checkApplication, {
      params: { id },
      body: { revision: seen.application.revision, decision: 'pass', ...plain },
    }),
  )
  const officer = await t.as('aid-officer', school)
  let now = await detail(officer, id)
  if (now.checks.some((c) => c.id === 'hardship' && c.level === 'block')) {
    await decideHardship(t, key)
    now = await detail(officer, id)
  }
  must(
    await officer.call(applications.reviewApplication, {
      params: { id },
      body: {
        revision: now.application.revision,
        decision: 'pass',
        ...plain,
        acknowledged: now.checks.filter((c) => c.level === 'warn').map((c) => c.id),
      },
    }),
  )
}

/** Hardship of a student: the class teacher proposes the model's level, the reviewer confirms it. */
export async function decideHardship(t: TestApp, key: string): Promise<void> {
  const school = key.startsWith('B') ? 'B' : 'A'
  const teacher = await t.as(Number(key.slice(1)) <= 2 ? 'class-teacher' : 'class-teacher2', school)
  const params = { id: (t.world.students[key] as { id: string }).id }
  const body = { reason: '家访了解的情况与申请表一致', evidence: '8月家访' }
  let proposal = await teacher.call(applications.proposeHardship, { params, body: { ...body, level: 'mild' } })
  // the model may see more than one level above: follow it
  if (proposal.status === 422) {
    proposal = must(await teacher.call(applications.proposeHardship, { params, body: { ...body, level: 'moderate' } }))
  }
  const reviewer = await t.as('reviewer', school)
  const { id, proposedLevel } = proposal.body
  must(
    await reviewer.call(applications.decideHardship, {
      params: { id },
      body: { decision: 'confirm', level: proposedLevel, reason: '' },
    }),
  )
}

/** The committee takes the list of a round and programme as it is shown. */
export async function decideList(t: TestApp, roundId: string, programme: ProgrammeCode, school: 'A' | 'B' = 'A') {
  const committee = await t.as('aid-committee', school)
  const params = { id: roundId, programme }
  const list = must(await committee.call(applications.committeeList, { params })).body
  const body = { listHash: list.listHash, minutes: '经评审，同意拟资助名单。', presentMembers: '五人到会' }
  return { list, answer: await committee.call(applications.decideCommittee, { params, body }) }
}
