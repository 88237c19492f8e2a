import { type ReplyOf, roll, rollStatusTitles } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { dayText, termTitle } from '../../lib/format.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Card, Facts, Tag } from '../../ui/bits.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { EnterChange } from '../roll-changes/enter-change.tsx'
import { changeTone, rollChangeTexts } from '../roll-changes/texts.ts'
import { FactsTable } from '../shared/facts-table.tsx'
import { FileGate, forgetReason, keptReason, reasonOwner } from './file-gate.tsx'
import { fileTexts } from './file-texts.ts'
import { Reissue } from './reissue.tsx'
import { Revealable } from './reveal.tsx'
import { rollTone } from './students-page.tsx'
import { slipTexts, studentTexts as t } from './texts.ts'

type Student = ReplyOf<typeof roll.getStudent>

function Base({ s }: { s: Student }) {
  return (
    <Card title={t.base}>
      <Facts
        columns={3}
        items={[
          [common.school, s.schoolName],
          [t.className, s.className],
          [
            t.rollNumber,
            <span key="r" className="mono">
              {s.rollNumber}
            </span>,
          ],
          [t.gender, s.gender === 'female' ? common.female : common.male],
          [t.ethnicity, s.ethnicity],
          [
            t.idNumber,
            <Revealable key="i" studentId={s.id} field="idNumber" label={t.idNumber} masked={s.idNumberMasked} />,
          ],
          [t.phone, <Revealable key="p" studentId={s.id} field="phone" label={t.phone} masked={s.phoneMasked} />],
          [
            t.address,
            <Revealable key="a" studentId={s.id} field="address" label={t.address} masked={s.addressMasked} />,
          ],
          [t.guardian, s.guardianName ?? '—'],
          [
            t.guardianPhone,
            <Revealable
              key="g"
              studentId={s.id}
              field="guardianPhone"
              label={t.guardianPhone}
              masked={s.guardianPhoneMasked}
            />,
          ],
          [t.card, s.card ? `${t.cardTail(s.card.issuer, s.card.last4)}（${s.card.status}）` : t.noCard],
        ]}
      />
    </Card>
  )
}

function Applications({ s }: { s: Student }) {
  return (
    <Card title={t.applications} className={s.applications.length > 0 ? 'card-flush' : ''}>
      {s.applications.length === 0 ? (
        <p className="muted">{t.noApplications}</p>
      ) : (
        <Table
          caption={t.applications}
          rows={s.applications}
          rowKey={(a) => a.id}
          linkOf={(a) => `/applications/${a.id}`}
          columns={[
            {
              key: 'no',
              title: t.referenceNo,
              main: true,
              render: (a) => <span className="mono">{a.referenceNo}</span>,
            },
            { key: 'programme', title: common.programme, render: (a) => a.programme },
            { key: 'term', title: common.term, render: (a) => termTitle(a.term) },
            { key: 'status', title: common.status, render: (a) => a.status },
          ]}
        />
      )}
    </Card>
  )
}

function RollChanges({ s }: { s: Student }) {
  const c = rollChangeTexts
  return (
    <Card title={t.rollChanges} className={s.rollChanges.length > 0 ? 'card-flush' : ''}>
      {s.rollChanges.length === 0 ? (
        <p className="muted">{t.noRollChanges}</p>
      ) : (
        <Table
          caption={t.rollChanges}
          rows={s.rollChanges}
          rowKey={(r) => r.id}
          columns={[
            { key: 'type', title: c.type, main: true, render: (r) => r.typeTitle },
            { key: 'on', title: c.occurredOn, render: (r) => dayText(r.occurredOn) },
            { key: 'from', title: c.effectiveOn, render: (r) => dayText(r.effectiveOn) },
            { key: 'reason', title: common.reason, render: (r) => r.reason },
            { key: 'by', title: c.enteredBy, render: (r) => r.enteredBy },
            { key: 'reviewed', title: c.reviewedBy, render: (r) => r.reviewedBy ?? '—' },
            {
              key: 'status',
              title: common.status,
              render: (r) => <Tag tone={changeTone[r.status]}>{c.statusTitles[r.status]}</Tag>,
            },
          ]}
        />
      )}
    </Card>
  )
}

/** One student: facts with sources, applications, card, roll changes. */
export default function StudentPage() {
  const { id = '' } = useParams()
  const can = useCan()
  const read = useRead(roll.getStudent, { params: { id } })
  const [changed, setChanged] = useState(0)
  const reason = keptReason(reasonOwner(useMe()))
  const [entering, setEntering] = useState(false)
  const [reissuing, setReissuing] = useState(false)
  const s = read.data
  return (
    <Page
      title={s?.name ?? t.title}
      back={{ to: '/students', text: t.back }}
      intro={s && <Tag tone={rollTone(s.rollStatus)}>{rollStatusTitles[s.rollStatus]}</Tag>}
      actions={
        s && (
          <>
            {can(roll.reissueSlip.permission) && (
              <Button onClick={() => setReissuing(true)}>{slipTexts.reissue}</Button>
            )}
            {can(roll.enterRollChange.permission) && <Button onClick={() => setEntering(true)}>{t.enterChange}</Button>}
          </>
        )
      }
    >
      {read.error?.code === 'reason-required' && !s && <FileGate studentId={id} onOpen={() => void read.refetch()} />}
      {s && reason && (
        <p className="muted row-acts">
          {fileTexts.used(roll.fileReasonTitles[reason])}
          <Button
            size="small"
            type="link"
            onClick={() => {
              forgetReason()
              setChanged(changed + 1)
            }}
          >
            {fileTexts.change}
          </Button>
        </p>
      )}
      {(s || read.error?.code !== 'reason-required') && (
        <Await read={read} rows={10}>
          {(student) => (
            <>
              {reissuing && (
                <Reissue studentId={student.id} className={student.className} onClose={() => setReissuing(false)} />
              )}
              <Base s={student} />
              <Card title={t.facts} extra={<span className="muted">{t.factsNote}</span>} className="card-flush">
                <FactsTable facts={student.facts} />
              </Card>
              <Applications s={student} />
              <RollChanges s={student} />
              {entering && (
                <EnterChange
                  student={{ id: student.id, name: student.name, className: student.className }}
                  onClose={() => setEntering(false)}
                />
              )}
            </>
          )}
        </Await>
      )}
    </Page>
  )
}
