import { useEffect, useState } from 'preact/hooks'
import { call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { Icon } from '../../ui/parts.tsx'
import { compressPhoto } from '../apply/photo.ts'
import { faceRoutes, idPhotoUrl } from './routes.ts'
import { texts as t } from './texts.ts'

/** The portrait for the roll: chosen or taken, checked by the server, shown as it was cut. `onDone` also ends it without one. */
export function IdPhotoStep({ onDone }: { onDone(): void }) {
  const [takenAt, setTakenAt] = useState<string | null>(null)
  const [wrong, setWrong] = useState<readonly string[]>([])
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    call(faceRoutes.state, { query: { purpose: 'enrol' } }).then(
      (s) => setTakenAt(s.idPhotoAt),
      () => undefined,
    )
  }, [])
  const pick = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement
    const file = input.files?.[0]
    if (!file) return
    setBusy(true)
    setWrong([])
    try {
      const photo = await compressPhoto(file)
      if (!photo.ok) setWrong([photo.text])
      else {
        const blob = new Blob([photo.bytes], { type: photo.mime })
        const reply = await call(faceRoutes.idPhoto, { body: { requestId: uuid() }, file: blob, timeoutMs: 120_000 })
        setWrong(reply.reasons.map((r) => r.text))
        if (reply.ok) setTakenAt(reply.takenAt)
      }
    } catch (e) {
      setWrong([sayError(e)])
    }
    input.value = ''
    setBusy(false)
  }
  return (
    <section class="card">
      <h2>{t.idTitle}</h2>
      <p>{t.idHelp}</p>
      {takenAt && (
        <>
          <img class="id-photo" src={idPhotoUrl(takenAt)} alt={t.idAlt} width={179} height={221} />
          <p role="status">
            <Icon name="check" /> {t.idDone}
          </p>
        </>
      )}
      {wrong.length > 0 && (
        <div class="note warn" role="alert">
          <p>{t.idWrong}</p>
          {wrong.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      <label class={`btn wide${takenAt ? '' : ' main'}`} aria-busy={busy}>
        <Icon name="camera" /> {busy ? t.sending : takenAt ? t.idAgain : t.idChoose}
        <input class="hidden" type="file" accept="image/*" disabled={busy} onChange={(e) => void pick(e)} />
      </label>
      <button type="button" class={`btn wide gap${takenAt ? ' main' : ''}`} onClick={onDone}>
        {takenAt ? t.goOn : t.idLater}
      </button>
    </section>
  )
}
