import { useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { Link, navigate } from '../../app/router.tsx'
import { ErrorSummary, type FieldError } from '../../login/fields.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import { timeText } from '../../platform/clock.ts'
import { put } from '../../platform/idb.ts'
import { Page } from '../../ui/parts.tsx'
import { type Context, cleanAnswers, problemsOf, type StepId, stepOfField, stepsFor } from './model.ts'
import type { Photos } from './photos.ts'
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
  const { db, outbox } = useApp()
  const { form, keeper, refused } = p.open
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
    keeper.close()
    const ids = p.photos.list.flatMap((x) => (x.attachment ? [x.attachment.id] : []))
    const waiting = p.photos.list.flatMap((x) => (x.entry && x.state === 'waiting' ? [x.entry.id] : []))
    await outbox.addSubmit(form.roundId, cleanAnswers(p.answers, form, ids), waiting)
    // The outbox holds the answers now; the draft must not ask about other devices any more.
    await put(db, 'drafts', { ...keeper.snapshot().record, step: 'check', dirty: false, sending: null })
    navigate('/apply/sent', true)
    void outbox.drain(true)
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
