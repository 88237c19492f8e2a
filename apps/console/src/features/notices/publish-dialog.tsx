import { programmeCodes, programmes, publicity } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useRead, useWrite } from '../../api/hooks.ts'
import { dayText, termTitle } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { Await } from '../../ui/states.tsx'
import { programmeOptions } from '../shared/programme.ts'
import { noticeTexts as t } from './texts.ts'

const FIRST = 5

/** The list and the period exactly as they will be public. */
function Preview({ roundId, programme }: { roundId: string; programme: (typeof programmeCodes)[number] }) {
  const me = useMe()
  const [all, setAll] = useState(false)
  const read = useRead(publicity.previewNotice, { query: { roundId, programme } })
  return (
    <section className="preview" aria-label={t.preview}>
      <h3 className="sub">{t.preview}</h3>
      <Await read={read} rows={3}>
        {(p) =>
          p.entries.length === 0 ? (
            <Notice tone="warn" title={t.previewNone} />
          ) : (
            <>
              <p>{t.previewNames(p.entries.length)}</p>
              <table className="table preview-table">
                <thead>
                  <tr>
                    {t.previewColumns.map((c) => (
                      <th key={c} scope="col">
                        {c}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {p.entries.slice(0, all ? undefined : FIRST).map((e) => (
                    <tr key={e.no}>
                      <td>{e.no}</td>
                      <td>{e.name}</td>
                      <td>{e.className}</td>
                      <td>{e.majorName}</td>
                      <td>{common.grade(e.grade)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {!all && p.entries.length > FIRST && (
                <Button onClick={() => setAll(true)}>{t.previewAll(p.entries.length)}</Button>
              )}
              <p>
                <strong>{t.period}：</strong>
                {t.periodText(dayText(me.today), dayText(p.lastDay))}
              </p>
              {p.provisional && <Notice tone="warn" title={t.provisional} />}
            </>
          )
        }
      </Await>
      <p className="muted">{t.never}</p>
    </section>
  )
}

/** Publishes the list of a round and programme, after showing what the public will see. */
export function PublishDialog({
  onClose,
  onDone,
}: {
  onClose: () => void
  onDone: (id: string, text: string) => void
}) {
  const rounds = useRead(programmes.listRounds, { query: { limit: '50' } })
  const publish = useWrite(publicity.publishNotice)
  const options = (rounds.data?.items ?? []).map((r) => ({
    value: r.id,
    label: `${termTitle(r.term)} · ${r.schoolName}`,
  }))
  if (!rounds.data && !rounds.error) return null
  return (
    <ActDialog
      title={t.publishTitle}
      wide
      fields={[
        { kind: 'select', name: 'roundId', label: t.round, required: true, options },
        { kind: 'radio', name: 'programme', label: t.programme, required: true, options: programmeOptions },
        { kind: 'area', name: 'note', label: t.note, max: 500, help: t.noteHelp },
        { kind: 'check', name: 'ok', label: t.confirm, required: true },
      ]}
      initial={{ roundId: options[0]?.value ?? '', programme: 'national-grant' }}
      submitText={t.publish}
      onClose={onClose}
      onSubmit={async (v) => {
        const programme = choiceOf(v, 'programme', programmeCodes)
        if (!programme) return
        const reply = await publish.run({ body: { roundId: textOf(v, 'roundId'), programme, note: textOf(v, 'note') } })
        onDone(
          reply.id,
          `${t.published(reply.names, dayText(reply.lastDay))}${reply.provisional ? `。${t.provisional}` : ''}`,
        )
        onClose()
      }}
    >
      {(v) => {
        const round = rounds.data?.items.find((r) => r.id === textOf(v, 'roundId'))
        const programme = choiceOf(v, 'programme', programmeCodes)
        return round && programme ? <Preview roundId={round.id} programme={programme} /> : null
      }}
    </ActDialog>
  )
}
