import { useMemo, useRef, useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import type { Attachment, Sent, UploadEntry } from '../../outbox/types.ts'
import { call, sayError } from '../../platform/api.ts'
import { getAll, put, remove } from '../../platform/idb.ts'
import { attachmentUrl, routes } from '../../platform/routes.ts'
import type { AttachmentKind } from './model.ts'
import type { OpenForm } from './use-form.ts'

/** One picture of the form: on the server, or still on the phone. */
export interface Photo {
  readonly key: string
  readonly kind: AttachmentKind
  readonly state: 'sent' | 'waiting' | 'refused'
  readonly url: string
  readonly error: string | null
  /** of an earlier form: leaving it out touches nothing there */
  readonly earlier: boolean
  readonly attachment: Attachment | null
  readonly entry: UploadEntry | null
}

export interface Photos {
  readonly list: readonly Photo[]
  readonly problem: string
  remove(photo: Photo): Promise<void>
}

/** All photos of the form: those the server listed, those this phone delivered since, those still waiting. */
export function usePhotos(open: OpenForm): Photos {
  const { db, outbox, entries } = useApp()
  const [gone, setGone] = useState<readonly string[]>([])
  const [problem, setProblem] = useState('')
  const roundId = open.form.roundId
  // A photo leaves the outbox a moment before the phone's note of its delivery is read: it must not blink meanwhile.
  const leaving = useRef<{ form: unknown; photos: Map<string, Photo> }>({ form: null, photos: new Map() })
  const list = useMemo(() => {
    const all = new Map<string, Photo>()
    if (leaving.current.form !== open.form) leaving.current = { form: open.form, photos: new Map() }
    for (const u of open.uploaded) leaving.current.photos.delete(u.id)
    for (const [key, photo] of leaving.current.photos) all.set(key, photo)
    const earlier = open.form.attachments.filter((a) => a.earlier).map((a) => a.id)
    for (const a of [...open.form.attachments, ...open.uploaded.map((u) => u.reply)]) {
      all.set(a.id, {
        key: a.id,
        kind: a.kind,
        state: 'sent',
        url: attachmentUrl(a.id),
        error: null,
        earlier: earlier.includes(a.id),
        attachment: a,
        entry: null,
      })
    }
    for (const e of entries) {
      if (e.kind !== 'upload' || e.roundId !== roundId || open.uploaded.some((u) => u.id === e.id)) continue
      const url = URL.createObjectURL(new Blob([e.bytes], { type: e.mime }))
      all.set(e.id, {
        key: e.id,
        kind: e.attachmentKind,
        state: e.state,
        url,
        error: e.error,
        earlier: false,
        attachment: null,
        entry: e,
      })
      leaving.current.photos.set(e.id, { ...(all.get(e.id) as Photo), state: 'waiting', error: null })
    }
    return [...all.values()].filter((p) => !gone.includes(p.key))
  }, [open.form, open.uploaded, entries, roundId, gone])

  return {
    list,
    problem,
    async remove(photo) {
      setProblem('')
      try {
        if (photo.entry) await outbox.takeBack(photo.entry.id)
        if (photo.attachment && !photo.earlier) {
          const id = photo.attachment.id
          await call(routes.deleteAttachment, { params: { id } })
          for (const s of await getAll<Sent>(db, 'sent')) {
            if (s.kind === 'upload' && s.reply.id === id) await remove(db, 'sent', s.id)
          }
          const form = { ...open.form, attachments: open.form.attachments.filter((a) => a.id !== id) }
          await put(db, 'views', { key: `form/${roundId}`, value: form, at: Date.now() })
        }
        setGone([...gone, photo.key])
      } catch (error) {
        setProblem(sayError(error))
      }
    },
  }
}
