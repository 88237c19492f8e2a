import type { campus, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call, sayError } from '../../platform/api.ts'
import { dayText, timeText } from '../../platform/clock.ts'
import { uuid } from '../../platform/uuid.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon, Loaded, Money, Page } from '../../ui/parts.tsx'
import { periodText } from '../track/instalments.tsx'
import { campusRoutes } from './routes.ts'
import { texts as t } from './texts.ts'

type Data = ReplyOf<typeof campus.trackCampus>
type Handout = Data['handouts'][number]

/** The version's own steps, what came of each, and what the school handed out. */
export function CampusTrack({ id }: { id: string }) {
  const view = useView(`campus/${id}`, () => call(campusRoutes.track, { params: { id } }))
  return (
    <Page title={view.data ? t.progress(view.data.title) : t.title} back="/campus">
      <Loaded view={view}>{(data) => <Body data={data} reload={view.reload} />}</Loaded>
    </Page>
  )
}

function Body({ data, reload }: { data: Data; reload(): void }) {
  return (
    <>
      <dl class="card facts">
        <dt>{t.status}</dt>
        <dd>
          <b>{data.statusTitle}</b>
        </dd>
        <dt>{t.reference}</dt>
        <dd class="num">{data.referenceNo}</dd>
        {data.amountFen !== null && (
          <>
            <dt>{t.amount}</dt>
            <dd>
              <Money fen={data.amountFen} plain />
            </dd>
          </>
        )}
      </dl>
      {data.reason && (
        <section class={data.status === 'returned' ? 'note warn' : 'note bad'}>
          <h2>{t.reason}</h2>
          <p>{data.reason}</p>
        </section>
      )}
      {data.canCorrect && (
        <Link to={`/campus/apply/${data.roundId}`} class="btn main wide gap">
          {data.status === 'returned' ? t.correct : t.apply}
        </Link>
      )}
      <section aria-labelledby="steps">
        <h2 id="steps">{t.stepsTitle}</h2>
        <ol class="card steps">
          {data.steps.map((s) => (
            <li
              key={s.title}
              class={s.state === 'stopped' ? 'problem' : s.state}
              {...(s.state === 'current' ? { 'aria-current': 'step' as const } : {})}
            >
              <span class="dot">
                {s.state === 'done' ? <Icon name="check" /> : s.state === 'stopped' ? <Icon name="ask" /> : null}
              </span>
              <div>
                <p>
                  <b>{s.title}</b> <span class="state">{t.states[s.state]}</span>
                </p>
                <p class="hint">
                  {t.owner(s.owner)}
                  {s.doneOn && ` · ${t.at(dayText(s.doneOn))}`}
                  {!s.doneOn && s.dueOn && ` · ${t.due(dayText(s.dueOn))}`}
                </p>
                {s.note && <p>{s.note}</p>}
              </div>
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="money">
        <h2 id="money">{t.money}</h2>
        <div class="card">
          {data.handouts.length === 0 ? (
            <p class="hint">{t.moneyNone}</p>
          ) : (
            <ul class="lines">
              {data.handouts.map((h) => (
                <Line key={h.id} h={h} reload={reload} />
              ))}
            </ul>
          )}
        </div>
      </section>
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
              {h.reason && <p>{h.reason}</p>}
            </li>
          ))}
        </ul>
      </details>
      {data.canRecall && <Recall data={data} onDone={reload} />}
    </>
  )
}

function Line({ h, reload }: { h: Handout; reload(): void }) {
  const [said, setSaid] = useState('')
  const [requestId, setRequestId] = useState(uuid)
  const answer = async (value: 'received' | 'not-received') => {
    try {
      await call(campusRoutes.answer, { params: { id: h.id }, body: { requestId, answer: value, text: '' } })
      setSaid(t.thanks)
      reload()
    } catch (error) {
      setSaid(sayError(error))
    }
    setRequestId(uuid())
  }
  return (
    <li>
      <div class="between">
        <span>{periodText(h.period)}</span>
        <Money fen={h.amountFen} plain />
      </div>
      <div class="between">
        <span class="hint">
          {h.paidOn && h.methodTitle ? t.paid(dayText(h.paidOn), h.methodTitle) : (h.stopReason ?? '')}
        </span>
        <span class={`tag ${h.status === 'paid' ? 'good' : h.status === 'stopped' ? 'quiet' : 'info'}`}>
          {h.statusTitle}
        </span>
      </div>
      {h.answer === 'received' && <p class="hint">{t.saidReceived}</p>}
      {h.answer === 'not-received' && <p class="note warn">{t.saidNot}</p>}
      {said && <p role="status">{said}</p>}
      {h.canAnswer && (
        <div class="row">
          <button type="button" class="btn main" onClick={() => void answer('received')}>
            {t.received}
          </button>
          {h.answer === null && (
            <button type="button" class="btn" onClick={() => void answer('not-received')}>
              {t.notReceived}
            </button>
          )}
        </div>
      )}
    </li>
  )
}

function Recall({ data, onDone }: { data: Data; onDone(): void }) {
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState('')
  const [requestId] = useState(uuid)
  const recall = async () => {
    try {
      await call(campusRoutes.recall, { params: { id: data.id }, body: { requestId, revision: data.revision } })
      setAsking(false)
      window.dispatchEvent(new Event('zx-refresh'))
      onDone()
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <div class="row no-print">
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
    </div>
  )
}
