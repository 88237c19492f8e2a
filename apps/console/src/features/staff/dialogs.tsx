import { office, organisations, roles, roleTitles } from '@zhuxue/contracts'
import { type RowOf, useRead, useWrite } from '../../api/hooks.ts'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { choiceOf, type Field, textOf } from '../../ui/form.ts'
import { type Option, optionsOf } from '../../ui/native-select.tsx'
import type { Issued } from './one-time-password.tsx'
import { staffTexts as t } from './texts.ts'

export type StaffRow = RowOf<typeof office.listStaff>
interface Props {
  readonly onClose: () => void
}

/** Organisations in scope, indented by depth; classes are added for class teachers. */
function useOrgOptions(withClasses: boolean): Option[] {
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

const roleField: Field = {
  kind: 'select',
  name: 'role',
  label: t.role,
  required: true,
  options: optionsOf(roles, roleTitles),
}

/** New named account; the reply carries the one-time password. */
export function CreateDialog({ onClose, onIssued }: Props & { onIssued: (i: Issued) => void }) {
  const create = useWrite(office.createStaff)
  const nodes = useOrgOptions(false)
  const classes = useOrgOptions(true)
  return (
    <ActDialog
      title={t.create}
      intro={t.createIntro}
      fields={(v) => [
        { kind: 'text', name: 'name', label: t.name, required: true, max: 40 },
        { kind: 'text', name: 'username', label: t.username, required: true, max: 40, help: t.usernameHelp },
        roleField,
        {
          kind: 'select',
          name: 'orgId',
          label: t.org,
          required: true,
          help: t.orgHelp,
          options: textOf(v, 'role') === 'class-teacher' ? classes : nodes,
        },
      ]}
      submitText={t.create}
      onClose={onClose}
      onSubmit={async (v) => {
        const role = choiceOf(v, 'role', roles)
        if (!role) return
        const body = { username: textOf(v, 'username'), name: textOf(v, 'name'), role, orgId: textOf(v, 'orgId') }
        const reply = await create.run({ body })
        onIssued({ name: body.name, username: body.username, password: reply.password })
        onClose()
      }}
    />
  )
}

/** One more role for a person. */
export function GrantDialog({ staff, onClose }: Props & { staff: StaffRow }) {
  const add = useWrite(office.addGrant)
  const nodes = useOrgOptions(false)
  const classes = useOrgOptions(true)
  return (
    <ActDialog
      title={t.addTitle(staff.name)}
      fields={(v) => [
        roleField,
        {
          kind: 'select',
          name: 'orgId',
          label: t.org,
          required: true,
          help: t.orgHelp,
          options: textOf(v, 'role') === 'class-teacher' ? classes : nodes,
        },
      ]}
      submitText={t.addGrant}
      onClose={onClose}
      onSubmit={async (v) => {
        const role = choiceOf(v, 'role', roles)
        if (!role) return
        await add.run({ params: { id: staff.id }, body: { role, orgId: textOf(v, 'orgId') } })
        onClose()
      }}
    />
  )
}

/** Takes a role back, at once. */
export function RevokeDialog({ grant, onClose }: Props & { grant: StaffRow['grants'][number] }) {
  const revoke = useWrite(office.revokeGrant)
  return (
    <ActDialog
      title={t.revokeTitle(`${grant.orgName} ${grant.roleTitle}`)}
      intro={t.revokeIntro}
      danger
      fields={[{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 200 }]}
      submitText={t.revoke}
      onClose={onClose}
      onSubmit={async (v) => {
        await revoke.run({ params: { id: grant.id }, body: { reason: textOf(v, 'reason') } })
        onClose()
      }}
    />
  )
}

/** New one-time password. */
export function ResetDialog({ staff, onClose, onIssued }: Props & { staff: StaffRow; onIssued: (i: Issued) => void }) {
  const reset = useWrite(office.resetStaffPassword)
  return (
    <ActDialog
      title={t.resetTitle(staff.name)}
      intro={t.resetIntro}
      danger
      fields={[]}
      submitText={t.reset}
      onClose={onClose}
      onSubmit={async () => {
        const reply = await reset.run({ params: { id: staff.id }, body: {} })
        onIssued({ name: staff.name, username: staff.username, password: reply.password })
        onClose()
      }}
    />
  )
}

/** Disables or enables an account. */
export function DisableDialog({ staff, onClose }: Props & { staff: StaffRow }) {
  const set = useWrite(office.disableStaff)
  const disabling = !staff.disabled
  return (
    <ActDialog
      title={disabling ? t.disableTitle(staff.name) : t.enableTitle(staff.name)}
      intro={disabling ? t.disableIntro : t.enableIntro}
      danger={disabling}
      fields={[{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 200 }]}
      submitText={disabling ? t.disable : t.enable}
      onClose={onClose}
      onSubmit={async (v) => {
        await set.run({ params: { id: staff.id }, body: { disabled: disabling, reason: textOf(v, 'reason') } })
        onClose()
      }}
    />
  )
}
