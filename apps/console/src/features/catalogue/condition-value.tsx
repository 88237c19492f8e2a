import { FACT_SPECS, type FactPath, factValueLabel, type Test } from '@zhuxue/policy'
import { Checkbox, Input } from 'antd'
import { useId } from 'react'
import { NativeSelect } from '../../ui/native-select.tsx'
import { type LeafValue, withTexts } from './condition-query.ts'

interface Props {
  readonly fact: FactPath
  readonly value: LeafValue
  readonly areas: readonly { id: string; title: string }[]
  readonly onChange: (value: LeafValue) => void
}

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.normalize('NFKC')))
const words = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean)

function TestInput({ fact, value, areas, onChange }: Props) {
  const id = useId()
  const { test } = value
  const set = (next: Test) => onChange(withTexts(fact, { ...value, test: next }))
  const spec = FACT_SPECS[fact]
  const choices = spec.kind === 'choice' || spec.kind === 'set' ? spec.values : []
  const options = choices.map((v) => ({ value: v, label: factValueLabel(fact, v) }))
  if (test.op === 'in-area') {
    return (
      <NativeSelect
        id={id}
        label="地区名单"
        value={test.list}
        empty="请选择名单"
        options={areas.map((a) => ({ value: a.id, label: a.title }))}
        onChange={(list) => set({ op: 'in-area', list })}
      />
    )
  }
  if (test.op === 'between') {
    const bound = (key: 'min' | 'max', label: string) => (
      <Input
        aria-label={label}
        className="rule-number"
        inputMode="decimal"
        defaultValue={String(test[key])}
        onChange={(e) => set({ ...test, [key]: number(e.target.value) })}
      />
    )
    return (
      <span className="rule-between">
        {bound('min', '从')} 至 {bound('max', '到')}
      </span>
    )
  }
  if (test.op === 'in' || test.op === 'has-any') {
    if (options.length > 0) {
      return (
        <Checkbox.Group
          aria-label="取值"
          value={[...test.values]}
          options={options}
          onChange={(list) => set({ op: test.op, values: list.map(String) })}
        />
      )
    }
    return (
      <Input
        aria-label="代码，用空格分开"
        placeholder="代码，用空格分开"
        defaultValue={test.values.join(' ')}
        onChange={(e) => set({ op: test.op, values: words(e.target.value) })}
      />
    )
  }
  if (spec.kind === 'flag') {
    const flags = [true, false].map((v) => ({ value: String(v), label: factValueLabel(fact, v) }))
    return (
      <NativeSelect
        id={id}
        label="取值"
        value={String(test.value)}
        options={flags}
        onChange={(v) => set({ op: 'is', value: v === 'true' })}
      />
    )
  }
  if (options.length > 0) {
    return (
      <NativeSelect
        id={id}
        label="取值"
        value={String(test.value)}
        empty="请选择"
        options={options}
        onChange={(v) => set({ op: 'is', value: v })}
      />
    )
  }
  return (
    <Input
      aria-label="取值"
      defaultValue={test.value === true ? '' : String(test.value)}
      onChange={(e) =>
        set({ op: 'is', value: spec.kind === 'number' ? number(e.target.value) : e.target.value.trim() })
      }
    />
  )
}

/** The right side of one requirement: its value, its source, what is left to a person, and the texts students read. */
export function ConditionValue(props: Props) {
  const { fact, value, onChange } = props
  const id = useId()
  const text = (key: 'met' | 'failed' | 'unknown', label: string) => (
    <label className="rule-text" htmlFor={`${id}-${key}`}>
      <span>{label}</span>
      <Input
        id={`${id}-${key}`}
        value={value.text[key]}
        maxLength={200}
        onChange={(e) => onChange({ ...value, auto: false, text: { ...value.text, [key]: e.target.value } })}
      />
    </label>
  )
  const listed = Array.isArray(value.verify)
  return (
    <div className="rule-value">
      <TestInput key={`${fact}-${value.test.op}`} {...props} />
      <label className="rule-text" htmlFor={`${id}-source`}>
        <span>出处（文件和条款）</span>
        <Input
          id={`${id}-source`}
          value={value.source}
          maxLength={200}
          status={value.source.trim() === '' ? 'error' : ''}
          onChange={(e) => onChange({ ...value, source: e.target.value })}
        />
      </label>
      <details>
        <summary>情况不明和不符合时</summary>
        <p className="field-help">没有登记这一项的学生列为“需核实”，不会直接通过，也不会直接拒绝。</p>
        {listed ? (
          <p className="field-help">
            其中{(value.verify as readonly string[]).map((v) => factValueLabel(fact, v)).join('、')}由人工核实。
          </p>
        ) : (
          <Checkbox
            checked={value.verify === 'otherwise'}
            onChange={(e) => {
              const { verify: _, ...rest } = value
              onChange(e.target.checked ? { ...rest, verify: 'otherwise' } : rest)
            }}
          >
            不符合时不直接拒绝，由人工核实
          </Checkbox>
        )}
        {text('met', '符合时告诉学生')}
        {text('failed', '不符合时告诉学生')}
        {text('unknown', '情况不明时告诉学生')}
      </details>
    </div>
  )
}
