import { session } from '@zhuxue/contracts'
import { useState } from 'react'
import { api } from '../../api/instance.ts'
import { sessionState } from '../../api/session-state.ts'
import { passkeysWork } from '../../shell/passkey.ts'
import { BindPasskey, BindTotp } from './bind.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { accountTexts as t } from './texts.ts'

/** First log-in: one of the two ways, then the recovery codes, then the work. */
export default function Enrol() {
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [scanning, setScanning] = useState(false)
  const enter = async () => sessionState.setMe(await api.call(session.me, {}))
  const done = (made: readonly string[] | null) => {
    if (made) setCodes(made)
    else void enter()
  }
  if (codes) return <RecoveryCodes codes={codes} onDone={() => void enter()} />
  const passkeys = passkeysWork()
  return (
    <div className="stack enrol">
      {passkeys && !scanning && (
        <section className="option" aria-labelledby="enrol-passkey">
          <h2 id="enrol-passkey">{t.passkeyOption}</h2>
          <p className="muted">{t.passkeyOptionHelp}</p>
          <BindPasskey askPassword={false} onDone={done} />
        </section>
      )}
      <section className="option" aria-labelledby="enrol-totp">
        <h2 id="enrol-totp">{t.totpOption}</h2>
        <p className="muted">{t.totpOptionHelp}</p>
        {!passkeys && <p className="muted">{t.passkeyInsecure}</p>}
        <BindTotp askPassword={false} onDone={done} onScan={() => setScanning(true)} />
      </section>
    </div>
  )
}
