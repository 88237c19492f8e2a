import {
  applications,
  hardshipTitles,
  programmeCodes,
  programmes,
  programmeTitles,
  type ReplyOf,
} from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useRead, useWrite } from '../../api/hooks.ts'
import { saveCsv, toCsv } from '../../lib/csv.ts'
import { dayText, termTitle } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Notice, Stat, Tag } from '../../ui/bits.tsx'
import { textOf } from '../../ui/form.ts'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Await, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { committeeTexts as t } from './texts.ts'

type List = ReplyOf<typeof applications.committeeList>
type Candidate = List['candidates'][number]

const proposalTone = { automatic: 'good', 'within-quota': 'good', 'over-quota': 'warn' } as const
const columns: Column<Candidate>[] = [
  { key: 'rank', title: t.rank, render: (c) => c.rank ?? '—', csv: (c) => c.rank },
  {
    key: 'case',
    title: t.caseNo,
    main: true,
    render: (c) => <span className="mono">{c.caseNo}</span>,
    csv: (c) => c.caseNo,
  },
  {
    key: 'name',
    title: t.name,
    render: (c) => <span className="nowrap">{c.maskedName}</span>,
    csv: (c) => c.maskedName,
  },
  {
    key: 'class',
    title: t.className,
    render: (c) => <span className="nowrap">{c.className}</span>,
    csv: (c) => c.className,
  },
  {
    key: 'major',
    title: t.major,
    render: (c) => <span className="nowrap">{c.majorName}</span>,
    csv: (c) => c.majorName,
  },
  { key: 'route', title: t.route, render: (c) => c.routeTitle, csv: (c) => c.routeTitle },
  {
    key: 'hardship',
    title: t.hardship,
    render: (c) => <span className="nowrap">{c.hardship ? hardshipTitles[c.hardship] : '—'}</span>,
    csv: (c) => (c.hardship ? hardshipTitles[c.hardship] : null),
  },
  {
    key: 'proposal',
    title: t.proposal,
    render: (c) => <Tag tone={proposalTone[c.proposal]}>{t.proposals[c.proposal]}</Tag>,
    csv: (c) => t.proposals[c.proposal],
  },
  { key: 'reason', title: t.reason, render: (c) => c.reason, csv: (c) => c.reason },
]

const percent = (share: number) => `${Number((share * 100).toFixed(2))}%`

function Quota({ list }: { list: List }) {
  const q = list.quota
  const over = list.candidates.filter((c) => c.proposal === 'over-quota').length
  return (
    <Card title={t.quotaTitle}>
      <p className="quota-words">
        {q.byAuthority
          ? t.byAuthority(q.number)
          : q.cap
            ? t.byRule(q.baseText, q.number)
            : t.computed(q.baseText, q.base, percent(q.share), q.number)}
      </p>
      <div className="stats">
        <Stat label={t.quotaNumber} value={q.number} />
        <Stat label={t.quotaUsed} value={q.used} tone={q.used > q.number ? 'bad' : 'good'} />
        <Stat label={t.quotaLeft} value={Math.max(0, q.number - q.used)} />
        <Stat label={t.overCount} value={over} {...(over > 0 && { tone: 'warn' as const })} />
      </div>
      {list.guaranteedExceedQuota && (
        <Notice tone="bad" title={t.alarm} announce>
          {t.alarmText}
        </Notice>
      )}
      {list.notReady > 0 && <Notice tone="info" title={t.notReady(list.notReady)} />}
    </Card>
  )
}

