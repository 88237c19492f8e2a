import { type FacePurpose, facePurposes, facePurposeTitles } from '@zhuxue/contracts/enums'
import { useEffect, useState } from 'preact/hooks'
import { Link, navigate } from '../../app/router.tsx'
import { call, sayError } from '../../platform/api.ts'
import { Page, Waiting } from '../../ui/parts.tsx'
import type { Outcome } from './camera.tsx'
import { FaceCheck } from './check.tsx'
import { EnrolStep } from './enrol-step.tsx'
import { IdPhotoStep } from './id-photo-step.tsx'
import { forgetRedirect, redirected } from './redirect.ts'
import { faceRoutes } from './routes.ts'
import { texts as t } from './texts.ts'

/** /face/PURPOSE: a check as a page (from a message); /face/back: back from the certified service. */
export function FacePage({ id }: { id: string }) {
  if (id === 'back') return <Back />
  if (id === 'enrol' || id === 'id-photo') {
    const Step = id === 'enrol' ? EnrolStep : IdPhotoStep
    return (
      <Page title={id === 'enrol' ? t.enrolPage : t.idTitle} back="/me">
        <Step onDone={() => navigate('/me', true)} />
      </Page>
    )
  }
  const purpose = facePurposes.indexOf(id as FacePurpose) >= 0 ? (id as FacePurpose) : 'application'
  return (
    <Page title={t.title(facePurposeTitles[purpose])} back="/">
      <FaceCheck purpose={purpose} onPassed={() => navigate('/', true)} />
    </Page>
  )
}

function Back() {
  const [away] = useState(redirected)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [text, setText] = useState('')
  const look = () => {
    if (!away) return
    call(faceRoutes.result, { params: { id: away.id } }).then(
      (r) => {
        if (r.pending) setText(t.pending)
        else if (r.outcome) setOutcome(r.outcome)
      },
      (e: unknown) => setText(sayError(e)),
    )
  }
  useEffect(() => {
    look()
    const timer = setInterval(() => !outcome && look(), 3000)
    return () => clearInterval(timer)
  }, [outcome !== null])
  const goOn = () => {
    forgetRedirect()
    window.dispatchEvent(new Event('zx-face-passed'))
    navigate((away?.back ?? '/').replace(/^\/student/, '') || '/', true)
  }
  return (
    <Page title={outcome || !away ? t.returned : t.returning}>
      {!away && (
        <div class="note warn">
          <p>{t.wrongPlace}</p>
          <Link to="/" class="btn">
            {t.toHome}
          </Link>
        </div>
      )}
      {away && !outcome && (text ? <p role="status">{text}</p> : <Waiting />)}
      {outcome && (
        <section class="card" role="status">
          <h2>{outcome.result === 'pass' ? t.passed : t.notPassed}</h2>
          {outcome.result === 'pass' ? <p>{t.passedText}</p> : outcome.reasons.map((r) => <p key={r.code}>{r.text}</p>)}
          <button type="button" class="btn main wide gap" onClick={goOn}>
            {outcome.result === 'pass' ? t.goOn : t.back}
          </button>
        </section>
      )}
    </Page>
  )
}
