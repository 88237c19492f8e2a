import type { privacy, ReplyOf } from '@zhuxue/contracts'
import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call } from '../../platform/api.ts'
import { timeText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { Icon, Loaded, Page } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

type Answer = ReplyOf<typeof privacy.myData>['answers'][number]

export const useMyData = () => useView('my-data', () => call(routes.myData, {}))

export function Overview() {
  const view = useMyData()
  return (
    <Page title={t.title} back="/me">
      <p class="hint">{t.why}</p>
      <Loaded view={view}>
        {(data) => (
          <>
            <nav class="card menu" aria-label={t.title}>
              {data.groups.map((g) => (
                <Link key={g.key} to={`/me/data/${g.key}`} class="row-link">
                  <span>
                    <b>{g.title}</b>
                    <span class="hint">{g.purpose}</span>
                  </span>
                  <span class="hint whole">{t.count(g.count)}</span>
                  <Icon name="next" />
                </Link>
              ))}
            </nav>
            <div class="card menu">
              <Link to="/me/access-log" class="row-link">
                <b>{t.looks(data.looks)}</b>
                <Icon name="next" />
              </Link>
              <Link to="/me/consents" class="row-link">
                <b>{t.consents}</b>
                <Icon name="next" />
              </Link>
              <Link to="/me/data/export" class="row-link">
                <span>
                  <b>{t.exportTitle}</b>
                  <span class="hint">{t.exportHint}</span>
                </span>
                <Icon name="next" />
              </Link>
            </div>
            {data.answers.length > 0 && (
              <>
                <h2>{t.answers}</h2>
                {data.answers.map((a) => (
                  <AnswerCard key={a.id} answer={a} />
                ))}
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** A written answer to a request for deletion. */
export function AnswerCard({ answer: a }: { answer: Answer }) {
  return (
    <article class="card">
      <div class="between">
        <h3>{a.title}</h3>
        <span class={a.outcome === 'done' ? 'tag good' : 'tag warn'}>{a.outcome === 'done' ? t.done : t.refused}</span>
      </div>
      <p class="hint num">{t.answerHead(a.referenceNo, timeText(a.at))}</p>
      <p>{a.answer}</p>
      {a.legalBasis && (
        <p class="hint">
          {t.basis}：{a.legalBasis}
        </p>
      )}
      {a.keptUntil && (
        <p class="hint">
          {t.until}：{a.keptUntil}
        </p>
      )}
    </article>
  )
}
