import { allRoutes, cards, type Permission, programmes, type Route, rolePermissions, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionResolver } from '../../apps/server/src/modules/identity/index.ts'
import { schoolScope } from '../../apps/server/src/platform/actor.ts'
import type { Session } from '../../apps/server/src/platform/http/session.ts'
import { makeApp } from '../../apps/server/src/server.ts'
import type { TestApp } from '../../apps/server/src/testing/app.ts'
import { runMatrix } from './run.ts'
import { lookBehindTheWall } from './wall.ts'
import { type MatrixActor, type MatrixWorld, matrixWorld } from './world.ts'

/** The matrix is only worth something if it finds holes: a number are planted, one at a time, each must be found. */
let world: MatrixWorld
const oracle = structuredClone(rolePermissions)
beforeAll(async () => {
  world = await matrixWorld()
}, 300_000)
afterAll(() => world.t.close())

/** Permissions of the routes as written, taken before any hole is planted. */
const written = new Map<string, Permission | undefined>(allRoutes.map((r) => [r.id, r.permission]))
const permissionOf = (r: Route) => written.get(r.id)

interface Hole {
  name: string
  /** a server whose sessions say something wrong */
  spoil?: (s: Session) => Session
  plant(): Promise<void> | void
  mend(): Promise<void> | void
  /** routes to try; without it the hole is in the database, and the second wall is looked at by itself */
  routes?: (r: Route) => boolean
}

const sql = (text: string) => async () => void (await world.t.owner.query(text))
const grant = (role: keyof typeof rolePermissions, permission: string): Hole => {
  const before = rolePermissions[role]
  return {
    name: `${role} is given ${permission}`,
    plant: () => void Object.assign(rolePermissions, { [role]: [...before, permission] }),
    mend: () => void Object.assign(rolePermissions, { [role]: before }),
    routes: (r) => r.permission === permission,
  }
}
const open = (table: string, policy: string, close: string): Hole => ({
  name: `row-level security of ${table} (${policy}) lets everything through`,
  plant: sql(`alter policy ${policy} on ${table} using (true)`),
  mend: sql(`alter policy ${policy} on ${table} using (${close})`),
})
const range = `scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), '')`

/** The same server again, with session answers that are wrong. */
async function spoiledServer(spoil: (s: Session) => Session): Promise<TestApp['app']> {
  const real = sessionResolver(world.t.platform)
  const { app } = await makeApp(world.t.platform, async (token, request) => {
    const s = await real(token, request)
    return s && spoil(s)
  })
  await app.ready()
  return app
}

