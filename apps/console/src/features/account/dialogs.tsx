import { factors, type ReplyOf } from '@zhuxue/contracts'
import { useWrite } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import type { Field, Values } from '../../ui/form.ts'
import { accountTexts as t } from './texts.ts'

/** The password again, before anything about the account changes. */
export const passwordField: Field = {
  kind: 'password',
  name: 'password',
  label: t.password,
  help: t.passwordHelp,
  required: true,
  max: 128,
  autoComplete: 'current-password',
}
export const passwordOf = (v: Values) => String(v.password ?? '')

interface Props {
  readonly onClose: () => void
}

/** Removes a passkey. */
export function RemoveDialog({
  passkey,
  onClose,
}: Props & { passkey: ReplyOf<typeof factors.account>['passkeys'][number] }) {
  const remove = useWrite(factors.removePasskey)
  return (
    <ActDialog
      title={t.removeTitle(passkey.name)}
      danger
      fields={[passwordField]}
      submitText={t.remove}
      onClose={onClose}
      onSubmit={async (v) => {
        await remove.run({ params: { id: passkey.id }, body: { password: passwordOf(v) } })
        onClose()
      }}
    />
  )
}

/** Ten new recovery codes. */
export function NewCodesDialog({ onClose, onCodes }: Props & { onCodes: (codes: readonly string[]) => void }) {
  const make = useWrite(factors.newRecoveryCodes)
  return (
    <ActDialog
      title={t.newCodesTitle}
      intro={t.newCodesIntro}
      fields={[passwordField]}
      submitText={t.newCodes}
      onClose={onClose}
      onSubmit={async (v) => onCodes((await make.run({ body: { password: passwordOf(v) } })).recoveryCodes)}
    />
  )
}

/** Goes to the outside identity provider and comes back linked. */
export function LinkDialog({ name, onClose }: Props & { name: string }) {
  return (
    <ActDialog
      title={t.linkTitle(name)}
      intro={t.linkIntro}
      fields={[passwordField]}
      submitText={t.link}
      onClose={onClose}
      onSubmit={async (v) => {
        location.assign((await api.call(factors.linkOutside, { body: { password: passwordOf(v) } })).url)
      }}
    />
  )
}

/** Ends the link to the outside identity. */
export function UnlinkDialog({ name, onClose }: Props & { name: string }) {
  const unlink = useWrite(factors.unlinkOutside)
  return (
    <ActDialog
      title={t.unlinkTitle(name)}
      danger
      fields={[passwordField]}
      submitText={t.unlink}
      onClose={onClose}
      onSubmit={async (v) => {
        await unlink.run({ body: { password: passwordOf(v) } })
        onClose()
      }}
    />
  )
}
