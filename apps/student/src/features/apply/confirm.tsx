import { useMemo, useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { Link, navigate } from '../../app/router.tsx'
import { ErrorSummary, type FieldError } from '../../login/fields.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import { deadlineText, timeText } from '../../platform/clock.ts'
import { Money, Page } from '../../ui/parts.tsx'
import { texts as t } from './confirm-texts.ts'
import { ConflictDialog } from './conflict.tsx'
import { type Context, type FormData, numberQuestions, problemsOf, type StepId, stepsFor } from './model.ts'
import { usePhotos } from './photos.ts'
import { sendForm } from './send.ts'
import type { StepProps } from './step-props.ts'
import { NumberStep, PhoneStep } from './steps-basic.tsx'
import { GroupsStep, GuardianStep, PromiseStep } from './steps-family.tsx'
import { PhotosStep } from './steps-photos.tsx'
import { answerText } from './summary.ts'
import { texts as form } from './texts.ts'
import type { OpenForm } from './use-form.ts'

type Confirmable = NonNullable<FormData['confirm']>
const notFamily = (step: StepId): boolean => !FAMILY.includes(step)
const FAMILY: readonly StepId[] = ['household', 'students', 'dependants', 'unemployed', 'income', 'groups']

/**
 * /apply/confirm: what she is entitled to and has not applied for, everything known filled in. Only what really is
 * missing is asked here; then she signs, and one tap sends it the way of the ordinary form. What is typed here is in the
 * draft at once, so that the ordinary form goes on from it.
 */
export function Confirm({ open, confirm }: { open: OpenForm; confirm: Confirmable }) {
  const app = useApp()
  const photos = usePhotos(open)
  const { keeper, draft } = open
  const context: Context = {
    form: open.form,
    photos: photos.list.filter((p) => p.state !== 'refused').map((p) => p.kind),
  }
  // A form that is on its way already goes as it was submitted; otherwise what she typed on this phone comes first.
  const answers: FormAnswers = {
    ...confirm.answers,
    ...(open.form.submission ? signing(draft.record.answers) : defined(draft.record.answers)),
    ...(confirm.answers.programmes ? { programmes: confirm.answers.programmes } : {}),
    rollDataCorrect: true,
  }
  // Decided once: a question stays on the page while it is being answered.
  const asked = useMemo(
    () =>
      stepsFor(open.form).filter(
        (s) => s !== 'promise' && s !== 'members' && problemsOf(s, answers, context).length > 0,
      ),
    [],
  )
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [raw, setRaw] = useState<Readonly<Record<string, string | null>>>({})
  const [busy, setBusy] = useState(false)

  const problems = (): FieldError[] =>
    stepsFor(open.form).flatMap((s) => {
      const field = numberQuestions[s]?.field
      const typed = field ? raw[field] : null
      return field && typed ? [{ field, text: typed }] : [...problemsOf(s, answers, context)]
    })
  const still = problems()
  const shown = errors.filter((e) => still.some((s) => s.field === e.field))
  const props: StepProps = {
    form: open.form,
    answers,
    photos,
    errors: shown,
    set: (patch) => void keeper.change(patch),
    errorOf: (field) => shown.find((e) => e.field === field)?.text,
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy) return
    setErrors(still)
    if (still.length > 0) return
    setBusy(true)
    await sendForm(app, open, answers, photos)
  }
  const toForm = async (path: string) => {
    await keeper.change(answers)
    navigate(path)
  }

  return (
    <div class="form">
      <header class="form-head">
        <Link to="/" class="link">
          返回
        </Link>
        <span class="sync" role="status">
          {form.sync[draft.sync]}
        </span>
      </header>
      <Page title={t.title}>
        <p class="hint">{t.hint}</p>
        <form onSubmit={(e) => void submit(e)} noValidate>
          <ErrorSummary errors={shown} trigger={errors} />
          <Programmes confirm={confirm} data={open.form} />
          {confirm.programmes.length > 1 && !open.form.submission && (
            <button type="button" class="link" onClick={() => void toForm('/apply/programmes/edit')}>
              {t.fewer}
            </button>
          )}
          {asked.length > 0 && (
            <section aria-labelledby="missing">
              <h2 id="missing">{t.missing}</h2>
              <Family
                asked={asked.filter((step) => FAMILY.includes(step))}
                props={props}
                onRaw={(field, text) => setRaw({ ...raw, [field]: text })}
              />
              {asked.filter(notFamily).map((step) => (
                <section key={step} class={step === 'attachments' ? 'gap' : 'card'} aria-labelledby={`ask-${step}`}>
                  <h3 id={`ask-${step}`} class="card-title">
                    {form.question[step]}
                  </h3>
                  {step === 'phone' && <PhoneStep {...props} />}
                  {step === 'attachments' && <PhotosStep {...props} onlyRequired />}
                </section>
              ))}
            </section>
          )}
          <Filled confirm={confirm} answers={answers} context={context} asked={asked} />
          <button type="button" class="link" onClick={() => void toForm('/apply/check')}>
            {t.change}
          </button>
          <h2>{t.sign}</h2>
          <PromiseStep {...props} />
          {open.form.guardianNeeded && (
            <div class="note gap">
              <GuardianStep {...props} />
            </div>
          )}
          <p class="due gap">{`${form.until} ${deadlineText(open.form.closesAt)}`}</p>
          <button type="submit" class="btn main wide next" aria-disabled={busy}>
            {t.submit}
          </button>
        </form>
        {draft.conflict && <ConflictDialog keeper={keeper} draft={draft} context={context} timeText={timeText} />}
      </Page>
    </div>
  )
}

