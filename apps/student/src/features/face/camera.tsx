import type { FacePurpose, FaceStep, face, ReplyOf } from '@zhuxue/contracts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiProblem, call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { Icon } from '../../ui/parts.tsx'
import { cameraProblem, hasCamera, type Shot, shoot, shotOf } from './capture.ts'
import { type Guide, prepareGuide, type Sight, startGuide } from './guide.ts'
import { StepPicture } from './picture.tsx'
import { faceRoutes } from './routes.ts'
import { sightText, stepTexts, texts as t } from './texts.ts'

type Started = ReplyOf<typeof face.start>
export type Outcome = ReplyOf<typeof face.submit>
interface Frame {
  readonly step: FaceStep
  readonly atMs: number
  readonly image: string
}

type Stage =
  | { at: 'ready' }
  | { at: 'steps'; check: Started; begun: number; frames: Frame[] }
  | { at: 'sending'; looking: boolean }
  | { at: 'outcome'; outcome: Outcome }
  | { at: 'problem'; text: string; waitSeconds: number }

const now = (): number => (typeof performance === 'object' ? performance.now() : Date.now())
/** Less than this between two pictures would be refused by the server. */
const GAP_MS = 400

/**
 * A face check before the camera: three movements drawn by the server, one small picture each. Where the page cannot
 * use the camera the phone's own camera takes the pictures. `onOther` is always one tap away.
 */
export function CameraCheck({
  purpose,
  onPassed,
  onOther,
}: {
  purpose: FacePurpose
  onPassed(outcome: Outcome): void
  onOther(): void
}) {
  const [stage, setStage] = useState<Stage>({ at: 'ready' })
  const [busy, setBusy] = useState(false)
  const [note, setNote] = useState('')
  const camera = useCamera()
  useEffect(prepareGuide, [])

  const begin = async () => {
    setBusy(true)
    setNote('')
    try {
      await camera.open()
      const check = await call(faceRoutes.start, { body: { requestId: uuid(), purpose } })
      setStage({ at: 'steps', check, begun: now(), frames: [] })
    } catch (error) {
      setStage(problemOf(error))
    }
    setBusy(false)
  }

  const take = async (check: Started, begun: number, frames: Frame[], shot: Shot) => {
    const step = check.steps[frames.length]?.step
    if (!step) return
    const next = [...frames, { step, atMs: Math.round(now() - begun), image: shot.image }]
    if (next.length < check.steps.length) {
      setStage({ at: 'steps', check, begun, frames: next })
      return
    }
    camera.close()
    setStage({ at: 'sending', looking: false })
    const timer = setTimeout(() => setStage((s) => (s.at === 'sending' ? { at: 'sending', looking: true } : s)), 2500)
    try {
      const outcome = await send(check.id, next)
      if (outcome.result === 'pass') onPassed(outcome)
      else setStage({ at: 'outcome', outcome })
    } catch (error) {
      setStage(problemOf(error))
    }
    clearTimeout(timer)
  }

  const timeOver = () => {
    camera.close()
    setStage({ at: 'problem', text: t.timeOver, waitSeconds: 0 })
  }

  if (stage.at === 'ready') {
    return (
      <section class="card" aria-label={t.ready}>
        <h2>{t.ready}</h2>
        <ul class="plain">
          {t.tips.map((tip) => (
            <li key={tip}>
              <Icon name="check" /> {tip}
            </li>
          ))}
        </ul>
        <button type="button" class="btn main wide gap" disabled={busy} onClick={() => void begin()}>
          {busy ? t.opening : t.start}
        </button>
        <OtherWay onOther={onOther} />
      </section>
    )
  }
  if (stage.at === 'steps') {
    return (
      <Steps
        key={stage.frames.length}
        check={stage.check}
        begun={stage.begun}
        done={stage.frames.length}
        camera={camera}
        note={note}
        setNote={setNote}
        onShot={(shot) => void take(stage.check, stage.begun, stage.frames, shot)}
        onTimeOver={timeOver}
        onOther={() => {
          camera.close()
          onOther()
        }}
      />
    )
  }
  if (stage.at === 'sending') {
    return (
      <section class="card" aria-busy="true">
        <p class="face-wait" role="status">
          {stage.looking ? t.looking : t.sending}
        </p>
        <progress class="face-bar" aria-label={stage.looking ? t.looking : t.sending} />
      </section>
    )
  }
  if (stage.at === 'problem') {
    return (
      <section class="card">
        <div class="note bad" role="alert">
          <p>{stage.text}</p>
          {stage.waitSeconds > 0 && <p>{t.retryIn(stage.waitSeconds)}</p>}
        </div>
        <button type="button" class="btn main wide gap" onClick={() => setStage({ at: 'ready' })}>
          {t.again}
        </button>
        <OtherWay onOther={onOther} />
      </section>
    )
  }
  return <NotPassed outcome={stage.outcome} onAgain={() => setStage({ at: 'ready' })} onOther={onOther} />
}

