import type { ComponentChildren } from 'preact'

interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
}

/** Radio buttons or check boxes as large tappable rows, in a fieldset whose legend is the question's name. */
export function Choices(p: {
  id: string
  legend: string
  many?: boolean
  options: readonly Choice[]
  chosen: readonly string[]
  error?: string | undefined
  onChange(value: string, on: boolean): void
  children?: ComponentChildren
}) {
  return (
    <fieldset class="field" aria-describedby={p.error ? `${p.id}-error` : undefined}>
      <legend class="hidden">{p.legend}</legend>
      {p.error && (
        <span class="wrong" id={`${p.id}-error`}>
          {p.error}
        </span>
      )}
      {p.options.map((o, i) => (
        <label key={o.value} class="choice">
          <input
            id={i === 0 ? p.id : `${p.id}-${o.value}`}
            type={p.many ? 'checkbox' : 'radio'}
            name={p.id}
            value={o.value}
            checked={p.chosen.includes(o.value)}
            onChange={(e) => p.onChange(o.value, e.currentTarget.checked)}
          />
          <span>
            {o.label}
            {o.hint && <span class="hint">{o.hint}</span>}
          </span>
        </label>
      ))}
      {p.children}
    </fieldset>
  )
}
