import { rolePermissions } from '@zhuxue/contracts'
import { refuse, type StaffActor } from '../../platform/index.ts'

const may = (actor: StaffActor, permission: 'objections.decide' | 'notices.publish'): boolean =>
  rolePermissions[actor.role].includes(permission)

/**
 * Who reads objections: those who decide them and the publisher's office. A class teacher sees that a student is held,
 * never what was said or by whom (objectors must not fear for themselves).
 */
export const seesObjections = (actor: StaffActor): boolean =>
  may(actor, 'objections.decide') || may(actor, 'notices.publish')

/** Who learns the objector's name and (masked) contact: only those who decide. */
export const seesObjector = (actor: StaffActor): boolean => may(actor, 'objections.decide')

/** 不相容职责: whoever published the list does not decide the objections to it. */
export function refusePublisher(actor: StaffActor, publishedBy: string): void {
  if (actor.id === publishedBy) {
    throw refuse('same-person', '这份公示是您发布的，异议须由另一位工作人员处理。')
  }
}
