import {
  AMOUNT_KIND_LABELS,
  APPLY_PER_LABELS,
  type Condition,
  fen,
  formatTermText,
  INSTALMENT_PLAN_LABELS,
  isTerm,
  PAYEE_LABELS,
  PROGRAMME_KIND_LABELS,
  type ProgrammeVersion,
  type Term,
} from '@zhuxue/policy'
import { Button } from 'antd'
import { useState } from 'react'
import { Card } from '../../ui/bits.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { changed, type Problems, without } from './definition.ts'
import { fieldId } from './field-id.ts'
import { ChoiceField, MoneyField, NumberField, Rows, TextField } from './fields.tsx'
import { useNames, useVocabulary } from './names.ts'
import { ProcessEditor } from './process-editor.tsx'

const options = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

export interface PartProps {
  readonly value: ProgrammeVersion
  readonly problems: Problems
  readonly set: (patch: Partial<ProgrammeVersion>) => void
}

function Basics({ value, problems, set, school }: PartProps & { school: boolean }) {
  const terms = useVocabulary()?.terms ?? []
  const listed = terms.includes(value.effectiveFrom) ? terms : [value.effectiveFrom, ...terms]
  const termOptions = listed.filter(isTerm).map((x) => ({ value: x, label: formatTermText(x) }))
  const kinds = options(PROGRAMME_KIND_LABELS).filter((k) => !school || k.value === 'school' || k.value === 'social')
  const text = (path: keyof ProgrammeVersion, label: string, max: number, area = false) => (
    <TextField
      path={`/${path}`}
      label={label}
      max={max}
      area={area}
      problems={problems}
      value={value[path] as string | undefined}
      onChange={(v) => set({ [path]: v })}
    />
  )
  return (
    <Card title="基本信息">
      <div className="form-grid">
        {text('title', '项目名称', 40)}
        <ChoiceField
          path="/kind"
          label="资助性质"
          problems={problems}
          value={value.kind}
          options={kinds}
          onChange={(kind) => set({ kind })}
        />
        <ChoiceField<Term>
          path="/effectiveFrom"
          label="从哪个学期开始执行"
          problems={problems}
          value={value.effectiveFrom}
          options={termOptions}
          onChange={(effectiveFrom) => set({ effectiveFrom })}
        />
        <ChoiceField<Term>
          path="/effectiveTo"
          label="到哪个学期为止"
          problems={problems}
          value={value.effectiveTo ?? ''}
          empty="长期有效"
          options={termOptions}
          onChange={(to) => set({ effectiveTo: isTerm(to) ? to : null })}
        />
        {text('sourceDocument', '依据文件', 300, true)}
        {text('summary', '政策说明（学生和家长会看到）', 500, true)}
        {text('provisional', '待确认事项（没有可不填）', 300, true)}
        {text('remark', '备注（没有可不填）', 500, true)}
      </div>
    </Card>
  )
}

