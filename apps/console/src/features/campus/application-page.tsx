import { campus, outcomeTitles, type ReplyOf } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { ApiError, asApiError } from '../../api/errors.ts'
import { useRead, useWrite } from '../../api/hooks.ts'
import { termTitle, timeText } from '../../lib/format.ts'
import { NextItem } from '../../shell/next-item.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Facts, Notice, Tag } from '../../ui/bits.tsx'
import { textOf } from '../../ui/form.ts'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { HardshipCard } from '../hardship/hardship-card.tsx'
import { campusTone } from './round-page.tsx'
import { campusTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof campus.getCampusApplication>

function Steps({ detail }: { detail: Detail }) {
  const ended = ['not-awarded', 'withdrawn', 'recalled', 'returned'].includes(detail.application.status)
  return (
    <Card title={t.steps}>
      <ol className="campus-steps">
        {detail.steps.map((s, i) => {
          const state = i < detail.step ? 'done' : i === detail.step && !ended ? 'current' : 'waiting'
          return (
            <li key={s.id} className={state} {...(state === 'current' && { 'aria-current': 'step' as const })}>
              <span className="campus-no">{state === 'done' ? <Icon name="check" size={16} /> : i + 1}</span>
              <span>
                {s.title}
                <span className="muted small">（{s.owner}）</span>
              </span>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}

function Reasons({ detail }: { detail: Detail }) {
  return (
    <Card
      title={t.reasons}
      extra={
        <Tag tone={detail.outcomeNow === 'not-eligible' ? 'bad' : detail.outcomeNow === 'to-verify' ? 'warn' : 'good'}>
          {outcomeTitles[detail.outcomeNow]}
        </Tag>
      }
    >
      <ul className="reasons">
        {detail.reasons.map((r) => (
          <li key={r.rule} className={r.met === null ? 'reason-unknown' : r.met ? 'reason-met' : 'reason-unmet'}>
            <Icon name={r.met === null ? 'help' : r.met ? 'check' : 'cross'} size={16} />
            <div>
              {r.text}
              <div className="reason-source">{r.source}</div>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Papers({ detail }: { detail: Detail }) {
  return (
    <Card title={t.papers} extra={<span className="muted">{t.papersNote}</span>}>
      {detail.papers.length === 0 ? (
        <p className="muted">{t.noPapers}</p>
      ) : (
        <ul className="thumbs">
          {detail.papers.map((p) => (
            <li key={p.id}>
              <a href={`/api/v1/campus-papers/${p.id}`} target="_blank" rel="noreferrer" aria-label={p.title}>
                <img src={`/api/v1/campus-papers/${p.id}`} alt="" loading="lazy" />
              </a>
              <span>{p.title}</span>
              <span className="muted small">{timeText(p.uploadedAt)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function ActionBar({ detail, onDone }: { detail: Detail; onDone: (text: string) => void }) {
  const { message } = App.useApp()
  const act = useWrite(campus.actOnCampus)
  const [pending, setPending] = useState(false)
  const [dialog, setDialog] = useState<'return' | 'reject' | null>(null)
  const params = { id: detail.application.id }
  const send = async (action: 'pass' | 'return' | 'reject', reason: string, reasonCode?: string) => {
    const reply = await act.run({
      params,
      body: { revision: detail.revision, action, reason, ...(reasonCode !== undefined && { reasonCode }) },
    })
    onDone(t.passed(reply.statusTitle))
  }
  const pass = async () => {
    setPending(true)
    try {
      await send('pass', '')
    } catch (e) {
      message.error(asApiError(e).message, 6)
    } finally {
      setPending(false)
    }
  }
  const has = (a: Detail['actions'][number]) => detail.actions.includes(a)
  return (
    <>
      {detail.whyNot && <Notice tone="info" title={detail.whyNot} />}
      {detail.actions.length > 0 && (
        <section className="action-bar no-print" aria-label={t.steps}>
          {has('pass') && (
            <Button type="primary" size="large" loading={pending} onClick={() => void pass()}>
              {`${detail.steps[detail.step]?.title ?? ''}${t.pass}`}
            </Button>
          )}
          {has('return') && (
            <Button size="large" onClick={() => setDialog('return')}>
              {t.return}
            </Button>
          )}
          {has('reject') && (
            <Button size="large" danger onClick={() => setDialog('reject')}>
              {t.reject}
            </Button>
          )}
        </section>
      )}
      {dialog === 'return' && (
        <ActDialog
          title={t.return}
          fields={[{ kind: 'area', name: 'reason', label: t.returnReason, required: true, max: 500 }]}
          submitText={t.return}
          onClose={() => setDialog(null)}
          onSubmit={async (v) => {
            await send('return', textOf(v, 'reason'))
            setDialog(null)
          }}
        />
      )}
      {dialog === 'reject' && (
        <ActDialog
          title={t.reject}
          danger
          fields={[
            {
              kind: 'radio',
              name: 'code',
              label: t.rejectReason,
              required: true,
              options: detail.rejectionReasons.map((r) => ({ value: r.code, label: r.text })),
            },
            { kind: 'area', name: 'reason', label: t.rejectNote, max: 300 },
          ]}
          submitText={t.reject}
          onClose={() => setDialog(null)}
          onSubmit={async (v) => {
            await send('reject', textOf(v, 'reason'), textOf(v, 'code'))
            setDialog(null)
          }}
        />
      )}
    </>
  )
}

function RankCard({ detail }: { detail: Detail }) {
  const enter = useWrite(campus.rankCampusApplicant)
  const [open, setOpen] = useState(false)
  const { rank } = detail
  return (
    <Card title={t.rankTitle}>
      {rank === null ? (
        <p className="muted">{t.rankNone}</p>
      ) : (
        <p>
          <strong>{t.rankOf(rank.percent)}</strong>
          <br />
          <span className="muted small">
            {rank.document} · {rank.by} · {timeText(rank.at)}
          </span>
        </p>
      )}
      {detail.mayRank && (
        <div className="card-links">
          <Button onClick={() => setOpen(true)}>{t.rankEnter}</Button>
        </div>
      )}
      {open && (
        <ActDialog
          title={t.rankEnter}
          fields={[
            { kind: 'text', name: 'percent', label: t.rankPercent, required: true, max: 6 },
            { kind: 'text', name: 'document', label: t.rankDocument, required: true, max: 100 },
          ]}
          submitText={t.rankEnter}
          onClose={() => setOpen(false)}
          onSubmit={async (v) => {
            const percent = Number(textOf(v, 'percent').normalize('NFKC').replace('%', ''))
            if (!(percent >= 0.01 && percent <= 100)) {
              throw new ApiError({
                status: 400,
                code: 'bad-request',
                detail: t.rankBad,
                fields: [{ path: '/percent', text: t.rankBad }],
              })
            }
            await enter.run({
              params: { id: detail.application.id },
              body: { revision: detail.revision, percent, document: textOf(v, 'document') },
            })
            setOpen(false)
          }}
        />
      )}
    </Card>
  )
}

function Body({ detail }: { detail: Detail }) {
  const [done, setDone] = useState('')
  return (
    <>
      {done !== '' && <NextItem done={done} doneId={detail.application.id} kind="campus" />}
      {detail.reason && <Notice tone="warn" title={`${t.closing}：${detail.reason}`} />}
      <div className="split">
        <div className="split-main">
          <Card title={t.person}>
            <Facts columns={3} items={detail.person.map((p): [string, string] => [p.label, p.value])} />
          </Card>
          <Card title={t.form}>
            <Facts columns={1} items={detail.form.map((p): [string, string] => [p.label, p.value])} />
          </Card>
          <Papers detail={detail} />
          <Reasons detail={detail} />
        </div>
        <div className="split-side">
          <Steps detail={detail} />
          {detail.asksRank && <RankCard detail={detail} />}
          {detail.reasons.some((r) => r.rule.includes('hardship')) && (
            <HardshipCard studentId={detail.application.studentId} hardship={detail.hardship} />
          )}
          <Card title={t.history}>
            <ol className="history">
              {detail.history.map((h) => (
                <li key={`${h.at}${h.title}`}>
                  <div className="history-head">
                    <strong>{h.title}</strong>
                    <span className="muted">{h.role === h.by ? h.by : `${h.by}（${h.role}）`}</span>
                    <time className="muted">{timeText(h.at)}</time>
                  </div>
                  {h.reason && <p>{h.reason}</p>}
                </li>
              ))}
            </ol>
          </Card>
        </div>
      </div>
      <ActionBar detail={detail} onDone={setDone} />
    </>
  )
}

/** One application to a school's own programme: what was stated, what the rules say, and the step that is the caller's. */
export default function CampusApplicationPage() {
  const { id = '' } = useParams()
  const read = useRead(campus.getCampusApplication, { params: { id } })
  const a = read.data?.application
  return (
    <Page
      title={a ? `${a.studentName} · ${a.title}` : t.detail}
      back={{ to: a ? `/campus/${a.roundId}` : '/campus', text: a?.title ?? t.back }}
      intro={
        a && (
          <span className="tags">
            <Tag tone={campusTone(a.status)}>{a.statusTitle}</Tag>
            <span>{termTitle(a.term)}</span>
            <span className="mono">{a.referenceNo}</span>
          </span>
        )
      }
    >
      <Await read={read} rows={12}>
        {(detail) => <Body key={detail.application.id} detail={detail} />}
      </Await>
    </Page>
  )
}
