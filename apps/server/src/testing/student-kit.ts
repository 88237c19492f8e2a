import { type AttachmentKind, applications, programmes } from '@zhuxue/contracts'
import sharp from 'sharp'
import type { FormAnswers } from '../modules/applications/student-store.ts'
import type { Client, TestApp } from './app.ts'

/** Opens school A's round from the officer's screen and returns its id. */
export async function openRoundA(t: TestApp): Promise<string> {
  const officer = await t.as('aid-officer')
  const r = await officer.call(programmes.openRound, {
    body: {
      schoolId: t.world.schools.A.id,
      term: '2026-autumn',
      registrationDate: '2026-09-01',
      programmes: ['national-grant', 'tuition-waiver'],
      quotas: [],
    },
  })
  if (r.status !== 200) throw new Error(JSON.stringify(r.body))
  return r.body.id
}

/** A small real photo. */
export const photo = (width = 60, height = 40): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#cc8844' } })
    .jpeg()
    .toBuffer()

/** Uploads one photo and returns its id. */
export async function upload(student: Client, kind: AttachmentKind): Promise<string> {
  const r = await student.call(applications.uploadAttachment, {
    body: { kind },
    file: { name: 'p.jpg', content: await photo() },
  })
  if (r.status !== 200) throw new Error(JSON.stringify(r.body))
  return r.body.id
}

/** A complete form for this student: everything the form screen asks for, with the photos it wants. */
export async function completeForm(t: TestApp, key: string, student: Client, roundId: string): Promise<FormAnswers> {
  const { body: form } = await student.call(applications.getForm, { query: { roundId } })
  const attachments: string[] = []
  for (const { kind } of form.requiredAttachments) attachments.push(await upload(student, kind))
  return {
    programmes: form.selectable,
    phone: '１５４ ０００１ ２３４５',
    rollDataCorrect: true,
    householdSize: 4,
    studentsInFamily: 2,
    dependants: 1,
    unemployed: null,
    incomePerPersonYuan: 8000,
    specialGroups: [],
    members: [{ name: '李建国', relation: '父亲', age: 45, occupation: '务农', yearIncomeYuan: 20000, health: '良好' }],
    attachments,
    promise: true,
    signature: t.world.students[key]?.name ?? '',
  }
}

/** Fills in and submits. */
export async function submitAs(t: TestApp, key: string, roundId: string) {
  const student = await t.asStudent(key)
  const answers = await completeForm(t, key, student, roundId)
  const reply = await student.call(applications.submitApplication, { body: { roundId, answers } })
  return { student, answers, reply }
}

/** Messages waiting in the job queue. */
export async function queued(
  t: TestApp,
): Promise<{ studentIds: string[]; title: string; link: string; sms: string | null }[]> {
  const { rows } = await t.owner.query(`
    select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id
    where k.identifier = 'notify' order by j.id`)
  return rows.map((r) => r.payload)
}
