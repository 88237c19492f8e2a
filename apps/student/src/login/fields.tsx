import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { texts as t } from './texts.ts'

export interface FieldError {
  /** id of the input */
  readonly field: string
  readonly text: string
}

/** The list of problems above a form; takes the focus each time the problems change, each line leads to its field. */
export function ErrorSummary({
  title,
  errors,
  trigger,
  onGo,
}: {
  title?: string
  errors: readonly FieldError[]
  /** Takes the focus again when this changes; the list itself when not given. */
  trigger?: unknown
  onGo?: (field: string) => void
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (errors.length > 0) box.current?.focus()
  }, [trigger ?? errors])
  if (errors.length === 0) return null
  return (
    <div class="summary" role="alert" tabIndex={-1} ref={box}>
      <h2>{title ?? t.problem}</h2>
      <ul>
        {errors.map((e) => (
          <li key={e.field + e.text}>
            {e.field === '' ? (
              <p>{e.text}</p>
            ) : (
              <a
                class="link"
                href={`#${e.field}`}
                onClick={(event) => {
                  event.preventDefault()
                  const input = document.getElementById(e.field)
                  if (input) input.focus()
                  else onGo?.(e.field)
                }}
              >
                {e.text}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

export interface TextFieldProps {
  id: string
  label: string
  value: string
  onValue(value: string): void
  hint?: string | undefined
  error?: string | undefined
  type?: 'text' | 'password'
  inputMode?: 'text' | 'numeric' | 'tel'
  autoComplete?: string
  maxLength?: number
  after?: ComponentChildren
  rows?: number
}

/** A labelled input with its hint and its error in words. */
export function TextField(p: TextFieldProps) {
  const describedBy = [p.hint ? `${p.id}-hint` : '', p.error ? `${p.id}-error` : ''].filter(Boolean).join(' ')
  const common = {
    id: p.id,
    name: p.id,
    class: 'input',
    value: p.value,
    maxLength: p.maxLength ?? 60,
    'aria-invalid': p.error ? ('true' as const) : undefined,
    'aria-describedby': describedBy || undefined,
    onInput: (e: Event) => p.onValue((e.target as HTMLInputElement).value),
  }
  return (
    <div class="field">
      <label for={p.id}>{p.label}</label>
      {p.hint && (
        <span class="hint" id={`${p.id}-hint`}>
          {p.hint}
        </span>
      )}
      {p.error && (
        <span class="wrong" id={`${p.id}-error`}>
          {p.error}
        </span>
      )}
      <div class={p.after ? 'with-button' : undefined}>
        {p.rows ? (
          <textarea {...common} rows={p.rows} />
        ) : (
          <input
            {...common}
            type={p.type ?? 'text'}
            inputMode={p.inputMode}
            autoComplete={p.autoComplete ?? 'off'}
            autoCapitalize="off"
            autoCorrect="off"
            spellcheck={false}
          />
        )}
        {p.after}
      </div>
    </div>
  )
}

/** A password input that can be made readable: small keyboards make hidden typing fail. */
export function PasswordField(p: Omit<TextFieldProps, 'type' | 'after'>) {
  const [shown, setShown] = useState(false)
  return (
    <TextField
      {...p}
      type={shown ? 'text' : 'password'}
      maxLength={128}
      after={
        <button type="button" aria-label={shown ? t.hidePassword : t.showPassword} onClick={() => setShown(!shown)}>
          {shown ? t.hide : t.show}
        </button>
      }
    />
  )
}
