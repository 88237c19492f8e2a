import type { BodyOf, campus, ReplyOf } from '@zhuxue/contracts'
import { normaliseDigits } from '@zhuxue/policy'
import { useState } from 'preact/hooks'
import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { ErrorSummary, type FieldError, TextField } from '../../login/fields.tsx'
import { ApiProblem, call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { Loaded, Page } from '../../ui/parts.tsx'
import { Choices } from '../apply/choices.tsx'
import type { StepProps } from '../apply/step-props.ts'
import { GroupsStep, MembersStep } from '../apply/steps-family.tsx'
import { Papers } from './papers.tsx'
import { campusRoutes } from './routes.ts'
import { texts as t } from './texts.ts'

export type Form = ReplyOf<typeof campus.campusForm>
type Answers = BodyOf<typeof campus.applyCampus>['answers']
type Sent = ReplyOf<typeof campus.applyCampus>
type Family = NonNullable<Answers['family']>

/** One page: what is known is shown, only what the programme needs is asked. */
export function CampusApply({ id }: { id: string }) {
  const [sent, setSent] = useState<Sent | null>(null)
  const view = useView(`campus-form/${id}`, () => call(campusRoutes.form, { params: { id } }))
  return (
    <Page title={view.data ? t.formTitle(view.data.item.round.title) : t.title} back="/campus">
      {sent ? (
        <section class="note good" role="status">
          <h2>{t.sentTitle}</h2>
          <p>{t.sent(sent.referenceNo, sent.statusTitle)}</p>
          <Link to={`/campus/${sent.id}`} class="btn main wide gap">
            {t.track}
          </Link>
        </section>
      ) : (
        <Loaded view={view}>
          {/* what was kept from before is no ground to write on: photos and revision must be those of the server */}
          {(form) => view.asOf === null && <Body key={form.revision} roundId={id} form={form} onSent={setSent} />}
        </Loaded>
      )}
    </Page>
  )
}

/** The server's place of a problem → the id of the input. */
const fieldOf = (path: string): string => {
  const paper = /^\/answers\/papers\/(.+)$/.exec(path)
  return paper ? `paper-${paper[1]}` : (path.split('/').pop() ?? '')
}

/** '4', '４人' → 4; '不清楚' → null; anything else undefined. */
function numberOf(text: string, max: number): number | null | undefined {
  if (text.trim() === t.unsure) return null
  const digits = normaliseDigits(text).replace(/[人口个元,，]/g, '')
  return /^\d{1,9}$/.test(digits) && Number(digits) <= max ? Number(digits) : undefined
}

const typed = (n: number | null | undefined): string => (n === undefined ? '' : n === null ? t.unsure : String(n))

function Body({ roundId, form, onSent }: { roundId: string; form: Form; onSent(reply: Sent): void }) {
  const before = form.answers
  const [statement, setStatement] = useState(before?.statement ?? '')
  const [family, setFamily] = useState<Family>(before?.family ?? {})
  const [household, setHousehold] = useState(typed(before?.family?.householdSize))
  const [income, setIncome] = useState(typed(before?.family?.incomePerPersonYuan))
  const [papers, setPapers] = useState(form.papers)
  const [promise, setPromise] = useState(false)
  const [signature, setSignature] = useState('')
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [requestId, setRequestId] = useState(uuid)
  const errorOf = (field: string) => errors.find((e) => e.field === field)?.text

  const submit = async () => {
    if (busy) return
    const found: FieldError[] = []
    const size = numberOf(household, 30)
    const each = numberOf(income, 10_000_000)
    if (form.needsFamily && household !== '' && (size === undefined || size === 0)) {
      found.push({ field: 'householdSize', text: t.notNumber })
    }
    if (form.needsFamily && income !== '' && each === undefined) {
      found.push({ field: 'incomePerPersonYuan', text: t.notNumber })
    }
    setErrors(found)
    if (found.length > 0) return
    setBusy(true)
    setProblem('')
    const answers: Answers = {
      statement,
      papers: papers.map((p) => p.id),
      promise,
      signature,
      ...(form.needsFamily && {
        family: {
          ...family,
          ...(size !== undefined && { householdSize: size }),
          ...(each !== undefined && { incomePerPersonYuan: each }),
        },
      }),
    }
    try {
      const body = { requestId, revision: form.revision, answers }
      onSent(await call(campusRoutes.apply, { params: { id: roundId }, body }))
      window.dispatchEvent(new Event('zx-refresh'))
    } catch (error) {
      const fields = error instanceof ApiProblem ? (error.problem.fields ?? []) : []
      setErrors(fields.map((f) => ({ field: fieldOf(f.path), text: f.text })))
      if (fields.length === 0) setProblem(sayError(error))
      // refused: what goes out next time is another act; without an answer the same one is repeated
      if (error instanceof ApiProblem) setRequestId(uuid())
    }
    setBusy(false)
  }
  const step: StepProps = {
    form: {} as StepProps['form'],
    photos: {} as StepProps['photos'],
    answers: family,
    errors,
    set: (patch) => setFamily({ ...family, ...(patch as Family) }),
    errorOf,
  }
  return (
    <>
      {form.returnReason && (
        <section class="note warn">
          <h2>{t.returned}</h2>
          <p>{form.returnReason}</p>
        </section>
      )}
      <ErrorSummary title={t.problems} errors={errors} />
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <p class="hint">{form.item.round.amountText}</p>
      <details class="card" open>
        <summary>{t.known}</summary>
        <dl class="facts">
          {form.person.map((p) => (
            <div key={p.label}>
              <dt>{p.label}</dt>
              <dd>{p.value}</dd>
            </div>
          ))}
        </dl>
      </details>
      <TextField
        id="statement"
        label={t.statement}
        hint={t.statementHint}
        value={statement}
        maxLength={1000}
        rows={5}
        onValue={setStatement}
        error={errorOf('statement')}
      />
      {form.needsFamily && (
        <section aria-labelledby="family">
          <h2 id="family">{t.family}</h2>
          <p class="hint">{t.familyHint}</p>
          <TextField
            id="householdSize"
            label={t.household}
            value={household}
            maxLength={8}
            onValue={setHousehold}
            error={errorOf('householdSize')}
          />
          <TextField
            id="incomePerPersonYuan"
            label={t.income}
            value={income}
            maxLength={12}
            onValue={setIncome}
            error={errorOf('incomePerPersonYuan')}
          />
          <h3 class="gap">{t.groups}</h3>
          <GroupsStep {...step} />
          <TextField
            id="illness"
            label={t.illness}
            value={family.illness ?? ''}
            maxLength={300}
            rows={2}
            onValue={(illness) => setFamily({ ...family, illness })}
          />
          <TextField
            id="accident"
            label={t.accident}
            value={family.accident ?? ''}
            maxLength={300}
            rows={2}
            onValue={(accident) => setFamily({ ...family, accident })}
          />
          <h3 class="gap">{t.members}</h3>
          <MembersStep {...step} />
        </section>
      )}
      <section aria-labelledby="papers">
        <h2 id="papers">{t.papers}</h2>
        <Papers roundId={roundId} documents={form.documents} list={papers} onList={setPapers} errorOf={errorOf} />
      </section>
      <section aria-labelledby="promise-title">
        <h2 id="promise-title">{t.promiseTitle}</h2>
        <p class="card">{t.promise}</p>
        <Choices
          id="promise"
          legend={t.promiseTitle}
          many
          chosen={promise ? ['yes'] : []}
          error={errorOf('promise')}
          options={[{ value: 'yes', label: t.promiseBox }]}
          onChange={(_, on) => setPromise(on)}
        />
        <TextField
          id="signature"
          label={t.signature}
          hint={form.person[0]?.value}
          value={signature}
          maxLength={40}
          onValue={setSignature}
          error={errorOf('signature')}
        />
      </section>
      <button type="button" class="btn main wide next" aria-disabled={busy} onClick={() => void submit()}>
        {before ? t.again : t.submit}
      </button>
    </>
  )
}