const problemOf = (error: unknown): Stage => {
  const wait = error instanceof ApiProblem ? (error.problem as { retryAfter?: number }).retryAfter : 0
  return { at: 'problem', text: sayError(error), waitSeconds: wait ?? 0 }
}

/** The same request again on a dead link: the server answers a repeat with its first answer. */
async function send(id: string, frames: readonly Frame[]): Promise<Outcome> {
  const body = { requestId: uuid(), frames: [...frames] }
  for (let left = 2; ; left -= 1) {
    try {
      return await call(faceRoutes.submit, { params: { id }, body, timeoutMs: 60_000 })
    } catch (error) {
      if (error instanceof ApiProblem || left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 1500))
    }
  }
}

function OtherWay({ onOther }: { onOther(): void }) {
  return (
    <button type="button" class="btn wide gap" onClick={onOther}>
      {t.changeWay}
    </button>
  )
}

function NotPassed({ outcome, onAgain, onOther }: { outcome: Outcome; onAgain(): void; onOther(): void }) {
  return (
    <section class="card">
      <div class="note warn" role="alert">
        <h2>{t.notPassed}</h2>
        {outcome.reasons.map((r) => (
          <p key={`${r.code}${r.step ?? ''}`}>{r.text}</p>
        ))}
      </div>
      {outcome.next === 'waiting' && <p class="note">{outcome.triesLeft === 0 ? t.lastTry : t.personLooks}</p>}
      {outcome.next === 'person' && <p class="note">{t.noTries}</p>}
      {outcome.next === 'again' && (
        <>
          <button type="button" class="btn main wide gap" onClick={onAgain}>
            {t.again}
          </button>
          <p class="hint">{t.triesLeft(outcome.triesLeft)}</p>
        </>
      )}
      <OtherWay onOther={onOther} />
    </section>
  )
}

interface Camera {
  readonly stream: MediaStream | null
  readonly problem: string | null
  open(): Promise<void>
  close(): void
}

/** The front camera, opened with the start of a try and given back with its end. */
function useCamera(): Camera {
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const held = useRef<MediaStream | null>(null)
  const close = () => {
    if (held.current) for (const track of held.current.getTracks()) track.stop()
    held.current = null
    setStream(null)
  }
  useEffect(() => close, [])
  return {
    stream,
    problem,
    close,
    async open() {
      close()
      setProblem(null)
      if (!hasCamera()) {
        setProblem(t.noCamera)
        return
      }
      try {
        held.current = await navigator.mediaDevices.getUserMedia({
          audio: false,
          // no height: a wish for both would make browsers cut the picture, and the face with it
          video: { facingMode: 'user', width: { ideal: 640 } },
        })
        setStream(held.current)
      } catch (error) {
        setProblem(cameraProblem(error))
      }
    },
  }
}

function Steps({
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
