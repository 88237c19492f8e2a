import type { Permission } from '@zhuxue/contracts'
import { createContext, useContext } from 'react'
import type { Me } from '../api/session-state.ts'

export const MeContext = createContext<Me | null>(null)

/** The person acting. Only used inside the logged-in shell. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe outside the logged-in shell')
  return me
}

/** Whether the acting grant allows something; the server decides again. */
export function useCan(): (permission: Permission | undefined) => boolean {
  const me = useMe()
  return (permission) => permission === undefined || me.permissions.includes(permission)
}
