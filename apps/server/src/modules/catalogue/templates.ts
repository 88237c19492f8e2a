import type { BodyOf, catalogue, ReplyOf } from '@zhuxue/contracts'
import type { ProgrammeVersion } from '@zhuxue/policy'
import { fillTemplate, PROGRAMME_TEMPLATES } from '@zhuxue/regions'
import { refuse } from '../../platform/index.ts'

type Templates = ReplyOf<typeof catalogue.vocabulary>['templates']

/** Blanks that the system fills in: nobody has to think up a code, and a programme stays in this region. */
const SET_HERE: readonly string[] = ['code', 'region']

/** The templates with the blanks a person fills in. They speak of one school, so an authority has none. */
export function templatesFor(school: boolean): Templates {
  if (!school) return []
  return PROGRAMME_TEMPLATES.map(({ id, title, kind, description, blanks }) => ({
    id,
    title,
    kind,
    description,
    blanks: blanks
      .filter((blank) => !SET_HERE.includes(blank.id))
      .map((blank) => ({
        id: blank.id,
        label: blank.label,
        help: blank.help ?? null,
        type: blank.kind.type,
        maxLength: blank.kind.type === 'text' ? blank.kind.maxLength : null,
        required: blank.required,
        preset: blank.preset ?? null,
      })),
  }))
}

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)
// biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL cannot store them
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/

/**
 * A definition from a filled-in template of a school.
 * @throws Refusal bad-request with every problem at the blank it belongs to (`/values/…`)
 */
export function fromTemplate(
  body: BodyOf<typeof catalogue.createDraft>,
  place: { readonly school: boolean; readonly code: string },
  region: string,
): ProgrammeVersion {
  const template = PROGRAMME_TEMPLATES.find(({ id }) => id === body.source)
  if (template === undefined) throw problem('/source', '没有这个模板，请重新选择。')
  if (!place.school) throw problem('/source', '模板供学校设立本校项目使用，主管部门请新建空白项目。')
  const given = body.values ?? {}
  if (!isObject(given)) throw problem('/values', '填写的内容应按模板的各项给出。')
  const unclean = Object.entries(given).find(([, value]) => typeof value === 'string' && CONTROL.test(value))
  if (unclean) throw problem(`/values/${unclean[0]}`, '内容含有不能识别的控制字符，请删除后重新填写。')
  const filled = fillTemplate(template, { ...given, code: place.code, region })
  if (filled.ok) return filled.version
  throw refuse('bad-request', `还有${filled.problems.length}项需要改正。`, {
    fields: filled.problems.map(({ field, text }) => ({ path: field === '' ? '/values' : `/values/${field}`, text })),
  })
}

const problem = (path: string, text: string) => refuse('bad-request', undefined, { fields: [{ path, text }] })
