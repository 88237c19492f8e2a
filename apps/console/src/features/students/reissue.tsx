import { type ReplyOf, roll } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../api/hooks.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
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
        fields={[]}
        submitText={t.reissueDo}
        onClose={onClose}
        onSubmit={async () => setMade(await write.run({ params: { id: studentId }, body: { identityChecked: true } }))}
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
