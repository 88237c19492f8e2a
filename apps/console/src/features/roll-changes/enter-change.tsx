import { type ReplyOf, roll } from '@zhuxue/contracts'
import { App, Input } from 'antd'
import { useState } from 'react'
import { useRead, useWrite } from '../../api/hooks.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { optionsOf } from '../../ui/native-select.tsx'
import { rollChangeTexts as t } from './texts.ts'

type Found = Pick<ReplyOf<typeof roll.listStudents>['items'][number], 'id' | 'name' | 'className' | 'rollNumber'>

/** Finds a student by name or roll number; namesakes of a class are told apart by the roll number. */
function StudentPicker({
  chosen,
  missing,
  onChoose,
}: {
  chosen: Found | null
  missing: boolean
  onChoose: (s: Found) => void
}) {
  const [q, setQ] = useState('')
  const found = useRead(roll.listStudents, { query: { q, limit: '8' } }, { enabled: q !== '' })
  return (
    <div className={missing ? 'field field-bad' : 'field'}>
      <label htmlFor="change-student">
        {t.studentFind}
        <span className="need">{common.required}</span>
      </label>
      <Input.Search
        id="change-student"
        maxLength={40}
        enterButton={common.search}
        aria-required
        aria-invalid={missing || undefined}
        aria-describedby="change-student-help"
        onSearch={(v) => setQ(v.trim())}
        loading={found.isFetching}
      />
      <div className="field-help" id="change-student-help">
        {chosen ? t.chosen(chosen.name, chosen.className, chosen.rollNumber) : t.studentHelp}
      </div>
      {missing && <div className="field-error">{t.studentNeed}</div>}
      {q !== '' && found.data && (
        <ul className="pick-list">
          {found.data.items.length === 0 && <li className="muted">{t.studentNone}</li>}
          {found.data.items.map((s) => (
            <li key={s.id}>
              <button type="button" aria-pressed={chosen?.id === s.id} onClick={() => onChoose(s)}>
                {s.name}（{s.className}） <span className="muted mono">{s.rollNumber}</span>
              </button>
            </li>
          ))}
          {found.data.nextCursor !== null && <li className="muted">{t.studentMore}</li>}
        </ul>
      )}
    </div>
  )
}

/** Dialog that enters a roll change; the student is given or looked up. */
export function EnterChange({ student, onClose }: { student?: Omit<Found, 'rollNumber'>; onClose: () => void }) {
  const me = useMe()
  const { message } = App.useApp()
  const enter = useWrite(roll.enterRollChange)
  const [picked, setPicked] = useState<Found | null>(null)
  const chosen = student ?? picked
  const [tried, setTried] = useState(false)
  return (
    <ActDialog
      title={t.enterTitle}
      intro={
        <>
          <p>{t.enterIntro}</p>
          {student ? (
            <Notice tone="info" title={`${student.name}（${student.className}）`} />
          ) : (
            <StudentPicker chosen={picked} missing={tried && !picked} onChoose={setPicked} />
          )}
        </>
      }
      fields={[
        {
          kind: 'select',
          name: 'type',
          label: t.type,
          required: true,
          options: optionsOf(roll.enterableRollChanges, roll.rollChangeTitles),
        },
        { kind: 'day', name: 'occurredOn', label: t.occurredOn, required: true },
        { kind: 'area', name: 'reason', label: t.reason, required: true, max: 300, help: t.reasonHelp },
      ]}
      initial={{ occurredOn: me.today }}
      submitText={t.enter}
      onTry={() => setTried(true)}
      {...(!chosen && { outside: { student: t.studentNeed } })}
      onClose={onClose}
      onSubmit={async (v) => {
        const type = choiceOf(v, 'type', roll.enterableRollChanges)
        if (!chosen || !type) return
        await enter.run({
          body: { studentId: chosen.id, type, occurredOn: textOf(v, 'occurredOn'), reason: textOf(v, 'reason') },
        })
        message.success(t.entered)
        onClose()
      }}
    />
  )
}
