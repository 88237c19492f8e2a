import type { activation, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { useApp, useView } from '../../app/context.ts'
import { call, NoAnswer, sayError } from '../../platform/api.ts'
import { Loaded } from '../../ui/parts.tsx'
import type { StepProps } from './activate.tsx'
import { GuardianAsk } from './guardian-ask.tsx'
import { act } from './pending.ts'
import { activateRoutes as routes } from './routes.ts'
import { texts as t } from './texts.ts'

type Own = ReplyOf<typeof activation.ownConsents>
type Consent = Own['consents'][number]

/** Notice and consents, one at a time, each with its two answers side by side. */
export function ConsentStep(props: StepProps) {
  const { db } = useApp()
  const view = useView('consents', () => call(routes.consents, {}))
  const [changing, setChanging] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const decide = async (c: Consent, decision: 'given' | 'refused') => {
    if (busy) return
    setBusy(true)
    props.say('')
    try {
      await act(db, routes.decide, { purpose: c.purpose, decision, textVersion: c.text.version })
      setChanging(null)
      view.reload()
      const after = await call(routes.wizard, {})
      if (after.steps[0]?.state === 'done') props.goOn(after)
      else props.reload()
      window.scrollTo(0, 0)
    } catch (error) {
      props.say(error instanceof NoAnswer ? t.kept : sayError(error))
    }
    setBusy(false)
  }
  return (
    <Loaded view={view}>
      {(own) => {
        if (own.guardianDecides) return <GuardianAsk {...props} own={own} refresh={view.reload} />
        const at = own.consents.findIndex((c) => c.purpose === changing)
        const open =
          at >= 0 ? at : own.consents.findIndex((c) => c.state === 'none' || (c.required && c.state !== 'given'))
        const one = own.consents[open]
        if (!one) return <Answers own={own} onChange={setChanging} />
        return (
          <Question
            key={one.purpose}
            c={one}
            n={open + 1}
            all={own.consents.length}
            busy={busy}
            onDecide={(d) => void decide(one, d)}
            {...(changing ? { onKeep: () => setChanging(null) } : {})}
          />
        )
      }}
    </Loaded>
  )
}

/** The text of one consent. */
export function ConsentText({ text }: { text: Consent['text'] }) {
  return (
    <>
      <p class="ask">{text.ask}</p>
      <ul class="points">
        {text.points.map((p) => (
          <li key={p}>{p}</li>
        ))}
      </ul>
      <h3 class="card-title">{t.refusing}</h3>
      <p>{text.refusing}</p>
    </>
  )
}

function Question(p: {
  c: Consent
  n: number
  all: number
  busy: boolean
  onDecide(d: 'given' | 'refused'): void
  onKeep?(): void
}) {
  const [declined, setDeclined] = useState(false)
  const { text } = p.c
  return (
    <>
      <p class="hint count">{t.consentCount(p.n, p.all)}</p>
      <section class="card">
        <h2 class="card-title">{text.title}</h2>
        <ConsentText text={text} />
      </section>
      {declined && (
        <p class="note warn" role="status">
          {text.refusing}
        </p>
      )}
      <button
        type="button"
        class={text.no === null ? 'btn main wide next' : 'btn wide next'}
        aria-disabled={p.busy}
        onClick={() => p.onDecide('given')}
      >
        {text.yes}
      </button>
      {text.no === null ? (
        <button type="button" class="btn wide gap" onClick={() => setDeclined(true)}>
          {t.noticeNo}
        </button>
      ) : (
        <button type="button" class="btn wide gap" aria-disabled={p.busy} onClick={() => p.onDecide('refused')}>
          {text.no}
        </button>
      )}
      {p.onKeep && (
        <button type="button" class="link gap" onClick={p.onKeep}>
          {t.keepAnswer}
        </button>
      )}
    </>
  )
}

function Answers({ own, onChange }: { own: Own; onChange(purpose: string): void }) {
  return (
    <>
      <p class="hint">{t.consentDone}</p>
      <ul class="card lines">
        {own.consents.map((c) => (
          <li key={c.purpose} class="between">
            <span>
              <b>{c.text.title}</b>
              <span class="hint">{t.answered[c.state]}</span>
            </span>
            {c.text.no !== null && (
              <button
                type="button"
                class="btn"
                aria-label={`${t.changeAnswer}：${c.text.title}`}
                onClick={() => onChange(c.purpose)}
              >
                {t.changeAnswer}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
