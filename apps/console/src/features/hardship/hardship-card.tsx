import { applications } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useCan, useMe } from '../../shell/me.tsx'
import { Card, Tag } from '../../ui/bits.tsx'
import { DecideDialog, type Hardship, ProposeDialog } from './dialogs.tsx'
import { HardshipEvidence } from './evidence.tsx'
import { hardshipTexts as t } from './texts.ts'

export const hardshipTone = { proposed: 'warn', decided: 'good', refused: 'bad' } as const

/** Hardship panel of an application: evidence, proposal, decision, and the two acts for those who may. */
export function HardshipCard({ studentId, hardship }: { studentId: string; hardship: Hardship | null }) {
  const me = useMe()
  const can = useCan()
  const { message } = App.useApp()
  const [dialog, setDialog] = useState<'propose' | 'decide' | null>(null)
  const done = (text: string) => void message.success(text)
  const mayDecide = hardship?.status === 'proposed' && can(applications.decideHardship.permission)
  return (
    <Card
      title={t.title}
      extra={hardship && <Tag tone={hardshipTone[hardship.status]}>{t.status[hardship.status]}</Tag>}
    >
      {hardship ? <HardshipEvidence hardship={hardship} /> : <p className="muted">{t.none}</p>}
      <div className="card-links">
        {can(applications.proposeHardship.permission) && hardship?.status !== 'decided' && (
          <Button onClick={() => setDialog('propose')}>{hardship ? t.proposeAgain : t.propose}</Button>
        )}
        {mayDecide && hardship.proposedById !== me.id && (
          <Button onClick={() => setDialog('decide')}>{t.decide}</Button>
        )}
        {mayDecide && hardship.proposedById === me.id && <span className="muted">{t.self}</span>}
      </div>
      {dialog === 'propose' && <ProposeDialog studentId={studentId} onClose={() => setDialog(null)} onDone={done} />}
      {dialog === 'decide' && hardship && (
        <DecideDialog name="" hardship={hardship} onClose={() => setDialog(null)} onDone={done} />
      )}
    </Card>
  )
}
