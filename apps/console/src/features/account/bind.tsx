import { factors, type ReplyOf } from '@zhuxue/contracts'
import { Button, QRCode } from 'antd'
import { useState } from 'react'
import { type ApiError, asApiError } from '../../api/errors.ts'
import { useWrite } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { newRequestId } from '../../api/request-id.ts'
import { makePasskey } from '../../shell/passkey.ts'
import { type Field, textOf } from '../../ui/form.ts'
import { FormPanel } from '../../ui/form-panel.tsx'
import { Failed } from '../../ui/states.tsx'
import { accountTexts as t } from './texts.ts'

interface Props {
  /** asked again when the person is fully logged in already */
  readonly askPassword: boolean
  /** recovery codes when they were made now, else null */
  readonly onDone: (codes: readonly string[] | null) => void
}

const passwordField: Field = {
  kind: 'password',
  name: 'password',
  label: t.password,
  help: t.passwordHelp,
  required: true,
  max: 128,
  autoComplete: 'current-password',
}

type Key = ReplyOf<typeof factors.startTotp>

/** QR code, the key in letters, and the first code that proves that both sides agree. */
function Scan({ totp, onDone }: { totp: Key; onDone: Props['onDone'] }) {
  const confirm = useWrite(factors.confirmTotp)
  return (
    <div className="stack">
      <p>{t.scan}</p>
      <div className="qr">
        <QRCode type="svg" aria-label={t.qrLabel} value={totp.uri} size={208} bordered={false} errorLevel="M" />
      </div>
      <p className="muted">
        {t.manual}
        <br />
        <code className="secret">{totp.secret}</code>
      </p>
      <FormPanel
        fields={[
          {
            kind: 'text',
            name: 'code',
            label: t.code,
            required: true,
            max: 20,
            autoComplete: 'one-time-code',
            inputMode: 'numeric',
          },
        ]}
        submitText={t.confirmTotp}
        onSubmit={async (v) => onDone((await confirm.run({ body: { code: textOf(v, 'code') } })).recoveryCodes)}
      />
    </div>
  )
}

/** Binds the authenticator app. */
export function BindTotp({ askPassword, onDone, onScan }: Props & { onScan?: () => void }) {
  const [totp, setTotp] = useState<Key | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const start = async (password: string | null) => {
    const requestId = newRequestId()
    const body = password === null ? { requestId } : { requestId, password }
    setTotp(await api.call(factors.startTotp, { body }))
    onScan?.()
  }
  if (totp) return <Scan totp={totp} onDone={onDone} />
  if (askPassword) {
    return (
      <FormPanel fields={[passwordField]} submitText={t.startTotp} onSubmit={(v) => start(String(v.password ?? ''))} />
    )
  }
  return (
    <>
      {error && <Failed error={error} />}
      <Button block size="large" onClick={() => void start(null).catch((e: unknown) => setError(asApiError(e)))}>
        {t.startTotp}
      </Button>
    </>
  )
}

/** Makes a passkey on this device. */
export function BindPasskey({ askPassword, onDone }: Props) {
  return (
    <FormPanel
      fields={[
        { kind: 'text', name: 'name', label: t.passkeyName, help: t.passkeyNameHelp, required: true, max: 40 },
        ...(askPassword ? [passwordField] : []),
      ]}
      submitText={t.addPasskey}
      onSubmit={async (v) =>
        onDone(await makePasskey(textOf(v, 'name'), askPassword ? String(v.password ?? '') : null))
      }
    />
  )
}
