import type { applications, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { useApp, useView, type View } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call, sayError } from '../../platform/api.ts'
import { dayText, timeText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon, Loaded, Page, Unsent } from '../../ui/parts.tsx'
import { Reasons } from '../home/determination.tsx'
import { Instalments } from './instalments.tsx'
import { texts as t } from './texts.ts'

type Data = ReplyOf<typeof applications.trackApplication>

/** 申请 → 到账: every step with who acts, by when, what came of it. */
export function Track({ id }: { id: string }) {
  const view = useView(`track/${id}`, () => call(routes.track, { params: { id } }))
  return (
    <Page title={view.data ? t.title(view.data.application.title) : t.listTitle} back="/applications">
      <Unsent />
      <Loaded view={view}>{(data) => <Body data={data} view={view} />}</Loaded>
    </Page>
  )
}

type Signature = NonNullable<Data['guardian']>

/** 未满16周岁: has the guardian signed, and what to do when not. */
function Guardian(p: { id: string; status: string; guardian: Signature; view: View<Data> }) {
  const { me } = useApp()
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null)
  const { state, by, phoneMasked } = p.guardian
  const resend = async () => {
    try {
      const reply = await call(routes.guardianLink, { params: { id: p.id }, body: { requestId: uuid() } })
      setSaid({ good: true, text: t.guardianResent(reply.phoneMasked) })
      p.view.reload()
    } catch (error) {
      setSaid({ good: false, text: sayError(error) })
    }
  }
  const open = p.status === 'submitted' || p.status === 'checked'
  if (state === 'agreed') return <p class="note good">{t.guardianSigned(by ?? '')}</p>
  if (!open) return null
  return (
    <section class="note warn">
      <h2>{state === 'declined' ? t.guardianDeclined : t.guardianWaiting}</h2>
      <p>{state === 'declined' ? (by ?? '') : phoneMasked ? t.guardianHow(phoneMasked) : t.guardianNone}</p>
      {said && <p role="status">{said.text}</p>}
      {phoneMasked && (
        <button type="button" class="btn" onClick={() => void resend()}>
          {t.guardianResend}
        </button>
      )}
      {me?.demo && (
        <p>
          <a class="link" href="/demo/sms" target="_blank" rel="noreferrer">
            {t.demoSms}
          </a>
        </p>
      )}
    </section>
  )
}

function Body({ data, view }: { data: Data; view: View<Data> }) {
  const a = data.application
  return (
    <>
      <dl class="card facts">
        <dt>{t.status}</dt>
        <dd>
          <b>{a.statusTitle}</b>
        </dd>
        <dt>{t.reference}</dt>
        <dd class="num">{a.referenceNo}</dd>
        <dt>{t.submitted}</dt>
        <dd class="num">{timeText(data.submittedAt)}</dd>
      </dl>
      {data.held && <p class="note warn">{t.held}</p>}
      {data.guardian && <Guardian id={a.id} status={a.status} guardian={data.guardian} view={view} />}
      {a.status === 'returned' && (
        <Link to="/apply" class="btn main wide gap">
          {t.correct}
        </Link>
      )}
      {data.decisionReason && (
        <section class="note bad">
          <h2>{t.reason}</h2>
          <p>{data.decisionReason}</p>
        </section>
      )}
      {data.appeal && (
        <section class="note">
          <h2>{t.appeal}</h2>
          <p>{data.appeal}</p>
        </section>
      )}

      <section aria-labelledby="steps">
        <h2 id="steps">{t.steps}</h2>
        <ol class="card steps">
          {data.steps.map((s) => (
            <li key={s.id} class={s.state} {...(s.state === 'current' ? { 'aria-current': 'step' as const } : {})}>
              <span class="dot">
                {s.state === 'done' ? <Icon name="check" /> : s.state === 'problem' ? <Icon name="ask" /> : null}
              </span>
              <div>
                <p>
                  <b>{s.title}</b> <span class="state">{t.states[s.state]}</span>
                </p>
                <p class="hint">
                  {t.owner(s.owner)}
                  {s.at && ` · ${t.at(timeText(s.at))}`}
                  {!s.at && s.dueOn && ` · ${t.due(dayText(s.dueOn))}`}
                </p>
                {s.note && <p>{s.note}</p>}
              </div>
            </li>
          ))}
        </ol>
      </section>

      <section aria-labelledby="instalments">
        <h2 id="instalments">{t.instalments}</h2>
        <div class="card">
          {data.instalments.length > 0 ? (
            <Instalments list={data.instalments} toSchool={data.reasons.payee === 'school'} />
          ) : (
            <p class="hint">{t.noInstalments}</p>
          )}
        </div>
      </section>

      <details class="card">
        <summary>{t.why}</summary>
        <Reasons d={data.reasons} />
      </details>
      <details class="card">
        <summary>{t.history}</summary>
        <ul class="lines">
          {data.history.map((h) => (
            <li key={h.at + h.title}>
              <div class="between">
                <b>{h.title}</b>
                <span class="hint num">{timeText(h.at)}</span>
              </div>
              <p class="hint">{h.by}</p>
              {h.note && <p>{h.note}</p>}
            </li>
          ))}
        </ul>
      </details>
      <div class="row no-print">
        <button type="button" class="btn" onClick={() => window.print()}>
          {t.print}
        </button>
        {data.canRecall && <Recall data={data} onDone={view.reload} />}
      </div>
    </>
  )
}

function Recall({ data, onDone }: { data: Data; onDone(): void }) {
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState('')
  const [requestId] = useState(uuid)
  const recall = async () => {
    try {
      const { id, revision } = data.application
      await call(routes.recall, { params: { id }, body: { requestId, revision } })
      setAsking(false)
      window.dispatchEvent(new Event('zx-refresh'))
      onDone()
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <>
      <button type="button" class="btn danger" onClick={() => setAsking(true)}>
        {t.recall}
      </button>
      {asking && (
        <Dialog title={t.recallTitle} onClose={() => setAsking(false)}>
          <p>{t.recallText}</p>
          {problem && (
            <p class="note bad" role="alert">
              {problem}
            </p>
          )}
          <button type="button" class="btn danger wide" onClick={() => void recall()}>
            {t.recallYes}
          </button>
        </Dialog>
      )}
    </>
  )
}
