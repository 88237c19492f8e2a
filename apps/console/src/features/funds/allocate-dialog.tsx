import { disbursement, programmeCodes } from '@zhuxue/contracts'
import { App } from 'antd'
import { useWrite } from '../../api/hooks.ts'
import { termChoices, termTitle, yuan } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { choiceOf, fenOf, textOf } from '../../ui/form.ts'
import { programmeOptions } from '../shared/programme.ts'
import { useSchools } from '../shared/schools.ts'
import { fundTexts as t } from './texts.ts'

/** Enters money allocated to a school by a document. */
export function AllocateDialog({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const schools = useSchools()
  const { message } = App.useApp()
  const allocate = useWrite(disbursement.allocateFunds)
  const terms = termChoices(me.today)
  return (
    <ActDialog
      title={t.allocateTitle}
      intro={t.allocateIntro}
      fields={[
        ...(schools.only === undefined
          ? [
              {
                kind: 'select' as const,
                name: 'schoolId',
                label: common.school,
                required: true,
                options: schools.options,
              },
            ]
          : []),
        { kind: 'select', name: 'programme', label: common.programme, required: true, options: programmeOptions },
        {
          kind: 'select',
          name: 'term',
          label: common.term,
          required: true,
          options: terms.map((x) => ({ value: x, label: termTitle(x) })),
        },
        { kind: 'money', name: 'amountFen', label: t.amountYuan, required: true },
        { kind: 'text', name: 'documentNo', label: t.documentNo, required: true, max: 80 },
      ]}
      initial={{ term: terms[0] ?? '', programme: 'national-grant' }}
      submitText={t.allocate}
      onClose={onClose}
      onSubmit={async (v) => {
        const programme = choiceOf(v, 'programme', programmeCodes)
        const amountFen = fenOf(v, 'amountFen')
        if (!programme || amountFen === null) return
        const body = {
          schoolId: schools.only ?? textOf(v, 'schoolId'),
          programme,
          term: textOf(v, 'term'),
          amountFen,
          documentNo: textOf(v, 'documentNo'),
        }
        const reply = await allocate.run({ body })
        message.success(t.done(yuan(reply.availableFen)))
        onClose()
      }}
    >
      {(v) => {
        const amount = fenOf(v, 'amountFen')
        return amount === null ? null : <p className="money money-strong">{yuan(amount)} 元</p>
      }}
    </ActDialog>
  )
}
