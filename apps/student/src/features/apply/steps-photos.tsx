import { useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { Icon } from '../../ui/parts.tsx'
import type { AttachmentKind } from './model.ts'
import { compressPhoto } from './photo.ts'
import type { Photo } from './photos.ts'
import type { StepProps } from './step-props.ts'
import { texts as t } from './texts.ts'

/** Photos of papers: compressed on the phone, kept there until the server has them, seen before they go. */
export function PhotosStep(p: StepProps & { onlyRequired?: boolean }) {
  const required = p.form.requiredAttachments
  const optional = (p.onlyRequired ? [] : (Object.keys(t.photoTitles) as AttachmentKind[])).filter(
    (k) => !required.some((r) => r.kind === k),
  )
  return (
    <>
      <p class="hint">{t.photosHint}</p>
      {p.photos.problem && (
        <p class="note bad" role="alert">
          {p.photos.problem}
        </p>
      )}
      {required.map((r) => (
        <PhotoBox key={r.kind} kind={r.kind} title={r.title} why={r.why} required {...p} />
      ))}
      {optional.map((k) => (
        <PhotoBox key={k} kind={k} title={t.photoTitles[k]} {...p} />
      ))}
    </>
  )
}

function PhotoBox({
  kind,
  title,
  why,
  required,
  form,
  photos,
  errorOf,
}: StepProps & { kind: AttachmentKind; title: string; why?: string; required?: boolean }) {
  const { outbox } = useApp()
  const [problem, setProblem] = useState('')
  const [working, setWorking] = useState(false)
  const own = photos.list.filter((x) => x.kind === kind)
  const id = `photo-${kind}`
  const error = problem || errorOf(id)

  const pick = async (input: HTMLInputElement) => {
    const file = input.files?.[0]
    input.value = ''
    if (!file) return
    setProblem('')
    setWorking(true)
    const made = await compressPhoto(file)
    if (made.ok) {
      await outbox.addUpload(form.roundId, kind, made.mime, made.bytes)
      void outbox.drain(true)
    } else setProblem(made.text)
    setWorking(false)
  }
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <div class="between">
        <h2 class="card-title" id={`${id}-title`}>
          {title}
        </h2>
        <span class={required ? 'tag info' : 'tag quiet'}>{required ? t.photoRequired : t.photoOptional}</span>
      </div>
      {why && <p class="hint">{why}</p>}
      {error && (
        <span class="wrong" id={`${id}-error`} role="alert">
          {error}
        </span>
      )}
      <ul>
        {own.map((photo) => (
          <PhotoRow
            key={photo.key}
            photo={photo}
            title={title}
            onRemove={() => void photos.remove(photo)}
            onRetry={() => void outbox.drain(true)}
          />
        ))}
      </ul>
      {working && <p role="status">{t.photoWorking}</p>}
      {photos.list.length < 12 && (
        <label class="btn wide gap pick-photo">
          <Icon name="camera" />
          {own.length > 0 ? t.photoAgain : t.photoPick}
          <span class="hidden">：{title}</span>
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

function PhotoRow({
  photo,
  title,
  onRemove,
  onRetry,
}: {
  photo: Photo
  title: string
  onRemove(): void
  onRetry(): void
}) {
  const state = photo.earlier
    ? t.photoEarlier
    : photo.state === 'sent'
      ? t.photoSent
      : photo.state === 'waiting'
        ? t.photoWaiting
        : photo.error
  return (
    <li class="photo">
      <a href={photo.url} target="_blank" rel="noopener" aria-label={t.photoView(title)}>
        <img src={photo.url} alt="" loading="lazy" />
      </a>
      <div>
        <p class={photo.state === 'refused' ? 'wrong' : ''} role="status">
          {photo.state === 'sent' && <Icon name="check" />}
          {state}
        </p>
        {photo.state === 'waiting' && photo.error && <p class="hint">{photo.error}</p>}
        {photo.state === 'waiting' && photo.error && (
          <button type="button" class="link" onClick={onRetry}>
            {t.photoRetry}
          </button>
        )}{' '}
        <button type="button" class="link" onClick={onRemove}>
          {photo.earlier ? t.photoNotThis(title) : t.photoDelete(title)}
        </button>
      </div>
    </li>
  )
}
