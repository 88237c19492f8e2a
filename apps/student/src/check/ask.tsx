import { useState } from 'preact/hooks'
import { ErrorSummary } from '../login/fields.tsx'
import { Sheet } from './check.tsx'
import { NONE, type Option, type Question, UNSURE } from './questions.ts'
import { texts as t } from './texts.ts'

/** One question on a page; 不清楚 is always among the answers, and going back keeps what was chosen. */
export function Ask(p: {
  question: Question
  number: number
  following: number
  chosen: readonly string[] | undefined
  onBack(): void
  onAnswer(values: readonly string[]): void
}) {
  const { question } = p
  const [chosen, setChosen] = useState<readonly string[]>(p.chosen ?? [])
  const [missed, setMissed] = useState(0)
  const many = question.kind === 'many'
  const problem = many ? t.chooseMany : t.choose
  const choose = (value: string, on: boolean) => {
    setMissed(0)
    if (!many) return setChosen(on ? [value] : [])
    const alone = value === UNSURE || value === NONE
    const others = chosen.filter((c) => c !== value && !alone && c !== UNSURE && c !== NONE)
    setChosen(on ? [...others, value] : others)
  }
  const errors = missed > 0 ? [{ field: question.id, text: problem }] : []
  return (
    <Sheet
      title={question.title}
      above={
        <button type="button" class="link back" onClick={p.onBack}>
          {t.back}
        </button>
      }
    >
      <p class="hint count">{t.count(p.number, p.following)}</p>
      <ErrorSummary title={t.problem} errors={errors} trigger={missed} />
      {question.hint && <p class="hint gap">{question.hint}</p>}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen.length === 0 || chosen[0] === '') setMissed(missed + 1)
          else p.onAnswer(chosen)
        }}
      >
        {question.kind === 'list' ? (
          <List
            question={question}
            value={chosen[0] ?? ''}
            wrong={missed > 0 ? problem : undefined}
            onChange={choose}
          />
        ) : (
          <Rows question={question} chosen={chosen} wrong={missed > 0 ? problem : undefined} onChange={choose} />
        )}
        <button type="submit" class="btn main wide next">
          {t.next}
        </button>
      </form>
    </Sheet>
  )
}

interface Fields {
  question: Question
  wrong: string | undefined
  onChange(value: string, on: boolean): void
}

function Rows({ question, chosen, wrong, onChange }: Fields & { chosen: readonly string[] }) {
  const many = question.kind === 'many'
  const extra: Option[] = [
    ...(many ? [{ value: NONE, label: t.none, set: {} }] : []),
    { value: UNSURE, label: t.unsure, set: {} },
  ]
  return (
    <fieldset class="field" aria-describedby={wrong ? `${question.id}-error` : undefined}>
      <legend class="hidden">{question.title}</legend>
      {wrong && (
        <span class="wrong" id={`${question.id}-error`}>
          {wrong}
        </span>
      )}
      {[...question.options, ...extra].map((o, i) => (
        <label key={o.value} class="choice">
          <input
            id={i === 0 ? question.id : `${question.id}-${o.value}`}
            type={many ? 'checkbox' : 'radio'}
            name={question.id}
            value={o.value}
            checked={chosen.includes(o.value)}
            onChange={(e) => onChange(o.value, e.currentTarget.checked)}
          />
          <span>
            {o.label}
            {o.hint && <span class="hint">{o.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** A native list for places: the phone's own picker, searchable by typing on a keyboard. */
function List({ question, value, wrong, onChange }: Fields & { value: string }) {
  const groups = question.options.map((o) => o.group ?? '').filter((g, i, all) => all.indexOf(g) === i)
  return (
    <div class="field">
      <label for={question.id}>{question.title}</label>
      {wrong && (
        <span class="wrong" id={`${question.id}-error`}>
          {wrong}
        </span>
      )}
      <select
        id={question.id}
        class="input"
        value={value}
        aria-invalid={wrong ? 'true' : undefined}
        aria-describedby={wrong ? `${question.id}-error` : undefined}
        onChange={(e) => onChange(e.currentTarget.value, true)}
      >
        <option value="">{t.pick}</option>
        <option value={UNSURE}>{t.unsure}</option>
        {groups.map((group) => (
          <optgroup key={group} label={group}>
            {question.options
              .filter((o) => (o.group ?? '') === group)
              .map((o) => (
                <option key={o.value} value={o.value}>
                  {o.label}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  )
}
