import { campus, handoutMethods, handoutMethodTitles, handoutStatusTitles } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useList, useRead, useWrite } from '../../api/hooks.ts'
import { dayText, periodText, yuan, yuanPlain } from '../../lib/format.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Money, Stat, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { choiceOf, fenOf, textOf } from '../../ui/form.ts'
import { ExportButton } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { campusTexts as t } from './texts.ts'

type Row = RowOf<typeof campus.listHandouts>
const statuses = ['due', 'paid', 'stopped'] as const
const tone = { due: 'info', paid: 'good', stopped: 'mute' } as const

function columnsFor(undo: ((row: Row) => void) | null): Column<Row>[] {
  return [
    { key: 'student', title: t.student, main: true, render: (r) => r.studentName, csv: (r) => r.studentName },
    { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
    { key: 'project', title: t.project, render: (r) => r.title, csv: (r) => r.title },
    {
      key: 'no',
      title: t.referenceNo,
      render: (r) => <span className="mono">{r.referenceNo}</span>,
      csv: (r) => r.referenceNo,
    },
    { key: 'period', title: t.period, render: (r) => periodText(r.period), csv: (r) => periodText(r.period) },
    {
      key: 'money',
      title: t.money,
      align: 'right',
      render: (r) => <Money fen={r.amountFen} />,
      csv: (r) => yuanPlain(r.amountFen),
    },
    {
      key: 'status',
      title: t.status,
      render: (r) => (
        <span className="tags">
          <Tag tone={tone[r.status]}>{handoutStatusTitles[r.status]}</Tag>
          {r.answer && <Tag tone={r.answer === 'received' ? 'good' : 'bad'}>{t.answers[r.answer]}</Tag>}
        </span>
      ),
      csv: (r) => handoutStatusTitles[r.status],
    },
    {
      key: 'voucher',
      title: t.voucher,
      render: (r) =>
        r.status === 'paid' ? (
          <span className="two-lines">
            <span>
              {dayText(r.paidOn)} {r.documentNo}
            </span>
            <span className="muted small">
              {r.methodTitle} · {r.recordedBy}
            </span>
            {r.answerText && <span className="small text-bad">{r.answerText}</span>}
            {undo && r.answer !== 'received' && (
              <Button size="small" onClick={() => undo(r)}>
                {t.undo}
              </Button>
            )}
          </span>
        ) : (
          (r.stopReason ?? '—')
        ),
      csv: (r) => (r.documentNo === null ? null : `${r.paidOn} ${r.methodTitle} ${r.documentNo}`),
    },
    {
      key: 'answer',
      title: t.answer,
      exportOnly: true,
      render: () => null,
      csv: (r) => (r.answer ? t.answers[r.answer] : null),
    },
  ]
}

function RecordDialog({ rows, onClose }: { rows: readonly Row[]; onClose: (done: boolean) => void }) {
  const me = useMe()
  const { message } = App.useApp()
  const record = useWrite(campus.recordHandouts)
  const sum = rows.reduce((n, r) => n + r.amountFen, 0)
  return (
    <ActDialog
      title={t.record}
      intro={t.recordIntro(rows.length, yuan(sum))}
      fields={[
        { kind: 'day', name: 'paidOn', label: t.paidOn, required: true },
        {
          kind: 'radio',
          name: 'method',
          label: t.method,
          required: true,
          options: optionsOf(handoutMethods, handoutMethodTitles),
        },
        { kind: 'money', name: 'totalFen', label: t.total, required: true },
        { kind: 'text', name: 'documentNo', label: t.documentNo, required: true, max: 60 },
        { kind: 'area', name: 'note', label: t.note, max: 300 },
      ]}
      initial={{ paidOn: me.today, method: rows[0]?.payee === 'school' ? 'fee-account' : '' }}
      submitText={t.record}
      onClose={() => onClose(false)}
      onSubmit={async (v) => {
        const method = choiceOf(v, 'method', handoutMethods)
        if (!method) return
        const reply = await record.run({
          body: {
            ids: rows.map((r) => r.id),
            totalFen: fenOf(v, 'totalFen') ?? 0,
            paidOn: textOf(v, 'paidOn'),
            method,
            documentNo: textOf(v, 'documentNo'),
            note: textOf(v, 'note'),
          },
        })
        message.success(t.recorded(reply.recorded), 6)
        onClose(true)
      }}
    />
  )
}

function UndoDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const { message } = App.useApp()
  const undo = useWrite(campus.undoHandout)
  return (
    <ActDialog
      title={t.undo}
      danger
      fields={[{ kind: 'area', name: 'reason', label: t.undoReason, required: true, max: 300 }]}
      submitText={t.undo}
      onClose={onClose}
      onSubmit={async (v) => {
        await undo.run({ params: { id: row.id }, body: { reason: textOf(v, 'reason') } })
        message.success(t.undone)
        onClose()
      }}
    />
  )
}

