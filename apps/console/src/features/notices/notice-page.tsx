import { publicity, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useRead, useWrite } from '../../api/hooks.ts'
import { dayText, termTitle } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Facts, Notice, Tag } from '../../ui/bits.tsx'
import { textOf } from '../../ui/form.ts'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Objections } from './objections.tsx'
import { noticeTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof publicity.getNotice>
type Entry = Detail['entries'][number]

function entryColumns(mayOpen: boolean): Column<Entry>[] {
  return [
    { key: 'no', title: t.no, render: (e) => e.no },
    { key: 'name', title: t.name, ...(mayOpen && { main: true as const }), render: (e) => e.name },
    { key: 'class', title: t.className, render: (e) => e.className },
    { key: 'major', title: t.major, render: (e) => e.majorName },
    { key: 'grade', title: t.grade, render: (e) => common.grade(e.grade) },
    {
      key: 'state',
      title: t.entryState,
      render: (e) =>
        e.removed ? <Tag tone="bad">{t.removed}</Tag> : e.held ? <Tag tone="warn">{t.held}</Tag> : t.normal,
    },
  ]
}

/** One notice with its list, objections and the sealed fingerprint. */
export default function NoticePage() {
  const { id = '' } = useParams()
  const can = useCan()
  const read = useRead(publicity.getNotice, { params: { id } })
  const takeDown = useWrite(publicity.takeDownNotice)
  const [taking, setTaking] = useState(false)
  const [done, setDone] = useState<{ id: string; text: string } | null>(null)
  const n = read.data?.notice
  return (
    <Page
      title={n?.title ?? t.title}
      back={{ to: '/notices', text: t.back }}
      intro={n && <Tag tone={t.stateTone[n.state]}>{t.state[n.state]}</Tag>}
      actions={
        n && (
          <>
            <Button icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
              {common.print}
            </Button>
            {n.state === 'live' && can(publicity.takeDownNotice.permission) && (
              <Button danger onClick={() => setTaking(true)}>
                {t.takeDown}
              </Button>
            )}
          </>
        )
      }
    >
      {done && <NextItem key={done.id} done={done.text} doneId={done.id} kind="objection" />}
      <Await read={read} rows={10}>
        {(d) => (
          <>
            <Card>
              {d.notice.provisional && <Notice tone="warn" title={t.provisional} />}
              <Facts
                columns={3}
                items={[
                  [common.school, d.notice.schoolName],
                  [t.programme, `${d.notice.programmeTitle} · ${termTitle(d.notice.term)}`],
                  [t.names, d.notice.names],
                  [t.publishDay, dayText(d.notice.publishDay)],
                  [t.lastDay, dayText(d.notice.lastDay)],
                  [
                    t.retract,
                    d.notice.state === 'taken-down' ? t.state['taken-down'] : t.retractAt(dayText(d.notice.lastDay)),
                  ],
                  [t.note, d.note || '—'],
                  [
                    t.snapshot,
                    <span key="s" className="mono hash">
                      {d.notice.snapshotSm3}
                    </span>,
                  ],
                ]}
              />
            </Card>
            <Objections
              objections={d.objections}
              campus={d.notice.campus}
              onDone={(oid) => setDone({ id: oid, text: t.decided })}
            />
            <Card title={t.list} className="card-flush">
              <Table
                caption={t.list}
                columns={entryColumns(can('applications.read'))}
                rows={d.entries}
                rowKey={(e) => e.applicationId}
                linkOf={(e) => `${d.notice.campus ? '/campus-applications' : '/applications'}/${e.applicationId}`}
                rowTone={(e) => (e.held ? 'held' : undefined)}
              />
            </Card>
          </>
        )}
      </Await>
      {taking && (
        <ActDialog
          title={t.takeDownTitle}
          intro={t.takeDownIntro}
          danger
          fields={[{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 300 }]}
          submitText={t.takeDown}
          onClose={() => setTaking(false)}
          onSubmit={async (v) => {
            const reply = await takeDown.run({ params: { id }, body: { reason: textOf(v, 'reason') } })
            setDone({ id, text: t.tookDown(reply.reopened) })
            setTaking(false)
          }}
        />
      )}
    </Page>
  )
}
