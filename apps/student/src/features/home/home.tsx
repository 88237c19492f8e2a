import type { applications, ReplyOf } from '@zhuxue/contracts'
import { useApp, type View } from '../../app/context.ts'
import { appPath, Link } from '../../app/router.tsx'
import { dayText, deadlineText, timeText, untilText } from '../../platform/clock.ts'
import { Icon, Loaded, Page, Unsent } from '../../ui/parts.tsx'
import { ProgrammeCard } from './determination.tsx'
import { texts as t } from './texts.ts'

export type HomeData = ReplyOf<typeof applications.studentHome>

export function Home({ view }: { view: View<HomeData> }) {
  const d = view.data
  return (
    <Page title={d ? t.hello(d.name) : '首页'}>
      {d && (
        <p class="hint">
          {d.schoolName} {d.className}
          <br />
          {d.termTitle}
        </p>
      )}
      <Unsent />
      <Loaded view={view}>{(data) => <Body data={data} />}</Loaded>
    </Page>
  )
}

function Body({ data }: { data: HomeData }) {
  const open = data.round?.state === 'open' ? data.round : null
  const started = data.draft !== null && data.draft.revision > 0
  const applied = data.applications.length > 0
  const returned = data.applications.some((a) => a.status === 'returned')
  const onItsWay = useApp().entries.some((e) => e.kind === 'submit' && e.state === 'waiting')
  // Whether there is anything to apply for is the server's word: it gives the task.
  const invited = data.tasks.some((task) => appPath(task.link) === '/apply')
  const canStart = open !== null && invited && !applied && !onItsWay
  // The server's own task for the form would stand twice beside ours.
  const tasks = data.tasks.filter((task) => !((canStart || onItsWay) && appPath(task.link).indexOf('/apply') === 0))
  return (
    <>
      <section aria-labelledby="todo">
        <h2 id="todo">{t.todo}</h2>
        {canStart && (
          <div class="card task">
            <h3 class="card-title">{started ? t.continueTitle : t.applyTitle}</h3>
            <p>{started && data.draft ? t.continueDetail(timeText(data.draft.savedAt)) : t.applyDetail}</p>
            <p class="due">{t.due(deadlineText(open.closesAt), untilText(open.closesAt))}</p>
            <Link to="/apply" class="btn main wide">
              {started ? t.continue : t.apply}
            </Link>
            {!started && (
              <Link to="/apply/confirm" class="btn wide gap">
                {t.confirm}
              </Link>
            )}
          </div>
        )}
        {tasks.map((task) =>
          task.kind === 'messages' ? (
            <Link key={task.kind} to={appPath(task.link)} class="card row-link">
              <span>
                <b>{task.title}</b>
                <span class="hint">{task.detail}</span>
              </span>
              <Icon name="next" />
            </Link>
          ) : (
            <div
              key={task.kind + task.link}
              class={returned && task.kind.indexOf('return') >= 0 ? 'card task urgent' : 'card task'}
            >
              <h3 class="card-title">{task.title}</h3>
              <p>{task.detail}</p>
              {task.dueAt && <p class="due">{t.due(deadlineText(task.dueAt), untilText(task.dueAt))}</p>}
              <Link to={appPath(task.link)} class="btn main wide">
                {t.go}
              </Link>
            </div>
          ),
        )}
        {!canStart && (tasks.length === 0 || (!applied && !open)) && (
          <div class="card">
            {tasks.length === 0 && <p>{t.nothing}</p>}
            {!applied && !open && <p class="hint">{data.round ? t.closed(dayText(data.round.closesOn)) : t.noRound}</p>}
          </div>
        )}
      </section>

      {applied && (
        <section aria-labelledby="applications">
          <h2 id="applications">{t.applications}</h2>
          <ApplicationLinks list={data.applications} />
        </section>
      )}

      <section aria-labelledby="programmes">
        <h2 id="programmes">{t.programmes}</h2>
        <Programmes data={data} />
      </section>

      {data.programmes.some((d) => d.campus) && (
        <Link to="/campus" class="card row-link">
          <span>
            <b>{t.campusTitle}</b>
            <span class="hint">{t.campusDetail}</span>
          </span>
          <Icon name="next" />
        </Link>
      )}
      <Link to="/payments" class="card row-link">
        <span>
          <b>{t.payments}</b>
          <span class="hint">{t.paymentsDetail}</span>
        </span>
        <Icon name="next" />
      </Link>
    </>
  )
}

/** Within reach first; those out of reach together, each with its reasons. */
function Programmes({ data }: { data: HomeData }) {
  const within = data.programmes.filter((d) => d.outcome !== 'not-eligible')
  const out = data.programmes.filter((d) => d.outcome === 'not-eligible')
  return (
    <>
      {data.programmes.length === 0 && <p class="card">{t.noDeterminations}</p>}
      {data.choices.length > 0 && (
        <div class="note warn">
          <h3>{t.choice}</h3>
          <ul class="dots">
            {data.choices.map((c) => (
              <li key={c.programmes.join()}>
                {c.text}
                <span class="hint">{t.source(c.source)}</span>
              </li>
            ))}
          </ul>
          <p>{t.choiceHelp}</p>
        </div>
      )}
      {within.map((d) => (
        <ProgrammeCard key={d.programme} d={d} />
      ))}
      {out.length > 0 && (
        <details class="card">
          <summary>{t.outOfReach(out.length)}</summary>
          {out.map((d) => (
            <ProgrammeCard key={d.programme} d={d} />
          ))}
        </details>
      )}
    </>
  )
}

const tone = (status: string): string =>
  status === 'approved'
    ? 'good'
    : status === 'returned'
      ? 'warn'
      : ['rejected', 'recalled', 'withdrawn'].includes(status)
        ? 'quiet'
        : 'info'

export function ApplicationLinks({ list }: { list: HomeData['applications'] }) {
  return (
    <ul>
      {list.map((a) => (
        <li key={a.id}>
          <Link to={`/applications/${a.id}`} class="card row-link">
            <span>
              <span class="between">
                <b>{a.title}</b>
                <span class={`tag ${tone(a.status)}`}>{a.statusTitle}</span>
              </span>
              <span class="hint num">
                {t.reference} <span class="whole">{a.referenceNo}</span>
              </span>
            </span>
            <Icon name="next" />
          </Link>
        </li>
      ))}
    </ul>
  )
}
