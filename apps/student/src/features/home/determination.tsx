import type { applications, Outcome, ReplyOf } from '@zhuxue/contracts'
import { outcomeTitles } from '@zhuxue/contracts/enums'
import { useState } from 'preact/hooks'
import { Icon, Money } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

export type Determination = ReplyOf<typeof applications.studentHome>['determinations'][number]

const tones: Record<Outcome, string> = {
  entitled: 'good',
  competes: 'info',
  'to-verify': 'warn',
  'not-eligible': 'quiet',
}

/** What one programme gives this student, and why or why not: every reason with its clause, not by colour alone. */
export function DeterminationCard({ d, compact }: { d: Determination; compact?: boolean }) {
  const [open, setOpen] = useState(d.outcome === 'not-eligible' && !compact)
  const eligible = d.outcome !== 'not-eligible'
  const id = `why-${d.programme}`
  return (
    <article class="card">
      <div class="between">
        <h3 class="card-title">{d.title}</h3>
        <span class={`tag ${tones[d.outcome]}`}>{outcomeTitles[d.outcome]}</span>
      </div>
      {eligible && d.termFen !== null && (
        <p class="amount">
          <span class="hint">{t.perTerm}</span> <Money fen={d.termFen} />
          {d.yearFen !== null && (
            <span class="hint">
              {' '}
              {t.perYear} <Money fen={d.yearFen} plain />
            </span>
          )}
        </p>
      )}
      {eligible && <p class="hint">{d.payee === 'school' ? t.toSchool : t.toYou}</p>}
      {eligible && d.routeTitle && <p class="hint">{t.route(d.routeTitle)}</p>}
      <button type="button" class="link why" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {t.why}
        <Icon name="next" />
      </button>
      <div id={id} hidden={!open}>
        <Reasons d={d} />
        {d.outcome === 'to-verify' && <p class="hint">{t.verifyHelp}</p>}
        {d.outcome === 'not-eligible' && <p class="hint">{t.notEligibleHelp}</p>}
      </div>
    </article>
  )
}

export function Reasons({ d }: { d: Determination }) {
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
