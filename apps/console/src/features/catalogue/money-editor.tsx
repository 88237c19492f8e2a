import { AMOUNT_KIND_LABELS, APPLY_PER_LABELS, fen, INSTALMENT_PLAN_LABELS, PAYEE_LABELS } from '@zhuxue/policy'
import { Button } from 'antd'
import { Card } from '../../ui/bits.tsx'
import { changed, without } from './definition.ts'
import { fieldId } from './field-id.ts'
import { ChoiceField, MoneyField, NumberField, Rows, TextField } from './fields.tsx'
import { Conditions, options, type PartProps } from './parts.tsx'

export function Amounts({ value, problems, set }: PartProps) {
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

export function Quota({ value, problems, set }: PartProps) {
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
