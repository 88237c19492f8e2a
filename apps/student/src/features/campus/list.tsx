import type { campus, ReplyOf } from '@zhuxue/contracts'
import { outcomeTitles } from '@zhuxue/contracts/enums'
import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call } from '../../platform/api.ts'
import { dayText } from '../../platform/clock.ts'
import { Icon, Loaded, Money, Page } from '../../ui/parts.tsx'
import { campusRoutes } from './routes.ts'
import { texts as t } from './texts.ts'

type Item = ReplyOf<typeof campus.myCampus>['items'][number]

const tone = (status: string): string =>
  status === 'awarded'
    ? 'good'
    : status === 'returned'
      ? 'warn'
      : ['not-awarded', 'recalled', 'withdrawn'].includes(status)
        ? 'quiet'
        : 'info'

/** 学校资助项目: what her school offers now, and what she applied for. */
export function CampusList() {
  const view = useView('campus', () => call(campusRoutes.mine, {}))
  return (
    <Page title={t.title} back="/">
      <p class="hint">{t.intro}</p>
      <Loaded view={view}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="card">{t.none}</p>
          ) : (
            <div>
              {items.map((i) => (
                <Card key={i.round.id} item={i} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

function Card({ item: i }: { item: Item }) {
  const { round, application: a } = i
  const reach = i.outcome !== 'not-eligible'
  return (
    <article class="card" aria-labelledby={`c-${round.id}`}>
      <div class="between">
        <h2 class="card-title" id={`c-${round.id}`}>
          {round.title}
        </h2>
        <span class={`tag ${a ? tone(a.status) : reach ? 'info' : 'quiet'}`}>
          {a ? a.statusTitle : outcomeTitles[i.outcome]}
        </span>
      </div>
      <p>{i.summary}</p>
      <p>{round.amountText}</p>
      {i.amountFen !== null && (
        <p class="amount">
          <span class="hint">{t.thisTime}</span> <Money fen={i.amountFen} />
        </p>
      )}
      <p class="hint">{t.window(dayText(round.opensOn), dayText(round.closesOn))}</p>
      {round.places !== null && <p class="hint">{t.places(round.places)}</p>}
      {a ? (
        <Link to={`/campus/${a.id}`} class="btn wide gap">
          {t.track}
        </Link>
      ) : i.canApply ? (
        <Link to={`/campus/apply/${round.id}`} class="btn main wide gap">
          {t.apply}
        </Link>
      ) : (
        <p class="hint">{reach ? t.notYet(dayText(round.opensOn)) : t.cannot}</p>
      )}
      {a && i.canApply && (
        <Link to={`/campus/apply/${round.id}`} class="btn main wide gap">
          {t.correct}
        </Link>
      )}
      <details class="gap">
        <summary>{t.why}</summary>
        <ul class="reasons">
          {i.reasons.map((r) => (
            <li key={r.rule} class={r.met === null ? 'unknown' : r.met ? 'met' : 'unmet'}>
              <Icon name={r.met === null ? 'ask' : r.met ? 'check' : 'cross'} />
              <p>
                {r.text}
                <span class="hint">{r.source}</span>
              </p>
            </li>
          ))}
        </ul>
        <p class="hint">{t.steps(round.steps.map((s) => s.title).join('→'))}</p>
      </details>
    </article>
  )
}
