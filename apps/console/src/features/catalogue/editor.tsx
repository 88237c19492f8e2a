import { formatTermText, isTerm, PROGRAMME_KIND_LABELS, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import { useState } from 'react'
import { Card } from '../../ui/bits.tsx'
import { changed, type Problems, without } from './definition.ts'
import { ChoiceField, Rows, TextField } from './fields.tsx'
import { Amounts, Quota } from './money-editor.tsx'
import { useVocabulary } from './names.ts'
import { Conditions, options, type PartProps } from './parts.tsx'
import { ProcessEditor } from './process-editor.tsx'

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
