import { roll } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../api/hooks.ts'
import { useCan } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { choiceOf } from '../../ui/form.ts'
import { optionsOf } from '../../ui/native-select.tsx'
import { studentTexts as t } from './texts.ts'

type FieldName = 'idNumber' | 'phone' | 'address' | 'guardianPhone'

/** A masked value that can be seen in full after giving a reason; it is hidden again when the page is left. */
export function Revealable({
  studentId,
  field,
  label,
  masked,
}: {
  studentId: string
  field: FieldName
  label: string
  masked: string | null
}) {
  const can = useCan()
  const reveal = useWrite(roll.revealField)
  const [open, setOpen] = useState(false)
  const [value, setValue] = useState<string | null | undefined>(undefined)
  const shown = value === undefined ? masked : (value ?? t.revealNone)
  return (
    <span className="reveal">
      <span className="mono">{shown ?? t.revealNone}</span>
      {masked !== null && can(roll.revealField.permission) && (
        <Button
          size="small"
          type="link"
          aria-label={value === undefined ? t.revealTitle(label) : `${t.revealHide}${label}`}
          onClick={() => (value === undefined ? setOpen(true) : setValue(undefined))}
        >
          {value === undefined ? t.reveal : t.revealHide}
        </Button>
      )}
      {open && (
        <ActDialog
          title={t.revealTitle(label)}
          intro={t.revealIntro}
          fields={[
            {
              kind: 'radio',
              name: 'reason',
              label: t.revealReason,
              required: true,
              options: optionsOf(roll.revealReasons, roll.revealReasonTitles),
            },
          ]}
          submitText={t.reveal}
          onClose={() => setOpen(false)}
          onSubmit={async (v) => {
            const reason = choiceOf(v, 'reason', roll.revealReasons)
            if (!reason) return
            const reply = await reveal.run({ params: { id: studentId }, body: { field, reason } })
            setValue(reply.value)
            setOpen(false)
          }}
        />
      )}
    </span>
  )
}
