import { type ReplyOf, roll } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../api/hooks.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { choiceOf } from '../../ui/form.ts'
import { optionsOf } from '../../ui/native-select.tsx'
import { SlipSheet } from './slip-sheet.tsx'
import { slipTexts as t } from './texts.ts'

/** A student forgot the password: identified in person, she gets a new slip. */
export function Reissue({
  studentId,
  className,
  onClose,
}: {
  studentId: string
  className: string
  onClose: () => void
}) {
  const write = useWrite(roll.reissueSlip)
  const [made, setMade] = useState<ReplyOf<typeof roll.reissueSlip> | null>(null)
  if (!made) {
    return (
      <ActDialog
        title={t.reissueTitle}
        intro={t.reissueWarn}
        fields={[
          {
            kind: 'radio',
            name: 'reason',
            label: t.reissueReason,
            required: true,
            options: optionsOf(roll.reissueReasons, roll.reissueReasonTitles),
          },
          { kind: 'check', name: 'seen', label: t.reissueSeen, required: true },
        ]}
        submitText={t.reissueDo}
        onClose={onClose}
        onSubmit={async (v) => {
          const reason = choiceOf(v, 'reason', roll.reissueReasons)
          if (!reason) return
          setMade(await write.run({ params: { id: studentId }, body: { identityChecked: true, reason } }))
        }}
      />
    )
  }
  return (
    <section className="card">
      <SlipSheet className={className} slips={[{ studentId, ...made }]} />
      <div className="form-foot no-print">
        <Button type="primary" onClick={() => window.print()}>
          {t.printSlip}
        </Button>
        <Button onClick={onClose}>{t.reissueDone}</Button>
      </div>
    </section>
  )
}