/** Only answers that were given: an emptied field does not hide what is known. */
function defined(a: FormAnswers): FormAnswers {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(a)) if (value !== undefined) out[key] = value
  return out as FormAnswers
}
const signing = ({ promise, signature }: FormAnswers): FormAnswers => defined({ promise, signature } as FormAnswers)

function Programmes({ confirm, data }: { confirm: Confirmable; data: FormData }) {
  return (
    <dl class="card facts">
      {confirm.programmes.map((code) => {
        const d = data.determinations.find((x) => x.programme === code)
        return (
          <div key={code}>
            <dt>
              <b>{d?.title}</b>
            </dt>
            <dd>
              {d && d.termFen !== null ? (
                <>
                  {form.perTerm} <Money fen={d.termFen} plain />
                </>
              ) : (
                t.later
              )}
              {d?.routeTitle && <p class="hint">{d.routeTitle}</p>}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** What is asked about the family, in one block: a number or 不清楚 on one line each, then the groups. */
function Family(p: { asked: readonly StepId[]; props: StepProps; onRaw(field: string, problem: string | null): void }) {
  if (p.asked.length === 0) return null
  const numbers = p.asked.flatMap((step) => numberQuestions[step] ?? [])
  return (
    <section class="card" aria-labelledby="ask-family">
      <h3 id="ask-family" class="card-title">
        {t.family}
      </h3>
      <div class="asks">
        {numbers.map((q) => (
          <NumberStep key={q.field} {...p.props} q={q} compact onRaw={(problem) => p.onRaw(q.field, problem)} />
        ))}
      </div>
      {p.asked.includes('groups') && (
        <div class="groups">
          <h4>{form.question.groups}</h4>
          <GroupsStep {...p.props} />
        </div>
      )}
    </section>
  )
}

/** What is not asked, to be looked over. */
function Filled(p: { confirm: Confirmable; answers: FormAnswers; context: Context; asked: readonly StepId[] }) {
  const { card, earlierTerm, familyNeeded } = p.confirm
  const data = p.context.form
  const known = (s: StepId) => !p.asked.includes(s)
  const family = FAMILY.filter(known)
  const untold = family.every((s) => answerText(s, p.answers, p.context).join() === form.unsure)
  return (
    <section aria-labelledby="filled">
      <h2 id="filled">{t.filled}</h2>
      <details class="card">
        <summary>
          {t.roll}
          <span class="hint">{t.rollLook(data.roll.length)}</span>
        </summary>
        <dl class="facts">
          {data.roll.map((f) => (
            <div key={f.key}>
              <dt>{f.label}</dt>
              <dd>{f.value ?? form.unsure}</dd>
            </div>
          ))}
        </dl>
      </details>
      <p class="hint gap">{t.rollHint}</p>
      <dl class="card facts">
        {known('phone') && <Row name={t.phone} lines={answerText('phone', p.answers, p.context)} />}
        <Row
          name={t.card}
          lines={[card === null ? t.noCard : card.active ? t.cardActive(card.last4) : t.cardIssued(card.last4)]}
        />
        {untold && !familyNeeded ? (
          <Row name={t.family} lines={[t.familyNotNeeded]} />
        ) : (
          family.map((s) => <Row key={s} name={shortName(s)} lines={answerText(s, p.answers, p.context)} />)
        )}
        {known('attachments') && <Row name={t.papers} lines={answerText('attachments', p.answers, p.context)} />}
      </dl>
      {earlierTerm && <p class="hint">{t.familyFrom(earlierTerm)}</p>}
    </section>
  )
}

const shortName = (step: StepId): string => {
  const q = numberQuestions[step]
  return q ? form.number[q.field].label : t.family
}

function Row({ name, lines }: { name: string; lines: readonly string[] }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </dd>
    </div>
  )
}
