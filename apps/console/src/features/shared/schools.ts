import { organisations } from '@zhuxue/contracts'
import { useRead } from '../../api/hooks.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import type { Option } from '../../ui/native-select.tsx'

export interface Schools {
  readonly options: readonly Option[]
  /** The only school in scope: it is taken without asking. */
  readonly only: string | undefined
  readonly loading: boolean
}

/** Schools in the acting grant's scope. Class and department grants have the one school the server shows them, or none. */
export function useSchools(): Schools {
  const can = useCan()
  const me = useMe()
  const tree = useRead(organisations.orgTree, {}, { enabled: can(organisations.orgTree.permission) })
  const options = (tree.data?.items ?? [])
    .filter((n) => n.kind === 'school')
    .map((n) => ({ value: n.id, label: n.name }))
  const own = me.grant?.orgKind === 'school' ? me.grant.orgId : undefined
  return { options, only: own ?? (options.length === 1 ? options[0]?.value : undefined), loading: tree.isPending }
}
