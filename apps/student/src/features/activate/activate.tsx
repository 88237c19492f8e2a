import type { activation, ReplyOf } from '@zhuxue/contracts'
import { type ActivationStepId, activationComplete, nextActivationStep } from '@zhuxue/policy'
import { useEffect, useState } from 'preact/hooks'
import { useApp, useView } from '../../app/context.ts'
import { Link, navigate } from '../../app/router.tsx'
import { call, NoAnswer, sayError } from '../../platform/api.ts'
import { currentMe, setMe } from '../../platform/session.ts'
import { sessionRoutes } from '../../platform/session-routes.ts'
import { Icon, Loaded, Page } from '../../ui/parts.tsx'
import { ConsentStep } from './consent-step.tsx'
import { FaceStep } from './face-step.tsx'
import { act, sendKept } from './pending.ts'
import { PhoneStep } from './phone-step.tsx'
import { PhotoStep } from './photo-step.tsx'
import { RollStep } from './roll-step.tsx'
import { activateRoutes as routes } from './routes.ts'
import { texts as t } from './texts.ts'

export type WizardData = ReplyOf<typeof activation.wizard>

/** What every step gets: the state, a way to act, and a way on. */
export interface StepProps {
  readonly data: WizardData
  /** Reads the state again; with `to`, goes there afterwards. */
  reload(): void
  /** The next open step, or the list of steps when none is open. */
  goOn(after: WizardData): void
  putOff(): void
  readonly problem: string
  say(problem: string): void
}

const ORDER: readonly ActivationStepId[] = ['consent', 'roll', 'phone', 'face', 'photo']
const isStep = (id: string): id is ActivationStepId => ORDER.indexOf(id as ActivationStepId) >= 0

/** The activation wizard: a list of steps, and one screen for each. The state is the server's, on every device the same. */
export function Activate({ id }: { id: string }) {
  const { db } = useApp()
  const view = useView('activation', () => call(routes.wizard, {}))
  const [problem, setProblem] = useState('')
  useEffect(() => setProblem(''), [id])
  useEffect(() => {
    const retry = () => void sendKept(db).then((sent) => sent && view.reload())
    retry()
    window.addEventListener('online', retry)
    return () => window.removeEventListener('online', retry)
  }, [db])

  const goOn = (after: WizardData) => {
    view.reload()
    const next = nextActivationStep(after.steps)
    navigate(next ? `/activate/${next}` : '/activate')
  }
  const step = isStep(id) ? id : null
  const putOff = async () => {
    if (!step || step === 'consent') return
    try {
      goOn(await act(db, routes.putOff, { step }))
    } catch (error) {
      setProblem(error instanceof NoAnswer ? t.kept : sayError(error))
    }
  }
  const props = (data: WizardData): StepProps => ({
    data,
    reload: view.reload,
    goOn,
    putOff: () => void putOff(),
    problem,
    say: setProblem,
  })
  return (
    <>
      {step && (
        <div class="form-head">
          <Link to="/activate" class="link">
            {t.back}
          </Link>
          <span class="sync">{t.progress(ORDER.indexOf(step) + 1, ORDER.length)}</span>
        </div>
      )}
      {step && (
        <div class="progress" aria-hidden="true">
          <div style={{ width: `${((ORDER.indexOf(step) + 1) / ORDER.length) * 100}%` }} />
        </div>
      )}
      <Page title={step ? t.name[step] : t.title}>
        {problem && (
          <p class="note bad" role="alert">
            {problem}
          </p>
        )}
        <Loaded view={view}>
          {(data) => (step ? <Step step={step} {...props(data)} /> : <Overview data={data} say={setProblem} />)}
        </Loaded>
      </Page>
    </>
  )
}

function Step({ step, ...props }: StepProps & { step: ActivationStepId }) {
  // the notice comes first: without it nothing else may be done with the data
  if (!props.data.mayFinish && step !== 'consent') return <ConsentStep {...props} />
  switch (step) {
    case 'consent':
      return <ConsentStep {...props} />
    case 'roll':
      return <RollStep {...props} />
    case 'phone':
      return <PhoneStep {...props} />
    case 'face':
      return <FaceStep {...props} />
    case 'photo':
      return <PhotoStep {...props} />
  }
}

const dot = { done: 'done', waiting: 'current', later: 'skipped', open: '' } as const

function Overview({ data, say }: { data: WizardData; say(problem: string): void }) {
  const { db, logOut } = useApp()
  const next = nextActivationStep(data.steps)
  const complete = activationComplete(data.steps)
  const begun = data.steps.some((s) => s.state !== 'open')
  const enter = async () => {
    try {
      if (currentMe()?.step === 'activate') await act(db, routes.finish, {})
      setMe(await call(sessionRoutes.me, {}))
      navigate('/', true)
    } catch (error) {
      say(sayError(error))
    }
  }
  const first = currentMe()?.step === 'activate'
  return (
    <>
      {complete ? (
        <div class="banner" role="status">
          <p class="big">{t.allDone}</p>
          <p>{t.allDoneText}</p>
        </div>
      ) : (
        <p class="hint">{t.intro}</p>
      )}
      <ol class="card lines">
        {data.steps.map((s) => (
          <li key={s.id}>
            <Link to={`/activate/${s.id}`} class="row-link">
              <span>
                <b>{t.name[s.id]}</b>
                <span class="hint">{t.about[s.id]}</span>
              </span>
              <span
                class={`tag ${s.state === 'done' ? 'good' : s.state === 'waiting' ? 'info' : dot[s.state] ? 'quiet' : 'warn'}`}
              >
                {t.state[s.state]}
              </span>
              <Icon name="next" />
            </Link>
          </li>
        ))}
      </ol>
      {next && (
        <Link to={`/activate/${next}`} class="btn main wide gap">
          {begun ? t.go : t.start}
        </Link>
      )}
      {data.mayFinish && (
        <>
          <button type="button" class={next ? 'btn wide gap' : 'btn main wide gap'} onClick={() => void enter()}>
            {complete ? t.enter : t.toHome}
          </button>
          {!complete && <p class="hint">{t.leaveHint}</p>}
        </>
      )}
      {first && (
        <button type="button" class="link gap" onClick={() => void logOut(false).catch((e) => say(sayError(e)))}>
          {t.logOut}
        </button>
      )}
    </>
  )
}
