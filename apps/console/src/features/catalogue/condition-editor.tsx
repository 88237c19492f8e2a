import {
  type Condition,
  conditionSentences,
  FACT_LABELS,
  FACT_PATHS,
  type FactPath,
  opsFor,
  type SentenceNames,
} from '@zhuxue/policy'
import { Button, Checkbox } from 'antd'
import { createContext, useContext, useId, useMemo, useState } from 'react'
import {
  type ActionProps,
  type NotToggleProps,
  QueryBuilder,
  type RuleGroupType,
  type RuleType,
  type ValueEditorProps,
  type ValueSelectorProps,
} from 'react-querybuilder'
import { NativeSelect } from '../../ui/native-select.tsx'
import { fromQuery, leafValue, newValue, toQuery } from './condition-query.ts'
import { ConditionValue } from './condition-value.tsx'

const OPERATORS: Record<string, string> = {
  is: '是',
  in: '是其中之一',
  between: '在范围内',
  'has-any': '包含任何一项',
  'in-area': '在地区名单内',
}
const FIELDS = FACT_PATHS.map((path) => ({ name: path, value: path, label: FACT_LABELS[path] }))
const Areas = createContext<readonly { id: string; title: string }[]>([])

function Selector({ options, value, handleOnChange, title }: ValueSelectorProps) {
  const id = useId()
  const flat = options.flatMap((o) => ('options' in o ? o.options : [o])) as { name: string; label: string }[]
  return (
    <NativeSelect
      id={id}
      label={title ?? ''}
      value={String(value ?? '')}
      options={flat.map((o) => ({ value: o.name, label: o.label }))}
      onChange={handleOnChange}
    />
  )
}

function Action({ label, title, handleOnClick }: ActionProps) {
  return (
    <Button size="small" title={title ?? ''} aria-label={title ?? ''} onClick={(e) => handleOnClick(e)}>
      {label}
    </Button>
  )
}

function Not({ checked, handleOnChange }: NotToggleProps) {
  return (
    <Checkbox checked={checked ?? false} onChange={(e) => handleOnChange(e.target.checked)}>
      排除（不能是以下情况）
    </Checkbox>
  )
}

function Value({ rule, handleOnChange }: ValueEditorProps) {
  const areas = useContext(Areas)
  return (
    <ConditionValue fact={rule.field as FactPath} value={leafValue(rule)} areas={areas} onChange={handleOnChange} />
  )
}

const controls = {
  fieldSelector: Selector,
  operatorSelector: Selector,
  combinatorSelector: Selector,
  notToggle: Not,
  valueEditor: Value,
  addRuleAction: Action,
  addGroupAction: Action,
  removeRuleAction: Action,
  removeGroupAction: Action,
}
const translations = {
  fields: { title: '事项' },
  operators: { title: '比较方式' },
  value: { title: '取值' },
  combinators: { title: '组内条件的关系' },
  addRule: { label: '添加条件', title: '添加条件' },
  addGroup: { label: '添加条件组', title: '添加条件组' },
  removeRule: { label: '删除', title: '删除这个条件' },
  removeGroup: { label: '删除这组', title: '删除这组条件' },
}
const COMBINATORS = [
  { name: 'and', label: '同时满足' },
  { name: 'or', label: '满足任意一项' },
]
const operatorsOf = (field: string) =>
  opsFor(field as FactPath).map((op) => ({ name: op, value: op, label: OPERATORS[op] ?? op }))

/** A condition in Chinese sentences, as it will be read. */
export function Sentences({ condition, names }: { condition: Condition; names: SentenceNames }) {
  return (
    <ul className="sentences">
      {conditionSentences(condition, names).map((line, i) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: two groups of a condition can read the same
          key={`${i}-${line.text}`}
          className={line.kind === 'group' ? 'sentence-group' : ''}
          style={{ marginLeft: `${line.depth * 20}px` }}
        >
          {line.text}
          {line.source !== undefined && line.source !== '' && <span className="muted small">（{line.source}）</span>}
        </li>
      ))}
    </ul>
  )
}

/** Builder over the closed vocabulary, with the sentences beside it while they are being made. */
export function ConditionEditor({
  label,
  initial,
  names,
  areas,
  onChange,
}: {
  label: string
  initial: Condition
  names: SentenceNames
  areas: readonly { id: string; title: string }[]
  onChange: (condition: Condition) => void
}) {
  const [query, setQuery] = useState<RuleGroupType>(() => toQuery(initial))
  const shown = useMemo(() => fromQuery(query), [query])
  return (
    <fieldset className="condition">
      <legend>{label}</legend>
      <Areas.Provider value={areas}>
        <QueryBuilder
          query={query}
          fields={FIELDS}
          combinators={COMBINATORS}
          getOperators={operatorsOf}
          getDefaultValue={(rule: RuleType) => newValue(rule.field as FactPath)}
          resetOnOperatorChange={false}
          showNotToggle
          controlElements={controls}
          translations={translations}
          onQueryChange={(next: RuleGroupType) => {
            setQuery(next)
            onChange(fromQuery(next))
          }}
        />
      </Areas.Provider>
      <div className="condition-text" aria-live="polite">
        <p className="sub">读出来是</p>
        <Sentences condition={shown} names={names} />
      </div>
    </fieldset>
  )
}
