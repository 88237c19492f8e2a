import { disbursement, programmeTitles, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { periodText, termTitle, timeText, yuan } from '../../lib/format.ts'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { Card, Facts, Money, Notice, Stat, Tag } from '../../ui/bits.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { type LineProblem, LineProblems } from '../shared/line-problems.tsx'
import { RunActs } from './run-acts.tsx'
import { RunItems } from './run-items.tsx'
import { RunSteps } from './run-steps.tsx'
import { runTone, runTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof disbursement.getRun>

function Reconciliation({ detail }: { detail: Detail }) {
  const r = detail.reconciliation
  const ledger = detail.run.channel === 'school-ledger'
  if (r.sentFen === 0) return null
  return (
    <Card title={t.reconciliation}>
      <div className="stats">
        <Stat label={t.sent} value={yuan(r.sentFen)} />
        <Stat label={ledger ? t.booked : t.paid} value={yuan(r.paidFen)} tone="good" />
        {!ledger && (
          <>
            <Stat label={t.returned} value={yuan(r.returnedFen)} {...(r.returnedFen > 0 && { tone: 'bad' as const })} />
            <Stat label={t.open} value={yuan(r.openFen)} {...(r.openFen > 0 && { tone: 'warn' as const })} />
          </>
        )}
        <Stat label={t.difference} value={yuan(r.differenceFen)} tone={r.differenceFen === 0 ? 'good' : 'bad'} />
      </div>
      {r.differenceFen !== 0 ? (
        <Notice tone="bad" title={t.unbalanced} announce />
      ) : r.openFen > 0 ? (
        <Notice tone="info" title={t.pendingAnswer} />
      ) : (
        <Notice tone="good" title={ledger ? t.ledgerBalanced : t.balanced} />
      )}
    </Card>
  )
}

function History({ detail }: { detail: Detail }) {
  return (
    <Card title={t.history}>
      <ol className="history">
        {detail.history.map((h) => (
          <li key={`${h.at}${h.title}`}>
            <div className="history-head">
              <strong>{h.title}</strong>
              <span className="muted">{h.by}</span>
              <time className="muted">{timeText(h.at)}</time>
            </div>
            {h.note && <p>{h.note}</p>}
          </li>
        ))}
      </ol>
    </Card>
  )
}

function Body({ detail }: { detail: Detail }) {
  const { run } = detail
  const [done, setDone] = useState('')
  const [problems, setProblems] = useState<readonly LineProblem[]>([])
  return (
    <>
      {done !== '' && <NextItem done={done} doneId={run.id} kind="run" />}
      {problems.length > 0 && (
        <>
          <Notice tone="bad" title={t.returnRefused(problems.length)} announce />
          <LineProblems problems={problems} filename={`${t.returnFile}-${run.runNo}`} />
        </>
      )}
      <Card>
        <RunSteps run={run} />
        <Facts
          columns={4}
          items={[
            [common.school, run.schoolName],
            [common.programme, programmeTitles[run.programme]],
            [
              t.period,
              run.period === run.term ? termTitle(run.term) : `${periodText(run.period)}（${termTitle(run.term)}）`,
            ],
            [t.channel, t.channels[run.channel]],
            [t.items, run.items],
            [t.total, <Money key="m" fen={run.totalFen} strong />],
            [t.builtBy, `${run.builtBy}（${timeText(run.builtAt)}）`],
            [t.approvedBy, run.approvedBy ?? '—'],
          ]}
        />
        {run.fileSm3 && (
          <p className="muted small">
            {t.fileHash}：<span className="mono hash">{run.fileSm3}</span>
          </p>
        )}
      </Card>
      <Reconciliation detail={detail} />
      <RunItems runId={run.id} runNo={run.runNo} />
      <History detail={detail} />
      <RunActs detail={detail} onDone={setDone} onProblems={setProblems} />
    </>
  )
}

/** One run with its steps, reconciliation, items and history. */
export default function RunPage() {
  const { id = '' } = useParams()
  const read = useRead(disbursement.getRun, { params: { id }, query: { limit: '1' } })
  const run = read.data?.run
  return (
    <Page
      title={run ? t.heading(programmeTitles[run.programme], periodText(run.period)) : t.title}
      back={{ to: '/runs', text: t.back }}
      intro={
        run && (
          <span className="tags">
            <Tag tone={runTone[run.status]}>{run.statusTitle}</Tag>
            {t.runNo} <span className="mono">{run.runNo}</span>
          </span>
        )
      }
      actions={
        run && (
          <Button icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
            {common.print}
          </Button>
        )
      }
    >
      <Await read={read} rows={10}>
        {(detail) => <Body key={detail.run.id} detail={detail} />}
      </Await>
    </Page>
  )
}
