import { allRoutes, type Permission, type Route, rolePermissions, roll } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMatrix } from './run.ts'
import { lookBehindTheWall } from './wall.ts'
import { type MatrixWorld, matrixWorld } from './world.ts'

/** The matrix is only worth something if it finds holes: ten are planted, one at a time, each must be found. */
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

const holes: Hole[] = [
  grant('class-teacher', 'runs.read'),
  grant('finance', 'applications.read'),
  grant('system-admin', 'students.read'),
  open('students', 'in_scope', range),
  open('applications', 'in_scope', range),
  open('roll_changes', 'in_scope', range),
  open('cards', 'in_scope', range),
  {
    ...open('payment_runs', 'in_scope', range),
    name: 'row-level security of payment_runs is switched off',
    plant: sql('alter table payment_runs disable row level security'),
    mend: sql('alter table payment_runs enable row level security'),
  },
  open('applications', 'own', `student_id = nullif(current_setting('app.student', true), '')::uuid`),
  {
    name: 'permission checks are forgotten on one route',
    plant: () => void Object.assign(roll.listStudents, { permission: undefined }),
    mend: () => void Object.assign(roll.listStudents, { permission: 'students.read' }),
    routes: (r) => r.id === roll.listStudents.id,
  },
]

test.each(holes.map((h) => [h.name, h] as const))('hole found: %s', async (_name, hole) => {
  await hole.plant()
  try {
    const { routes } = hole
    const found = routes
      ? (await runMatrix(world, oracle, { routes, broken: false, permissionOf })).findings.length
      : (await lookBehindTheWall(world)).length
    expect(found, hole.name).toBeGreaterThan(0)
  } finally {
    await hole.mend()
  }
})

test('with all holes mended the same matrix is clean again', async () => {
  const { findings } = await runMatrix(world, oracle, { broken: false })
  expect(findings).toEqual([])
  expect(await lookBehindTheWall(world)).toEqual([])
})
