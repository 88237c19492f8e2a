import { staff as contracts, office, roles } from '@zhuxue/contracts'
import { type RowOf, useList, useWrite } from '../../api/hooks.ts'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { choiceOf, type Field, textOf } from '../../ui/form.ts'
import type { StaffRow } from './dialogs.tsx'
import { roleField, useOrgOptions } from './org-options.ts'
import { staffTexts as t } from './texts.ts'

interface Props {
  readonly onClose: () => void
}

const reasonField: Field = { kind: 'area', name: 'reason', label: common.reason, required: true, max: 200 }
const days = (v: Parameters<typeof textOf>[0]) => ({
  ...(textOf(v, 'validFrom') && { validFrom: textOf(v, 'validFrom') }),
  ...(textOf(v, 'validUntil') && { validUntil: textOf(v, 'validUntil') }),
})

/** Asks for one more role; a second security administrator confirms. */
export function GrantDialog({ staff, onClose }: Props & { staff: StaffRow }) {
  const add = useWrite(office.addGrant)
  const nodes = useOrgOptions(false)
  const classes = useOrgOptions(true)
  return (
    <ActDialog
      title={t.addTitle(staff.name)}
      intro={t.addIntro}
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
        { kind: 'day', name: 'validFrom', label: t.validFrom, help: t.validHelp },
        { kind: 'day', name: 'validUntil', label: t.validUntil },
        reasonField,
      ]}
      submitText={t.sendRequest}
      onClose={onClose}
      onSubmit={async (v) => {
        const role = choiceOf(v, 'role', roles)
        if (!role) return
        const body = { role, orgId: textOf(v, 'orgId'), reason: textOf(v, 'reason'), ...days(v) }
        await add.run({ params: { id: staff.id }, body })
        onClose()
      }}
    />
  )
}

/** Other people in scope, as a choice. */
function usePeople(except: string) {
  const list = useList(office.listStaff, { query: { limit: '200' } })
  return list.items
    .filter((s: RowOf<typeof office.listStaff>) => s.id !== except && !s.disabled)
    .map((s) => ({ value: s.id, label: `${s.name}（${s.username}）` }))
}

export interface Post {
  readonly staff: StaffRow
  readonly grant: StaffRow['grants'][number]
}

/** Leave cover: somebody else does the same work between two days. */
export function CoverDialog({ staff, grant, onClose }: Props & Post) {
  const add = useWrite(office.addGrant)
  const people = usePeople(staff.id)
  return (
    <ActDialog
      title={t.coverTitle(staff.name, grant.roleTitle)}
      intro={t.coverIntro}
      fields={[
        { kind: 'select', name: 'person', label: t.coverPerson, required: true, options: people },
        { kind: 'day', name: 'validFrom', label: t.validFrom, required: true },
        { kind: 'day', name: 'validUntil', label: t.validUntil, required: true },
        reasonField,
      ]}
      submitText={t.sendRequest}
      onClose={onClose}
      onSubmit={async (v) => {
        const body = {
          role: grant.role,
          orgId: grant.orgId,
          reason: textOf(v, 'reason'),
          coversGrantId: grant.id,
          ...days(v),
        }
        await add.run({ params: { id: textOf(v, 'person') }, body })
        onClose()
      }}
    />
  )
}

/** Hand-over: the post changes hands for good. */
export function HandoverDialog({
  staff,
  grant,
  onClose,
  onStarted,
}: Props & Post & { onStarted: (id: string) => void }) {
  const start = useWrite(contracts.startHandover)
  const people = usePeople(staff.id)
  return (
    <ActDialog
      title={t.handoverTitle(staff.name, grant.roleTitle)}
      intro={t.handoverIntro}
      fields={[
        { kind: 'select', name: 'person', label: t.handoverPerson, required: true, options: people },
        reasonField,
      ]}
      submitText={t.handover}
      onClose={onClose}
      onSubmit={async (v) => {
        const body = { toStaffId: textOf(v, 'person'), reason: textOf(v, 'reason') }
        onStarted((await start.run({ params: { id: grant.id }, body })).id)
      }}
    />
  )
}
