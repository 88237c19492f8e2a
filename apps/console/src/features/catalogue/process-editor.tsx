import {
  type ApplicationUnit,
  type ApplicationWindow,
  EXCLUSION_LABELS,
  type ProgrammeStep,
  unitText,
} from '@zhuxue/policy'
import { Card } from '../../ui/bits.tsx'
import { changed, moved, without } from './definition.ts'
import { ChoiceField, NumberField, Rows, TextField } from './fields.tsx'
import { useVocabulary } from './names.ts'
import type { PartProps } from './parts.tsx'

const UNITS: ApplicationUnit[] = [
  'school',
  'former-school',
  'home-township',
  'home-township-school',
  'county-authority',
  'none',
]
const WINDOWS = [
  { value: 'after-registration', label: '开学注册后若干个工作日' },
  { value: 'start-of-term', label: '开学时' },
  { value: 'months', label: '每年固定月份' },
  { value: 'direct', label: '无需申请，直接享受' },
]
/** Steps that this system carries out itself, with who does them. */
const STEPS: Record<string, readonly [ProgrammeStep['role'], string, string]> = {
  apply: ['student', '学生本人', '学生申请'],
  'class-check': ['class-teacher', '班主任', '班主任初审'],
  'school-review': ['aid-officer', '学校资助专干', '资助专干审核'],
  committee: ['aid-committee', '学校资助工作领导小组', '学校评审'],
  'public-notice': ['system', '学校', '校内公示不少于5个工作日'],
  'county-approval': ['county-reviewer', '县级学生资助管理部门', '县级资助管理部门审批'],
  payment: ['finance', '学校财务', '发放'],
}

function windowOf(kind: string, before: ApplicationWindow): ApplicationWindow {
  const text = before.kind === 'after-registration' ? '' : before.text
  if (kind === 'after-registration') return { kind, workingDays: 5 }
  if (kind === 'months') return { kind, months: [9], text }
  return { kind: kind === 'direct' ? 'direct' : 'start-of-term', text }
}

const short = () => crypto.randomUUID().slice(0, 4)

