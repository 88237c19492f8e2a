import { useEffect, useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { Link, navigate } from '../../app/router.tsx'
import type { Sent, SubmitReply } from '../../outbox/types.ts'
import { dayText, timeText } from '../../platform/clock.ts'
import { getAll, remove } from '../../platform/idb.ts'
import { Page, Waiting } from '../../ui/parts.tsx'
import { drawReceipt } from './receipt.ts'
import { texts as t } from './sent-texts.ts'

/** While the submission is on its way: what happens, the last error, a way to act. Afterwards the confirmation. */
export function SentPage() {
  const { db, entries, outbox } = useApp()
  const entry = entries.find((e) => e.kind === 'submit')
  const [sent, setSent] = useState<Extract<Sent, { kind: 'submit' }> | null | undefined>(undefined)
  const [tooLate, setTooLate] = useState(false)
  const state = entry?.state

  useEffect(() => {
    if (state === 'refused') return navigate('/apply/check', true)
    if (state === 'waiting') return
    void (async () => {
      const open = (await outbox.list()).some((e) => e.kind === 'submit')
      if (open) return
      const all = (await getAll<Sent>(db, 'sent')).flatMap((s) => (s.kind === 'submit' ? [s] : []))
      const last = all.sort((a, b) => b.at - a.at)[0] ?? null
      // Delivered: the draft of the round has done its work.
      if (last) await remove(db, 'drafts', last.roundId)
      setSent(last)
      window.dispatchEvent(new Event('zx-refresh'))
    })()
  }, [state, db, outbox])

  if (entry?.state === 'waiting') {
    const offline = entry.attempts > 0 || navigator.onLine === false
    const takeBack = async () => {
      if (await outbox.takeBack(entry.id)) navigate('/apply/check', true)
      else setTooLate(true)
    }
    return (
      <Page title={t.waitingTitle} back="/">
        <div class="card" role="status">
          <p>{offline ? t.waitingOffline : t.waiting}</p>
          {entry.error && <p class="wrong">{t.lastError(entry.error)}</p>}
        </div>
        <button type="button" class="btn main wide gap" onClick={() => void outbox.drain(true)}>
          {t.retry}
        </button>
        {tooLate ? (
          <p class="note warn" role="alert">
            {t.takenTooLate}
          </p>
        ) : (
          <button type="button" class="btn wide gap" onClick={() => void takeBack()}>
            {t.takeBack}
          </button>
        )}
      </Page>
    )
  }
  if (sent === undefined) return <Waiting />
  if (sent === null) {
    return (
      <Page title={t.nothing} back="/">
        <Link to="/" class="btn main">
          {t.home}
        </Link>
      </Page>
    )
  }
  return <Confirmation reply={sent.reply} />
}

function Confirmation({ reply }: { reply: SubmitReply }) {
  const [picture, setPicture] = useState<string | null>(null)
  const rows: [string, string][] = [
    [t.reference, reply.referenceNo],
    [t.at, timeText(reply.submittedAt)],
    [t.programmes, reply.applications.map((a) => a.title).join('、')],
    [t.next, reply.nextStep],
  ]
  // The server's sentence usually names the day already.
  const due = dayText(reply.nextDueOn)
  if (reply.nextStep.indexOf(due) < 0) rows.push(['', t.dueOn(due)])
  return (
    <Page title={t.doneTitle}>
      <div class="banner">
        <p>{t.reference}</p>
        <p class="num big">{reply.referenceNo}</p>
      </div>
      <dl class="card facts">
        {rows.slice(1).map(([name, value]) => (
          <div key={name + value}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section class="note">
        <h2>{t.after}</h2>
        <p>{t.afterText}</p>
      </section>
      <div class="no-print">
        <Link to="/applications" class="btn main wide gap">
          {t.track}
        </Link>
        <div class="row">
          <button type="button" class="btn" onClick={() => setPicture(drawReceipt(t.pictureTitle, rows))}>
            {t.picture}
          </button>
          <button type="button" class="btn" onClick={() => window.print()}>
            {t.print}
          </button>
          <Link to="/" class="btn">
            {t.home}
          </Link>
        </div>
        {picture && (
          <figure class="card">
            <figcaption class="hint">{t.pictureHint}</figcaption>
            <a href={picture} download={`${reply.referenceNo}.png`}>
              <img class="receipt" src={picture} alt={`${t.pictureTitle}，${t.reference} ${reply.referenceNo}`} />
            </a>
          </figure>
        )}
      </div>
    </Page>
  )
}
