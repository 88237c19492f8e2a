import type { Condition, ProgrammeVersion } from '@zhuxue/policy'
import { ConditionEditor } from './condition-editor.tsx'
import type { Problems } from './definition.ts'
import { fieldId } from './field-id.ts'
import { useNames, useVocabulary } from './names.ts'

export interface PartProps {
  readonly value: ProgrammeVersion
  readonly problems: Problems
  readonly set: (patch: Partial<ProgrammeVersion>) => void
}

export const options = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

export function Conditions({
  path,
  label,
  value,
  onChange,
  problems,
}: {
  path: string
  label: string
  value: Condition
  onChange: (c: Condition) => void
  problems: Problems
}) {
  const names = useNames()
  const areas = useVocabulary()?.areas ?? []
  const own = [...problems].filter(([p]) => p === path || p.startsWith(`${path}/`))
  return (
    <div id={fieldId(path)} tabIndex={-1}>
      <ConditionEditor label={label} initial={value} names={names} areas={areas} onChange={onChange} />
      {own.length > 0 && (
        <ul className="field-error">
          {own.map(([p, text]) => (
            <li key={p}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