/** Window, place of application, documents, steps, reasons and exclusions. */
export function ProcessEditor({ value, problems, set }: PartProps) {
  const { window } = value
  const programmes = useVocabulary()?.programmes ?? []
  return (
    <>
      <Card title="申请与办理">
        <div className="form-grid">
          <ChoiceField
            path="/window/kind"
            label="申请时间"
            problems={problems}
            value={window.kind}
            options={WINDOWS}
            onChange={(kind) => set({ window: windowOf(kind, window) })}
          />
          {window.kind === 'after-registration' ? (
            <NumberField
              path="/window/workingDays"
              label="工作日数（注册当天不算）"
              problems={problems}
              value={window.workingDays}
              onChange={(workingDays) => set({ window: { ...window, workingDays } })}
            />
          ) : (
            <TextField
              path="/window/text"
              label="申请时间说明"
              max={100}
              problems={problems}
              value={window.text}
              onChange={(text) => set({ window: { ...window, text } })}
            />
          )}
          {window.kind === 'months' && (
            <TextField
              path="/window/months"
              label="月份，用空格分开"
              max={40}
              problems={problems}
              value={window.months.join(' ')}
              onChange={(text) => set({ window: { ...window, months: text.split(/\D+/).filter(Boolean).map(Number) } })}
            />
          )}
          <ChoiceField
            path="/applyTo"
            label="受理单位"
            problems={problems}
            value={value.applyTo}
            options={UNITS.map((u) => ({ value: u, label: unitText(u) }))}
            onChange={(applyTo) => set({ applyTo })}
          />
          <TextField
            path="/departments"
            label="实施部门，用顿号分开"
            max={300}
            problems={problems}
            value={value.departments.join('、')}
            onChange={(text) =>
              set({
                departments: text
                  .split(/[、,，]/)
                  .map((d) => d.trim())
                  .filter(Boolean),
              })
            }
          />
        </div>
        <Rows
          title="申请材料"
          items={value.documents}
          addText="添加材料"
          nameOf={(d) => d.title}
          onAdd={() =>
            set({ documents: [...value.documents, { id: `document-${short()}`, title: '', required: false }] })
          }
          onRemove={(i) => set({ documents: without(value.documents, i) })}
        >
          {(d, i) => (
            <>
              <TextField
                path={`/documents/${i}/title`}
                label="材料名称"
                max={80}
                problems={problems}
                value={d.title}
                onChange={(title) => set({ documents: changed(value.documents, i, { title }) })}
              />
              <ChoiceField
                path={`/documents/${i}/required`}
                label="是否必交"
                problems={problems}
                value={d.required ? 'yes' : 'no'}
                options={[
                  { value: 'yes', label: '必交' },
                  { value: 'no', label: '选交' },
                ]}
                onChange={(v) => set({ documents: changed(value.documents, i, { required: v === 'yes' }) })}
              />
            </>
          )}
        </Rows>
      </Card>
      <Card title="办理步骤">
        <Rows
          title="从申请到发放，按先后次序"
          items={value.steps}
          addText="添加步骤"
          nameOf={(s) => s.title}
          error={problems.get('/steps')}
          onAdd={() =>
            set({ steps: [...value.steps, { id: `step-${short()}`, role: 'department', owner: '', title: '' }] })
          }
          onRemove={(i) => set({ steps: without(value.steps, i) })}
          onMove={(i, by) => set({ steps: moved(value.steps, i, by) })}
        >
          {(s, i) => (
            <>
              <ChoiceField
                path={`/steps/${i}/id`}
                label="由谁的系统办理"
                problems={problems}
                value={s.id in STEPS ? s.id : 'own'}
                options={[
                  ...Object.entries(STEPS).map(([id, [, , title]]) => ({ value: id, label: `本系统：${title}` })),
                  { value: 'own', label: '本系统之外（纸质或其他部门系统）' },
                ]}
                onChange={(id) => {
                  const known = STEPS[id]
                  const step = known
                    ? { id, role: known[0], owner: known[1], title: known[2] }
                    : { id: `step-${short()}`, role: 'department' as const }
                  set({ steps: changed(value.steps, i, step) })
                }}
              />
              <TextField
                path={`/steps/${i}/title`}
                label="步骤名称"
                max={60}
                problems={problems}
                value={s.title}
                onChange={(title) => set({ steps: changed(value.steps, i, { title }) })}
              />
              <TextField
                path={`/steps/${i}/owner`}
                label="办理人"
                max={60}
                problems={problems}
                value={s.owner}
                onChange={(owner) => set({ steps: changed(value.steps, i, { owner }) })}
              />
            </>
          )}
        </Rows>
      </Card>
      <Card title="不予资助的理由和互斥项目">
        <Rows
          title="审核不通过时只能从这些理由中选择"
          items={value.rejectionReasons}
          addText="添加理由"
          nameOf={(r) => r.text}
          error={problems.get('/rejectionReasons')}
          onAdd={() => set({ rejectionReasons: [...value.rejectionReasons, { code: `reason-${short()}`, text: '' }] })}
          onRemove={(i) => set({ rejectionReasons: without(value.rejectionReasons, i) })}
        >
          {(r, i) => (
            <TextField
              path={`/rejectionReasons/${i}/text`}
              label="理由"
              max={100}
              problems={problems}
              value={r.text}
              onChange={(text) => set({ rejectionReasons: changed(value.rejectionReasons, i, { text }) })}
            />
          )}
        </Rows>
        <Rows
          title="不能同时享受的项目"
          items={value.excludes}
          addText="添加互斥项目"
          nameOf={(e) => programmes.find((p) => p.code === e.programme)?.title ?? e.programme}
          onAdd={() => set({ excludes: [...value.excludes, { programme: '', scope: 'term', text: '', source: '' }] })}
          onRemove={(i) => set({ excludes: without(value.excludes, i) })}
        >
          {(e, i) => (
            <>
              <ChoiceField
                path={`/excludes/${i}/programme`}
                label="项目"
                problems={problems}
                value={e.programme}
                empty="请选择"
                options={programmes.map((p) => ({ value: p.code, label: p.title }))}
                onChange={(programme) => set({ excludes: changed(value.excludes, i, { programme }) })}
              />
              <ChoiceField
                path={`/excludes/${i}/scope`}
                label="范围"
                problems={problems}
                value={e.scope}
                options={Object.entries(EXCLUSION_LABELS).map(([v, label]) => ({ value: v, label }))}
                onChange={(scope) => set({ excludes: changed(value.excludes, i, { scope }) })}
              />
              <TextField
                path={`/excludes/${i}/text`}
                label="原因（学生会看到）"
                max={200}
                problems={problems}
                value={e.text}
                onChange={(text) => set({ excludes: changed(value.excludes, i, { text }) })}
              />
              <TextField
                path={`/excludes/${i}/source`}
                label="出处"
                max={200}
                problems={problems}
                value={e.source}
                onChange={(source) => set({ excludes: changed(value.excludes, i, { source }) })}
              />
            </>
          )}
        </Rows>
      </Card>
    </>
  )
}
