import { cards } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { textOf } from '../../ui/form.ts'
import { cardTexts as t } from './texts.ts'

export type CardRow = RowOf<typeof cards.listCards>
type What = 'activate' | 'lost' | 'closed'

/** Acts on one card: activation (by the student in person), loss, closing. */
export function CardActs({ card }: { card: CardRow }) {
  const me = useMe()
  const { message } = App.useApp()
  const activate = useWrite(cards.activateCard)
  const change = useWrite(cards.changeCardStatus)
  const [open, setOpen] = useState<What | null>(null)
  const finish = (what: What) => {
    message.success(t.done[what])
    setOpen(null)
  }
  if (card.status === 'closed') return <>—</>
  return (
    <span className="row-acts">
      {card.status === 'issued' && (
        <Button size="small" type="primary" onClick={() => setOpen('activate')}>
          {t.activate}
        </Button>
      )}
      {card.status !== 'lost' && (
        <Button size="small" onClick={() => setOpen('lost')}>
          {t.lost}
        </Button>
      )}
      <Button size="small" onClick={() => setOpen('closed')}>
        {t.closed}
      </Button>
      {open === 'activate' && (
        <ActDialog
          title={t.activateTitle(card.studentName)}
          intro={t.activateIntro}
          fields={[{ kind: 'day', name: 'activatedOn', label: t.activatedOn, required: true }]}
          initial={{ activatedOn: me.today }}
          submitText={t.activate}
          onClose={() => setOpen(null)}
          onSubmit={async (v) => {
            await activate.run({
              params: { id: card.id },
              body: { activatedOn: textOf(v, 'activatedOn'), method: 'counter' },
            })
            finish('activate')
          }}
        />
      )}
      {(open === 'lost' || open === 'closed') && (
        <ActDialog
          title={t.statusTitle(t[open], card.studentName)}
          intro={t.statusIntro}
          danger
          fields={[{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 200 }]}
          submitText={t[open]}
          onClose={() => setOpen(null)}
          onSubmit={async (v) => {
            await change.run({ params: { id: card.id }, body: { status: open, reason: textOf(v, 'reason') } })
            finish(open)
          }}
        />
      )}
    </span>
  )
}
