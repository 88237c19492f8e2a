import { applicationStatusTitles, outcomeTitles, outreach, roll } from '@zhuxue/contracts'
import { fen, formatYuan } from '@zhuxue/policy'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useRead, useWrite } from '../../api/hooks.ts'
import { useCan } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { textOf } from '../../ui/form.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { changeTexts as t } from './texts.ts'

type Row = RowOf<typeof outreach.factChanges>

function resultText(r: Row['before']): string {
  const amount = r.termFen === null ? '' : `，${t.perTerm(formatYuan(fen(r.termFen)))}`
  return `${outcomeTitles[r.outcome]}${r.routeTitle ? `（${r.routeTitle}）` : ''}${amount}`
}

const columns: Column<Row>[] = [
  { key: 'student', title: t.student, main: true, render: (r) => r.studentName },
  { key: 'class', title: t.className, render: (r) => r.className },
  { key: 'programme', title: t.programme, render: (r) => r.programmeTitle },
  { key: 'status', title: t.status, render: (r) => applicationStatusTitles[r.status] },
  {
    key: 'facts',
    title: t.facts,
    render: (r) => (
      <ul className="lines">
        {r.facts.map((f) => (
          <li key={f.label}>{t.change(f.label, f.before, f.after)}</li>
        ))}
      </ul>
    ),
  },
  { key: 'before', title: t.before, render: (r) => resultText(r.before) },
  {
    key: 'after',
    title: t.after,
    render: (r) => (
      <div className="lines">
        <p>{resultText(r.after)}</p>
        {r.reasons
          .filter((x) => x.met !== true)
          .map((x) => (
            <p key={x.rule} className="muted">
              {x.text}（{x.source}）
            </p>
          ))}
      </div>
    ),
  },
]

function Keep({ row, onClose }: { row: Row; onClose: () => void }) {
  const { message } = App.useApp()
  const keep = useWrite(outreach.keepDecision)
  return (
    <ActDialog
      title={t.keepTitle(row.studentName, row.programmeTitle)}
      intro={row.facts.map((f) => <p key={f.label}>{t.change(f.label, f.before, f.after)}</p>)}
      fields={[{ kind: 'area', name: 'reason', label: t.reason, placeholder: t.reasonHint, required: true, max: 300 }]}
      submitText={t.keep}
      onClose={onClose}
      onSubmit={async (v) => {
        await keep.run({ params: { id: row.applicationId }, body: { reason: textOf(v, 'reason') } })
        message.success(t.done)
        onClose()
      }}
    />
  )
}

/** 情况变化: what would come out today; a person keeps the result with a reason, or enters what has to follow. */
export default function ChangesPage() {
  const can = useCan()
  const changes = useRead(outreach.factChanges, {})
  const [keeping, setKeeping] = useState<Row | null>(null)
  const act: Column<Row> = {
    key: 'act',
    title: t.act,
    render: (r) => (
      <Button size="small" onClick={() => setKeeping(r)}>
        {t.keep}
      </Button>
    ),
  }
  const rows = changes.data?.items ?? []
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={can(roll.listRollChanges.permission) && <LinkButton to="/roll-changes">{t.roll}</LinkButton>}
    >
      {changes.isPending && <Loading rows={4} />}
      {changes.error && <Failed error={changes.error} retry={() => void changes.refetch()} />}
      {changes.data && rows.length === 0 && (
        <div className="card">
          <Empty title={t.empty}>{t.emptyHelp}</Empty>
        </div>
      )}
      {rows.length > 0 && (
        <div className="card card-flush">
          <Table
            rows={rows}
            columns={can(outreach.keepDecision.permission) ? [...columns, act] : columns}
            rowKey={(r) => r.applicationId}
            linkOf={(r) => `/applications/${r.applicationId}`}
            caption={t.title}
          />
        </div>
      )}
      {keeping && <Keep row={keeping} onClose={() => setKeeping(null)} />}
    </Page>
  )
}
