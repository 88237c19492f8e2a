import { campus, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useRead, useWrite } from '../../api/hooks.ts'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Notice, Stat, Tag } from '../../ui/bits.tsx'
import { textOf } from '../../ui/form.ts'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Await, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { campusTexts as t } from './texts.ts'

type List = ReplyOf<typeof campus.campusList>
type Candidate = List['candidates'][number]

const columns: Column<Candidate>[] = [
  { key: 'rank', title: t.rank, render: (c) => c.rank ?? '—' },
  { key: 'name', title: t.name, main: true, render: (c) => <span className="nowrap">{c.maskedName}</span> },
  { key: 'class', title: t.className, render: (c) => c.className },
  {
    key: 'proposal',
    title: t.proposal,
    render: (c) => <Tag tone={c.selected ? 'good' : 'warn'}>{c.selected ? t.selected : t.notSelected}</Tag>,
  },
  { key: 'reason', title: t.reason, render: (c) => c.reason },
]

function Decide({ list, onClose, onDone }: { list: List; onClose: () => void; onDone: (text: string) => void }) {
  const decide = useWrite(campus.decideCampusList)
  const selected = list.candidates.filter((c) => c.selected).length
  return (
    <ActDialog
      title={t.decide}
      intro={t.decideIntro(selected, list.candidates.length - selected)}
      wide
      fields={[
        { kind: 'area', name: 'minutes', label: t.minutes, required: true, max: 1000 },
        { kind: 'text', name: 'presentMembers', label: t.present, required: true, max: 300 },
      ]}
      submitText={t.decide}
      onClose={onClose}
      onSubmit={async (v) => {
        const reply = await decide.run({
          params: { id: list.round.id },
          body: { listHash: list.listHash, minutes: textOf(v, 'minutes'), presentMembers: textOf(v, 'presentMembers') },
        })
        onDone(t.decided(reply.selected, reply.notSelected))
        onClose()
      }}
    />
  )
}

/** The list of one round: who waits for a place, in the published order, and the one decision on it. */
export default function CampusListPage() {
  const { id = '' } = useParams()
  const read = useRead(campus.campusList, { params: { id } })
  const [deciding, setDeciding] = useState(false)
  const [done, setDone] = useState('')
  const list = read.data
  const may = list && list.whyNot === null && list.obstacle === null && list.candidates.length > 0
  return (
    <Page
      title={list ? `${list.round.title} · ${t.list}` : t.list}
      back={{ to: `/campus/${id}`, text: list?.round.title ?? t.back }}
      intro={list && t.listIntro(list.stepTitle)}
      actions={
        list && (
          <>
            <Button icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
              {common.print}
            </Button>
            {may && (
              <Button type="primary" onClick={() => setDeciding(true)}>
                {t.decide}
              </Button>
            )}
          </>
        )
      }
    >
      {done !== '' && <NextItem done={done} doneId={`${id}/list`} kind="campus" />}
      <Await read={read} rows={8}>
        {(l) => (
          <>
            <Card title={t.order}>
              <p>{l.orderText}</p>
              <div className="stats">
                <Stat label={t.places} value={l.places ?? t.unlimited} />
                <Stat label={t.taken} value={l.taken} />
              </div>
              {l.notReady > 0 && <Notice tone="info" title={t.notReady(l.notReady)} />}
              {l.obstacle !== null && <Notice tone="warn" title={l.obstacle} />}
              {l.whyNot !== null && <Notice tone="info" title={l.whyNot} />}
            </Card>
            {l.candidates.length === 0 ? (
              <div className="card">
                <Empty title={t.noneWaiting} />
              </div>
            ) : (
              <div className="card card-flush">
                <Table
                  caption={t.list}
                  columns={columns}
                  rows={l.candidates}
                  rowKey={(c) => c.applicationId}
                  linkOf={(c) => `/campus-applications/${c.applicationId}`}
                />
              </div>
            )}
            {deciding && <Decide list={l} onClose={() => setDeciding(false)} onDone={setDone} />}
          </>
        )}
      </Await>
    </Page>
  )
}
