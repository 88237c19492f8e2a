import type { cards, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call, sayError } from '../../platform/api.ts'
import { dayText, timeText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon, Loaded } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

type Own = ReplyOf<typeof cards.ownCard>
type Report = Own['reports'][number]

/** The own card, what was reported about it and what came of that. */
export function OwnCard() {
  const view = useView('card', () => call(routes.card, {}))
  const [asked, setAsked] = useState<Report | null>(null)
  return (
    <section aria-labelledby="card">
      <h2 id="card">{t.card}</h2>
      <Loaded view={view}>
        {(data) => (
          <>
            <CardFacts card={data.card} />
            <Reports reports={data.reports} onWithdraw={setAsked} />
            {data.mayReport && (
              <Link to="/payments/card" class="card row-link">
                <b>{t.report}</b>
                <Icon name="next" />
              </Link>
            )}
          </>
        )}
      </Loaded>
      {asked && (
        <Withdraw
          report={asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            view.reload()
          }}
        />
      )}
    </section>
  )
}

function CardFacts({ card: c }: { card: Own['card'] }) {
  if (c === null) return <p class="card">{t.noCard}</p>
  return (
    <div class="card">
      <div class="between">
        <b class="num">{t.cardNo(c.issuer, c.last4)}</b>
        <span class={c.status === 'activated' ? 'tag good' : 'tag warn'}>{c.statusTitle}</span>
      </div>
      {c.whatToDo && <p class="note">{c.whatToDo}</p>}
      <dl class="facts">
        <dt>{t.opened}</dt>
        <dd class="num">{dayText(c.openedOn)}</dd>
        <dt>{t.free}</dt>
        <dd class="num">
          {dayText(c.preferentialUntil)}
          <span class="hint">{t.freeHint}</span>
        </dd>
        <dt>{t.hotline}</dt>
        <dd class="num">
          <a class="link" href={`tel:${c.hotline}`}>
            {c.hotline}
          </a>
        </dd>
      </dl>
    </div>
  )
}

/** The newest report in full, the earlier ones folded away. */
function Reports({ reports, onWithdraw }: { reports: readonly Report[]; onWithdraw(report: Report): void }) {
  const [newest, ...earlier] = reports
  if (!newest) return null
  return (
    <div class="card">
      <ReportItem report={newest} />
      {newest.status === 'open' && (
        <button type="button" class="btn gap" onClick={() => onWithdraw(newest)}>
          {t.withdraw}
        </button>
      )}
      {earlier.length > 0 && (
        <details>
          <summary>{t.earlier}</summary>
          <ul class="lines">
            {earlier.map((r) => (
              <li key={r.id}>
                <ReportItem report={r} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function ReportItem({ report: r }: { report: Report }) {
  const tag = r.status === 'open' ? 'tag warn' : r.status === 'withdrawn' ? 'tag quiet' : 'tag good'
  return (
    <>
      <div class="between">
        <b>{t.reported(r.kindTitle)}</b>
        <span class={tag}>{r.statusTitle}</span>
      </div>
      {r.note && <p>{r.note}</p>}
      {r.status === 'open' && <p class="hint">{t.reportedAt(timeText(r.at), dayText(r.dueOn))}</p>}
      {r.answer && (
        <>
          <p class="note">{r.answer}</p>
          {r.closedAt && <p class="hint num">{t.answered(timeText(r.closedAt))}</p>}
        </>
      )}
    </>
  )
}

function Withdraw({ report, onClose, onDone }: { report: Report; onClose(): void; onDone(): void }) {
  const [requestId] = useState(uuid)
  const [problem, setProblem] = useState('')
  const send = async () => {
    try {
      await call(routes.withdrawCardReport, { params: { id: report.id }, body: { requestId } })
      onDone()
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <Dialog title={t.withdrawTitle} onClose={onClose}>
      <p>{t.withdrawText}</p>
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="btn main wide" onClick={() => void send()}>
        {t.withdraw}
      </button>
    </Dialog>
  )
}
