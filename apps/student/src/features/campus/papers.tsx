import { useState } from 'preact/hooks'
import { call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { Icon } from '../../ui/parts.tsx'
import { compressPhoto } from '../apply/photo.ts'
import type { Form } from './apply.tsx'
import { campusRoutes, paperUrl } from './routes.ts'
import { texts as t } from './texts.ts'

type Paper = Form['papers'][number]
type Document = Form['documents'][number]

interface Props {
  readonly roundId: string
  readonly list: readonly Paper[]
  onList(list: Paper[]): void
  errorOf(field: string): string | undefined
}

/** Photos of the papers that this programme asks for; compressed on the phone, sent at once. */
export function Papers(p: Props & { documents: readonly Document[] }) {
  return (
    <>
      {p.documents.map((d) => (
        <Box key={d.id} document={d} {...p} />
      ))}
    </>
  )
}

function Box({ roundId, document: d, list, onList, errorOf }: Props & { document: Document }) {
  const [working, setWorking] = useState(false)
  const [problem, setProblem] = useState('')
  const own = list.filter((x) => x.document === d.id)
  const id = `paper-${d.id}`
  const error = problem || errorOf(id)
  const pick = async (input: HTMLInputElement) => {
    const file = input.files?.[0]
    input.value = ''
    if (!file) return
    setProblem('')
    setWorking(true)
    const made = await compressPhoto(file)
    if (!made.ok) setProblem(made.text)
    else {
      try {
        const sent = await call(campusRoutes.upload, {
          params: { id: roundId },
          body: { requestId: uuid(), document: d.id },
          file: new Blob([made.bytes], { type: made.mime }),
          timeoutMs: 120_000,
        })
        onList([...list, sent])
      } catch (e) {
        setProblem(sayError(e))
      }
    }
    setWorking(false)
  }
  const remove = async (paper: Paper) => {
    try {
      await call(campusRoutes.deletePaper, { params: { id: paper.id } })
      onList(list.filter((x) => x.id !== paper.id))
    } catch (e) {
      setProblem(sayError(e))
    }
  }
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <div class="between">
        <h3 class="card-title" id={`${id}-title`}>
          {d.title}
        </h3>
        <span class={d.required ? 'tag info' : 'tag quiet'}>{d.required ? t.required : t.optional}</span>
      </div>
      {error && (
        <span class="wrong" id={`${id}-error`} role="alert">
          {error}
        </span>
      )}
      <ul>
        {own.map((paper) => (
          <li key={paper.id} class="photo">
            <a href={paperUrl(paper.id)} target="_blank" rel="noopener" aria-label={d.title}>
              <img src={paperUrl(paper.id)} alt="" loading="lazy" />
            </a>
            <button type="button" class="link" onClick={() => void remove(paper)}>
              {t.photoDelete(d.title)}
            </button>
          </li>
        ))}
      </ul>
      {working && <p role="status">{t.photoWorking}</p>}
      {list.length < 12 && (
        <label class="btn wide gap pick-photo">
          <Icon name="camera" />
          {own.length > 0 ? t.photoAgain : t.photoPick}
          <span class="hidden">：{d.title}</span>
          <input
            id={id}
            type="file"
            accept="image/jpeg,image/png,image/webp"
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={(e) => void pick(e.currentTarget)}
          />
        </label>
      )}
    </section>
  )
}
