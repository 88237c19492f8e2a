import type { Finding } from './run.ts'
import type { MatrixWorld } from './world.ts'

/** Where every chain of the audit log stands now, as JSON. */
export async function auditHeads(world: MatrixWorld): Promise<string> {
  const { rows } = await world.t.owner.query(
    "select coalesce(json_object_agg(chain, seq), '{}')::text as heads from audit_heads",
  )
  return rows[0].heads
}

/**
 * Acts on record since the given heads whose subject lies outside the scope of who did them: by a member of staff outside every grant, by a
 * student on anything but the own roll. Finds what an answer does not show: ids in a body, effects beside the reply.
 */
export async function actsOutsideScope(world: MatrixWorld, since: string): Promise<Finding[]> {
  const { rows } = await world.t.owner.query<{ actor_name: string; action: string; scope: string; n: number }>(
    `
    select e.actor_name, e.action, e.scope, count(*)::integer as n from audit_events e
    where e.seq > coalesce(($1::jsonb ->> e.chain)::bigint, 0) and ((e.actor_kind = 'staff' and not exists (
        select 1 from staff_grants g where g.staff_id = e.actor_id and e.scope >= g.scope and e.scope < left(g.scope, -1) || '0'))
      or (e.actor_kind = 'student' and e.scope is distinct from (select s.scope from students s where s.id = e.actor_id)))
    group by 1, 2, 3`,
    [since],
  )
  return rows.map((r) => ({
    actor: r.actor_name,
    route: r.action,
    place: r.scope,
    status: r.n,
    what: 'acted outside the own scope',
  }))
}
