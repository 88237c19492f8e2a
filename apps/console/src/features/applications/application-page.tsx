import { applicationStatusTitles, applications, programmeTitles, type ReplyOf } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { asApiError } from '../../api/errors.ts'
import { useRead } from '../../api/hooks.ts'
import { termTitle, timeText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { Card, Due, Facts, Notice, Tag } from '../../ui/bits.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { HardshipCard } from '../hardship/hardship-card.tsx'
import { FactsTable } from '../shared/facts-table.tsx'
import { statusTone } from '../shared/programme.ts'
import { type Act, RejectDialog, ReturnDialog, useActs } from './act-dialogs.tsx'
import { DeterminationCard } from './determination.tsx'
import { GuardianCard } from './guardian-card.tsx'
import { AttachmentsCard, ChecksCard, FormCard, HistoryCard } from './parts.tsx'
import { applicationTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof applications.getApplication>

const passTitles: Partial<Record<Act, string>> = {
  'check-pass': t.checkPass,
  'review-pass': t.reviewPass,
  'county-approve': t.countyApprove,
}

/** Work-list group an application came from, by the state it was in: the next one of the same kind comes first. */
const workKind: Partial<Record<Detail['application']['status'], string>> = {
  submitted: 'check',
  checked: 'review',
  noticed: 'county',
}

function ActionBar({
  detail,
  acknowledged,
  onDone,
}: {
  detail: Detail
  acknowledged: ReadonlySet<string>
  onDone: (title: string) => void
}) {
  const acts = useActs(detail)
  const { message } = App.useApp()
  const [pending, setPending] = useState(false)
  const [dialog, setDialog] = useState<'return' | 'reject' | null>(null)
  const has = (a: Act) => detail.actions.includes(a)
  const passAct = detail.actions.find((a) => passTitles[a] !== undefined)
  const open = detail.checks.filter((c) => c.level === 'warn' && !acknowledged.has(c.id)).length
  const blocked = detail.checks.some((c) => c.level === 'block')
  const hint = passAct === 'review-pass' ? (blocked ? t.blockNeeded : open > 0 ? t.ackNeeded : null) : null
  const county = has('county-approve') || has('county-return') || has('county-reject')
  const pass = async (act: Act) => {
    setPending(true)
    try {
      onDone(await acts.pass(act, [...acknowledged]))
    } catch (e) {
      message.error(asApiError(e).message, 6)
    } finally {
      setPending(false)
    }
  }
  if (detail.actions.length === 0) return detail.whyNot ? <Notice tone="info" title={detail.whyNot} /> : null
  const shared = { detail, acknowledged: [...acknowledged], onClose: () => setDialog(null), onDone, county }
  return (
    <section className="action-bar no-print" aria-label={t.actions}>
      {hint && <span className="action-hint">{hint}</span>}
      {passAct && (
        <Button
          type="primary"
          size="large"
          loading={pending}
          disabled={hint !== null}
          onClick={() => void pass(passAct)}
        >
          {passTitles[passAct]}
        </Button>
      )}
      {(has('return') || has('county-return')) && (
        <Button size="large" onClick={() => setDialog('return')}>
          {county ? t.countyReturn : t.return}
        </Button>
      )}
      {(has('reject') || has('county-reject')) && (
        <Button size="large" danger onClick={() => setDialog('reject')}>
          {county ? t.countyReject : t.reject}
        </Button>
      )}
      {dialog === 'return' && <ReturnDialog {...shared} />}
      {dialog === 'reject' && <RejectDialog {...shared} />}
    </section>
  )
}

function Head({ detail }: { detail: Detail }) {
  const can = useCan()
  const { application: a, student: s } = detail
  return (
    <Card>
      <Facts
        columns={4}
        items={[
          [
            t.student,
            can('students.read') ? (
              <Link key="s" to={`/students/${s.id}`}>
                {s.name}
              </Link>
            ) : (
              s.name
            ),
          ],
          [t.genderAge, `${s.gender} / ${s.age}岁`],
          [t.className, `${s.className}（${common.grade(s.grade)}）`],
          [t.major, s.majorName],
          [
            t.idNumber,
            <span key="i" className="mono">
              {s.idNumberMasked}
            </span>,
          ],
          [
            t.phone,
            <span key="p" className="mono">
              {s.phoneMasked ?? '—'}
            </span>,
          ],
          [t.submittedAt, timeText(a.submittedAt)],
          [t.due, <Due key="d" on={a.dueOn} late={a.late} />],
        ]}
      />
    </Card>
  )
}

function Body({ detail }: { detail: Detail }) {
  const { id } = detail.application
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(new Set())
  const [done, setDone] = useState<{ title: string; kind: string } | null>(null)
  const acknowledge = (check: string, yes: boolean) =>
    setAcknowledged((before) => {
      const next = new Set(before)
      if (yes) next.add(check)
      else next.delete(check)
      return next
    })
  const mayAcknowledge = detail.actions.includes('review-pass')
  return (
    <>
      {done && <NextItem done={t.done(done.title)} doneId={id} kind={done.kind} />}
      <Head detail={detail} />
      <div className="split">
        <div className="split-main">
          <FormCard detail={detail} />
          <AttachmentsCard detail={detail} />
          <Card title={t.facts} className="card-flush">
            <FactsTable facts={detail.facts} />
          </Card>
        </div>
        <div className="split-side">
          <GuardianCard detail={detail} />
          <ChecksCard detail={detail} acknowledged={acknowledged} onAcknowledge={mayAcknowledge ? acknowledge : null} />
          <DeterminationCard detail={detail} />
          <HardshipCard studentId={detail.student.id} hardship={detail.hardship} />
          <HistoryCard detail={detail} />
        </div>
      </div>
      <ActionBar
        detail={detail}
        acknowledged={acknowledged}
        onDone={(title) => setDone({ title, kind: workKind[detail.application.status] ?? '' })}
      />
    </>
  )
}

/** One application: what was stated, on which facts, what the checks say, and what the person may do now. */
export default function ApplicationPage() {
  const { id = '' } = useParams()
  const read = useRead(applications.getApplication, { params: { id } })
  const a = read.data?.application
  return (
    <Page
      title={a ? `${a.studentName} · ${programmeTitles[a.programme]}` : t.title}
      back={{ to: '/applications', text: t.back }}
      intro={
        a && (
          <span className="tags">
            <Tag tone={statusTone(a.status)}>{applicationStatusTitles[a.status]}</Tag>
            {a.held && <Tag tone="warn">{t.held}</Tag>}
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
