import { useEffect, useState } from 'preact/hooks'
import { call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { Icon } from '../../ui/parts.tsx'
import type { SlotProps } from '../activate/slots.ts'
import { compressPhoto } from '../apply/photo.ts'
import { faceRoutes, idPhotoUrl } from './routes.ts'
import { texts as t } from './texts.ts'

/** The portrait for the roll: chosen or taken, checked by the server, shown as it was cut. `onDone` also ends it without one. */
export function IdPhotoStep({ onDone, inWizard }: SlotProps) {
  const [takenAt, setTakenAt] = useState<string | null>(null)
  const [wrong, setWrong] = useState<readonly string[]>([])
  // not the photo's fault: no network, the check is busy
  const [failed, setFailed] = useState('')
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
    setFailed('')
    try {
      const photo = await compressPhoto(file)
      if (!photo.ok) setWrong([photo.text])
      else {
        const blob = new Blob([photo.bytes], { type: photo.mime })
        const reply = await call(faceRoutes.idPhoto, { body: { requestId: uuid() }, file: blob, timeoutMs: 120_000 })
        setWrong(reply.reasons.map((r) => r.text))
        if (reply.ok) {
          setTakenAt(reply.takenAt)
          if (inWizard) onDone()
        }
      }
    } catch (e) {
      setFailed(sayError(e))
    }
    input.value = ''
    setBusy(false)
  }
  return (
    <section class="card">
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
      {failed && (
        <p class="note bad" role="alert">
          {failed}
        </p>
      )}
      <label class={`btn wide gap${takenAt ? '' : ' main'}`} aria-busy={busy}>
        <Icon name="camera" /> {busy ? t.sending : takenAt ? t.idAgain : t.idChoose}
        <input class="hidden" type="file" accept="image/*" disabled={busy} onChange={(e) => void pick(e)} />
      </label>
      {/* the wizard has its own way on below */}
      {!inWizard && (
        <button type="button" class={`btn wide gap${takenAt ? ' main' : ''}`} onClick={onDone}>
          {takenAt ? t.goOn : t.idLater}
        </button>
      )}
    </section>
  )
}
