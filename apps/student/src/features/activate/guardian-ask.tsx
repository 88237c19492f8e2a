import type { activation, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { NoAnswer, sayError } from '../../platform/api.ts'
import type { StepProps } from './activate.tsx'
import { ConsentText } from './consent-step.tsx'
import { act } from './pending.ts'
import { activateRoutes as routes } from './routes.ts'
import { texts as t } from './texts.ts'

type Own = ReplyOf<typeof activation.ownConsents>

/** 未满14周岁: the child reads, the guardian decides by link or on paper. */
export function GuardianAsk({ data, own, refresh, ...props }: StepProps & { own: Own; refresh(): void }) {
  const { db, me } = useApp()
  const [sent, setSent] = useState(data.guardian.linkSentAt !== null)
  const [busy, setBusy] = useState(false)
  const phone = data.guardian.phoneMasked
  const answered = own.consents.every((c) => c.state !== 'none')
  const send = async () => {
    if (busy) return
    setBusy(true)
    props.say('')
    try {
      await act(db, routes.guardianLink, {})
      setSent(true)
      props.reload()
    } catch (error) {
      props.say(error instanceof NoAnswer ? t.kept : sayError(error))
    }
    setBusy(false)
  }
  const look = () => {
    refresh()
    props.reload()
  }
  return (
    <>
      <div class="note warn">
        <h2>{t.guardianTitle}</h2>
        <p>{t.guardianText}</p>
      </div>
      {sent && !answered && (
        <p class="note good" role="status">
          {t.guardianSent}
        </p>
      )}
      {phone === null ? (
        <p class="note bad">{t.guardianNone}</p>
      ) : (
        <button
          type="button"
          class={sent ? 'btn wide gap' : 'btn main wide gap'}
          aria-disabled={busy}
          onClick={() => void send()}
        >
          {sent ? t.guardianAgain : t.guardianSend(phone)}
        </button>
      )}
      {sent && (
        <button type="button" class="btn main wide gap" onClick={look}>
          {t.guardianRefresh}
        </button>
      )}
      <p class="hint">{t.guardianPaper}</p>
      {me?.demo && <DemoSms />}
      {own.consents.map((c) => (
        <section key={c.purpose} class="card">
          <div class="between">
            <h2 class="card-title">{c.text.title}</h2>
            <span class={`tag ${c.state === 'given' ? 'good' : 'quiet'}`}>{t.answered[c.state]}</span>
          </div>
          <ConsentText text={c.text} />
        </section>
      ))}
    </>
  )
}

/** In the demo nobody's phone rings: the simulated SMS are on a page. */
export function DemoSms() {
  return (
    <p class="hint">
      <a class="link" href="/demo/sms" target="_blank" rel="noreferrer">
        {t.demoSms}
      </a>
    </p>
  )
}
