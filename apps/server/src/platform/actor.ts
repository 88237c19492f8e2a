import type { Role } from '@zhuxue/contracts'

/** Who acts in a transaction: chooses the database role and feeds row-level security. */
export type Actor =
  | {
      readonly kind: 'student'
      readonly id: string
      readonly name: string
      readonly scope: string
      readonly schoolId: string
      readonly sessionId: string
    }
  | {
      readonly kind: 'staff'
      readonly id: string
      readonly name: string
      readonly role: Role
      readonly roleTitle: string
      readonly grantId: string
      readonly orgId: string
      readonly scope: string
      readonly sessionId: string
    }
  | { readonly kind: 'public' }
  | { readonly kind: 'auth' }
  | { readonly kind: 'worker'; readonly name: string }

export type StudentActor = Extract<Actor, { kind: 'student' }>
export type StaffActor = Extract<Actor, { kind: 'staff' }>

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Id under which the actor's writes are remembered for retries. */
export const actorId = (a: Actor): string => (a.kind === 'student' || a.kind === 'staff' ? a.id : NOBODY)

/** Upper end of a scope range: 'a/b/' covers ['a/b/', 'a/b0'), '0' being the character after '/'. */
export const scopeEnd = (scope: string): string => `${scope.slice(0, -1)}0`

/** The school's part of a scope path (province/prefecture/county/school/). */
export const schoolScope = (scope: string): string => {
  const parts = scope.split('/').filter(Boolean)
  return `${parts.slice(0, 4).join('/')}/`
}

/** Is `scope` at or below `top`? The same test row-level security makes. */
export const within = (scope: string, top: string): boolean => scope >= top && scope < scopeEnd(top)
