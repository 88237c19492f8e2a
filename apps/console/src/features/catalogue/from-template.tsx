import { catalogue, type ReplyOf } from '@zhuxue/contracts'
import { HARDSHIP_LABELS, HARDSHIP_LEVELS } from '@zhuxue/policy'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useWrite } from '../../api/hooks.ts'
import { termTitle } from '../../lib/format.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { countOf, type Field, listOf, textOf, type Value, type Values } from '../../ui/form.ts'
import { NativeSelect, optionsOf } from '../../ui/native-select.tsx'
import { useVocabulary } from './names.ts'
import { catalogueTexts as t } from './texts.ts'

type Template = ReplyOf<typeof catalogue.vocabulary>['templates'][number]
type Blank = Template['blanks'][number]

/** Longer texts get room to write. */
const AREA_FROM = 150

function fieldOf(blank: Blank, terms: readonly string[]): Field {
  const shared = {
    name: blank.id,
    label: blank.type === 'flag' ? t.flagOn(blank.label) : blank.label,
    required: blank.required && blank.type !== 'flag',
    ...(blank.help === null ? {} : { help: blank.help }),
  }
  switch (blank.type) {
    case 'text': {
      const max = blank.maxLength ?? 100
      return { ...shared, kind: max >= AREA_FROM ? 'area' : 'text', max }
    }
    case 'yuan':
    case 'whole':
      return { ...shared, kind: 'number' }
    case 'flag':
      return { ...shared, kind: 'check' }
    case 'term':
      return { ...shared, kind: 'select', options: terms.map((value) => ({ value, label: termTitle(value) })) }
    case 'levels':
      return { ...shared, kind: 'checks', options: optionsOf(HARDSHIP_LEVELS, HARDSHIP_LABELS) }
  }
}

function presetOf({ type, preset }: Blank): Value {
  if (type === 'flag') return preset === true
  if (Array.isArray(preset)) return preset.map(String)
  return preset === null || preset === undefined ? '' : String(preset)
}

/** What was filled in, as the template takes it; what is left out is left to its preset. */
function filledIn({ id, type }: Blank, v: Values): unknown {
  switch (type) {
    case 'yuan':
    case 'whole':
      return countOf(v, id) ?? undefined
    case 'flag':
      return v[id] === true
    case 'levels':
      return listOf(v, id)
    default:
      return textOf(v, id) || undefined
  }
}

/** 从模板新建: a school chooses a form of aid and fills in its blanks; the rules are written from them. */
export function NewFromTemplate({ onClose }: { onClose: () => void }) {
  const vocabulary = useVocabulary()
  const templates = vocabulary?.templates ?? []
  const [chosen, setChosen] = useState('')
  const template = templates.find((one) => one.id === chosen) ?? templates[0]
  const create = useWrite(catalogue.createDraft)
  const navigate = useNavigate()
  if (template === undefined) return null
  const { blanks } = template
  return (
    <ActDialog
      key={template.id}
      wide
      title={t.newFromTemplate}
      intro={
        <>
          <div className="field">
            <label htmlFor="template">{t.template}</label>
            <NativeSelect
              id="template"
              value={template.id}
              options={templates.map(({ id, title }) => ({ value: id, label: title }))}
              onChange={setChosen}
            />
          </div>
          <p>{template.description}</p>
          <p className="muted">{t.templateIntro}</p>
        </>
      }
      fields={blanks.map((blank) => fieldOf(blank, vocabulary?.terms ?? []))}
      initial={Object.fromEntries(blanks.map((blank) => [blank.id, presetOf(blank)]))}
      submitText={t.makeDraft}
      onClose={onClose}
      onSubmit={async (v) => {
        const values = Object.fromEntries(blanks.map((blank) => [blank.id, filledIn(blank, v)]))
        const { id } = await create.run({ body: { from: 'template', source: template.id, title: null, values } })
        await navigate(`/catalogue/drafts/${id}`)
      }}
    />
  )
}
