import { type FileReason, roll } from '@zhuxue/contracts'
import { useEffect, useRef, useState } from 'react'
import { asApiError } from '../../api/errors.ts'
import { useWrite } from '../../api/hooks.ts'
import { useMe } from '../../shell/me.tsx'
import { Card, Notice } from '../../ui/bits.tsx'
import { choiceOf } from '../../ui/form.ts'
import { FormPanel } from '../../ui/form-panel.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Loading } from '../../ui/states.tsx'
import { fileTexts as t } from './file-texts.ts'

/** The reason for further files of today, kept in this tab only: of one person, in one post, on one day. */
let kept: { readonly owner: string; readonly reason: FileReason } | null = null

/** The reason in use for this person today; null when none was chosen, or none for more than one file. */
export const keptReason = (owner: string): FileReason | null => (kept?.owner === owner ? kept.reason : null)
export const forgetReason = (): void => {
  kept = null
}
export const reasonOwner = (me: { id: string; today: string; grant: { id: string } | null }): string =>
  `${me.id} ${me.grant?.id ?? ''} ${me.today}`

/** Stands in front of a minor's file until a reason was given; one chosen for the day is given again by itself. */
export function FileGate({ studentId, onOpen }: { studentId: string; onOpen: () => void }) {
  const owner = reasonOwner(useMe())
  const open = useWrite(roll.openFile)
  const [problem, setProblem] = useState('')
  const reason = keptReason(owner)
  const latest = useRef({ run: open.run, onOpen })
  latest.current = { run: open.run, onOpen }
  useEffect(() => {
    if (!reason) return
    latest.current.run({ params: { id: studentId }, body: { reason } }).then(
      () => latest.current.onOpen(),
      (e: unknown) => setProblem(asApiError(e).message),
    )
  }, [studentId, reason])
  if (reason && !problem) return <Loading rows={6} />
  return (
    <Card title={t.title}>
      <p>{t.intro}</p>
      {problem && <Notice tone="bad" title={problem} announce />}
      <FormPanel
        fields={[
          {
            kind: 'radio',
            name: 'reason',
            label: t.reason,
            required: true,
            options: optionsOf(roll.fileReasons, roll.fileReasonTitles),
          },
          { kind: 'check', name: 'keep', label: t.keep, help: t.keepHelp },
        ]}
        submitText={t.open}
        onSubmit={async (v) => {
          const chosen = choiceOf(v, 'reason', roll.fileReasons)
          if (!chosen) return
          await open.run({ params: { id: studentId }, body: { reason: chosen } })
          kept = v.keep === true ? { owner, reason: chosen } : null
          onOpen()
        }}
      />
    </Card>
  )
}
