import { type CardReportKind, cardReportKinds, cardReportKindTitles } from '@zhuxue/contracts/enums'
import { useState } from 'preact/hooks'
import { useAfterFace } from '../../app/after-face.ts'
import { useView } from '../../app/context.ts'
import { useKept } from '../../app/kept.ts'
import { Link, navigate } from '../../app/router.tsx'
import { TextField } from '../../login/fields.tsx'
import { ApiProblem, call, sayError } from '../../platform/api.ts'
import { routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Icon, Loaded, Page } from '../../ui/parts.tsx'
import { Choices } from '../apply/choices.tsx'
import { texts as t } from './texts.ts'

/** What is the matter with the card: goes to the aid officer, after the check of the person where the school asks. */
export function ReportCard() {
  const view = useView('card', () => call(routes.card, {}))
  return (
    <Page title={t.reportTitle} back="/payments">
      <Loaded view={view}>
        {({ card, mayReport }) =>
          card && mayReport ? (
            <Form {...card} />
          ) : (
            <div class="card">
              <p>{t.cannot}</p>
              <Link to="/payments" class="btn main wide gap">
                {t.toPayments}
              </Link>
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

interface Errors {
  readonly kind?: string
  readonly note?: string
  readonly all?: string
}

function Form({ issuer, last4, hotline }: { issuer: string; last4: string; hotline: string }) {
  const [kind, setKind] = useKept<CardReportKind | null>('card-kind', null)
  const [note, setNote] = useKept('card-note', '')
  // the same words again after silence are the same report
  const [requestId, setRequestId] = useState(uuid)
  const [errors, setErrors] = useState<Errors>({})
  const [busy, setBusy] = useState(false)
  const afterFace = useAfterFace('change-card')
  const changed = () => {
    setRequestId(uuid())
    setErrors({})
    afterFace(null, null)
  }

  const send = async () => {
    if (busy) return
    if (kind === null) {
      setErrors({ kind: t.needWhat })
      document.getElementById('kind')?.focus()
      return
    }
    if (kind === 'wrong-data' && note.trim().length < 2) {
      setErrors({ note: t.needNote })
      document.getElementById('note')?.focus()
      return
    }
    setBusy(true)
    setErrors({})
    try {
      await call(routes.reportCard, { body: { requestId, kind, note: note.trim() } })
      navigate('/payments')
    } catch (error) {
      const field = error instanceof ApiProblem ? error.problem.fields?.[0] : undefined
      setErrors(field?.path === '/note' ? { note: field.text } : { all: sayError(error) })
      afterFace(error, () => void send())
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p class="hint">{t.reportIntro}</p>
      <p class="card num">{t.reportCard(issuer, last4)}</p>
      <Choices
        id="kind"
        legend={t.what}
        options={cardReportKinds.map((value) => ({
          value,
          label: cardReportKindTitles[value],
          hint: t.whatHint[value],
        }))}
        chosen={kind ? [kind] : []}
        error={errors.kind}
        onChange={(value) => {
          setKind(value as CardReportKind)
          changed()
        }}
      />
      {kind === 'lost' && (
        <div class="note warn" role="status">
          <p>{t.lostFirst(hotline)}</p>
          <a class="btn" href={`tel:${hotline}`}>
            {t.call}
          </a>
        </div>
      )}
      <TextField
        id="note"
        label={t.note}
        hint={t.noteHint}
        value={note}
        onValue={(value) => {
          setNote(value)
          changed()
        }}
        rows={3}
        maxLength={200}
        error={errors.note}
      />
      {errors.all && (
        <p class="note bad" role="alert">
          {errors.all}
        </p>
      )}
      <p class="hint gap">{t.notEffect}</p>
      <button type="submit" class="btn main wide gap" aria-disabled={busy}>
        {busy ? (
          t.sending
        ) : (
          <>
            <Icon name="check" /> {t.send}
          </>
        )}
      </button>
    </form>
  )
}
