import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../api/errors.ts'
import { common } from '../texts.ts'
import { Notice } from './bits.tsx'
import { describeCurrent } from './conflict.ts'
import { FieldInput } from './field-input.tsx'
import { type Errors, type Field, mapProblems, type Value, type Values, validate } from './form.ts'

export interface FormPanelProps {
  readonly fields: readonly Field[] | ((values: Values) => readonly Field[])
  readonly initial?: Values
  readonly submitText: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly onSubmit: (values: Values) => Promise<unknown>
  readonly onCancel?: () => void
  /** Told at every try to send, before the checks. */
  readonly onTry?: () => void
  /** What is wrong at this moment in inputs that stand outside of `fields`; named in the summary with the others. */
  readonly outside?: Errors
  readonly children?: ReactNode | ((values: Values) => ReactNode)
}

function Conflict({ error }: { error: ApiError }) {
  const client = useQueryClient()
  const [reloaded, setReloaded] = useState(false)
  const rows = describeCurrent(error.current)
  return (
    <Notice tone="warn" title={common.conflictTitle} announce>
      <p>{error.message}</p>
      {rows.length > 0 && (
        <dl className="facts facts-2">
          {rows.map(([k, v]) => (
            <div key={k}>
              <dt>{k}</dt>
              <dd>{v}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>{common.conflictHelp}</p>
      <Button
        disabled={reloaded}
        onClick={() => {
          setReloaded(true)
          void client.invalidateQueries()
        }}
      >
        {common.reload}
      </Button>
    </Notice>
  )
}

function Summary({
  errors,
  trigger,
  fields,
  idOf,
}: {
  errors: Errors
  /** takes the focus when this changes, not when one of the problems is put right */
  trigger: Errors
  fields: readonly Field[]
  idOf: (name: string) => string
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (Object.keys(trigger).length > 0) box.current?.focus()
  }, [trigger])
  const list = Object.entries(errors)
  if (list.length === 0) return null
  return (
    <div className="error-summary" ref={box} tabIndex={-1} role="alert">
      <strong>{common.summaryTitle(list.length)}</strong>
      <ul>
        {list.map(([name, text]) => (
          <li key={name}>
            {fields.some((f) => f.name === name) ? (
              <a
                href={`#${idOf(name)}`}
                onClick={(e) => {
                  e.preventDefault()
                  document.getElementById(idOf(name))?.focus()
                }}
              >
                {text}
              </a>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

/**
 * A form from field descriptions: checks, error summary with focus, the server's field problems at their fields,
 * conflicts with what changed. Whatever fails, what was typed stays. Tick boxes ("I have checked …") come last, after
 * `children`, which show what is being agreed to.
 */
export function FormPanel({
  fields,
  initial = {},
  submitText,
  danger,
  disabled,
  onSubmit,
  onCancel,
  onTry,
  outside = {},
  children,
}: FormPanelProps) {
  const base = useId()
  const idOf = (name: string) => `${base}-${name}`
  const [values, setValues] = useState<Values>(initial)
  const [found, setFound] = useState<Errors>({})
  const [outsideOnce, setOutsideOnce] = useState<ReadonlySet<string>>(new Set())
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const shown = typeof fields === 'function' ? fields(values) : fields
  // What was changed since the last try is no longer called wrong, nor what was put right outside of the fields.
  const stillWrong = (name: string) => !changed.has(name) && (name in outside || !outsideOnce.has(name))
  const errors: Errors = Object.fromEntries(Object.entries(found).filter(([name]) => stillWrong(name)))
  const setErrors = (next: Errors) => {
    setFound(next)
    setChanged(new Set())
  }
  const [failure, setFailure] = useState<ApiError | null>(null)
  const [pending, setPending] = useState(false)

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (pending) return
    onTry?.()
    const wrong = { ...outside, ...validate(shown, values) }
    setOutsideOnce(new Set(Object.keys(outside)))
    setErrors(wrong)
    setFailure(null)
    if (Object.keys(wrong).length > 0) return
    setPending(true)
    try {
      await onSubmit(values)
    } catch (x) {
      const error = asApiError(x)
      setErrors(mapProblems(shown, error.fields))
      setFailure(error)
    } finally {
      setPending(false)
    }
  }
  const input = (f: Field) => (
    <FieldInput
      key={f.name}
      field={f}
      id={idOf(f.name)}
      values={values}
      error={errors[f.name]}
      onChange={(v: Value) => {
        setValues((before) => ({ ...before, [f.name]: v }))
        setChanged((before) => new Set(before).add(f.name))
      }}
    />
  )
  return (
    <form className="form" onSubmit={(e) => void submit(e)} noValidate>
      {failure &&
        (failure.code === 'revision-conflict' ? (
          <Conflict error={failure} />
        ) : (
          !Object.values(found).includes(failure.message) && <Notice tone="bad" title={failure.message} announce />
        ))}
      <Summary errors={errors} trigger={found} fields={shown} idOf={idOf} />
      {shown.filter((f) => f.kind !== 'check').map(input)}
      {typeof children === 'function' ? children(values) : children}
      {shown.filter((f) => f.kind === 'check').map(input)}
      <div className="form-foot">
        {onCancel && <Button onClick={onCancel}>{common.cancel}</Button>}
        <Button
          type="primary"
          htmlType="submit"
          danger={danger ?? false}
          loading={pending}
          disabled={disabled ?? false}
        >
          {failure?.isNetwork ? common.retry : submitText}
        </Button>
      </div>
    </form>
  )
}
