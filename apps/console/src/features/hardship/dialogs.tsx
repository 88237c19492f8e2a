import { applications, hardshipLevels, hardshipTitles, type ReplyOf } from '@zhuxue/contracts'
import { useWrite } from '../../api/hooks.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { optionsOf } from '../../ui/native-select.tsx'
import { HardshipEvidence } from './evidence.tsx'
import { hardshipTexts as t } from './texts.ts'

export type Hardship = NonNullable<ReplyOf<typeof applications.getApplication>['hardship']>
const levels = optionsOf(hardshipLevels, hardshipTitles)

/** The first person proposes a level; the server adds the model's score and evidence. */
export function ProposeDialog({
  studentId,
  onClose,
  onDone,
}: {
  studentId: string
  onClose: () => void
  onDone: (text: string) => void
}) {
  const propose = useWrite(applications.proposeHardship)
  return (
    <ActDialog
      title={t.propose}
      intro={t.proposeIntro}
      fields={[
        { kind: 'radio', name: 'level', label: t.level, required: true, options: levels },
        { kind: 'area', name: 'reason', label: t.reason, max: 300, help: t.reasonHelp },
        { kind: 'area', name: 'evidence', label: t.evidenceNote, max: 500, help: t.evidenceHelp },
      ]}
      submitText={t.propose}
      onClose={onClose}
      onSubmit={async (v) => {
        const level = choiceOf(v, 'level', hardshipLevels)
        if (!level) return
        await propose.run({
          params: { id: studentId },
          body: { level, reason: textOf(v, 'reason'), evidence: textOf(v, 'evidence') },
        })
        onDone(t.proposedDone)
        onClose()
      }}
    />
  )
}

/** Another person decides, with the evidence before her eyes. */
export function DecideDialog({
  name,
  hardship,
  onClose,
  onDone,
}: {
  name: string
  hardship: Hardship
  onClose: () => void
  onDone: (text: string) => void
}) {
  const decide = useWrite(applications.decideHardship)
  return (
    <ActDialog
      title={t.decideTitle(name)}
      intro={<HardshipEvidence hardship={hardship} />}
      wide
      fields={(v) => [
        {
          kind: 'radio',
          name: 'decision',
          label: t.decision,
          required: true,
          options: [
            { value: 'confirm', label: t.confirm },
            { value: 'refuse', label: t.refuse },
          ],
        },
        ...(textOf(v, 'decision') === 'refuse'
          ? []
          : [{ kind: 'radio' as const, name: 'level', label: t.decided, required: true, options: levels }]),
        {
          kind: 'area',
          name: 'reason',
          label: t.reason,
          max: 300,
          required: textOf(v, 'decision') === 'refuse' || textOf(v, 'level') !== hardship.proposedLevel,
        },
      ]}
      initial={{ level: hardship.proposedLevel, decision: 'confirm' }}
      submitText={t.decide}
      onClose={onClose}
      onSubmit={async (v) => {
        const decision = choiceOf(v, 'decision', ['confirm', 'refuse'])
        const level = choiceOf(v, 'level', hardshipLevels) ?? hardship.proposedLevel
        if (!decision) return
        await decide.run({ params: { id: hardship.id }, body: { decision, level, reason: textOf(v, 'reason') } })
        onDone(decision === 'confirm' ? t.done(hardshipTitles[level]) : t.refused)
        onClose()
      }}
    />
  )
}
