import { staff as contracts, office, roles } from '@zhuxue/contracts'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import type { Issued } from './one-time-password.tsx'
import { roleField, useOrgOptions } from './org-options.ts'
import { staffTexts as t } from './texts.ts'

export type StaffRow = RowOf<typeof office.listStaff>
interface Props {
  readonly onClose: () => void
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

/** Phone and recovery codes are lost: factors are removed, the password is new. */
export function ResetFactorDialog({
  staff,
  onClose,
  onIssued,
}: Props & { staff: StaffRow; onIssued: (i: Issued) => void }) {
  const reset = useWrite(contracts.resetSecondFactor)
  return (
    <ActDialog
      title={t.resetFactorTitle(staff.name)}
      intro={t.resetFactorIntro}
      danger
      fields={[{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 200 }]}
      submitText={t.resetFactor}
      onClose={onClose}
      onSubmit={async (v) => {
        const reply = await reset.run({ params: { id: staff.id }, body: { reason: textOf(v, 'reason') } })
        onIssued({ name: staff.name, username: staff.username, password: reply.password })
        onClose()
      }}
    />
  )
}
