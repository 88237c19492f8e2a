import type { applications, Outcome, ReplyOf } from '@zhuxue/contracts'
import { outcomeTitles } from '@zhuxue/contracts/enums'
import { useState } from 'preact/hooks'
import { Link } from '../../app/router.tsx'
import { Icon, Money } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

type Programme = ReplyOf<typeof applications.studentHome>['programmes'][number]
/** What the reasons of a decision need, whoever gives them. */
type Reasoned = Pick<Programme, 'reasons' | 'versionSource'>

const tones: Record<Outcome, string> = {
  entitled: 'good',
  competes: 'info',
  'to-verify': 'warn',
  'not-eligible': 'quiet',
}

/** What one programme gives this student, why or why not, and where it is applied for; not by colour alone. */
export function ProgrammeCard({ d }: { d: Programme }) {
  const [open, setOpen] = useState(false)
  const eligible = d.outcome !== 'not-eligible'
  const id = `why-${d.programme}`
  return (
    <article class="card">
      <div class="between">
        <h3 class="card-title">{d.title}</h3>
        <span class={`tag ${tones[d.outcome]}`}>{outcomeTitles[d.outcome]}</span>
      </div>
      {eligible && <Amount d={d} />}
      {eligible && d.routeTitle && <p class="hint">{t.route(d.routeTitle)}</p>}
      {eligible && (
        <p class={d.online ? 'hint' : undefined}>
          {d.campus ? (
            <Link to="/campus" class="link">
              {t.campus}
            </Link>
          ) : d.online ? (
            t.online
          ) : (
            t.elsewhere(d.applyAt, d.applyWhen)
          )}
        </p>
      )}
      <button type="button" class="link why" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {t.why}
        <Icon name="next" />
      </button>
      <div id={id} hidden={!open}>
        <Reasons d={d} />
        {eligible && d.procedure && <p class="hint">{t.procedure(d.procedure)}</p>}
        {eligible && !d.online && d.papers.length > 0 && <p class="hint">{t.papers(d.papers.join('、'))}</p>}
        {d.provisional && <p class="hint">{t.provisional(d.provisional)}</p>}
        {d.outcome === 'to-verify' && <p class="hint">{t.verifyHelp}</p>}
        {!eligible && <p class="hint">{t.notEligibleHelp}</p>}
      </div>
    </article>
  )
}

const PER: Readonly<Record<Programme['amountKind'], string>> = {
  yearly: t.perYear,
  once: t.once,
  ceiling: t.ceiling,
  'per-day': t.perYear,
  'as-charged': '',
}

function Amount({ d }: { d: Programme }) {
  if (d.yearFen === null) return <p class="amount">{d.amountText}</p>
  return (
    <>
      <p class="amount">
        {d.termFen !== null ? (
          <>
            <span class="hint">{t.perTerm}</span> <Money fen={d.termFen} />
            <span class="hint">
              {' '}
              {t.perYear} <Money fen={d.yearFen} plain />
            </span>
          </>
        ) : (
          <>
            <span class="hint">{PER[d.amountKind]}</span> <Money fen={d.yearFen} />
          </>
        )}
      </p>
      <p class="hint">{d.payee === 'school' ? t.toSchool : d.campus ? t.bySchool : d.online ? t.toYou : t.toPerson}</p>
    </>
  )
}

export function Reasons({ d }: { d: Reasoned }) {
  return (
    <>
      <ul class="reasons">
        {d.reasons.map((r) => {
          const kind = r.met === null ? 'unknown' : r.met ? 'met' : 'unmet'
          return (
            <li key={r.rule} class={kind}>
              <Icon name={kind === 'met' ? 'check' : kind === 'unmet' ? 'cross' : 'ask'} />
              <p>
                <b>{t[kind]}</b> {r.text}
                <span class="hint">{t.source(r.source)}</span>
              </p>
            </li>
          )
        })}
      </ul>
      <p class="hint">{t.version(d.versionSource)}</p>
    </>
  )
}