function Decide({
  list,
  roundId,
  onClose,
  onDone,
}: {
  list: List
  roundId: string
  onClose: () => void
  onDone: (text: string) => void
}) {
  const decide = useWrite(applications.decideCommittee)
  const over = list.candidates.filter((c) => c.proposal === 'over-quota').length
  return (
    <ActDialog
      title={t.decideTitle}
      intro={t.decideIntro(list.candidates.length - over, over)}
      wide
      fields={[
        { kind: 'area', name: 'minutes', label: t.minutes, required: true, max: 1000, help: t.minutesHelp },
        { kind: 'text', name: 'presentMembers', label: t.present, required: true, max: 300, help: t.presentHelp },
        { kind: 'check', name: 'read', label: t.confirmRead, required: true },
      ]}
      submitText={t.decide}
      onClose={onClose}
      onSubmit={async (v) => {
        const reply = await decide.run({
          params: { id: roundId, programme: list.programme },
          body: { listHash: list.listHash, minutes: textOf(v, 'minutes'), presentMembers: textOf(v, 'presentMembers') },
        })
        onDone(t.done(reply.selected, reply.notSelected))
        onClose()
      }}
    />
  )
}

function Signatures({ list }: { list: List }) {
  const { today } = useMe()
  return (
    <div className="print-only signatures">
      <p>{t.signs}：</p>
      <p className="sign-line" />
      <p>
        {t.signDate}：<span className="sign-short" /> {t.printedAt(dayText(today))}
      </p>
      <p className="mono small">
        {t.fingerprint}：{list.listHash}
      </p>
    </div>
  )
}

/** The committee's list: quota in words, ranking with reasons, the quota line, and the decision on exactly this list. */
export default function CommitteePage() {
  const { id = '', programme: typed } = useParams()
  const { today } = useMe()
  const programme = programmeCodes.find((p) => p === typed) ?? 'national-grant'
  const read = useRead(applications.committeeList, { params: { id, programme } })
  const rounds = useRead(programmes.listRounds, { query: { limit: '50' } })
  const round = rounds.data?.items.find((r) => r.id === id)
  const [deciding, setDeciding] = useState(false)
  const [done, setDone] = useState('')
  const list = read.data
  const exportList = () => {
    if (!list) return
    const exported = columns.flatMap((c) => (c.csv ? [{ title: c.title, value: c.csv }] : []))
    saveCsv(toCsv(exported, list.candidates), `${t.title}-${programmeTitles[programme]}-${today}.csv`)
  }
  return (
    <Page
      title={t.pageTitle(programmeTitles[programme])}
      {...(round && { printTitle: t.listOf(round.schoolName, termTitle(round.term), programmeTitles[programme]) })}
      intro={round ? t.introOf(termTitle(round.term), round.schoolName) : t.intro}
      back={{ to: '/committee', text: t.back }}
      actions={
        list &&
        list.candidates.length > 0 && (
          <>
            <Button icon={<Icon name="download" size={16} />} onClick={exportList}>
              {common.export}
            </Button>
            <Button icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
              {common.print}
            </Button>
            <Button type="primary" onClick={() => setDeciding(true)} disabled={list.guaranteedExceedQuota}>
              {t.decide}
            </Button>
          </>
        )
      }
    >
      {done !== '' && <NextItem done={done} doneId={`${id}/committee/${programme}`} />}
      <Await read={read} rows={10}>
        {(l) => {
          const firstOver = l.candidates.findIndex((c) => c.proposal === 'over-quota')
          return (
            <>
              <Quota list={l} />
              {l.candidates.length === 0 ? (
                <div className="card">
                  <Empty title={t.none}>{t.noneHelp}</Empty>
                </div>
              ) : (
                <div className="card card-flush">
                  <Table
                    caption={t.title}
                    columns={columns}
                    rows={l.candidates}
                    rowKey={(c) => c.applicationId}
                    lineBefore={(_, i) => (i === firstOver ? t.quotaLine(firstOver) : null)}
                  />
                </div>
              )}
              {l.candidates.length > 0 && <Signatures list={l} />}
              {deciding && <Decide list={l} roundId={id} onClose={() => setDeciding(false)} onDone={setDone} />}
            </>
          )
        }}
      </Await>
    </Page>
  )
}
