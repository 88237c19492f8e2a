import { applications, type ReplyOf } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../api/hooks.ts'
import { useCan } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Facts, Tag, type Tone } from '../../ui/bits.tsx'
import { textOf } from '../../ui/form.ts'
import { applicationTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof applications.getApplication>

const tone: Record<'agreed' | 'declined' | 'waiting' | 'none', Tone> = {
  agreed: 'good',
  declined: 'bad',
  waiting: 'warn',
  none: 'warn',
}

/** Under 16: the guardian's signature, and the paper that the class teacher saw signed. */
export function GuardianCard({ detail }: { detail: Detail }) {
  const can = useCan()
  const { message } = App.useApp()
  const sign = useWrite(applications.countersign)
  const [asking, setAsking] = useState(false)
  const { guardian, application } = detail
  if (!guardian) return null
  const open = guardian.state !== 'agreed' && ['submitted', 'checked'].includes(application.status)
  return (
    <Card title={t.guardian}>
      <Facts
        items={[
          [
            t.guardianState,
            <Tag key="s" tone={tone[guardian.state]}>
              {t.guardianStates[guardian.state]}
            </Tag>,
          ],
          [t.guardianPhone, guardian.phoneMasked ?? t.guardianNoPhone],
          ...(guardian.by ? [[t.guardianBy, guardian.by] as [string, string]] : []),
        ]}
      />
      {open && can(applications.countersign.permission) && (
        <Button onClick={() => setAsking(true)}>{t.guardianPaper}</Button>
      )}
      {asking && (
        <ActDialog
          title={t.guardianPaper}
          intro={t.guardianPaperHelp}
          fields={[
            { kind: 'text', name: 'guardianName', label: t.guardianName, required: true, max: 40 },
            { kind: 'text', name: 'guardianRelation', label: t.guardianRelation, required: true, max: 20 },
          ]}
          submitText={t.guardianPaper}
          onClose={() => setAsking(false)}
          onSubmit={async (v) => {
            await sign.run({
              params: { id: application.id },
              body: {
                revision: application.revision,
                guardianName: textOf(v, 'guardianName'),
                guardianRelation: textOf(v, 'guardianRelation'),
              },
            })
            message.success(t.guardianDone)
            setAsking(false)
          }}
        />
      )}
    </Card>
  )
}
