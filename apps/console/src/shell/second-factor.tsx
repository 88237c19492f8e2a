import { factors } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { type ApiError, asApiError } from '../api/errors.ts'
import { api } from '../api/instance.ts'
import type { Me } from '../api/session-state.ts'
import { accountTexts as t } from '../features/account/texts.ts'
import { textOf } from '../ui/form.ts'
import { FormPanel } from '../ui/form-panel.tsx'
import { Failed } from '../ui/states.tsx'
import { passkeysWork, provePasskey } from './passkey.ts'

type Way = Me['secondFactors'][number]

function Passkey({ onDone }: { onDone: (me: Me) => void }) {
  const [error, setError] = useState<ApiError | null>(null)
  const [pending, setPending] = useState(false)
  const go = async () => {
    setPending(true)
    setError(null)
    try {
      onDone(await provePasskey())
    } catch (e) {
      setError(asApiError(e))
    } finally {
      setPending(false)
    }
  }
  return (
    <div className="stack">
      {error && <Failed error={error} />}
      <p className="muted">{t.passkeyHelp}</p>
      <Button type="primary" size="large" block loading={pending} onClick={() => void go()}>
        {t.usePasskey}
      </Button>
    </div>
  )
}

function Code({ kind, onDone }: { kind: 'totp' | 'recovery'; onDone: (me: Me) => void }) {
  const totp = kind === 'totp'
  return (
    <FormPanel
      key={kind}
      fields={[
        {
          kind: 'text',
          name: 'code',
          label: totp ? t.code : t.recoveryCode,
          help: totp ? t.codeHelp : t.recoveryHelp,
          required: true,
          max: 40,
          autoComplete: totp ? 'one-time-code' : 'off',
          ...(totp && { inputMode: 'numeric' as const }),
        },
      ]}
      submitText={t.verify}
      onSubmit={async (v) => onDone(await api.call(factors.secondFactor, { body: { kind, code: textOf(v, 'code') } }))}
    />
  )
}

const switchText: Record<Way, string> = { passkey: t.usePasskey, totp: t.useTotp, recovery: t.useRecovery }

/** The second step of a log-in: passkey, code of the authenticator app, or a recovery code. */
export function SecondFactor({ me, onDone }: { me: Me; onDone: (me: Me) => void }) {
  const ways = me.secondFactors.filter((w) => w !== 'passkey' || passkeysWork())
  const [way, setWay] = useState<Way>(ways[0] ?? 'totp')
  return (
    <div className="stack">
      {ways.length < me.secondFactors.length && <p className="muted">{t.passkeyInsecure}</p>}
      {way === 'passkey' ? <Passkey onDone={onDone} /> : <Code kind={way} onDone={onDone} />}
      <div className="ways">
        {ways
          .filter((w) => w !== way)
          .map((w) => (
            <Button key={w} type="link" onClick={() => setWay(w)}>
              {switchText[w]}
            </Button>
          ))}
      </div>
      <p className="muted">{t.lost}</p>
    </div>
  )
}
