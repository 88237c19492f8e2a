import { useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { TextField } from '../../login/fields.tsx'
import { ApiProblem, NoAnswer, sayError } from '../../platform/api.ts'
import { dayText } from '../../platform/clock.ts'
import { Dialog } from '../../ui/dialog.tsx'
import type { StepProps, WizardData } from './activate.tsx'
import { act } from './pending.ts'
import { activateRoutes as routes } from './routes.ts'
import { texts as t } from './texts.ts'

type Field = WizardData['roll'][number]

/** The own roll, field by field; what is wrong goes to the roll officer and the answer comes back here. */
export function RollStep(props: StepProps) {
  const { db } = useApp()
  const [wrong, setWrong] = useState<Field | null>(null)
  const { data } = props
  const open = (field: string) =>
    data.reports.find((r) => r.field === field && (r.status === 'open' || r.status === 'correcting'))
  const done = async () => {
    try {
      props.goOn(await act(db, routes.confirmRoll, {}))
    } catch (error) {
      props.say(error instanceof NoAnswer ? t.kept : sayError(error))
    }
  }
  return (
    <>
      <p class="hint">{t.rollHint}</p>
      <ul class="card lines">
        {data.roll.map((f) => (
          <li key={f.field} class="between">
            <span>
              <span class="hint">{f.label}</span>
              <b>{f.value ?? t.rollUnknown}</b>
            </span>
            {open(f.field) ? (
              <span class="tag warn">{t.reportState.open}</span>
            ) : (
              f.reportable && (
                <button type="button" class="btn" aria-label={t.wrongOf(f.label)} onClick={() => setWrong(f)}>
                  {t.wrong}
                </button>
              )
            )}
          </li>
        ))}
      </ul>
      {data.reports.length > 0 && (
        <section>
          <h2>{t.reports}</h2>
          <ul class="card lines">
            {data.reports.map((r) => (
              <li key={r.id}>
                <div class="between">
                  <b>{r.label}</b>
                  <span class={`tag ${r.status === 'corrected' ? 'good' : r.status === 'answered' ? 'info' : 'warn'}`}>
                    {t.reportState[r.status]}
                  </span>
                </div>
                <p class="hint">{t.reportClaim(r.claimed)}</p>
                <p>{r.answer ?? t.reportDue(dayText(r.dueOn))}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <button type="button" class="btn main wide next" onClick={() => void done()}>
        {t.rollRight}
      </button>
      <button type="button" class="btn wide gap" onClick={props.putOff}>
        {t.later}
      </button>
      {wrong && (
        <Report
          field={wrong}
          onClose={() => setWrong(null)}
          onSent={() => {
            setWrong(null)
            props.reload()
          }}
        />
      )}
    </>
  )
}

function Report({ field, onClose, onSent }: { field: Field; onClose(): void; onSent(): void }) {
  const { db } = useApp()
  const [claimed, setClaimed] = useState('')
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (event: Event) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      await act(db, routes.report, { field: field.field, claimed, note })
      onSent()
    } catch (error) {
      const named = error instanceof ApiProblem ? error.problem.fields?.[0]?.text : undefined
      setProblem(error instanceof NoAnswer ? t.kept : (named ?? sayError(error)))
      setBusy(false)
    }
  }
  return (
    <Dialog title={t.reportTitle(field.label)} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <TextField
          id="claimed"
          label={t.claimed}
          value={claimed}
          onValue={setClaimed}
          maxLength={100}
          error={problem || undefined}
        />
        <TextField id="note" label={t.note} hint={t.noteHint} value={note} onValue={setNote} rows={2} maxLength={300} />
        <button type="submit" class="btn main wide" aria-disabled={busy}>
          {t.sendReport}
        </button>
      </form>
    </Dialog>
  )
}