const holes: Hole[] = [
  grant('class-teacher', 'runs.read'),
  grant('finance', 'applications.read'),
  grant('system-admin', 'students.read'),
  open('students', 'in_scope', range),
  open('applications', 'in_scope', range),
  open('roll_changes', 'in_scope', range),
  open('public_notices', 'in_scope', range),
  open('attachments', 'own', `student_id = nullif(current_setting('app.student', true), '')::uuid`),
  open('staff_grants', 'in_scope', range),
  {
    // one of the two alone is not enough: a review reads both
    name: 'row-level security of roll_changes and students lets everything through',
    plant: sql('alter policy in_scope on roll_changes using (true); alter policy in_scope on students using (true)'),
    mend: sql(
      `alter policy in_scope on roll_changes using (${range}); alter policy in_scope on students using (${range})`,
    ),
    routes: (r) => r.id === roll.reviewRollChange.id,
  },
  open('cards', 'in_scope', range),
  {
    ...open('payment_runs', 'in_scope', range),
    name: 'row-level security of payment_runs is switched off',
    plant: sql('alter table payment_runs disable row level security'),
    mend: sql('alter table payment_runs enable row level security'),
  },
  open('applications', 'own', `student_id = nullif(current_setting('app.student', true), '')::uuid`),
  open('payment_items', 'in_scope', range),
  open('objections', 'in_scope', range),
  open('roll_reports', 'in_scope', range),
  open('paper_consents', 'in_scope', range),
  open('activation_alerts', 'in_scope', range),
  open('guardian_links', 'own', `student_id = nullif(current_setting('app.student', true), '')::uuid`),
  open('card_reports', 'in_scope', range),
  {
    // a decision reads the report and its card: both walls down, and an officer reaches another school's report
    name: 'row-level security of card_reports and cards lets everything through',
    plant: sql('alter policy in_scope on card_reports using (true); alter policy in_scope on cards using (true)'),
    mend: sql(
      `alter policy in_scope on card_reports using (${range}); alter policy in_scope on cards using (${range})`,
    ),
    routes: (r) => r.id === cards.decideCardReport.id,
  },
  {
    name: 'row-level security of card_reports lets a student reach another student’s report',
    plant: sql('alter policy own on card_reports using (true); alter policy own on cards using (true)'),
    mend: sql(
      `alter policy own on card_reports using (student_id = nullif(current_setting('app.student', true), '')::uuid);
       alter policy own on cards using (student_id = nullif(current_setting('app.student', true), '')::uuid)`,
    ),
    routes: (r) => r.id === cards.withdrawCardReport.id,
  },
  {
    name: 'a class teacher works with the scope of the whole school',
    plant: () => undefined,
    mend: () => undefined,
    routes: (r) => r.id === roll.listStudents.id || r.id === roll.getStudent.id,
    spoil: (s) =>
      s.actor.kind === 'staff' && s.actor.role === 'class-teacher'
        ? { ...s, actor: { ...s.actor, scope: schoolScope(s.actor.scope) } }
        : s,
  },
  {
    name: 'a student acts with the id of a classmate',
    plant: () => undefined,
    mend: () => undefined,
    routes: (r) => r.audience === 'student',
    spoil: (s) =>
      s.actor.kind === 'student' ? { ...s, actor: { ...s.actor, id: world.t.world.students.A1?.id ?? s.actor.id } } : s,
  },
  {
    name: 'an officer works with the scope of the county',
    plant: () => undefined,
    mend: () => undefined,
    routes: (r) => r.id === programmes.openRound.id || r.id === roll.enterRollChange.id,
    spoil: (s) =>
      s.actor.kind === 'staff'
        ? { ...s, actor: { ...s.actor, scope: s.actor.scope.split('/').slice(0, 3).join('/').concat('/') } }
        : s,
  },
  {
    name: 'permission checks are forgotten on one route',
    plant: () => void Object.assign(roll.listStudents, { permission: undefined }),
    mend: () => void Object.assign(roll.listStudents, { permission: 'students.read' }),
    routes: (r) => r.id === roll.listStudents.id,
  },
]

test.each(holes.map((h) => [h.name, h] as const))(
  'hole found: %s',
  async (_name, hole) => {
    await hole.plant()
    const spoiled = hole.spoil ? await spoiledServer(hole.spoil) : null
    try {
      const { routes } = hole
      const behind = spoiled ? { ...world, t: { ...world.t, app: spoiled } } : world
      const actors = (a: MatrixActor) => /@(A|another-county)$/.test(a.key)
      const found = routes
        ? (await runMatrix(behind, oracle, { routes, actors, broken: false, permissionOf })).findings.length
        : (await lookBehindTheWall(world)).length
      expect(found, hole.name).toBeGreaterThan(0)
    } finally {
      await hole.mend()
      await spoiled?.close()
    }
  },
  300_000,
)

test('with all holes mended the same matrix is clean again', async () => {
  const mended = (r: Route) => holes.some((h) => h.routes?.(r))
  const { findings, calls } = await runMatrix(world, oracle, { broken: false, routes: mended })
  expect(calls).toBeGreaterThan(3000)
  expect(findings.map((f) => `${f.route} by ${f.actor} at ${f.place}: ${f.status} ${f.what}`)).toEqual([])
  expect(await lookBehindTheWall(world)).toEqual([])
}, 300_000)
