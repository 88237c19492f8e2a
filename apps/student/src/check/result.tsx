import {
  type Determination,
  determine,
  type Fen,
  fen,
  formatYuan,
  OUTCOME_LABELS,
  type Outcome,
  type ProgrammeVersion,
  type Reason,
  stack,
  unitText,
  windowText,
} from '@zhuxue/policy'
import { useState } from 'preact/hooks'
import { dayText } from '../platform/clock.ts'
import { Sheet } from './check.tsx'
import { type Answers, factsFrom, NONE, type Question, type Rules, UNSURE } from './questions.ts'
import { texts as t } from './texts.ts'

interface Found {
  readonly version: ProgrammeVersion
  readonly result: Determination
}

const tones: Readonly<Record<Outcome, string>> = {
  entitled: 'good',
  competes: '',
  'to-verify': 'warn',
  'not-eligible': 'quiet',
}
const ORDER: readonly Outcome[] = ['entitled', 'competes', 'to-verify', 'not-eligible']

/** What comes out: programmes, amounts, why, what is unknown, where and when to apply; printable as a slip. */
export function Result(p: {
  rules: Rules
  answers: Answers
  asked: readonly Question[]
  basis: string
  day: string
  onChange(at: number): void
  onAgain(): void
}) {
  const facts = factsFrom(p.answers, p.asked)
  const found = p.rules.versions.map(
    (version): Found => ({ version, result: determine(version, facts, p.rules.areas) }),
  )
  const by = (outcome: Outcome) => found.filter(({ result }) => result.outcome === outcome)
  const possible = ORDER.slice(0, 3).flatMap(by)
  const refused = by('not-eligible')
  const lines = [
    t.entitled(by('entitled').length),
    t.competes(by('competes').length),
    t.verify(by('to-verify').length),
  ].filter((line) => line !== '')
  return (
    <Sheet title={t.result}>
      <p class="hint count">
        {p.basis}。{p.day && t.printed(dayText(p.day))}
      </p>
      <section class="card sum">
        <p class="big">{lines[0] ?? t.nothing}</p>
        {lines.slice(1).map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p class="hint">{t.resultNote}</p>
      </section>
      <Choices found={possible} />
      {possible.map((f) => (
        <Card key={f.version.version} found={f} />
      ))}
      {refused.length > 0 && (
        <details class="card">
          <summary>{t.notEligible(refused.length)}</summary>
          {refused.map(({ version, result }) => (
            <div key={version.version} class="refused">
              <h3>{version.title}</h3>
              <Reasons reasons={result.reasons} />
            </div>
          ))}
        </details>
      )}
      <section class="card">
        <h2>{t.answers}</h2>
        <dl class="answers">
          {p.asked.map((question, i) => (
            <div key={question.id}>
              <dt>{question.title}</dt>
              <dd>
                {answerText(question, p.answers[question.id] ?? [])}
                <button
                  type="button"
                  class="link no-print"
                  aria-label={`${t.change}：${question.title}`}
                  onClick={() => p.onChange(i)}
                >
                  {t.change}
                </button>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <p class="note">{t.help}</p>
      <div class="row no-print">
        <button type="button" class="btn main" onClick={() => window.print()}>
          {t.print}
        </button>
        <button type="button" class="btn" onClick={p.onAgain}>
          {t.again}
        </button>
        <a class="btn" href="/guide">
          {t.guide}
        </a>
      </div>
    </Sheet>
  )
}

function answerText(question: Question, chosen: readonly string[]): string {
  const words = chosen.map((value) => {
    if (value === UNSURE) return t.unsure
    if (value === NONE) return t.none
    return question.options.find((o) => o.value === value)?.label ?? value
  })
  return words.join('、')
}

/** Programmes of which she may have one only. */
function Choices({ found }: { found: readonly Found[] }) {
  const { choices } = stack(
    found.map(({ result }) => result),
    found.map(({ version }) => version),
  )
  if (choices.length === 0) return null
  return (
    <section class="note warn">
      <h2>{t.choice}</h2>
      <ul class="dots">
        {choices.map(({ between, text, sources }) => (
          <li key={between.join()}>
            {text}
            <span class="hint">
              {t.source}：{sources.join('；')}
            </span>
          </li>
        ))}
      </ul>
      <p>{t.choiceHelp}</p>
    </section>
  )
}

function Card({ found: { version, result } }: { found: Found }) {
  const unknown = result.outcome === 'to-verify'
  return (
    <article class="card">
      <div class="between">
        <h2 class="card-title">{version.title}</h2>
        <span class={`tag ${tones[result.outcome]}`}>{OUTCOME_LABELS[result.outcome]}</span>
      </div>
      <Amount version={version} result={result} />
      {unknown ? (
        <>
          <h3>{t.stillUnknown}</h3>
          <Reasons reasons={result.reasons} document={version.sourceDocument} />
        </>
      ) : (
        <Why version={version} result={result} />
      )}
      <h3>{t.apply}</h3>
      <dl class="facts">
        <div>
          <dt>{t.where}</dt>
          <dd>{unitText(version.applyTo)}</dd>
        </div>
        <div>
          <dt>{t.when}</dt>
          <dd>{windowText(version.window)}</dd>
        </div>
        {version.documents.length > 0 && (
          <div>
            <dt>{t.papers}</dt>
            <dd>{papersOf(version, result).join('、')}</dd>
          </div>
        )}
      </dl>
      <p class="hint">
        {t.source}：{version.sourceDocument}
      </p>
      {version.provisional && (
        <p class="hint provisional">
          {t.provisional}：{version.provisional}
        </p>
      )}
    </article>
  )
}

/** The way in at a glance; every requirement with its clause on request, and always on paper. */
function Why({ version, result }: Found) {
  const [open, setOpen] = useState(false)
  const id = `why-${version.programme}`
  const route = version.routes.find((r) => r.id === result.route)
  return (
    <>
      {route && <p class="hint">{t.route(route.title)}</p>}
      <button
        type="button"
        class="link no-print"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t.why}
      </button>
      <div id={id} hidden={!open} class="on-paper">
        <Reasons reasons={result.reasons} document={version.sourceDocument} />
      </div>
    </>
  )
}

const papersOf = (version: ProgrammeVersion, result: Determination): string[] =>
  version.documents
    .filter(({ routes }) => !routes || !result.route || routes.includes(result.route))
    .map(({ title }) => title)

const UNIT: Readonly<Record<ProgrammeVersion['amountKind'], string>> = {
  yearly: t.perYear,
  once: t.once,
  ceiling: t.ceiling,
  'per-day': t.perYear,
  'as-charged': '',
}

function Amount({ version, result }: { version: ProgrammeVersion; result: Determination }) {
  if (version.amountKind === 'as-charged') return <p class="amount">{t.asCharged}</p>
  if (result.yearFen === undefined) return <p class="amount">{version.amountText}</p>
  return (
    <>
      <p class="amount">
        <span class="hint">{UNIT[version.amountKind]}</span> <Yuan amount={result.yearFen} big />
        {result.termFen !== undefined && (
          <span class="hint">
            {' '}
            {t.perTerm} <Yuan amount={result.termFen} />
          </span>
        )}
      </p>
      <p class="hint">{version.payee === 'school' ? t.toSchool : t.toPerson}</p>
    </>
  )
}

const Yuan = ({ amount, big }: { amount: Fen; big?: boolean }) => (
  <span class={big ? 'num money' : 'num'}>
    {formatYuan(fen(amount)).replace(/\.00$/, '')}
    <small>元</small>
  </span>
)

/** Each sentence once; the source where it is another than the `document` named under the programme. */
function Reasons({ reasons, document }: { reasons: readonly Reason[]; document?: string }) {
  const said = reasons.filter((r, i) => reasons.findIndex((x) => x.text === r.text && x.source === r.source) === i)
  return (
    <ul class="reasons">
      {said.map((r) => (
        <li key={r.rule} class={r.met === null ? 'unknown' : r.met ? 'met' : 'unmet'}>
          <b aria-hidden="true">{r.met === null ? '？' : r.met ? '✓' : '✗'}</b>
          <p>
            {r.text}
            {r.source !== document && (
              <span class="hint">
                {t.source}：{r.source}
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
