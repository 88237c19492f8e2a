import { applications, programmeCodes } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useList, useRead, useWrite } from '../../api/hooks.ts'
import { yuan } from '../../lib/format.ts'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { type Field, textOf } from '../../ui/form.ts'
import { ExportButton } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { type ApplicationRow, applicationColumns, schoolColumn } from '../applications/applications-page.tsx'
import { programmeOptions } from '../shared/programme.ts'
import { useSchools } from '../shared/schools.ts'
import { countyTexts as t } from './texts.ts'

type Decision = 'approve' | 'return' | 'reject'
const titles = { approve: t.approveTitle, return: t.returnTitle, reject: t.rejectTitle }
const buttons = { approve: t.approve, return: t.return, reject: t.reject }

function Decide({
  decision,
  rows,
  onClose,
  onDone,
}: {
  decision: Decision
  rows: readonly ApplicationRow[]
  onClose: () => void
  onDone: (done: number, refused: { id: string; text: string }[]) => void
}) {
  const send = useWrite(applications.countyReview)
  // The reasons a programme allows come with one of its applications.
  const sample = useRead(
    applications.getApplication,
    { params: { id: rows[0]?.id ?? '' } },
    { enabled: decision === 'reject' && rows.length > 0 },
  )
  const sum = yuan(rows.reduce((n, r) => n + (r.termFen ?? 0), 0))
  const fields: Field[] =
    decision === 'approve'
      ? [{ kind: 'area', name: 'reason', label: t.reason, max: 300 }]
      : [
          ...(decision === 'reject'
            ? [
                {
                  kind: 'radio' as const,
                  name: 'code',
                  label: t.rejectReason,
                  required: true,
                  options: (sample.data?.rejectionReasons ?? []).map((r) => ({ value: r.code, label: r.text })),
                },
              ]
            : []),
          { kind: 'area', name: 'reason', label: t.reason, required: true, max: 300 },
        ]
  return (
    <ActDialog
      title={titles[decision](rows.length)}
      intro={decision === 'approve' ? t.approveIntro(sum) : decision === 'return' ? t.returnIntro : t.rejectIntro}
      danger={decision === 'reject'}
      fields={fields}
      submitText={buttons[decision]}
      onClose={onClose}
      onSubmit={async (v) => {
        const code = textOf(v, 'code')
        const reply = await send.run({
          body: {
            decision,
            reason: textOf(v, 'reason'),
            items: rows.map((r) => ({ id: r.id, revision: r.revision })),
            ...(code !== '' && { reasonCode: code }),
          },
        })
        onDone(reply.done, reply.refused)
        onClose()
      }}
    />
  )
}

/** The county's batch table: choose, approve, return or reject; each application can also be opened alone. */
export default function CountyPage() {
  const schools = useSchools()
  const filters = useFilters(['schoolId', 'programme'])
  const programme = filters.oneOf('programme', programmeCodes)
  const { schoolId } = filters.values
  const args = {
    query: { status: 'noticed' as const, limit: '200', ...(programme && { programme }), ...(schoolId && { schoolId }) },
  }
  const list = useList(applications.listApplications, args)
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  const [decision, setDecision] = useState<Decision | null>(null)
  const [done, setDone] = useState<{ n: number; refused: { id: string; text: string; name: string }[] } | null>(null)
  const chosen = list.items.filter((r) => keys.has(r.id) && (decision !== 'approve' || !r.held))
  const heldChosen = list.items.some((r) => keys.has(r.id) && r.held)
  const shared = applicationColumns.filter((c) => c.key !== 'submitted')
  const columns = [...shared.slice(0, 2), schoolColumn, ...shared.slice(2)]
  const finish = (n: number, refused: { id: string; text: string }[]) => {
    setDone({
      n,
      refused: refused.map((r) => ({ ...r, name: list.items.find((x) => x.id === r.id)?.studentName ?? r.id })),
    })
    setKeys(new Set(refused.map((r) => r.id)))
  }
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={<ExportButton route={applications.listApplications} args={args} columns={columns} filename={t.title} />}
    >
      {done && done.n > 0 && <NextItem done={t.done(done.n)} doneId="batch" />}
      {done && done.refused.length > 0 && (
        <Notice tone="bad" title={t.refusedTitle(done.refused.length)} announce>
          <ul>
            {done.refused.map((r) => (
              <li key={r.id}>
                {r.name}：{r.text}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <FilterBar
        filters={filters}
        defs={[
          ...(schools.options.length > 1
            ? [{ kind: 'select' as const, name: 'schoolId', label: common.school, options: schools.options }]
            : []),
          { kind: 'select', name: 'programme', label: common.programme, options: programmeOptions },
        ]}
      />
      {list.pending && !list.error && <Loading rows={8} />}
      {list.error && <Failed error={list.error} retry={list.refetch} />}
      {!list.pending && !list.error && list.items.length === 0 && (
        <div className="card">
          <Empty title={t.emptyTitle}>{t.emptyHelp}</Empty>
        </div>
      )}
      {list.items.length > 0 && (
        <>
          <div className="card card-flush">
            <Table
              caption={t.title}
              columns={columns}
              rows={list.items}
              rowKey={(r) => r.id}
              linkOf={(r) => `/applications/${r.id}`}
              rowTone={(r) => (r.late ? 'late' : r.held ? 'held' : undefined)}
              stale={list.stale}
              selection={{
                keys,
                onChange: setKeys,
                allLabel: t.pickAll,
                rowLabel: (key) => t.pick(list.items.find((r) => r.id === key)?.studentName ?? ''),
              }}
            />
            {list.hasMore && (
              <div className="list-foot">
                <Button onClick={list.loadMore} loading={list.loadingMore}>
                  {common.more}
                </Button>
              </div>
            )}
          </div>
          <section className="action-bar no-print" aria-label={t.title}>
            <span className="action-hint" aria-live="polite">
              {keys.size > 500
                ? t.limit
                : t.chosen(chosen.length, yuan(chosen.reduce((n, r) => n + (r.termFen ?? 0), 0)))}
              {heldChosen && ` · ${t.held}`}
            </span>
            {(['approve', 'return', 'reject'] as const).map((d) => (
              <Button
                key={d}
                size="large"
                {...(d === 'approve' && { type: 'primary' as const })}
                danger={d === 'reject'}
                disabled={keys.size === 0 || keys.size > 500}
                onClick={() => setDecision(d)}
              >
                {buttons[d]}
              </Button>
            ))}
          </section>
        </>
      )}
      {decision && <Decide decision={decision} rows={chosen} onClose={() => setDecision(null)} onDone={finish} />}
    </Page>
  )
}
