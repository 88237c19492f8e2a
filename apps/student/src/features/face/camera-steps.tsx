import type { face, ReplyOf } from '@zhuxue/contracts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../../ui/parts.tsx'
import { type Shot, shoot, shotOf } from './capture.ts'
import { type Guide, type Sight, startGuide } from './guide.ts'
import { StepPicture } from './picture.tsx'
import { sightText, stepTexts, texts as t } from './texts.ts'
import type { Camera } from './use-camera.ts'

export type Started = ReplyOf<typeof face.start>

export const now = (): number => (typeof performance === 'object' ? performance.now() : Date.now())
/** Less than this between two pictures would be refused by the server. */
const GAP_MS = 400

/** The way without a face, one tap away on every screen of a check. */
export function OtherWay({ onOther }: { onOther(): void }) {
  return (
    <button type="button" class="btn wide gap" onClick={onOther}>
      {t.changeWay}
    </button>
  )
}

/** One movement after the other: what to do, the picture of the camera, the button, and the seconds that are left. */
export function Steps({
  check,
  begun,
  done,
  camera,
  note,
  setNote,
  onShot,
  onTimeOver,
  onOther,
}: {
  check: Started
  begun: number
  done: number
  camera: Camera
  note: string
  setNote(text: string): void
  onShot(shot: Shot): void
  onTimeOver(): void
  onOther(): void
}) {
  const step = check.steps[done]?.step ?? 'neutral'
  const video = useRef<HTMLVideoElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const guide = useRef<Guide | null>(null)
  const [left, setLeft] = useState(check.seconds)
  const [guided, setGuided] = useState(false)
  const [sight, setSight] = useState<Sight | null>(null)
  const shown = useRef(now())
  const taking = useRef(false)

  const press = async () => {
    if (taking.current || !video.current || now() - shown.current < GAP_MS) return
    taking.current = true
    const shot = await shoot(video.current)
    taking.current = false
    if (shot) {
      setNote('')
      onShot(shot)
    } else setNote(t.broken)
  }
  const pick = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement
    const file = input.files?.[0]
    if (!file) return
    const shot = await shotOf(file)
    input.value = ''
    if ('problem' in shot) setNote(shot.problem)
    else {
      setNote('')
      onShot(shot)
    }
  }

  useEffect(() => heading.current?.focus(), [])
  useEffect(() => {
    const el = video.current
    if (!el || !camera.stream) return
    el.srcObject = camera.stream
    el.play().catch(() => undefined)
    let live = true
    startGuide(el, step, () => void press(), setSight).then(
      (g) => {
        if (!live) g.stop()
        else {
          guide.current = g
          setGuided(true)
        }
      },
      () => undefined,
    )
    return () => {
      live = false
      guide.current?.stop()
      guide.current = null
    }
  }, [camera.stream])
  useEffect(() => {
    const timer = setInterval(() => {
      const rest = Math.ceil(check.seconds - (now() - begun) / 1000)
      setLeft(Math.max(0, rest))
      if (rest <= 0) onTimeOver()
    }, 500)
    return () => clearInterval(timer)
  }, [])

  const text = stepTexts[step]
  return (
    <section class="card face" aria-label={t.step(done + 1, check.steps.length)}>
      <p class="face-progress">
        {t.step(done + 1, check.steps.length)}
        <span class="num">{t.secondsLeft(left)}</span>
      </p>
      <progress
        class="face-bar"
        max={check.steps.length}
        value={done}
        aria-label={t.step(done + 1, check.steps.length)}
      />
      <div class="face-ask">
        <StepPicture step={step} />
        <div>
          <h2 tabIndex={-1} ref={heading}>
            {text.title}
          </h2>
          <p>{text.help}</p>
        </div>
      </div>
      {camera.stream ? (
        <>
          <video class="face-video" ref={video} playsInline muted autoPlay aria-label={t.preview} />
          {note && (
            <p class="note warn" role="alert">
              {note}
            </p>
          )}
          {guided && sight && (
            <p class={sight === 'hold' || sight === 'move' ? 'note' : 'note warn'} role="status">
              {sightText(sight, step)}
            </p>
          )}
          {guided && <p class="hint">{t.autoOn}</p>}
          <button type="button" class="btn main wide" onClick={() => void press()}>
            <Icon name="camera" /> {t.shoot}
          </button>
        </>
      ) : (
        <>
          {camera.problem && (
            <p class="note warn" role="alert">
              {camera.problem}
            </p>
          )}
          {note && (
            <p class="note bad" role="alert">
              {note}
            </p>
          )}
          <label class="btn main wide">
            <Icon name="camera" /> {t.choose}
            <input class="hidden" type="file" accept="image/*" capture="user" onChange={(e) => void pick(e)} />
          </label>
        </>
      )}
      <OtherWay onOther={onOther} />
    </section>
  )
}
