import { catalogue } from '@zhuxue/contracts'
import type { ProgrammeVersion } from '@zhuxue/policy'
import { Checkbox } from 'antd'
import { useId, useState } from 'react'
import { useRead } from '../../api/hooks.ts'
import { Notice } from '../../ui/bits.tsx'
import { useFilters } from '../../ui/filters.tsx'
import { NativeSelect } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { periodOf } from './catalogue-page.tsx'
import { Differences } from './differences.tsx'
import { useNames } from './names.ts'
import { catalogueTexts as t } from './texts.ts'

function Full({ a, b, all }: { a: string; b: string; all: boolean }) {
  const before = useRead(catalogue.getVersion, { params: { version: a } }, { enabled: a !== '' })
  const after = useRead(catalogue.getVersion, { params: { version: b } }, { enabled: b !== '' })
  const names = useNames()
  return (
    <Await read={after}>
      {(now) => {
        const { provisional } = now.definition as ProgrammeVersion
        const was = a === '' ? null : before.data
        return (
          <>
            {provisional !== undefined && <Notice tone="warn" title={`${t.provisional}：${provisional}`} />}
            {was === undefined ? null : (
              <Differences
                before={was === null ? null : (was.definition as ProgrammeVersion)}
                after={now.definition as ProgrammeVersion}
                names={names}
                all={all || was === null}
              />
            )}
          </>
        )
      }}
    </Await>
  )
}

/** Two versions of any programmes beside each other; with one chosen, its full text. */
export default function ComparePage() {
  const id = useId()
  const filters = useFilters(['a', 'b'])
  const [all, setAll] = useState(false)
  const read = useRead(catalogue.listProgrammes, { query: {} })
  return (
    <Page title={t.compare} intro={t.compareIntro} back={{ to: '/catalogue', text: t.title }}>
      <Await read={read}>
        {(data) => {
          const options = data.items.flatMap((p) =>
            p.versions.map((v) => ({
              value: v.version,
              label: `${p.title}（${p.place}）${periodOf(v)}${v.state === 'withdrawn' ? '，已撤回' : ''}`,
            })),
          )
          const choose = (name: 'a' | 'b', label: string) => (
            <div className="filter filter-wide">
              <label htmlFor={`${id}-${name}`}>{label}</label>
              <NativeSelect
                id={`${id}-${name}`}
                value={filters.values[name]}
                empty="请选择版本"
                options={options}
                onChange={(v) => filters.set(name, v)}
              />
            </div>
          )
          return (
            <>
              <div className="filters">
                {choose('a', t.before)}
                {choose('b', t.after)}
                <Checkbox checked={all} onChange={(e) => setAll(e.target.checked)}>
                  {t.full}
                </Checkbox>
              </div>
              {filters.values.b !== '' && (
                <div className="card card-flush">
                  <Full a={filters.values.a} b={filters.values.b} all={all} />
                </div>
              )}
            </>
          )
        }}
      </Await>
    </Page>
  )
}
