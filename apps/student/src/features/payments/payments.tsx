import { useView } from '../../app/context.ts'
import { call } from '../../platform/api.ts'
import { dayText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { Loaded, Money, Page } from '../../ui/parts.tsx'
import { Instalments, periodText } from '../track/instalments.tsx'
import { texts as t } from './texts.ts'

export function Payments() {
  const money = useView('payments', () => call(routes.payments, {}))
  const card = useView('card', () => call(routes.card, {}))
  return (
    <Page title={t.title}>
      <Loaded view={money}>
        {(data) => (
          <>
            <dl class="sums">
              <div class="card">
                <dt class="hint">{t.received}</dt>
                <dd>
                  <Money fen={data.receivedFen} />
                </dd>
              </div>
              <div class="card">
                <dt class="hint">{t.coming}</dt>
                <dd>
                  <Money fen={data.comingFen} />
                </dd>
              </div>
            </dl>
            {data.awards.length === 0 && <p class="card">{t.none}</p>}
            {data.awards.map((a) => (
              <section key={a.id} class="card" aria-label={a.title}>
                <div class="between">
                  <h2 class="card-title">{a.title}</h2>
                  <Money fen={a.termFen} />
                </div>
                <p class="hint">
                  {periodText(a.term)} · {a.payee === 'school' ? t.tuition : a.payeeText}
                </p>
                <Instalments list={a.instalments} toSchool={a.payee === 'school'} />
              </section>
            ))}
          </>
        )}
      </Loaded>
      <section aria-labelledby="card">
        <h2 id="card">{t.card}</h2>
        <Loaded view={card}>
          {({ card: c }) =>
            c === null ? (
              <p class="card">{t.noCard}</p>
            ) : (
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
        </Loaded>
      </section>
      <section class="note warn" aria-labelledby="fraud">
        <h2 id="fraud">{t.fraudTitle}</h2>
        <ul class="dots">
          {t.fraud.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    </Page>
  )
}
