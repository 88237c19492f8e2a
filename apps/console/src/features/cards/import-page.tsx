import { cards, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../api/hooks.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Notice, Stat } from '../../ui/bits.tsx'
import { fileOf, textOf } from '../../ui/form.ts'
import { FormPanel } from '../../ui/form-panel.tsx'
import { Page } from '../../ui/page.tsx'
import { LineProblems } from '../shared/line-problems.tsx'
import { useSchools } from '../shared/schools.ts'
import { cardTexts as t } from './texts.ts'

type Reply = ReplyOf<typeof cards.importCards>
interface Checked {
  readonly reply: Reply
  readonly file: File
  readonly schoolId: string
}

function Result({ reply }: { reply: Reply }) {
  return (
    <div className="stats">
      <Stat label={t.accepted} value={reply.accepted} tone="good" />
      <Stat label={t.failed} value={reply.failedAtBank} {...(reply.failedAtBank > 0 && { tone: 'warn' as const })} />
      <Stat
        label={t.problems}
        value={reply.problems.length}
        {...(reply.problems.length > 0 && { tone: 'bad' as const })}
      />
    </div>
  )
}

/** Import of the bank's card list in two steps: check without writing, then import the same file. */
export default function ImportPage() {
  const schools = useSchools()
  const send = useWrite(cards.importCards)
  const [checked, setChecked] = useState<Checked | null>(null)
  const [asking, setAsking] = useState(false)
  const [done, setDone] = useState<Reply | null>(null)
  const reset = () => {
    setChecked(null)
    setDone(null)
  }
  const problems = done?.problems ?? checked?.reply.problems ?? []
  return (
    <Page title={t.import} intro={t.importIntro} back={{ to: '/cards', text: t.back }}>
      {!done && (
        <Card>
          <FormPanel
            fields={[
              ...(schools.only === undefined
                ? [
                    {
                      kind: 'select' as const,
                      name: 'schoolId',
                      label: t.school,
                      required: true,
                      options: schools.options,
                    },
                  ]
                : []),
              {
                kind: 'file',
                name: 'file',
                label: t.file,
                required: true,
                accept: '.xlsx,.csv,.txt',
                help: t.fileHelp,
              },
            ]}
            submitText={t.check}
            onSubmit={async (v) => {
              const file = fileOf(v, 'file')
              if (!file) return
              const schoolId = schools.only ?? textOf(v, 'schoolId')
              setChecked(null)
              setChecked({ reply: await send.run({ body: { schoolId, dryRun: 'yes' }, file }), file, schoolId })
            }}
          />
        </Card>
      )}
      {checked && !done && (
        <Card title={t.checked(checked.reply.rows)}>
          <Result reply={checked.reply} />
          {checked.reply.accepted > 0 ? (
            <div className="form-foot">
              <Button type="primary" size="large" onClick={() => setAsking(true)}>
                {t.doImport(checked.reply.accepted)}
              </Button>
            </div>
          ) : (
            <Notice tone="bad" title={t.noneAccepted} announce />
          )}
        </Card>
      )}
      {done && (
        <Card>
          <Notice tone="good" title={t.imported(done.accepted)} announce />
          {done.failedAtBank > 0 && <p>{t.failedToo(done.failedAtBank)}</p>}
          <Button onClick={reset}>{t.another}</Button>
        </Card>
      )}
      {problems.length > 0 && <LineProblems problems={problems} filename={`${t.import}-${t.problemTitle}`} />}
      {asking && checked && (
        <ActDialog
          title={t.import}
          intro={t.importAsk(checked.reply.accepted)}
          fields={[]}
          submitText={t.doImport(checked.reply.accepted)}
          onClose={() => setAsking(false)}
          onSubmit={async () => {
            setDone(await send.run({ body: { schoolId: checked.schoolId, dryRun: 'no' }, file: checked.file }))
            setAsking(false)
          }}
        />
      )}
    </Page>
  )
}
