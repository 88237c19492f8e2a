import { type LogInStep, type ReplyOf, type Role, rolePermissions, roleTitles, type session } from '@zhuxue/contracts'
import { type Actor, found, type Platform, type Tx } from '../../platform/index.ts'
import { unreadNotices } from './notices.ts'
import { IDLE_MINUTES } from './session-store.ts'
import { waysOf } from './steps.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>
export type Me = ReplyOf<typeof session.me>
type Grant = Me['grants'][number]

/** Roles a person may act in today, oldest grant first. */
export async function activeGrants(tx: AuthTx, staffId: string): Promise<(Grant & { scope: string })[]> {
  const rows = await tx.db
    .selectFrom('staff_grants as g')
    .innerJoin('orgs as o', 'o.id', 'g.org_id')
    .select(['g.id', 'g.role', 'g.org_id', 'g.scope', 'o.name', 'o.kind'])
    .where('g.staff_id', '=', staffId)
    .where('g.revoked_at', 'is', null)
    .where((e) => e.or([e('g.valid_from', 'is', null), e('g.valid_from', '<=', tx.today)]))
    .where((e) => e.or([e('g.valid_until', 'is', null), e('g.valid_until', '>=', tx.today)]))
    .orderBy('g.granted_at')
    .orderBy('g.id')
    .execute()
  return rows.map((g) => ({
    id: g.id,
    role: g.role as Role,
    roleTitle: roleTitles[g.role as Role],
    orgId: g.org_id,
    orgName: g.name,
    orgKind: g.kind,
    scope: g.scope,
  }))
}

export interface Who {
  readonly kind: 'student' | 'staff'
  readonly id: string
  readonly grantId: string | null
  readonly csrf: string
  readonly step: LogInStep
}

/** Who is logged in, as every screen needs it. */
export async function buildMe(tx: AuthTx, platform: Platform, who: Who): Promise<Me> {
  const common = {
    id: who.id,
    mustChangePassword: who.step === 'change-password',
    step: who.step,
    now: tx.now.toISOString(),
    today: tx.today,
    demo: platform.config.demo,
    csrf: who.csrf,
    idleMinutes: IDLE_MINUTES[who.kind],
  }
  if (who.kind === 'student') {
    const row = await tx.db
      .selectFrom('students as t')
      .innerJoin('classes as c', 'c.id', 't.class_id')
      .innerJoin('orgs as o', 'o.id', 't.school_id')
      .select(['t.name', 'c.name as class_name', 'o.name as school_name'])
      .where('t.id', '=', who.id)
      .executeTakeFirst()
    const t = found(row)
    return {
      ...common,
      kind: 'student',
      name: t.name,
      place: `${t.school_name} ${t.class_name}`,
      studentId: who.id,
      grant: null,
      grants: [],
      permissions: [],
      secondFactors: [],
      demoAccount: false,
      notices: [],
    }
  }
  const account = found(
    await tx.db
      .selectFrom('staff_accounts')
      .select(['name', 'demo_account'])
      .where('id', '=', who.id)
      .executeTakeFirst(),
  )
  // before the second factor is proved nothing but the name is told
  const proved = who.step !== 'second-factor'
  const grants = proved ? (await activeGrants(tx, who.id)).map(({ scope: _, ...g }) => g) : []
  const grant = grants.find((g) => g.id === who.grantId) ?? null
  return {
    ...common,
    kind: 'staff',
    name: account.name,
    place: grant?.orgName ?? '',
    studentId: null,
    grant,
    grants,
    permissions: grant ? [...rolePermissions[grant.role]] : [],
    secondFactors: await waysOf(tx, who.id),
    demoAccount: account.demo_account,
    notices: proved ? await unreadNotices(tx, who.id) : [],
  }
}
