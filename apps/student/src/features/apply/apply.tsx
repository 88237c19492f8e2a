import { useEffect, useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { Link, navigate } from '../../app/router.tsx'
import { ErrorSummary, type FieldError } from '../../login/fields.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import { timeText } from '../../platform/clock.ts'
import { Page, Waiting } from '../../ui/parts.tsx'
import { Check } from './check.tsx'
import { Confirm } from './confirm.tsx'
import { ConflictDialog } from './conflict.tsx'
import {
  type Context,
  isStep,
  numberQuestions,
  problemsOf,
  resumeAt,
  type StepId,
  stepOfField,
  stepsFor,
} from './model.ts'
import { usePhotos } from './photos.ts'
import { SentPage } from './sent.tsx'
import type { StepProps } from './step-props.ts'
import { EventsStep, NumberStep, PhoneStep, ProgrammesStep, RollStep } from './steps-basic.tsx'
import { GroupsStep, GuardianStep, MembersStep, PromiseStep } from './steps-family.tsx'
import { PhotosStep } from './steps-photos.tsx'
import { texts as t } from './texts.ts'
import { type OpenForm, useForm } from './use-form.ts'

/** /apply, /apply/<question>, /apply/<question>/edit (back to the check page afterwards), /apply/check, /apply/sent, /apply/confirm */
export function Apply({ id }: { id: string }) {
  if (id === 'sent') return <SentPage />
  return <FormLoader id={id} />
}

function FormLoader({ id }: { id: string }) {
  const { state, reload } = useForm()
  const { entries } = useApp()
  if (state.kind === 'loading') return <Waiting />
  if (state.kind === 'error' || state.kind === 'no-round') {
    return (
      <Page title={t.title} back="/">
        <p class="card">{state.kind === 'error' ? state.text : t.noRound}</p>
        {state.kind === 'error' && (
          <button type="button" class="btn main" onClick={reload}>
            重试
          </button>
        )}
      </Page>
    )
  }
  const { form } = state.open
  if (entries.some((e) => e.kind === 'submit' && e.roundId === form.roundId && e.state === 'waiting'))
    return <SentPage />
  // Open again after a recall, although there is an earlier submission.
  if (form.submission && !form.open) {
    return (
      <Page title={t.title} back="/">
        <p class="card">{t.already(form.submission.referenceNo)}</p>
        <Link to="/applications" class="btn main wide">
          {t.toTrack}
        </Link>
      </Page>
    )
  }
  if (!form.open) {
    return (
      <Page title={t.title} back="/">
        <p class="card">{t.closed}</p>
      </Page>
    )
  }
  if (form.selectable.length === 0) {
    return (
      <Page title={t.title} back="/">
        <p class="card">{t.nothingToApply}</p>
      </Page>
    )
  }
  if (id === 'confirm' && form.confirm) return <Confirm open={state.open} confirm={form.confirm} />
  return <Form id={id} open={state.open} reload={reload} />
}

function Form({ id, open, reload }: { id: string; open: OpenForm; reload(): void }) {
  const { form, keeper, draft } = open
  const photos = usePhotos(open)
  const answers: FormAnswers = { programmes: form.selectable, ...draft.record.answers }
  const context: Context = { form, photos: photos.list.filter((p) => p.state !== 'refused').map((p) => p.kind) }
  const steps = stepsFor(form)
  const [asked, mode] = id.split('/')
  // The preset choice of programmes is no answer yet: who has not begun starts at the first question.
  const begun = draft.record.step !== null || draft.record.dirty || draft.record.revision > 0
  const startAt =
    form.returned || open.refused.length > 0
      ? 'check'
      : begun
        ? resumeAt(draft.record.step, draft.record.answers, context)
        : (steps[0] ?? 'check')
  const at: StepId | 'check' =
    asked === 'check' ? 'check' : asked && isStep(asked) && steps.includes(asked) ? asked : startAt
  const editing = mode === 'edit'
  const index = at === 'check' ? steps.length : steps.indexOf(at)
  const returnedFields = (form.returned?.fields ?? []).map((f) => ({ step: stepOfField(f.field), reason: f.reason }))

  // Which papers are needed depends on the answers: ask the server again where it matters.
  useEffect(() => {
    if (at === 'attachments' || at === 'check') void keeper.flush().then(reload)
  }, [at])

  const goTo = (step: StepId | 'check') => {
    void keeper.goTo(step)
    navigate(`/apply/${step}`)
  }
  const set = (patch: Partial<FormAnswers>) => void keeper.change(patch)

  return (
    <div class="form">
      <header class="form-head">
        <button
          type="button"
          class="link"
          onClick={() =>
            editing ? navigate('/apply/check') : index > 0 ? goTo(steps[index - 1] ?? 'programmes') : navigate('/')
          }
        >
          {index > 0 || editing ? t.back : '返回'}
        </button>
        <span class="sync" role="status">
          {t.sync[draft.sync]}
        </span>
        <Link to="/" class="link">
          {t.exit}
        </Link>
      </header>
      <div class="progress" aria-hidden="true">
        <div style={{ width: `${Math.round((index / steps.length) * 100)}%` }} />
      </div>
      {at === 'check' ? (
        <Check open={open} answers={answers} context={context} photos={photos} returned={returnedFields} />
      ) : (
        <Question
          key={at}
          step={at}
          number={index + 1}
          all={steps.length}
          editing={editing}
          context={context}
          props={{ form, answers, photos, set }}
          returned={returnedFields.filter((f) => f.step === at).map((f) => f.reason)}
          refused={open.refused.filter((e) => stepOfField(e.field) === at)}
          onNext={() => {
            // An untouched preset answer is an answer: what she saw and confirmed.
            if (at === 'programmes') set({ programmes: answers.programmes } as Partial<FormAnswers>)
            goTo(editing ? 'check' : (steps[index + 1] ?? 'check'))
          }}
        />
      )}
      {draft.conflict && <ConflictDialog keeper={keeper} draft={draft} context={context} timeText={timeText} />}
    </div>
  )
}

function Question(p: {
  step: StepId
  number: number
  all: number
  editing: boolean
  context: Context
  props: Omit<StepProps, 'errors' | 'errorOf'>
  returned: readonly string[]
  refused: readonly FieldError[]
  onNext(): void
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>(p.refused)
  const [rawProblem, setRaw] = useState<string | null>(null)
  const number = numberQuestions[p.step]
  const next = (event: Event) => {
    event.preventDefault()
    const found =
      rawProblem && number
        ? [{ field: number.field, text: rawProblem }]
        : problemsOf(p.step, p.props.answers, p.context)
    setErrors(found)
    if (found.length === 0) p.onNext()
  }
  // What she has put right meanwhile is no longer shown; the focus stays where she works.
  const still = problemsOf(p.step, p.props.answers, p.context)
  const shown = errors.filter((e) => p.refused.includes(e) || rawProblem || still.some((s) => s.field === e.field))
  const props: StepProps = { ...p.props, errors: shown, errorOf: (field) => shown.find((e) => e.field === field)?.text }
  return (
    <Page title={t.question[p.step]}>
      <p class="hint count">{t.progress(p.number, p.all)}</p>
      <form onSubmit={next} noValidate>
        <ErrorSummary errors={shown} trigger={errors} />
        {p.returned.map((reason) => (
          <p key={reason} class="note warn">
            {t.returnedField(reason)}
          </p>
        ))}
        {number ? <NumberStep {...props} q={number} onRaw={setRaw} /> : <Body step={p.step} {...props} />}
        <button type="submit" class="btn main wide next">
          {p.editing ? t.backToCheck : t.next}
        </button>
      </form>
    </Page>
  )
}

function Body({ step, ...props }: StepProps & { step: StepId }) {
  switch (step) {
    case 'programmes':
      return <ProgrammesStep {...props} />
    case 'roll':
      return <RollStep {...props} />
    case 'phone':
      return <PhoneStep {...props} />
    case 'groups':
      return <GroupsStep {...props} />
    case 'members':
      return <MembersStep {...props} />
    case 'events':
      return <EventsStep {...props} />
    case 'attachments':
      return <PhotosStep {...props} />
    case 'promise':
      return <PromiseStep {...props} />
    case 'guardian':
      return <GuardianStep {...props} />
    default:
      return null
  }
}