/** A condition under the field that its problems name. */
function Conditions({
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

function Routes({ value, problems, set }: PartProps) {
  return (
    <Card title="享受途径">
      <Rows
        title="学生可以通过以下任何一条途径享受"
        items={value.routes}
        addText="添加途径"
        nameOf={(r) => r.title}
        error={problems.get('/routes')}
        onAdd={() =>
          set({
            routes: [
              ...value.routes,
              {
                id: `route-${value.routes.length + 1}-${crypto.randomUUID().slice(0, 4)}`,
                title: '',
                places: 'open',
                condition: { all: [] },
              },
            ],
          })
        }
        onRemove={(i) => set({ routes: without(value.routes, i) })}
      >
        {(r, i) => (
          <>
            <TextField
              path={`/routes/${i}/title`}
              label="途径名称"
              max={60}
              problems={problems}
              value={r.title}
              onChange={(title) => set({ routes: changed(value.routes, i, { title }) })}
            />
            <ChoiceField
              path={`/routes/${i}/places`}
              label="名额"
              problems={problems}
              value={r.places}
              options={[
                { value: 'open', label: '符合即享受' },
                { value: 'quota', label: '名额有限，择优' },
              ]}
              onChange={(places) => set({ routes: changed(value.routes, i, { places }) })}
            />
            <Conditions
              key={r.id}
              path={`/routes/${i}/condition`}
              label={`途径“${r.title || '未命名'}”的条件`}
              value={r.condition}
              problems={problems}
              onChange={(condition) => set({ routes: changed(value.routes, i, { condition }) })}
            />
          </>
        )}
      </Rows>
    </Card>
  )
}

function Amounts({ value, problems, set }: PartProps) {
  return (
    <Card title="资助标准">
      <div className="form-grid">
        <TextField
          path="/amountText"
          label="标准说明"
          max={200}
          problems={problems}
          value={value.amountText}
          onChange={(amountText) => set({ amountText })}
        />
        <ChoiceField
          path="/amountKind"
          label="金额含义"
          problems={problems}
          value={value.amountKind}
          options={options(AMOUNT_KIND_LABELS)}
          onChange={(amountKind) => set({ amountKind })}
        />
        <ChoiceField
          path="/instalments"
          label="发放方式"
          problems={problems}
          value={value.instalments}
          options={options(INSTALMENT_PLAN_LABELS)}
          onChange={(instalments) => set({ instalments })}
        />
        <ChoiceField
          path="/payee"
          label="发给"
          problems={problems}
          value={value.payee}
          options={options(PAYEE_LABELS)}
          onChange={(payee) => set({ payee })}
        />
        <ChoiceField
          path="/applyPer"
          label="申请次数"
          problems={problems}
          value={value.applyPer}
          options={options(APPLY_PER_LABELS)}
          onChange={(applyPer) => set({ applyPer })}
        />
      </div>
      <Rows
        title="金额（从上到下，第一档符合的适用；最后一档用于其余所有人）"
        items={value.amounts}
        addText="添加一档"
        nameOf={(a) => a.title ?? '金额'}
        error={problems.get('/amounts')}
        onAdd={() => set({ amounts: [{ yearFen: fen(0), title: '', when: { all: [] } }, ...value.amounts] })}
        onRemove={(i) => set({ amounts: without(value.amounts, i) })}
      >
        {(a, i) => (
          <>
            <MoneyField
              path={`/amounts/${i}/yearFen`}
              label="每年金额"
              problems={problems}
              fen={a.yearFen}
              onChange={(n) => set({ amounts: changed(value.amounts, i, { yearFen: fen(n) }) })}
            />
            <TextField
              path={`/amounts/${i}/title`}
              label="档次名称（可不填）"
              max={40}
              problems={problems}
              value={a.title}
              onChange={(title) => set({ amounts: changed(value.amounts, i, { title }) })}
            />
            {a.when !== undefined && (
              <Conditions
                path={`/amounts/${i}/when`}
                label="适用于"
                value={a.when}
                problems={problems}
                onChange={(when) => set({ amounts: changed(value.amounts, i, { when }) })}
              />
            )}
          </>
        )}
      </Rows>
      <Rows
        title="资金来源（合计100%）"
        items={value.funding}
        addText="添加资金来源"
        nameOf={(f) => f.source}
        error={problems.get('/funding')}
        onAdd={() => set({ funding: [...value.funding, { source: '', percent: 0 }] })}
        onRemove={(i) => set({ funding: without(value.funding, i) })}
      >
        {(f, i) => (
          <>
            <TextField
              path={`/funding/${i}/source`}
              label="来源"
              max={40}
              problems={problems}
              value={f.source}
              onChange={(source) => set({ funding: changed(value.funding, i, { source }) })}
            />
            <NumberField
              path={`/funding/${i}/percent`}
              label="比例"
              suffix="%"
              problems={problems}
              value={f.percent}
              onChange={(percent) => set({ funding: changed(value.funding, i, { percent }) })}
            />
          </>
        )}
      </Rows>
    </Card>
  )
}

function Quota({ value, problems, set }: PartProps) {
  const { quota } = value
  if (quota === null) {
    return (
      <Card title="名额">
        <p className="muted">没有设置名额：符合条件的都可以享受。</p>
        {problems.has('/quota') && <div className="field-error">{problems.get('/quota')}</div>}
        <div className="card-links" id={fieldId('/quota')} tabIndex={-1}>
          <Button
            onClick={() =>
              set({
                quota: {
                  kind: 'share',
                  title: '',
                  unit: 'school',
                  share: { numerator: 20, denominator: 100 },
                  base: value.base,
                  guaranteed: { all: [] },
                  source: '',
                },
              })
            }
          >
            按比例设名额
          </Button>
          <Button onClick={() => set({ quota: { kind: 'cap', title: '', unit: 'school', places: 10, source: '' } })}>
            设固定名额
          </Button>
        </div>
      </Card>
    )
  }
  return (
    <Card title="名额" extra={<Button onClick={() => set({ quota: null })}>不设名额</Button>}>
      {problems.has('/quota') && <div className="field-error">{problems.get('/quota')}</div>}
      <div className="form-grid" id={fieldId('/quota')} tabIndex={-1}>
        <TextField
          path="/quota/title"
          label="名额说明"
          max={120}
          problems={problems}
          value={quota.title}
          onChange={(title) => set({ quota: { ...quota, title } })}
        />
        <TextField
          path="/quota/source"
          label="名额的出处"
          max={200}
          problems={problems}
          value={quota.source}
          onChange={(source) => set({ quota: { ...quota, source } })}
        />
        {quota.kind === 'share' ? (
          <NumberField
            path="/quota/share/numerator"
            label="比例"
            suffix="%"
            problems={problems}
            value={(quota.share.numerator * 100) / quota.share.denominator}
            onChange={(percent) =>
              set({ quota: { ...quota, share: { numerator: Math.round(percent * 100), denominator: 10_000 } } })
            }
          />
        ) : (
          <NumberField
            path="/quota/places"
            label="名额数"
            problems={problems}
            value={quota.places}
            onChange={(places) => set({ quota: { ...quota, places } })}
          />
        )}
      </div>
      {quota.kind === 'share' && (
        <>
          <Conditions
            path="/quota/base"
            label="计算基数：符合以下条件的学生"
            value={quota.base}
            problems={problems}
            onChange={(base) => set({ quota: { ...quota, base } })}
          />
          <Conditions
            path="/quota/guaranteed"
            label="优先保障"
            value={quota.guaranteed}
            problems={problems}
            onChange={(guaranteed) => set({ quota: { ...quota, guaranteed } })}
          />
        </>
      )}
    </Card>
  )
}

/** The whole definition, part by part; checked while it is being typed. */
export default function Editor({
  initial,
  school,
  problems,
  onChange,
}: {
  initial: ProgrammeVersion
  school: boolean
  problems: Problems
  onChange: (v: ProgrammeVersion) => void
}) {
  const [value, setValue] = useState(initial)
  const set = (patch: Partial<ProgrammeVersion>) => {
    const next = { ...value, ...patch }
    setValue(next)
    onChange(next)
  }
  const part = { value, problems, set }
  return (
    <>
      <Basics {...part} school={school} />
      <Card title="基本条件">
        <Conditions
          path="/base"
          label="申请人都要满足"
          value={value.base}
          problems={problems}
          onChange={(base) => set({ base })}
        />
      </Card>
      <Routes {...part} />
      <Amounts {...part} />
      <Quota {...part} />
      <ProcessEditor {...part} />
    </>
  )
}
