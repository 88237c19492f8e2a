import type { activation, ReplyOf } from '@zhuxue/contracts'
import { consentStateTitles, consentWayTitles } from '@zhuxue/contracts/enums'
import { useState } from 'preact/hooks'
import { useView } from '../../app/context.ts'
import { call, sayError } from '../../platform/api.ts'
import { timeText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Loaded, Page } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

type Own = ReplyOf<typeof activation.ownConsents>
type Consent = Own['consents'][number]
type Act = Consent['history'][number]

/** Every consent by itself: what it says, what was answered when and how, and the way to take it back. */
export function Consents() {
  const view = useView('consents', () => call(routes.ownConsents, {}))
  const [asked, setAsked] = useState<{ consent: Consent; decision: 'given' | 'withdrawn' } | null>(null)
  const [said, setSaid] = useState('')
  return (
    <Page title={t.consents} back="/me">
      <p class="hint">{t.consentsWhy}</p>
      {said && (
        <p class="note good" role="status">
          {said}
        </p>
      )}
      <Loaded view={view}>
        {(data) => (
          <>
            {data.guardianDecides && <p class="note">{t.guardian}</p>}
            {data.consents.map((c) => (
              <ConsentCard
                key={c.purpose}
                consent={c}
                mayGive={!data.guardianDecides}
                onAsk={(decision) => setAsked({ consent: c, decision })}
              />
            ))}
          </>
        )}
      </Loaded>
      {asked && (
        <DecideDialog
          {...asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            const { consent, decision } = asked
            setAsked(null)
            setSaid(decision === 'withdrawn' ? t.withdrawn(consent.text.title) : t.agreed(consent.text.title))
            window.scrollTo(0, 0)
            view.reload()
          }}
        />
      )}
    </Page>
  )
}

const actText = (a: Act): string =>
  `${timeText(a.at)} ${consentStateTitles[a.act]}（${consentWayTitles[a.way]}${t.by(a.by)}）`

const TAG = { given: 'tag good', refused: 'tag quiet', withdrawn: 'tag quiet', none: 'tag warn' } as const

function ConsentCard({
  consent: c,
  mayGive,
  onAsk,
}: {
  consent: Consent
  mayGive: boolean
  onAsk(decision: 'given' | 'withdrawn'): void
}) {
  return (
    <section class="card">
      <div class="between">
        <h2 class="card-title">{c.text.title}</h2>
        <span class={TAG[c.state]}>{consentStateTitles[c.state]}</span>
      </div>
      {c.last && <p class="hint">{actText(c.last)}</p>}
      <details>
        <summary>{t.readMore}</summary>
        <p>{c.text.ask}</p>
        <ul class="dots">
          {c.text.points.map((p) => (
            <li key={p}>{p}</li>
          ))}
        </ul>
        <p class="hint">{c.text.refusing}</p>
        <p class="hint">{t.version(c.last?.textVersion ?? c.text.version)}</p>
      </details>
      {c.history.length > 1 && (
        <details>
          <summary>{t.history}</summary>
          <ul class="dots">
            {c.history.map((a) => (
              <li key={a.at + a.act} class="hint">
                {actText(a)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {c.state === 'given' ? (
        <button type="button" class="btn danger" onClick={() => onAsk('withdrawn')}>
          {t.withdraw}
          <span class="hidden">：{c.text.title}</span>
        </button>
      ) : (
        mayGive && (
          <button type="button" class="btn" onClick={() => onAsk('given')}>
            {t.decide}
            <span class="hidden">：{c.text.title}</span>
          </button>
        )
      )}
    </section>
  )
}

function DecideDialog({
  consent: c,
  decision,
  onClose,
  onDone,
}: {
  consent: Consent
  decision: 'given' | 'withdrawn'
  onClose(): void
  onDone(): void
}) {
  const [requestId] = useState(uuid)
  const [problem, setProblem] = useState('')
  const send = async () => {
    try {
      const body = { requestId, purpose: c.purpose, decision, textVersion: c.text.version }
      await call(routes.decideConsent, { body })
      onDone()
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  const giving = decision === 'given'
  return (
    <Dialog title={giving ? c.text.title : t.withdrawTitle(c.text.title)} onClose={onClose}>
      {giving ? (
        <>
          <p>{c.text.ask}</p>
          <ul class="dots">
            {c.text.points.map((p) => (
              <li key={p}>{p}</li>
            ))}
          </ul>
          <p class="hint">{c.text.refusing}</p>
        </>
      ) : (
        <p>{t.withdrawText[c.purpose]}</p>
      )}
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class={giving ? 'btn main wide' : 'btn danger wide'} onClick={() => void send()}>
        {giving ? c.text.yes : t.withdrawGo}
      </button>
    </Dialog>
  )
}
