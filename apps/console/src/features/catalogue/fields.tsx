import { Button, Input } from 'antd'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { fenFromTyped, yuanPlain } from '../../lib/format.ts'
import { NativeSelect, type Option } from '../../ui/native-select.tsx'
import type { Problems } from './definition.ts'
import { fieldId } from './field-id.ts'

function Frame({
  path,
  label,
  problems,
  children,
  help,
}: {
  path: string
  label: string
  problems: Problems
  children: ReactNode
  help?: string
}) {
  const error = problems.get(path)
  return (
    <div className={error ? 'field field-bad' : 'field'}>
      <label htmlFor={fieldId(path)}>{label}</label>
      {children}
      {help !== undefined && <div className="field-help">{help}</div>}
      {error !== undefined && (
        <div className="field-error" id={`${fieldId(path)}-error`}>
          {error}
        </div>
      )}
    </div>
  )
}

interface FieldProps {
  readonly path: string
  readonly label: string
  readonly problems: Problems
  readonly help?: string
}

const aria = (p: FieldProps) =>
  p.problems.has(p.path) ? { 'aria-invalid': true, 'aria-describedby': `${fieldId(p.path)}-error` } : {}

export function TextField(
  p: FieldProps & { value: string | undefined; max: number; area?: boolean; onChange: (v: string) => void },
) {
  const shared = { id: fieldId(p.path), value: p.value ?? '', maxLength: p.max, ...aria(p) }
  return (
    <Frame {...p}>
      {p.area ? (
        <Input.TextArea
          {...shared}
          autoSize={{ minRows: 2, maxRows: 6 }}
          onChange={(e) => p.onChange(e.target.value)}
        />
      ) : (
        <Input {...shared} onChange={(e) => p.onChange(e.target.value)} />
      )}
    </Frame>
  )
}

export function ChoiceField<T extends string>(
  p: FieldProps & { value: T | ''; options: readonly Option[]; empty?: string; onChange: (v: T) => void },
) {
  return (
    <Frame {...p}>
      <NativeSelect
        id={fieldId(p.path)}
        value={p.value}
        options={p.options}
        invalid={p.problems.has(p.path)}
        describedBy={p.problems.has(p.path) ? `${fieldId(p.path)}-error` : undefined}
        onChange={(v) => p.onChange(v as T)}
        {...(p.empty === undefined ? {} : { empty: p.empty })}
      />
    </Frame>
  )
}

/** A whole number; what is no number is kept as typed and reported as 0 to the checks. */
export function NumberField(p: FieldProps & { value: number; suffix?: string; onChange: (v: number) => void }) {
  const [typed, setTyped] = useState(String(p.value))
  useEffect(() => setTyped((before) => (Number(before) === p.value ? before : String(p.value))), [p.value])
  return (
    <Frame {...p}>
      <Input
        id={fieldId(p.path)}
        inputMode="decimal"
        value={typed}
        suffix={p.suffix}
        maxLength={12}
        {...aria(p)}
        onChange={(e) => {
          setTyped(e.target.value)
          const n = Number(e.target.value.normalize('NFKC').trim() || 'x')
          p.onChange(Number.isFinite(n) ? n : 0)
        }}
      />
    </Frame>
  )
}

/** An amount typed in yuan, kept in fen; what is unclear counts as nothing and is said by the checks. */
export function MoneyField(p: FieldProps & { fen: number; onChange: (fen: number) => void }) {
  const [typed, setTyped] = useState(p.fen > 0 ? yuanPlain(p.fen) : '')
  useEffect(() => {
    setTyped((before) => ((fenFromTyped(before) ?? 0) === p.fen ? before : yuanPlain(p.fen)))
  }, [p.fen])
  return (
    <Frame {...p}>
      <Input
        id={fieldId(p.path)}
        inputMode="decimal"
        value={typed}
        suffix="元"
        maxLength={16}
        {...aria(p)}
        onChange={(e) => {
          setTyped(e.target.value)
          p.onChange(fenFromTyped(e.target.value) ?? 0)
        }}
      />
    </Frame>
  )
}

/** A list of parts with add, remove and, where order matters, move. */
export function Rows<T>({
  title,
  items,
  addText,
  nameOf,
  onAdd,
  onRemove,
  onMove,
  children,
  error,
}: {
  title: string
  items: readonly T[]
  addText: string
  nameOf: (item: T) => string
  onAdd: () => void
  onRemove: (index: number) => void
  onMove?: (index: number, by: -1 | 1) => void
  children: (item: T, index: number) => ReactNode
  error?: string | undefined
}) {
  const id = useId()
  return (
    <fieldset className="rows">
      <legend id={id}>{title}</legend>
      {error !== undefined && <div className="field-error">{error}</div>}
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts are told apart by their place only
        <div className="rows-item" key={index}>
          <div className="rows-fields">{children(item, index)}</div>
          <div className="row-acts">
            {onMove && index > 0 && (
              <Button size="small" aria-label={`上移：${nameOf(item)}`} onClick={() => onMove(index, -1)}>
                上移
              </Button>
            )}
            {onMove && index < items.length - 1 && (
              <Button size="small" aria-label={`下移：${nameOf(item)}`} onClick={() => onMove(index, 1)}>
                下移
              </Button>
            )}
            <Button size="small" aria-label={`删除：${nameOf(item)}`} onClick={() => onRemove(index)}>
              删除
            </Button>
          </div>
        </div>
      ))}
      <Button onClick={onAdd}>{addText}</Button>
    </fieldset>
  )
}
