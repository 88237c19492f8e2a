import { type ProgrammeCode, programmeCodes, programmes, programmeTitles, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { ApiError } from '../../api/errors.ts'
import { useWrite } from '../../api/hooks.ts'
import { dayText, termChoices, termTitle } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { countOf, type Field, listOf, textOf, type Values } from '../../ui/form.ts'
import { programmeOptions } from '../shared/programme.ts'
import { useSchools } from '../shared/schools.ts'
import { roundTexts as t } from './texts.ts'

const chosen = (v: Values): ProgrammeCode[] => programmeCodes.filter((p) => listOf(v, 'programmes').includes(p))

/** Quotas as typed; a number without the document it comes from is refused. */
function quotasOf(v: Values) {
  return chosen(v).map((programme) => {
    const authorityNumber = countOf(v, `quota-${programme}`)
    const documentNo = textOf(v, `document-${programme}`) || null
    if (authorityNumber !== null && documentNo === null) {
      throw new ApiError({
        status: 422,
        code: 'bad-request',
        detail: t.quotaDocument,
        fields: [{ path: `/document-${programme}`, text: t.quotaDocument }],
      })
    }
    return { programme, authorityNumber, documentNo }
  })
}

/** Form that opens a round, then shows the window the server computed. */
export function OpenRound({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const schools = useSchools()
  const open = useWrite(programmes.openRound)
  const [reply, setReply] = useState<ReplyOf<typeof programmes.openRound> | null>(null)
  if (reply) {
    return (
      <Dialog
        title={t.opened}
        onCancel={onClose}
        footer={
          <Button type="primary" onClick={onClose}>
            {common.close}
          </Button>
        }
      >
        <Notice tone="good" title={t.window(dayText(reply.opensOn), dayText(reply.closesOn))} announce>
          {t.told(reply.studentsTold)}
        </Notice>
        {reply.provisional && <Notice tone="warn" title={t.provisional} />}
      </Dialog>
    )
  }
  const terms = termChoices(me.today)
  const fields = (v: Values): Field[] => [
    ...(schools.only === undefined
      ? [{ kind: 'select' as const, name: 'schoolId', label: t.school, required: true, options: schools.options }]
      : []),
    {
      kind: 'select',
      name: 'term',
      label: t.term,
      required: true,
      options: terms.map((x) => ({ value: x, label: termTitle(x) })),
    },
    { kind: 'day', name: 'registrationDate', label: t.registrationDate, required: true, help: t.registrationHelp },
    { kind: 'checks', name: 'programmes', label: t.programmes, required: true, options: programmeOptions },
    ...chosen(v).flatMap((p): Field[] => [
      { kind: 'number', name: `quota-${p}`, label: t.quota(programmeTitles[p]), help: t.quotaHelp },
      ...(textOf(v, `quota-${p}`) === ''
        ? []
        : [
            {
              kind: 'text' as const,
              name: `document-${p}`,
              label: t.documentNo(programmeTitles[p]),
              required: true,
              max: 80,
            },
          ]),
    ]),
  ]
  return (
    <ActDialog
      title={t.openTitle}
      intro={t.openIntro}
      fields={fields}
      initial={{ term: terms[0] ?? '', registrationDate: me.today, programmes: [...programmeCodes] }}
      submitText={t.open}
      onClose={onClose}
      onSubmit={async (v) => {
        const body = {
          schoolId: schools.only ?? textOf(v, 'schoolId'),
          term: textOf(v, 'term'),
          registrationDate: textOf(v, 'registrationDate'),
          programmes: chosen(v),
          quotas: quotasOf(v),
        }
        setReply(await open.run({ body }))
      }}
    />
  )
}
