import { householdRegisters } from '@zhuxue/contracts/enums'
import { normaliseDigits } from '@zhuxue/policy'
import { TextField } from '../../login/fields.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import { Choices } from './choices.tsx'
import type { StepProps } from './step-props.ts'
import { texts as t } from './texts.ts'

export function GroupsStep({ answers, set, errorOf }: StepProps) {
  const value = answers.specialGroups
  const chosen = value === null ? ['unsure'] : value === undefined ? [] : value.length === 0 ? ['none'] : value
  return (
    <>
      <p class="hint">{t.groupsHint}</p>
      <Choices
        id="specialGroups"
        legend={t.question.groups}
        many
        chosen={chosen}
        error={errorOf('specialGroups')}
        options={[
          ...householdRegisters.map((g) => ({ value: g as string, label: t.groupNames[g] })),
          { value: 'none', label: t.groupsNone },
          { value: 'unsure', label: t.unsure },
        ]}
        onChange={(v, on) => {
          if (v === 'none') set({ specialGroups: on ? [] : undefined } as Partial<FormAnswers>)
          else if (v === 'unsure') set({ specialGroups: on ? null : undefined } as Partial<FormAnswers>)
          else {
            const next = householdRegisters.filter((g) => (g === v ? on : (value ?? []).includes(g)))
            set({ specialGroups: next.length > 0 ? next : undefined } as Partial<FormAnswers>)
          }
        }}
      />
    </>
  )
}

type Member = NonNullable<FormAnswers['members']>[number]
const blank: Member = { name: '', relation: '', age: null, occupation: '', yearIncomeYuan: null, health: '' }

const toNumber = (text: string, max: number): number | null => {
  const digits = normaliseDigits(text).replace(/[岁元,，]/g, '')
  return /^\d{1,9}$/.test(digits) && Number(digits) <= max ? Number(digits) : null
}

export function MembersStep({ answers, set, errorOf }: StepProps) {
  const list = answers.members ?? []
  const change = (i: number, patch: Partial<Member>) =>
    set({ members: list.map((m, k) => (k === i ? { ...m, ...patch } : m)) })
  return (
    <>
      <p class="hint">{t.membersHint}</p>
      {list.map((m, i) => (
        <fieldset key={`${i}-${list.length}`} class="card">
          <legend class="hidden">{t.member(i + 1)}</legend>
          <div class="between">
            <b aria-hidden="true">{t.member(i + 1)}</b>
            <button type="button" class="link" onClick={() => set({ members: list.filter((_, k) => k !== i) })}>
              {t.removeMember(i + 1)}
            </button>
          </div>
          <TextField
            id={`member-${i}-name`}
            label={t.memberName}
            value={m.name}
            maxLength={40}
            onValue={(name) => change(i, { name })}
            error={errorOf(`member-${i}-name`)}
          />
          <TextField
            id={`member-${i}-relation`}
            label={t.memberRelation}
            hint={t.memberRelationHint}
            value={m.relation}
            maxLength={20}
            onValue={(relation) => change(i, { relation })}
            error={errorOf(`member-${i}-relation`)}
          />
          <TextField
            id={`member-${i}-age`}
            label={t.memberAge}
            value={m.age === null ? '' : String(m.age)}
            inputMode="numeric"
            maxLength={5}
            onValue={(text) => change(i, { age: toNumber(text, 120) })}
          />
          <TextField
            id={`member-${i}-occupation`}
            label={t.memberOccupation}
            value={m.occupation}
            maxLength={40}
            onValue={(occupation) => change(i, { occupation })}
          />
          <TextField
            id={`member-${i}-income`}
            label={t.memberIncome}
            value={m.yearIncomeYuan === null ? '' : String(m.yearIncomeYuan)}
            inputMode="numeric"
            maxLength={12}
            onValue={(text) => change(i, { yearIncomeYuan: toNumber(text, 100_000_000) })}
          />
          <TextField
            id={`member-${i}-health`}
            label={t.memberHealth}
            value={m.health}
            maxLength={40}
            onValue={(health) => change(i, { health })}
          />
        </fieldset>
      ))}
      {list.length < 12 && (
        <button type="button" class="btn wide gap" onClick={() => set({ members: [...list, blank] })}>
          {t.addMember}
        </button>
      )}
    </>
  )
}

export function PromiseStep({ form, answers, set, errorOf }: StepProps) {
  return (
    <>
      <ol class="card dots">
        {t.promiseText.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <Choices
        id="promise"
        legend={t.question.promise}
        many
        chosen={answers.promise ? ['yes'] : []}
        error={errorOf('promise')}
        options={[{ value: 'yes', label: t.promiseBox }]}
        onChange={(_, on) => set({ promise: on })}
      />
      <TextField
        id="signature"
        label={t.signature}
        hint={form.name}
        value={answers.signature ?? ''}
        maxLength={40}
        onValue={(signature) => set({ signature })}
        error={errorOf('signature')}
      />
    </>
  )
}

/** Under 16 the guardian countersigns after the submission, by a link or on paper: said here, nothing to fill in. */
export function GuardianStep({ form }: StepProps) {
  return (
    <>
      <p>{form.guardianPhoneMasked ? t.guardianHint(form.guardianPhoneMasked) : t.guardianNoPhone}</p>
      <p class="hint">{t.guardianPaper}</p>
    </>
  )
}
