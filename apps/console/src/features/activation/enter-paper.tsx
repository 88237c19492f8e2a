import { activation, consentPurposes, consentPurposeTitles } from '@zhuxue/contracts'
import { App } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../api/hooks.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { paperTexts as t } from './texts.ts'

const answers = ['skip', 'given', 'refused', 'withdrawn'] as const

/** Registers a signed paper; a second member of staff confirms it. */
export function EnterPaper({ studentId, name, onClose }: { studentId: string; name: string; onClose: () => void }) {
  const enter = useWrite(activation.enterPaperConsent)
  const { message } = App.useApp()
  const [nothing, setNothing] = useState(false)
  return (
    <ActDialog
      title={t.enterTitle(name)}
      intro={t.enterIntro}
      fields={[
        ...consentPurposes.map((p) => ({
          kind: 'radio' as const,
          name: p,
          label: consentPurposeTitles[p],
          required: true,
          options: answers.map((a) => ({ value: a, label: t[a] })),
        })),
        { kind: 'text', name: 'guardianName', label: t.guardianName, max: 40 },
        { kind: 'text', name: 'guardianRelation', label: t.guardianRelation, max: 20 },
      ]}
      initial={Object.fromEntries(consentPurposes.map((p) => [p, 'skip']))}
      submitText={t.enterDo}
      onClose={onClose}
      onSubmit={async (v) => {
        const decisions = consentPurposes.flatMap((purpose) => {
          const decision = choiceOf(v, purpose, ['given', 'refused', 'withdrawn'])
          return decision ? [{ purpose, decision }] : []
        })
        setNothing(decisions.length === 0)
        if (decisions.length === 0) return
        await enter.run({
          params: { id: studentId },
          body: {
            decisions,
            guardianName: textOf(v, 'guardianName'),
            guardianRelation: textOf(v, 'guardianRelation'),
          },
        })
        message.success(t.entered)
        onClose()
      }}
    >
      {() => nothing && <Notice tone="bad" title={t.nothing} />}
    </ActDialog>
  )
}
