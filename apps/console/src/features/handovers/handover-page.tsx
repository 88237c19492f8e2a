import { type ReplyOf, session, staff } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { Link, useParams } from 'react-router'
import { useRead, useWrite } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { sessionState } from '../../api/session-state.ts'
import { timeText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Card, Facts, Notice, Tag } from '../../ui/bits.tsx'
import { textOf } from '../../ui/form.ts'
import { FormPanel } from '../../ui/form-panel.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { handoverTones } from './handovers-page.tsx'
import { handoverTexts as t } from './texts.ts'

type Handover = ReplyOf<typeof staff.getHandover>

/** Kinds of work with their numbers at both ends of the hand-over. */
function Work({ h }: { h: Handover }) {
  const kinds = [...new Set([...h.work, ...(h.acceptedWork ?? [])].map((w) => w.kind))]
  const rows = kinds.map((kind) => {
    const before = h.work.find((w) => w.kind === kind)
    const after = h.acceptedWork?.find((w) => w.kind === kind)
    return {
      kind,
      title: before?.title ?? after?.title ?? kind,
      count: before?.count ?? 0,
      late: before?.late ?? 0,
      after: h.acceptedWork ? (after?.count ?? 0) : null,
    }
  })
  if (rows.length === 0) return <p className="muted">{t.noWork}</p>
  return (
    <Table
      caption={t.work}
      rows={rows}
      rowKey={(r) => r.kind}
      columns={[
        { key: 'title', title: t.kind, main: true, render: (r) => r.title },
        { key: 'count', title: t.atStart, align: 'right', render: (r) => r.count },
        {
          key: 'late',
          title: t.late,
          align: 'right',
          render: (r) => (r.late > 0 ? <Tag tone="bad">{r.late}</Tag> : r.late),
        },
        { key: 'after', title: t.atAccept, align: 'right', render: (r) => r.after ?? '—' },
      ]}
    />
  )
}

function Accept({ h, onDone }: { h: Handover; onDone: () => void }) {
  const accept = useWrite(staff.acceptHandover)
  const { message } = App.useApp()
  return (
    <Card title={t.accept} className="no-print">
      <p>{t.acceptIntro}</p>
      <FormPanel
        fields={[
          { kind: 'area', name: 'note', label: t.note, help: t.noteHelp, max: 200 },
          { kind: 'check', name: 'checked', label: t.checked, required: true },
        ]}
        submitText={t.accept}
        onSubmit={async (v) => {
          await accept.run({ params: { id: h.id }, body: { note: textOf(v, 'note') } })
          sessionState.setMe(await api.call(session.me, {}))
          message.success(t.done)
          onDone()
        }}
      />
    </Card>
  )
}

const signed = (name: string | null, at: string | null) => (name && at ? `${name} ${timeText(at)}` : '—')

/** 交接清单: read, accepted and printed here. */
export default function HandoverPage() {
  const { id = '' } = useParams()
  const can = useCan()
  const read = useRead(staff.getHandover, { params: { id } })
  const h = read.data
  const back = can('staff.manage') ? { to: '/handovers', text: t.back } : { to: '/work', text: t.backWork }
  return (
    <Page
      title={t.listTitle}
      back={back}
      actions={
        h && (
          <Button icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
            {common.print}
          </Button>
        )
      }
    >
      {read.error && <Failed error={read.error} retry={() => void read.refetch()} />}
      {!h && !read.error && <Loading rows={6} />}
      {h && (
        <>
          {h.status === 'waiting' && (
            <Notice tone="warn" title={t.waiting}>
              {can(staff.listGrantRequests.permission) && <Link to="/grant-requests">{t.toRequests}</Link>}
            </Notice>
          )}
          <Card>
            <Facts
              items={[
                [t.post, `${h.orgName} · ${h.roleTitle}`],
                [
                  t.status,
                  <Tag key="s" tone={handoverTones[h.status]}>
                    {h.statusTitle}
                  </Tag>,
                ],
                [t.from, h.fromName],
                [t.to, h.toName],
                [t.reason, h.reason],
                [t.started, signed(h.startedBy, h.startedAt)],
                [t.confirmed, signed(h.confirmedBy, h.confirmedAt)],
                [t.accepted, signed(h.acceptedAt ? h.toName : null, h.acceptedAt)],
                ...(h.acceptedNote ? [[t.note, h.acceptedNote] as const] : []),
              ]}
            />
            {h.accountClosed !== null && <p className="muted">{h.accountClosed ? t.closed : t.kept}</p>}
          </Card>
          <Card title={t.work}>
            <p className="muted card-lead">{t.workHelp}</p>
            <Work h={h} />
          </Card>
          {h.mayAccept && <Accept h={h} onDone={() => void read.refetch()} />}
          <div className="print-only signatures">
            <p>
              {t.signFrom} <span className="sign-short" /> {t.signTo} <span className="sign-short" />
            </p>
            <p>
              {t.signWatch} <span className="sign-short" />
            </p>
          </div>
        </>
      )}
    </Page>
  )
}
