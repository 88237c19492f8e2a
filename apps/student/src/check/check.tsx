import { formatTermText, type Term } from '@zhuxue/policy'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Ask } from './ask.tsx'
import { type Answers, mayFollow, pathOf, type Rules } from './questions.ts'
import { Result } from './result.tsx'
import { texts as t } from './texts.ts'

const KEPT = 'zx.check'

/** Answers of this visit, so that a reload loses nothing; the browser forgets them when the tab is closed. */
function kept(): Answers {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Answers
  } catch {
    return {}
  }
}
function keep(answers: Answers): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(answers))
  } catch {
    // storage switched off: a reload starts anew
  }
}

/** -1 = the introduction, n = the n-th question, one more than the last question = the result. */
type Place = number
const placeOf = (state: unknown): Place => (typeof state === 'number' ? state : -1)

/** Self-check: introduction, one question a page, result. Runs on the phone alone. */
export function Check({ rules, term, day }: { rules: Rules | null; term: Term | null; day: string }) {
  const [answers, setAnswers] = useState(kept)
  const [at, setAt] = useState<Place>(() => placeOf(history.state))
  useEffect(() => {
    const moved = (event: PopStateEvent) => setAt(placeOf(event.state))
    window.addEventListener('popstate', moved)
    return () => window.removeEventListener('popstate', moved)
  }, [])
  const go = (place: Place) => {
    history.pushState(place, '')
    setAt(place)
  }
  const change = (next: Answers) => {
    setAnswers(next)
    keep(next)
  }
  if (!rules || !term || rules.versions.length === 0) {
    return (
      <Sheet title={t.title}>
        <p class="note warn">{t.noRules}</p>
        <a class="btn wide" href="/guide">
          {t.guide}
        </a>
      </Sheet>
    )
  }
  const basis = t.rules(rules.region.name, formatTermText(term))
  const { asked, next } = pathOf(rules, answers)
  const question = at < 0 ? null : (asked[at] ?? (at === asked.length ? next : null))
  if (at < 0) return <Intro basis={basis} onStart={() => go(0)} />
  if (question) {
    const before = asked.slice(0, at)
    const following = mayFollow(rules, answers, [...before, question])
    return (
      <Ask
        key={question.id}
        question={question}
        number={at + 1}
        following={following}
        chosen={answers[question.id]}
        onBack={() => history.back()}
        onAnswer={(values) => {
          change({ ...answers, [question.id]: values })
          go(at + 1)
        }}
      />
    )
  }
  return (
    <Result
      rules={rules}
      answers={answers}
      asked={asked}
      basis={basis}
      day={day}
      onChange={go}
      onAgain={() => {
        change({})
        go(-1)
      }}
    />
  )
}

function Intro({ basis, onStart }: { basis: string; onStart(): void }) {
  const [elder, setElder] = useState(document.documentElement.classList.contains('elder'))
  return (
    <Sheet title={t.title}>
      <p class="lead">{t.intro}</p>
      <p class="note good">{t.privacy}</p>
      <p class="hint gap">{basis}</p>
      <button type="button" class="btn main wide next" onClick={onStart}>
        {t.start}
      </button>
      <div class="row">
        <button
          type="button"
          class="btn"
          onClick={() => {
            document.documentElement.classList.toggle('elder', !elder)
            setElder(!elder)
          }}
        >
          {elder ? t.normal : t.elder}
        </button>
        <a class="btn" href="/guide">
          {t.guide}
        </a>
      </div>
    </Sheet>
  )
}

/** A page: its heading takes the focus when it opens, so that a screen reader says where one is. */
export function Sheet({
  title,
  children,
  above,
}: {
  title: string
  children: ComponentChildren
  above?: ComponentChildren
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · 中职学生资助`
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <main id="main" class="page check">
      {above}
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children}
    </main>
  )
}
