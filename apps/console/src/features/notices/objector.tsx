import { publicity, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../api/hooks.ts'
import { useCan } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { textOf } from '../../ui/form.ts'
import { noticeTexts as t } from './texts.ts'

/** Who objected: masked, and in full for whoever decides, after giving a reason that is written down. */
export function Objector({ objectionId, masked }: { objectionId: string; masked: string }) {
  const can = useCan()
  const reveal = useWrite(publicity.revealObjector)
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState<ReplyOf<typeof publicity.revealObjector> | null>(null)
  const full = shown && [shown.name, shown.contact].filter(Boolean).join('，')
  return (
    <span className="reveal">
      <span>{full ?? masked}</span>
      {can(publicity.revealObjector.permission) && (
        <Button size="small" type="link" onClick={() => (shown ? setShown(null) : setAsking(true))}>
          {shown ? t.hideObjector : t.showObjector}
        </Button>
      )}
      {asking && (
        <ActDialog
          title={t.showObjectorTitle}
          intro={t.showObjectorIntro}
          fields={[{ kind: 'text', name: 'reason', label: t.showObjectorReason, required: true, max: 200 }]}
          submitText={t.showObjector}
          onClose={() => setAsking(false)}
          onSubmit={async (v) => {
            setShown(await reveal.run({ params: { id: objectionId }, body: { reason: textOf(v, 'reason') } }))
            setAsking(false)
          }}
        />
      )}
    </span>
  )
}
