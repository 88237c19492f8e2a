import { Checkbox, Input, Radio } from 'antd'
import { common } from '../texts.ts'
import { type Field, listOf, textOf, type Value, type Values } from './form.ts'
import { NativeSelect } from './native-select.tsx'

interface Props {
  readonly field: Field
  readonly id: string
  readonly values: Values
  readonly error: string | undefined
  readonly onChange: (value: Value) => void
}

function Control({ field, id, values, error, onChange }: Props) {
  const describedBy =
    [field.help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
  const aria = {
    'aria-invalid': error ? true : undefined,
    'aria-describedby': describedBy,
    'aria-required': field.required || undefined,
  }
  const text = typeof values[field.name] === 'string' ? String(values[field.name]) : ''
  const status = error ? ('error' as const) : undefined
  switch (field.kind) {
    case 'text':
      return (
        <Input
          id={id}
          value={text}
          maxLength={field.max}
          placeholder={field.placeholder}
          autoComplete={field.autoComplete}
          inputMode={field.inputMode}
          onChange={(e) => onChange(e.target.value)}
          {...(status && { status })}
          {...aria}
        />
      )
    case 'area':
      return (
        <Input.TextArea
          id={id}
          value={text}
          maxLength={field.max}
          placeholder={field.placeholder}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={(e) => onChange(e.target.value)}
          {...(status && { status })}
          {...aria}
        />
      )
    case 'password':
      return (
        <Input.Password
          id={id}
          value={text}
          maxLength={field.max}
          autoComplete={field.autoComplete}
          onChange={(e) => onChange(e.target.value)}
          {...(status && { status })}
          {...aria}
        />
      )
    case 'number':
    case 'money':
      return (
        <Input
          id={id}
          value={text}
          inputMode={field.kind === 'money' ? 'decimal' : 'numeric'}
          suffix={field.kind === 'money' ? '元' : undefined}
          maxLength={16}
          onChange={(e) => onChange(e.target.value)}
          {...(status && { status })}
          {...aria}
        />
      )
    case 'day':
      return (
        <input
          id={id}
          className={error ? 'native native-bad' : 'native'}
          type="date"
          value={text}
          onChange={(e) => onChange(e.target.value)}
          {...aria}
        />
      )
    case 'select':
      return (
        <NativeSelect
          id={id}
          value={text}
          options={field.options}
          empty={common.choose}
          invalid={error !== undefined}
          describedBy={describedBy}
          onChange={onChange}
        />
      )
    case 'radio':
      return (
        <Radio.Group
          className={field.options.length > 4 ? 'choices-many' : ''}
          value={textOf(values, field.name) || undefined}
          onChange={(e) => onChange(String(e.target.value))}
        >
          {field.options.map((o, i) => (
            <Radio key={o.value} value={o.value} disabled={o.disabled ?? false} {...(i === 0 && { id })}>
              {o.label}
            </Radio>
          ))}
        </Radio.Group>
      )
    case 'checks':
      return (
        <Checkbox.Group value={[...listOf(values, field.name)]} onChange={(list) => onChange(list.map(String))}>
          {field.options.map((o, i) => (
            <Checkbox key={o.value} value={o.value} disabled={o.disabled ?? false} {...(i === 0 && { id })}>
              {o.label}
            </Checkbox>
          ))}
        </Checkbox.Group>
      )
    case 'check':
      return (
        <Checkbox id={id} checked={values[field.name] === true} onChange={(e) => onChange(e.target.checked)} {...aria}>
          {field.label}
        </Checkbox>
      )
    case 'file':
      return (
        <span className={error ? 'file native-bad' : 'file'}>
          <span className="file-button" aria-hidden="true">
            {common.chooseFile}
          </span>
          <span className="file-name" aria-hidden="true">
            {values[field.name] instanceof File ? (values[field.name] as File).name : common.noFile}
          </span>
          {/* lies over the words: the browser's own ones are in the language of the browser */}
          <input
            id={id}
            type="file"
            accept={field.accept}
            onChange={(e) => onChange(e.target.files?.[0] ?? null)}
            {...aria}
          />
        </span>
      )
  }
}

function Label({ field }: { field: Field }) {
  return (
    <>
      {field.label}
      {field.required ? (
        <span className="need">{common.required}</span>
      ) : (
        <span className="optional">{common.optional}</span>
      )}
    </>
  )
}

/** Label, control, help and error of one field; the error repeats the words of the summary. */
export function FieldInput(props: Props) {
  const { field, id, error } = props
  const below = (
    <>
      {field.help && (
        <div className="field-help" id={`${id}-help`}>
          {field.help}
        </div>
      )}
      {error && (
        <div className="field-error" id={`${id}-error`}>
          {error}
        </div>
      )}
    </>
  )
  if (field.kind === 'radio' || field.kind === 'checks') {
    return (
      <fieldset
        className={error ? 'field field-bad' : 'field'}
        aria-describedby={
          [field.help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
        }
      >
        <legend>
          <Label field={field} />
        </legend>
        <Control {...props} />
        {below}
      </fieldset>
    )
  }
  return (
    <div className={error ? 'field field-bad' : 'field'}>
      {field.kind !== 'check' && (
        <label htmlFor={id}>
          <Label field={field} />
        </label>
      )}
      <Control {...props} />
      {below}
    </div>
  )
}
