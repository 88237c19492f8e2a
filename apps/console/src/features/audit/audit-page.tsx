import { office, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { type ApiError, asApiError } from '../../api/errors.ts'
import type { RowOf } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { timeText } from '../../lib/format.ts'
import { Notice } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { auditTexts as t } from './texts.ts'

type Event = RowOf<typeof office.auditSearch>
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const day = /^\d{4}-\d{2}-\d{2}$/

function Verify() {
  const [state, setState] = useState<'idle' | 'running'>('idle')
  const [reply, setReply] = useState<ReplyOf<typeof office.auditVerify> | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const run = async () => {
    setState('running')
    setError(null)
    try {
      setReply(await api.call(office.auditVerify, {}))
    } catch (e) {
      setError(asApiError(e))
    } finally {
      setState('idle')
    }
  }
  return (
    <div className="verify">
      <Button type="primary" loading={state === 'running'} onClick={() => void run()}>
        {state === 'running' ? t.verifying : t.verify}
      </Button>
      {error && <Notice tone="bad" title={error.message} announce />}
      {reply && (
        <Notice
          tone={reply.ok ? 'good' : 'bad'}
          title={reply.ok ? t.ok(reply.chains, reply.events) : t.bad(reply.problems.length)}
          announce
        >
          {!reply.ok && (
            <Table
              caption={t.problem}
              rows={reply.problems}
              rowKey={(p) => `${p.chain}${p.seq}`}
              columns={[
                { key: 'chain', title: t.chain, main: true, render: (p) => p.chain },
                { key: 'seq', title: t.seq, render: (p) => p.seq },
                { key: 'text', title: t.problem, render: (p) => p.text },
              ]}
            />
          )}
        </Notice>
      )}
    </div>
  )
}

/** Audit look-up and verification of the hash chains. */
export default function AuditPage() {
  const filters = useFilters(['action', 'subject', 'actor', 'from', 'to'])
  const v = filters.values
  const badId = (v.subject !== '' && !uuid.test(v.subject)) || (v.actor !== '' && !uuid.test(v.actor))
  const args = {
    query: {
      ...(v.action && { action: v.action }),
      ...(uuid.test(v.subject) && { subject: v.subject }),
      ...(uuid.test(v.actor) && { actor: v.actor }),
      ...(day.test(v.from) && { from: v.from }),
      ...(day.test(v.to) && { to: v.to }),
    },
  }
  const columns: Column<Event>[] = [
    { key: 'at', title: t.at, main: true, render: (e) => timeText(e.at), csv: (e) => timeText(e.at) },
    {
      key: 'who',
      title: t.who,
      render: (e) => `${e.actorName}（${e.actorRole}）`,
      csv: (e) => `${e.actorName}（${e.actorRole}）`,
    },
    { key: 'what', title: t.what, render: (e) => e.actionTitle, csv: (e) => e.actionTitle },
    {
      key: 'summary',
      title: t.summary,
      csv: (e) => e.summary,
      render: (e) => (
        <>
          {e.summary}
          {e.subjectId !== null && e.subjectId !== v.subject && (
            <Button size="small" type="link" onClick={() => filters.set('subject', e.subjectId ?? '')}>
              {t.sameSubject}
            </Button>
          )}
        </>
      ),
    },
    {
      key: 'chain',
      title: t.chain,
      render: (e) => <span className="mono">{`${e.chain} #${e.seq}`}</span>,
      csv: (e) => `${e.chain} #${e.seq}`,
    },
    {
      key: 'hash',
      title: t.hash,
      render: (e) => (
        <span className="mono" title={e.hash}>
          {e.hash.slice(0, 12)}…
        </span>
      ),
      csv: (e) => e.hash,
    },
  ]
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={<ExportButton route={office.auditSearch} args={args} columns={columns} filename={t.title} />}
    >
      <Verify />
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'search', name: 'action', label: t.action, hint: t.actionHint },
          { kind: 'day', name: 'from', label: t.from },
          { kind: 'day', name: 'to', label: t.to },
          { kind: 'search', name: 'subject', label: t.subject, hint: t.subjectHint },
          { kind: 'search', name: 'actor', label: t.actor, hint: t.actorHint },
        ]}
      />
      {badId && <Notice tone="warn" title={t.badId} announce />}
      <ListView
        route={office.auditSearch}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(e) => `${e.chain}#${e.seq}`}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
    </Page>
  )
}
