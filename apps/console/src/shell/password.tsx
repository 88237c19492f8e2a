import { session } from '@zhuxue/contracts'
import { App } from 'antd'
import { ApiError } from '../api/errors.ts'
import { useWrite } from '../api/hooks.ts'
import { api } from '../api/instance.ts'
import { sessionState } from '../api/session-state.ts'
import type { Values } from '../ui/form.ts'
import { FormPanel } from '../ui/form-panel.tsx'
import { shellTexts as t } from './texts.ts'

/** At least 10 characters of three classes, as the server checks it too. */
export function strongEnough(password: string): boolean {
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((c) => c.test(password)).length
  return [...password].length >= 10 && classes >= 3
}

const refuse = (path: string, text: string) =>
  new ApiError({ status: 422, code: 'bad-request', detail: text, fields: [{ path: `/${path}`, text }] })

/** Change of one's own password; afterwards the session state is read again (new csrf, no obligation any more). */
export function PasswordForm({ onDone, onCancel }: { onDone: () => void; onCancel?: () => void }) {
  const change = useWrite(session.changePassword)
  const { message } = App.useApp()
  const submit = async (v: Values) => {
    const next = String(v.newPassword ?? '')
    if (!strongEnough(next)) throw refuse('newPassword', t.passwordWeak)
    if (next === v.oldPassword) throw refuse('newPassword', t.passwordSame)
    if (next !== v.repeat) throw refuse('repeat', t.passwordDiffers)
    await change.run({ body: { oldPassword: String(v.oldPassword ?? ''), newPassword: next } })
    sessionState.setMe(await api.call(session.me, {}))
    message.success(t.passwordDone)
    onDone()
  }
  return (
    <FormPanel
      fields={[
        {
          kind: 'password',
          name: 'oldPassword',
          label: t.oldPassword,
          required: true,
          max: 128,
          autoComplete: 'current-password',
        },
        {
          kind: 'password',
          name: 'newPassword',
          label: t.newPassword,
          required: true,
          max: 128,
          autoComplete: 'new-password',
          help: t.passwordRule,
        },
        {
          kind: 'password',
          name: 'repeat',
          label: t.repeatPassword,
          required: true,
          max: 128,
          autoComplete: 'new-password',
        },
      ]}
      submitText={t.passwordTitle}
      onSubmit={submit}
      {...(onCancel && { onCancel })}
    />
  )
}
