import {
  type BodyOf,
  type FaceAskedPurpose,
  type FaceSettingStatus,
  type face,
  faceAskedPurposes,
  facePurposeTitles,
  type ReplyOf,
} from '@zhuxue/contracts'
import { found, newId, type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { schoolInScope } from '../organisations/index.ts'
import { askedAt } from './passes.ts'
import { providerOf } from './runtime.ts'

const inWords = (purposes: readonly string[]): string =>
  purposes.length === 0 ? '全部不要求' : purposes.map((p) => facePurposeTitles[p as FaceAskedPurpose]).join('、')

/** Where the school asks for a check now, and every change with who proposed and who confirmed it. */
export async function faceSettings(
  tx: Tx<StaffActor>,
  platform: Platform,
  schoolId: string,
): Promise<ReplyOf<typeof face.settings>> {
  const school = await schoolInScope(tx, schoolId)
  const changes = await tx.db
    .selectFrom('face_setting_changes')
    .selectAll()
    .where('school_id', '=', school.id)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  const enrolled = await tx.db
    .selectFrom('face_templates as f')
    .innerJoin('students as t', 't.id', 'f.student_id')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('t.school_id', '=', school.id)
    .executeTakeFirstOrThrow()
  return {
    schoolId: school.id,
    schoolName: school.name,
    purposes: [...(await askedAt(tx, school.id))],
    provider: faceAskedPurposes.map((purpose) => ({ purpose, kind: providerOf(platform, purpose) })),
    enrolled: Number(enrolled.n),
    changes: changes.map((c) => ({
      id: c.id,
      purposes: c.purposes as FaceAskedPurpose[],
      reason: c.reason,
      proposedBy: c.proposed_by_name,
      proposedById: c.proposed_by,
      proposedAt: c.proposed_at.toISOString(),
      status: c.status as FaceSettingStatus,
      decidedBy: c.decided_by_name,
      decidedAt: c.decided_at?.toISOString() ?? null,
      decisionReason: c.decision_reason,
    })),
  }
}

/** Proposes where the school asks from now on; nothing changes until another person confirms. */
export async function proposeSettings(
  tx: Tx<StaffActor>,
  body: BodyOf<typeof face.proposeSettings>,
): Promise<{ id: string }> {
  const school = await schoolInScope(tx, body.schoolId)
  const purposes = faceAskedPurposes.filter((p) => body.purposes.includes(p))
  const now = await askedAt(tx, school.id)
  if (faceAskedPurposes.filter((p) => now.includes(p)).join() === purposes.join()) {
    throw refuse('rule-refused', '与现在的设置相同，没有需要变更的内容。')
  }
  const open = await tx.db
    .selectFrom('face_setting_changes')
    .select('id')
    .where('school_id', '=', school.id)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
  if (open) throw refuse('duplicate', '已有一项变更等待另一位确认，请先办理它。')
  const id = newId()
  await tx.db
    .insertInto('face_setting_changes')
    .values({
      id,
      school_id: school.id,
      scope: school.path,
      purposes: [...purposes],
      reason: scrub(body.reason.trim()),
      proposed_by: tx.actor.id,
      proposed_by_name: tx.actor.name,
      proposed_at: tx.now,
    })
    .execute()
  tx.audit({
    action: 'face.settings-propose',
    subjectKind: 'school',
    subjectId: school.id,
    scope: school.path,
    data: { changeId: id, purposes: inWords(purposes), reason: scrub(body.reason) },
  })
  return { id }
}

const OUTCOME = { confirm: 'confirmed', refuse: 'refused', withdraw: 'withdrawn' } as const

/** Confirms or refuses (another person) or withdraws (who proposed) a change; confirmed, it holds from now on. */
export async function decideSettings(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof face.decideSettings>,
): Promise<{ status: FaceSettingStatus }> {
  const change = found(
    await tx.db.selectFrom('face_setting_changes').selectAll().where('id', '=', id).forUpdate().executeTakeFirst(),
    '没有找到这项变更，可能不在您的管理范围内。',
  )
  if (change.status !== 'waiting') throw refuse('state-conflict', '这项变更已经办理过，请刷新后查看。')
  const mine = change.proposed_by === tx.actor.id
  if (body.decision === 'withdraw' && !mine) throw refuse('forbidden', '只有提出人可以撤回，您可以选择不同意。')
  if (body.decision !== 'withdraw' && mine) throw refuse('same-person', '自己提出的变更须由另一位确认。')
  const reason = scrub(body.reason?.trim() ?? '')
  if (body.decision === 'refuse' && reason.length < 2) {
    const text = '不同意时请写明理由。'
    throw refuse('bad-request', text, { fields: [{ path: '/reason', text }] })
  }
  const status = OUTCOME[body.decision]
  await tx.db
    .updateTable('face_setting_changes')
    .set({
      status,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
      decision_reason: reason || null,
    })
    .where('id', '=', id)
    .execute()
  if (status === 'confirmed') {
    const now = { purposes: change.purposes, change_id: id, decided_at: tx.now }
    await tx.db
      .insertInto('face_settings')
      .values({ school_id: change.school_id, scope: change.scope, ...now })
      .onConflict((c) => c.column('school_id').doUpdateSet(now))
      .execute()
  }
  tx.audit({
    action: `face.settings-${body.decision}`,
    subjectKind: 'school',
    subjectId: change.school_id,
    scope: change.scope,
    data: { changeId: id, purposes: inWords(change.purposes), reason },
  })
  return { status }
}
