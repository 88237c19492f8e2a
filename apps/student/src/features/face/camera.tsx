import type { FacePurpose, FaceStep, face, ReplyOf } from '@zhuxue/contracts'
import { useEffect, useState } from 'preact/hooks'
import { ApiProblem, call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { Icon } from '../../ui/parts.tsx'
import { now, OtherWay, type Started, Steps } from './camera-steps.tsx'
import type { Shot } from './capture.ts'
import { prepareGuide } from './guide.ts'
import { faceRoutes } from './routes.ts'
import { texts as t } from './texts.ts'
import { useCamera } from './use-camera.ts'

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
