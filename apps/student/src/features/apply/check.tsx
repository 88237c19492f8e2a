import { useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { Link, navigate } from '../../app/router.tsx'
import { ErrorSummary, type FieldError } from '../../login/fields.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import { timeText } from '../../platform/clock.ts'
import { Page } from '../../ui/parts.tsx'
import { type Context, problemsOf, type StepId, stepOfField, stepsFor } from './model.ts'
import type { Photos } from './photos.ts'
import { sendForm } from './send.ts'
import { answerText } from './summary.ts'
import { texts as t } from './texts.ts'
import type { OpenForm } from './use-form.ts'

/** All answers with change links; the last look before the submission is queued. */
export function Check(p: {
  open: OpenForm
  answers: FormAnswers
  context: Context
  photos: Photos
  returned: readonly { step: StepId | null; reason: string }[]
}) {
  const app = useApp()
  const { form, refused } = p.open
  const steps = stepsFor(form)
  const [errors, setErrors] = useState<readonly FieldError[]>(refused)
  const [busy, setBusy] = useState(false)

  const edit = (field: string) => {
    const step = steps.find((s) => s === field) ?? stepOfField(field)
    navigate(step ? `/apply/${step}/edit` : '/apply/check')
  }
  const submit = async () => {
    if (busy) return
    const found = steps.flatMap((s) => problemsOf(s, p.answers, p.context).map((e) => ({ field: s, text: e.text })))
    setErrors(found)
    if (found.length > 0) return
    setBusy(true)
    await sendForm(app, p.open, p.answers, p.photos)
  }

  return (
    <Page title={t.question.check}>
      <p class="hint">{t.checkHint}</p>
      <ErrorSummary {...(refused.length > 0 ? { title: t.refusedTitle } : {})} errors={errors} onGo={edit} />
      {form.returned && (
        <section class="note warn">
          <h2>{t.returnedTitle}</h2>
          <p>{form.returned.reason}</p>
          <p class="hint">{t.returnedBy(form.returned.by, timeText(form.returned.at))}</p>
        </section>
      )}
      <dl class="card answers">
        {steps.map((s) => (
          <div key={s}>
            <dt>{t.question[s]}</dt>
            <dd>
              {answerText(s, p.answers, p.context).map((line) => (
                <p key={line}>{line}</p>
              ))}
              {p.returned
                .filter((r) => r.step === s)
                .map((r) => (
                  <p key={r.reason} class="wrong">
                    {t.returnedField(r.reason)}
                  </p>
                ))}
              {errors
                .filter((e) => e.field === s || (e.field !== '' && stepOfField(e.field) === s))
                .map((e) => (
                  <p key={e.text} class="wrong">
                    {e.text}
                  </p>
                ))}
              <Link to={`/apply/${s}/edit`} class="link" aria-label={t.changeOf(t.question[s])}>
                {t.change}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" class="btn main wide next" aria-disabled={busy} onClick={() => void submit()}>
        {form.returned ? t.submitAgain : t.submit}
      </button>
    </Page>
  )
}
