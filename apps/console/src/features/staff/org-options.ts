import { organisations, roles, roleTitles } from '@zhuxue/contracts'
import { useRead } from '../../api/hooks.ts'
import type { Field } from '../../ui/form.ts'
import { type Option, optionsOf } from '../../ui/native-select.tsx'
import { staffTexts as t } from './texts.ts'

/** Organisations in scope, indented by depth; classes are added for class teachers. */
export function useOrgOptions(withClasses: boolean): Option[] {
  const tree = useRead(organisations.orgTree, {})
  const classes = useRead(organisations.listClasses, { query: { limit: '200' } }, { enabled: withClasses })
  const items = tree.data?.items ?? []
  const parents = new Map(items.map((n) => [n.id, n.parentId]))
  const depth = (id: string): number => {
    const parent = parents.get(id) ?? null
    return parent !== null && parents.has(parent) ? depth(parent) + 1 : 0
  }
  const indent = (n: number) => '\u3000'.repeat(n)
  if (withClasses) return (classes.data?.items ?? []).map((c) => ({ value: c.id, label: `${c.schoolName} ${c.name}` }))
  return items.map((n) => ({ value: n.id, label: `${indent(depth(n.id))}${n.name}` }))
}

export const roleField: Field = {
  kind: 'select',
  name: 'role',
  label: t.role,
  required: true,
  options: optionsOf(roles, roleTitles),
}
