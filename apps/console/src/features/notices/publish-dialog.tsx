import { applications, programmeCodes, programmes, publicity } from '@zhuxue/contracts'
import { maskName } from '@zhuxue/policy'
import { useRead, useWrite } from '../../api/hooks.ts'
import { dayText, termTitle } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { programmeOptions } from '../shared/programme.ts'
import { noticeTexts as t } from './texts.ts'

/** Columns and period as they will be public, with the first masked names. */
function Preview({ schoolId, programme }: { schoolId: string; programme: (typeof programmeCodes)[number] }) {
  const me = useMe()
  const waiting = useRead(applications.listApplications, {
    query: { status: 'assessed', programme, schoolId, limit: '50' },
  })
  const rows = waiting.data?.items ?? []
  return (
    <section className="preview" aria-label={t.preview}>
      <h3 className="sub">{t.preview}</h3>
      {waiting.data && rows.length === 0 ? (
        <Notice tone="warn" title={t.previewNone} />
      ) : (
        <>
          <p>{t.previewNames(rows.length, waiting.data?.nextCursor != null)}</p>
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
              {rows.slice(0, 3).map((r, i) => (
                <tr key={r.id}>
                  <td>{i + 1}</td>
                  <td>{maskName(r.studentName)}</td>
                  <td>{r.className}</td>
                  <td>{t.byRoll}</td>
                  <td>{t.byRoll}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      <p>
        <strong>{t.period}：</strong>
        {t.periodText(dayText(me.today))}
      </p>
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
        return round && programme ? <Preview schoolId={round.schoolId} programme={programme} /> : null
      }}
    </ActDialog>
  )
}
