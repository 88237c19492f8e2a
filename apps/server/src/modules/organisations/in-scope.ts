import { found, type StaffActor, type Tx, within } from '../../platform/index.ts'
import { type School, schoolOf } from './store.ts'

/** The school if it lies in the acting person's scope, else 404: an id of another school looks like a missing one. */
export async function schoolInScope(tx: Tx<StaffActor>, schoolId: string): Promise<School> {
  const school = await schoolOf(tx, schoolId)
  return found(within(school.path, tx.actor.scope) ? school : null, '没有找到这所学校。')
}
