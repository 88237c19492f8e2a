import { Button, Input } from 'antd'
import { type FormEvent, useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import { common } from '../texts.ts'
import { NativeSelect, type Option } from './native-select.tsx'

export type FilterDef =
  | { readonly kind: 'search'; readonly name: string; readonly label: string; readonly hint: string }
  | {
      readonly kind: 'select'
      readonly name: string
      readonly label: string
      readonly options: readonly Option[]
      /** one of them always holds: there is no "all" */
      readonly always?: true
    }
  | { readonly kind: 'day'; readonly name: string; readonly label: string }

/** Filters live in the address, so that a list can be bookmarked, sent on and reached again with "back". */
export function useFilters<const N extends string>(names: readonly N[]) {
  const [params, setParams] = useSearchParams()
  const values = Object.fromEntries(names.map((n) => [n, params.get(n) ?? ''])) as Record<N, string>
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  const clear = () => setParams(new URLSearchParams(), { replace: true })
  /** The value when it is one of a closed list, else undefined: a mistyped address must not become a refused request. */
  const oneOf = <const L extends readonly string[]>(name: N, list: L): L[number] | undefined =>
    list.find((x) => x === values[name])
  return { values, set, clear, oneOf, active: names.some((n) => values[n] !== '') }
}

function Search({
  def,
  value,
  onChange,
}: {
  def: FilterDef & { kind: 'search' }
  value: string
  onChange: (v: string) => void
}) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const submit = (e: FormEvent) => {
    e.preventDefault()
    onChange(text.trim())
  }
  return (
    <search className="filter filter-search">
      <form onSubmit={submit}>
        <label htmlFor={`filter-${def.name}`}>{def.label}</label>
        <div className="filter-row">
          <Input
            id={`filter-${def.name}`}
            data-search=""
            value={text}
            maxLength={40}
            placeholder={def.hint}
            onChange={(e) => setText(e.target.value)}
          />
          <Button htmlType="submit">{common.search}</Button>
        </div>
      </form>
    </search>
  )
}

/** The row of filters above a list. */
export function FilterBar({
  defs,
  filters,
}: {
  defs: readonly FilterDef[]
  filters: {
    values: Record<string, string>
    set: (name: string, value: string) => void
    clear: () => void
    active: boolean
  }
}) {
  return (
    <div className="filters no-print">
      {defs.map((def) => {
        const value = filters.values[def.name] ?? ''
        if (def.kind === 'search') {
          return <Search key={def.name} def={def} value={value} onChange={(v) => filters.set(def.name, v)} />
        }
        return (
          <div className="filter" key={def.name}>
            <label htmlFor={`filter-${def.name}`}>{def.label}</label>
            {def.kind === 'select' ? (
              <NativeSelect
                id={`filter-${def.name}`}
                value={value}
                {...(!def.always && { empty: common.all })}
                options={def.options}
                onChange={(v) => filters.set(def.name, v)}
              />
            ) : (
              <input
                id={`filter-${def.name}`}
                className="native"
                type="date"
                value={value}
                onChange={(e) => filters.set(def.name, e.target.value)}
              />
            )}
          </div>
        )
      })}
      {filters.active && (
        <Button type="link" onClick={filters.clear}>
          {common.clear}
        </Button>
      )}
    </div>
  )
}
