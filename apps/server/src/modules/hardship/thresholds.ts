import type { BodyOf, hardship, ReplyOf } from '@zhuxue/contracts'
import { checkThresholds, HARDSHIP_MODEL_V1, type HardshipThresholds } from '@zhuxue/policy'
import { found, newId, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { schoolInScope } from '../organisations/index.ts'

type Status = ReplyOf<typeof hardship.decideThresholds>['status']

/** The school's own thresholds in force (评分线), or null where those of the model hold. */
export async function thresholdsOf(tx: Tx, schoolId: string): Promise<HardshipThresholds | null> {
  const row = await tx.db
    .selectFrom('hardship_threshold_changes')
    .select(['severe', 'moderate', 'mild'])
    .where('school_id', '=', schoolId)
    .where('status', '=', 'confirmed')
    .orderBy('decided_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Thresholds in force and every change with who proposed and who confirmed it. */
export async function viewThresholds(
  tx: Tx<StaffActor>,
  schoolId: string,
): Promise<ReplyOf<typeof hardship.thresholds>> {
  const school = await schoolInScope(tx, schoolId)
  const own = await thresholdsOf(tx, school.id)
  const changes = await tx.db
    .selectFrom('hardship_threshold_changes')
    .selectAll()
    .where('school_id', '=', school.id)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  return {
    schoolId: school.id,
    model: HARDSHIP_MODEL_V1.version,
    ...(own ?? HARDSHIP_MODEL_V1.thresholds),
    own: own !== null,
    changes: changes.map((c) => ({
      id: c.id,
      severe: c.severe,
      moderate: c.moderate,
      mild: c.mild,
      reason: c.reason,
      proposedById: c.proposed_by,
      proposedBy: c.proposed_by_name,
      proposedAt: c.proposed_at.toISOString(),
      status: c.status as Status,
      decidedBy: c.decided_by_name,
      decidedAt: c.decided_at?.toISOString() ?? null,
      decisionReason: c.decision_reason,
    })),
  }
}

/** Proposes other thresholds for a school; nothing changes until another person confirms. Refusals name the field. */
export async function proposeThresholds(
  tx: Tx<StaffActor>,
  body: BodyOf<typeof hardship.proposeThresholds>,
): Promise<{ id: string }> {
  const school = await schoolInScope(tx, body.schoolId)
  const { severe, moderate, mild } = body
  const fields = checkThresholds({ severe, moderate, mild }).map(({ field, text }) => ({ path: `/${field}`, text }))
  if (fields[0]) throw refuse('bad-request', fields[0].text, { fields })
  const now = (await thresholdsOf(tx, school.id)) ?? HARDSHIP_MODEL_V1.thresholds
  if (now.severe === severe && now.moderate === moderate && now.mild === mild) {
    throw refuse('rule-refused', '与现在的评分线相同，没有需要变更的内容。')
  }
  const open = await tx.db
    .selectFrom('hardship_threshold_changes')
    .select('id')
    .where('school_id', '=', school.id)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
  if (open) throw refuse('duplicate', '已有一项评分线变更等待另一位确认，请先办理它。')
  const id = newId()
  await tx.db
    .insertInto('hardship_threshold_changes')
    .values({
      id,
      school_id: school.id,
      scope: school.path,
      severe,
      moderate,
      mild,
      reason: scrub(body.reason.trim()),
      proposed_by: tx.actor.id,
      proposed_by_name: tx.actor.name,
      proposed_at: tx.now,
    })
    .execute()
  tx.audit({
    action: 'hardship.thresholds-propose',
    subjectKind: 'school',
    subjectId: school.id,
    scope: school.path,
    data: { changeId: id, before: now, after: { severe, moderate, mild }, reason: scrub(body.reason) },
  })
  return { id }
}

const OUTCOME = { confirm: 'confirmed', refuse: 'refused', withdraw: 'withdrawn' } as const

/**
 * Confirms or refuses (another person) or withdraws (who proposed) a change. Confirmed, it holds for proposals made from
 * now on; what was proposed or decided before keeps the thresholds it was made with.
 */
export async function decideThresholds(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof hardship.decideThresholds>,
): Promise<{ status: Status }> {
  const change = found(
    await tx.db
      .selectFrom('hardship_threshold_changes')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
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
    .updateTable('hardship_threshold_changes')
    .set({
      status,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
      decision_reason: reason || null,
    })
    .where('id', '=', id)
    .execute()
  const { severe, moderate, mild } = change
  tx.audit({
    action: `hardship.thresholds-${body.decision}`,
    subjectKind: 'school',
    subjectId: change.school_id,
    scope: change.scope,
    data: { changeId: id, after: { severe, moderate, mild }, reason },
  })
  return { status }
}