/** What the school hands out itself: due, recorded with voucher, confirmed by the student. */
export default function HandoutsPage() {
  const can = useCan()
  const mayPay = can(campus.recordHandouts.permission)
  const filters = useFilters(['status', 'roundId'])
  const status = filters.oneOf('status', statuses)
  const { roundId } = filters.values
  const args = { query: { limit: '200', ...(status && { status }), ...(roundId && { roundId }) } }
  const list = useList(campus.listHandouts, args)
  const sums = useRead(campus.listHandouts, { query: { limit: '1', ...(roundId && { roundId }) } })
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  const [recording, setRecording] = useState(false)
  const [undoing, setUndoing] = useState<Row | null>(null)
  const chosen = list.items.filter((r) => keys.has(r.id) && r.status === 'due')
  const columns = columnsFor(mayPay ? setUndoing : null)
  return (
    <Page
      title={t.handoutsTitle}
      intro={t.handoutsIntro}
      actions={<ExportButton route={campus.listHandouts} args={args} columns={columns} filename={t.handoutsTitle} />}
    >
      {sums.data && (
        <Card>
          <div className="stats">
            <Stat label={t.dueSum} value={`${yuan(sums.data.dueFen)} 元`} />
            <Stat label={t.paidSum} value={`${yuan(sums.data.paidFen)} 元`} tone="good" />
          </div>
        </Card>
      )}
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'select', name: 'status', label: t.filter.status, options: optionsOf(statuses, handoutStatusTitles) },
        ]}
      />
      {list.pending && !list.error && <Loading rows={6} />}
      {list.error && <Failed error={list.error} retry={list.refetch} />}
      {!list.pending && !list.error && list.items.length === 0 && (
        <div className="card">
          <Empty title={t.noHandouts} />
        </div>
      )}
      {list.items.length > 0 && (
        <>
          <div className="card card-flush">
            <Table
              caption={t.handoutsTitle}
              columns={columns}
              rows={list.items}
              rowKey={(r) => r.id}
              stale={list.stale}
              {...(mayPay && {
                selection: {
                  keys,
                  onChange: setKeys,
                  allLabel: t.pickAll,
                  rowLabel: (key: string) => t.pick(list.items.find((r) => r.id === key)?.studentName ?? ''),
                },
              })}
            />
            {list.hasMore && (
              <div className="list-foot">
                <Button onClick={list.loadMore} loading={list.loadingMore}>
                  {common.more}
                </Button>
              </div>
            )}
          </div>
          {mayPay && (
            <section className="action-bar no-print" aria-label={t.record}>
              <span className="action-hint" aria-live="polite">
                {t.chosen(chosen.length, yuan(chosen.reduce((n, r) => n + r.amountFen, 0)))}
              </span>
              <Button type="primary" size="large" disabled={chosen.length === 0} onClick={() => setRecording(true)}>
                {t.record}
              </Button>
            </section>
          )}
        </>
      )}
      {recording && (
        <RecordDialog
          rows={chosen}
          onClose={(done) => {
            setRecording(false)
            if (done) setKeys(new Set())
          }}
        />
      )}
      {undoing && <UndoDialog row={undoing} onClose={() => setUndoing(null)} />}
    </Page>
  )
}
