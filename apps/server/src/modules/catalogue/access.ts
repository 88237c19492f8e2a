import { rolePermissions } from '@zhuxue/contracts'
import type { StaffActor } from '../../platform/index.ts'
import type { Draft } from './store.ts'

const has = (actor: StaffActor, permission: 'rules.draft' | 'rules.publish' | 'students.read'): boolean =>
  rolePermissions[actor.role].includes(permission)

/** A school edits what is its own; the rules of an authority are edited at that authority. */
export const mayEdit = (actor: StaffActor, draft: Draft): boolean =>
  has(actor, 'rules.draft') && draft.status === 'editing' && draft.org_id === actor.orgId

/** Why this person may not publish a submitted draft; null = she may. Nobody publishes what she worked on herself. */
export function whyNotPublish(actor: StaffActor, draft: Draft): string | null {
  if (!has(actor, 'rules.publish')) return '您的角色不能发布规则，请由有发布权限的工作人员办理。'
  if (draft.status === 'editing') return '草稿还没有提交发布。'
  if (draft.status !== 'submitted') return '草稿已办结。'
  if (draft.editors.includes(actor.id) || draft.submitted_by === actor.id) {
    return '您参与了这份草稿的编辑，须由另一位工作人员核对后发布。'
  }
  return null
}

/** Names of students only to somebody of the school who may see students anyway. */
export const seesNames = (actor: StaffActor): boolean =>
  has(actor, 'students.read') && actor.scope.split('/').filter(Boolean).length >= 4
