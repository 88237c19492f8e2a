import { useView } from '../../app/context.ts'
import { call } from '../../platform/api.ts'
import { routes } from '../../platform/routes.ts'
import { Loaded, Money, Page } from '../../ui/parts.tsx'
import { Instalments, periodText } from '../track/instalments.tsx'
import { OwnCard } from './own-card.tsx'
import { ReportCard } from './report-card.tsx'
import { texts as t } from './texts.ts'

export function Payments({ id }: { id: string }) {
  return id === 'card' ? <ReportCard /> : <AllPayments />
}

function AllPayments() {
  const money = useView('payments', () => call(routes.payments, {}))
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
      <OwnCard />
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
