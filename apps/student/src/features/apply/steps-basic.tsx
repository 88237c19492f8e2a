import { outcomeTitles, programmeTitles } from '@zhuxue/contracts/enums'
import { normaliseDigits } from '@zhuxue/policy'
import { useState } from 'preact/hooks'
import { TextField } from '../../login/fields.tsx'
import { Choices } from './choices.tsx'
import { eventFields, type NumberQuestion } from './model.ts'
import type { StepProps } from './step-props.ts'
import { texts as t } from './texts.ts'

export function ProgrammesStep({ form, answers, set, errorOf }: StepProps) {
  const chosen = answers.programmes ?? form.selectable
  return (
    <>
      <p class="hint">{t.programmesHint}</p>
      <Choices
        id="programmes"
        legend={t.question.programmes}
        many
        chosen={chosen}
        error={errorOf('programmes')}
        options={form.selectable.map((code) => {
          const d = form.determinations.find((x) => x.programme === code)
          return { value: code, label: d?.title ?? programmeTitles[code], hint: d && outcomeTitles[d.outcome] }
        })}
        onChange={(code, on) =>
          set({ programmes: form.selectable.filter((p) => (p === code ? on : chosen.includes(p))) })
        }
      />
    </>
  )
}

export function RollStep({ form, answers, set, errorOf }: StepProps) {
  const value = answers.rollDataCorrect
  return (
    <>
      <p class="hint">{t.rollHint}</p>
      <dl class="card facts">
        {form.roll.map((f) => (
          <div key={f.key}>
            <dt>{f.label}</dt>
            <dd>
              {f.value ?? t.unsure}
              {f.source !== '学籍' && <span class="hint">{f.source}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <Choices
        id="rollDataCorrect"
        legend={t.question.roll}
        chosen={value === undefined ? [] : [value ? 'yes' : 'no']}
        error={errorOf('rollDataCorrect')}
        options={[
          { value: 'yes', label: t.rollRight },
          { value: 'no', label: t.rollWrong },
        ]}
        onChange={(v) => set({ rollDataCorrect: v === 'yes' })}
      />
      {value === false && (
        <TextField
          id="rollDataProblem"
          label={t.rollProblem}
          hint={t.rollProblemHint}
          value={answers.rollDataProblem ?? ''}
          onValue={(rollDataProblem) => set({ rollDataProblem })}
          error={errorOf('rollDataProblem')}
          rows={3}
          maxLength={300}
        />
      )}
    </>
  )
}

export function PhoneStep({ form, answers, set, errorOf }: StepProps) {
  const [other, setOther] = useState((answers.phone ?? '') !== '')
  const ask = other || !form.phoneMasked
  return (
    <>
      <p class="hint">{t.phoneHint}</p>
      {form.phoneMasked && (
        <>
          <p class="card num">{t.phoneKept(form.phoneMasked)}</p>
          <Choices
            id="phone-keep"
            legend={t.question.phone}
            chosen={[other ? 'other' : 'keep']}
            options={[
              { value: 'keep', label: t.phoneKeep },
              { value: 'other', label: t.phoneChange },
            ]}
            onChange={(v) => {
              setOther(v === 'other')
              if (v === 'keep') set({ phone: '' })
            }}
          />
        </>
      )}
      {ask && (
        <TextField
          id="phone"
          label={t.phone}
          value={answers.phone ?? ''}
          onValue={(phone) => set({ phone })}
          error={errorOf('phone')}
          inputMode="tel"
          autoComplete="tel"
          maxLength={40}
        />
      )}
    </>
  )
}

/** A whole number or 不清楚. What is typed stays as typed; only a number within the bounds becomes the answer. */
export function NumberStep({
  q,
  answers,
  set,
  errorOf,
  onRaw,
  compact,
}: StepProps & { q: NumberQuestion; compact?: boolean; onRaw(problem: string | null): void }) {
  const value = answers[q.field]
  const words = t.number[q.field]
  const [raw, setRaw] = useState(typeof value === 'number' ? String(value) : '')
  const type = (text: string) => {
    setRaw(text)
    const digits = normaliseDigits(text).replace(/[人口个元,，]/g, '')
    if (digits === '') {
      onRaw(null)
      set({ [q.field]: undefined })
    } else if (!/^\d{1,9}$/.test(digits)) onRaw(t.notNumber)
    else if (Number(digits) < q.min || Number(digits) > q.max) onRaw(words.range)
    else {
      onRaw(null)
      set({ [q.field]: Number(digits) })
    }
  }
  return (
    <div class={compact ? 'one-of' : undefined}>
      <TextField
        id={q.field}
        label={`${words.label}（${words.unit}）`}
        hint={words.hint}
        value={raw}
        onValue={type}
        error={errorOf(q.field)}
        inputMode="numeric"
        maxLength={20}
      />
      <label class="choice">
        <input
          type="checkbox"
          checked={value === null}
          onChange={(e) => {
            setRaw('')
            onRaw(null)
            set({ [q.field]: e.currentTarget.checked ? null : undefined })
          }}
        />
        <span>{t.unsure}</span>
      </label>
    </div>
  )
}

export function EventsStep({ answers, set }: StepProps) {
  const [chosen, setChosen] = useState<readonly string[]>(eventFields.filter((f) => (answers[f] ?? '') !== ''))
  return (
    <>
      <p class="hint">{t.eventsHint}</p>
      <Choices
        id="disaster-chosen"
        legend={t.question.events}
        many
        chosen={chosen}
        options={eventFields.map((f) => ({ value: f, label: t.events[f] }))}
        onChange={(value, on) => {
          setChosen(on ? [...chosen, value] : chosen.filter((c) => c !== value))
          if (!on) set({ [value]: '' })
        }}
      />
      {eventFields
        .filter((f) => chosen.includes(f))
        .map((f) => (
          <TextField
            key={f}
            id={f}
            label={t.eventText(t.events[f])}
            value={answers[f] ?? ''}
            onValue={(text) => set({ [f]: text })}
            rows={3}
            maxLength={f === 'other' ? 500 : 300}
          />
        ))}
    </>
  )
}
