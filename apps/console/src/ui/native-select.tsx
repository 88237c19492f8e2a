export interface Option {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

/** The browser's own select: best with keyboard, screen reader and phone, and nothing to load. */
export function NativeSelect({
  id,
  value,
  options,
  onChange,
  empty,
  invalid,
  describedBy,
  label,
}: {
  id: string
  value: string
  options: readonly Option[]
  onChange: (value: string) => void
  /** Text of the empty choice; without it there is none. */
  empty?: string
  invalid?: boolean
  describedBy?: string | undefined
  label?: string
}) {
  return (
    <select
      id={id}
      className={invalid ? 'native native-bad' : 'native'}
      value={value}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      aria-label={label}
      onChange={(e) => onChange(e.target.value)}
    >
      {empty !== undefined && <option value="">{empty}</option>}
      {options.map((o) => (
        <option key={o.value} value={o.value} disabled={o.disabled}>
          {o.label}
        </option>
      ))}
    </select>
  )
}

/** Options of a closed list with its titles. */
export const optionsOf = <T extends string>(values: readonly T[], titles: Record<T, string>): Option[] =>
  values.map((value) => ({ value, label: titles[value] }))
