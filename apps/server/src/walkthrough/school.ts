import { applications, type ProgrammeCode, publicity } from '@zhuxue/contracts'
import type { Client } from '../testing/client.ts'
import { SeededRandom } from '../world/random.ts'
import { AT_ONCE, all, each, ok, type Stage, staff } from './stage.ts'

type Row = Awaited<ReturnType<typeof listAll>>[number]

/** Every application the officer can see in a status. */
export const listAll = (who: Client, status: string) =>
  all((cursor) =>
    ok(who, applications.listApplications, { query: { status, limit: '200', ...(cursor ? { cursor } : {}) } as never }),
  )

/** Class teachers check their classes: about one form in 25 goes back once; hardship is proposed where places are limited. */
export async function classTeachersCheck(
  stage: Stage,
  usernames: readonly string[],
  firstTime: boolean,
): Promise<{ passed: number; returned: Row[]; proposed: number }> {
  let passed = 0
  let proposed = 0
  const returned: Row[] = []
  await each(usernames, AT_ONCE, async (username) => {
    const teacher = await staff(stage, username)
    const seen = new Set<string>()
    for (const row of await listAll(teacher, 'submitted')) {
      const detail = await ok(teacher, applications.getApplication, { params: { id: row.id } as never })
      if (detail.application.status !== 'submitted') continue // went back together with its sibling
      if (firstTime && !seen.has(row.studentId) && new SeededRandom(hash(row.studentId)).chance(0.04)) {
        await ok(teacher, applications.checkApplication, {
          params: { id: row.id } as never,
          body: {
            revision: detail.application.revision,
            decision: 'return',
            reason: '家庭人口数与户口簿不一致，请核对。',
            fields: [{ field: 'householdSize', reason: '与户口簿不一致' }],
          } as never,
        })
        returned.push(row)
        seen.add(row.studentId)
        continue
      }
      seen.add(row.studentId)
      let { revision } = detail.application
      if (!detail.hardship && detail.determination.outcome !== 'entitled') {
        const proposal = await propose(teacher, row.studentId)
        if (proposal) proposed += 1
      }
      if (detail.guardian && detail.guardian.state !== 'agreed') {
        await ok(teacher, applications.countersign, {
          params: { id: row.id } as never,
          body: {
            revision: detail.application.revision,
            guardianName: `${row.studentName.slice(0, 1)}建华`,
            guardianRelation: '父亲',
          } as never,
        })
        const now = await ok(teacher, applications.getApplication, { params: { id: row.id } as never })
        revision = now.application.revision
      }
      await ok(teacher, applications.checkApplication, {
        params: { id: row.id } as never,
        body: { revision, decision: 'pass', reason: '', fields: [] } as never,
      })
      passed += 1
    }
  })
  return { passed, returned, proposed }
}

/** Accepts the model's level; the teacher adds what she saw. */
async function propose(teacher: Client, studentId: string): Promise<boolean> {
  for (const level of ['none', 'mild', 'moderate', 'severe'] as const) {
    const r = await teacher.call(applications.proposeHardship, {
      params: { id: studentId } as never,
      body: { level, reason: '', evidence: '家访和谈话核实' } as never,
    })
    if (r.status === 200) {
      if (r.body.proposedLevel === r.body.modelLevel) return true
      continue
    }
    if (r.status !== 422) throw new Error(`hardship.propose → ${r.status} ${r.body.detail}`)
  }
  return false
}

/** The aid officer settles hardship levels. */
export async function settleHardship(stage: Stage, username: string): Promise<number> {
  const officer = await staff(stage, username)
  const open = await all((cursor) =>
    ok(officer, applications.listHardship, {
      query: { status: 'proposed', limit: '200', ...(cursor ? { cursor } : {}) } as never,
    }),
  )
  for (const row of open) {
    await ok(officer, applications.decideHardship, {
      params: { id: row.determination.id } as never,
      body: { decision: 'confirm', level: row.determination.proposedLevel, reason: '' } as never,
    })
  }
  return open.length
}

/** The aid officer reviews what was checked: blocks and missing requirements are rejected with an allowed reason. */
export async function reviewAll(
  stage: Stage,
  username: string,
): Promise<{ passed: number; rejected: Map<string, number> }> {
  const officer = await staff(stage, username)
  let passed = 0
  const rejected = new Map<string, number>()
  await each(await listAll(officer, 'checked'), AT_ONCE, async (row) => {
    const d = await ok(officer, applications.getApplication, { params: { id: row.id } as never })
    const warnings = d.checks.filter((c) => c.level === 'warn').map((c) => c.id)
    const base = { revision: d.application.revision, fields: [], acknowledged: warnings }
    if (d.determinationNow.outcome === 'not-eligible' || d.checks.some((c) => c.level === 'block')) {
      const reason = d.rejectionReasons[0]
      if (!reason) throw new Error('no rejection reason offered')
      const code = d.rejectionReasons.find((x) => /not-eligible|不符合/.test(`${x.code}${x.text}`)) ?? reason
      await ok(officer, applications.reviewApplication, {
        params: { id: row.id } as never,
        body: { ...base, decision: 'reject', reasonCode: code.code, reason: '' } as never,
      })
      rejected.set(code.text, (rejected.get(code.text) ?? 0) + 1)
      return
    }
    await ok(officer, applications.reviewApplication, {
      params: { id: row.id } as never,
      body: { ...base, decision: 'pass', reason: '' } as never,
    })
    passed += 1
  })
  return { passed, rejected }
}

/** The committee decides each programme's list within its quota. */
export async function committeeDecides(stage: Stage, username: string, roundId: string, programme: ProgrammeCode) {
  const committee = await staff(stage, username)
  const list = await ok(committee, applications.committeeList, { params: { id: roundId, programme } as never })
  const decided = await ok(committee, applications.decideCommittee, {
    params: { id: roundId, programme } as never,
    body: {
      listHash: list.listHash,
      minutes: '逐一评审材料，按名额和排序通过。',
      presentMembers: '校长、分管副校长、资助专干、教师代表、学生代表',
    } as never,
  })
  const count = (proposal: (typeof list.candidates)[number]['proposal']) =>
    list.candidates.filter((c) => c.proposal === proposal).length
  return {
    quota: list.quota,
    entitled: count('automatic'),
    withinQuota: count('within-quota'),
    overQuota: count('over-quota'),
    ...decided,
  }
}

/** The proposed list goes public for five working days. */
export async function publish(stage: Stage, username: string, roundId: string, programme: ProgrammeCode) {
  const officer = await staff(stage, username)
  return ok(officer, publicity.publishNotice, {
    body: { roundId, programme, note: '如有异议，请在公示期内提出。' } as never,
  })
}

/** The county approves in batches. */
export async function countyApproves(stage: Stage, username: string): Promise<{ approved: number; refused: number }> {
  const county = await staff(stage, username)
  const rows = await listAll(county, 'noticed')
  let approved = 0
  let refused = 0
  for (let i = 0; i < rows.length; i += 300) {
    const r = await ok(county, applications.countyReview, {
      body: {
        decision: 'approve',
        reason: '',
        items: rows.slice(i, i + 300).map((x) => ({ id: x.id, revision: x.revision })),
      } as never,
    })
    approved += r.done
    refused += r.refused.length
  }
  return { approved, refused }
}

function hash(text: string): number {
  let h = 0
  for (const c of text) h = (Math.imul(h, 31) + c.charCodeAt(0)) | 0
  return h
}
