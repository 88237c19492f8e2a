import { applications, programmes, publicity } from '@zhuxue/contracts'
import sharp from 'sharp'
import { expect } from 'vitest'
import type { TestApp } from '../../apps/server/src/testing/app.ts'
import type { Client } from '../../apps/server/src/testing/client.ts'

export type School = 'A' | 'B'

export const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: { r: 200, g: 210, b: 220 } } })
    .jpeg()
    .toBuffer()

/** Opens the autumn round of a school and returns its id. */
export async function openRound(t: TestApp, school: School): Promise<string> {
  const officer = await t.as('aid-officer', school)
  const r = await officer.call(programmes.openRound, {
    body: {
      schoolId: t.world.schools[school].id,
      term: '2026-autumn',
      registrationDate: '2026-09-01',
      programmes: ['national-grant', 'tuition-waiver'],
      quotas: [
        { programme: 'national-grant', authorityNumber: 3, documentNo: '测试下达〔2026〕1号' },
        { programme: 'tuition-waiver', authorityNumber: 3, documentNo: '测试下达〔2026〕1号' },
      ],
    },
  })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  return r.body.id
}

/** A complete and true form for whoever asks. */
export async function submit(
  t: TestApp,
  key: string,
  roundId: string,
): Promise<{ client: Client; submissionId: string; applicationIds: string[] }> {
  const me = await t.asStudent(key)
  const form = await me.call(applications.getForm, { query: { roundId } })
  expect(form.status, JSON.stringify(form.body)).toBe(200)
  const picture = await photo()
  const attachments: string[] = []
  for (const kind of new Set(form.body.requiredAttachments.map((a) => a.kind))) {
    const a = await me.call(applications.uploadAttachment, {
      body: { kind },
      file: { name: 'x.jpg', content: picture },
    })
    expect(a.status, JSON.stringify(a.body)).toBe(200)
    attachments.push(a.body.id)
  }
  const person = t.world.students[key] as { name: string }
  const r = await me.call(applications.submitApplication, {
    body: {
      roundId,
      answers: {
        programmes: form.body.selectable,
        rollDataCorrect: true,
        householdSize: 5,
        studentsInFamily: 2,
        dependants: 2,
        unemployed: 1,
        incomePerPersonYuan: 3000,
        specialGroups: [],
        members: [],
        disaster: '',
        accident: '',
        illness: '母亲长期患病',
        debt: '',
        other: '',
        attachments,
        promise: true,
        signature: person.name,
      },
    },
  })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  return { client: me, submissionId: r.body.submissionId, applicationIds: r.body.applications.map((a) => a.id) }
}

async function list(who: Client, status: string) {
  const r = await who.call(applications.listApplications, { query: { status: status as never, limit: '200' } })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  return r.body.items
}

const get = async (who: Client, id: string) => {
  const r = await who.call(applications.getApplication, { params: { id } })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  return r.body
}

/** Both class teachers pass everything submitted, proposing the model's hardship level where places are limited. */
export async function checkAll(t: TestApp, school: School): Promise<void> {
  for (const teacherRole of ['class-teacher', 'class-teacher2'] as const) {
    const teacher = await t.as(teacherRole, school)
    for (const row of await list(teacher, 'submitted')) {
      const d = await get(teacher, row.id)
      if (d.guardian && d.guardian.state !== 'agreed') {
        const signed = await teacher.call(applications.countersign, {
          params: { id: row.id },
          body: { revision: d.application.revision, guardianName: '王建华', guardianRelation: '父亲' },
        })
        expect(signed.status, JSON.stringify(signed.body)).toBe(200)
      }
      if (!d.hardship && d.determination.outcome !== 'entitled') await proposeModel(teacher, row.studentId)
      const r = await teacher.call(applications.checkApplication, {
        params: { id: row.id },
        body: { revision: (await get(teacher, row.id)).application.revision, decision: 'pass', reason: '', fields: [] },
      })
      expect(r.status, JSON.stringify(r.body)).toBe(200)
    }
  }
}

async function proposeModel(teacher: Client, studentId: string): Promise<void> {
  for (const level of ['severe', 'moderate', 'mild', 'none'] as const) {
    const r = await teacher.call(applications.proposeHardship, {
      params: { id: studentId },
      body: { level, reason: '', evidence: '家访核实' },
    })
    if (r.status === 200) return
  }
}

/** Hardship settled, everything checked reviewed (or rejected where the rules leave no other way). */
export async function reviewAll(t: TestApp, school: School): Promise<void> {
  const officer = await t.as('aid-officer', school)
  const open = await officer.call(applications.listHardship, { query: { status: 'proposed', limit: '200' } })
  for (const h of open.body.items) {
    const r = await officer.call(applications.decideHardship, {
      params: { id: h.determination.id },
      body: { decision: 'confirm', level: h.determination.proposedLevel, reason: '' },
    })
    expect(r.status, JSON.stringify(r.body)).toBe(200)
  }
  for (const row of await list(officer, 'checked')) {
    const d = await get(officer, row.id)
    const refuse = d.determinationNow.outcome === 'not-eligible' || d.checks.some((c) => c.level === 'block')
    const r = await officer.call(applications.reviewApplication, {
      params: { id: row.id },
      body: {
        revision: d.application.revision,
        decision: refuse ? 'reject' : 'pass',
        reason: '',
        fields: [],
        acknowledged: d.checks.filter((c) => c.level === 'warn').map((c) => c.id),
        ...(refuse ? { reasonCode: d.rejectionReasons[0]?.code ?? '' } : {}),
      },
    })
    expect(r.status, JSON.stringify(r.body)).toBe(200)
  }
}

/** The committee decides both lists; both are published. Returns the notices. */
export async function assessAndPublish(t: TestApp, school: School, roundId: string): Promise<string[]> {
  const committee = await t.as('aid-committee', school)
  const officer = await t.as('aid-officer', school)
  const notices: string[] = []
  for (const programme of ['national-grant', 'tuition-waiver'] as const) {
    const l = await committee.call(applications.committeeList, { params: { id: roundId, programme } })
    expect(l.status, JSON.stringify(l.body)).toBe(200)
    if (l.body.candidates.length === 0) continue
    const d = await committee.call(applications.decideCommittee, {
      params: { id: roundId, programme },
      body: { listHash: l.body.listHash, minutes: '逐一评审', presentMembers: '校长、专干、教师代表' },
    })
    expect(d.status, JSON.stringify(d.body)).toBe(200)
    const n = await officer.call(publicity.publishNotice, { body: { roundId, programme, note: '' } })
    expect(n.status, JSON.stringify(n.body)).toBe(200)
    notices.push(n.body.id)
  }
  return notices
}

/** Five working days later the notices end and the county approves. */
export async function endNoticesAndApprove(t: TestApp): Promise<number> {
  t.clock.advanceDays(9)
  await t.tick()
  const county = await t.as('county-aid')
  const rows = await list(county, 'noticed')
  const r = await county.call(applications.countyReview, {
    body: { decision: 'approve', reason: '', items: rows.map((x) => ({ id: x.id, revision: x.revision })) },
  })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  return r.body.done
}
