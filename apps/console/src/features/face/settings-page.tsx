import { face, faceAskedPurposes, facePurposeTitles, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useRead, useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Facts, Tag, type Tone } from '../../ui/bits.tsx'
import { listOf, textOf } from '../../ui/form.ts'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { settingTexts as t } from './texts.ts'

type Settings = ReplyOf<typeof face.settings>
type Change = Settings['changes'][number]
type Decision = 'confirm' | 'refuse' | 'withdraw'

const tones: Record<Change['status'], Tone> = { waiting: 'warn', confirmed: 'good', refused: 'bad', withdrawn: 'mute' }
/** The places by name; one that nothing asks at yet says so wherever it is shown. */
const titles = { ...facePurposeTitles, 'check-in': t.reserved(facePurposeTitles['check-in']) }
const inWords = (purposes: Change['purposes']): string =>
  purposes.length === 0 ? t.none : purposes.map((p) => titles[p]).join('、')

function Propose({ settings, onClose }: { settings: Settings; onClose: () => void }) {
  const propose = useWrite(face.proposeSettings)
  return (
    <ActDialog
      title={t.propose}
      intro={t.proposeIntro}
      fields={[
        {
          kind: 'checks',
          name: 'purposes',
          label: t.purposes,
          help: t.purposesHelp,
          options: optionsOf(faceAskedPurposes, titles),
        },
        { kind: 'area', name: 'reason', label: t.reason, max: 200, required: true },
      ]}
      initial={{ purposes: settings.purposes }}
      submitText={t.propose}
      onClose={onClose}
      onSubmit={async (v) => {
        const chosen = listOf(v, 'purposes')
        const purposes = faceAskedPurposes.filter((p) => chosen.includes(p))
        await propose.run({ body: { schoolId: settings.schoolId, purposes, reason: textOf(v, 'reason') } })
        onClose()
      }}
    />
  )
}

function Decide({ change, decision, onClose }: { change: Change; decision: Decision; onClose: () => void }) {
  const decide = useWrite(face.decideSettings)
  return (
    <ActDialog
      title={t.titles[decision]}
      intro={`${t.change}：${inWords(change.purposes)}。${change.reason}`}
      danger={decision === 'refuse'}
      fields={
        decision === 'refuse' ? [{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 200 }] : []
      }
      submitText={t.acts[decision]}
      onClose={onClose}
      onSubmit={async (v) => {
        const reason = textOf(v, 'reason')
        await decide.run({ params: { id: change.id }, body: { decision, ...(reason && { reason }) } })
        onClose()
      }}
    />
  )
}

/** Where the school asks who somebody is; a change needs a second person. */
export default function FaceSettingsPage() {
  const me = useMe()
  const schoolId = me.grant?.orgId ?? ''
  const read = useRead(face.settings, { query: { schoolId } })
  const [proposing, setProposing] = useState(false)
  const [open, setOpen] = useState<{ change: Change; decision: Decision } | null>(null)
  const settings = read.data
  if (!settings) {
    return (
      <Page title={t.title} intro={t.intro}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Loading rows={6} />}
      </Page>
    )
  }
  const acts = (c: Change): readonly Decision[] =>
    c.status !== 'waiting' ? [] : c.proposedById === me.id ? ['withdraw'] : ['confirm', 'refuse']
  const columns: Column<Change>[] = [
    { key: 'change', title: t.change, main: true, render: (c) => inWords(c.purposes) },
    { key: 'reason', title: t.reason, render: (c) => c.reason },
    {
      key: 'by',
      title: t.by,
      render: (c) => (
        <>
          {c.proposedBy}
          <br />
          <span className="muted">{timeText(c.proposedAt)}</span>
        </>
      ),
    },
    {
      key: 'status',
      title: common.status,
      render: (c) => (
        <>
          <Tag tone={tones[c.status]}>{t.status[c.status]}</Tag>
          {c.decidedBy && (
            <span className="muted">
              {c.decidedBy} {timeText(c.decidedAt)}
              {c.decisionReason ? `：${c.decisionReason}` : ''}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'act',
      title: t.act,
      render: (c) => (
        <span className="row-acts">
          {acts(c).map((decision) => (
            <Button
              key={decision}
              size="small"
              type={decision === 'confirm' ? 'primary' : 'default'}
              onClick={() => setOpen({ change: c, decision })}
            >
              {t.acts[decision]}
            </Button>
          ))}
          {acts(c).length === 0 && '—'}
        </span>
      ),
    },
  ]
  const waiting = settings.changes.some((c) => c.status === 'waiting')
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <Button type="primary" disabled={waiting} onClick={() => setProposing(true)}>
          {t.propose}
        </Button>
      }
    >
      <Card title={t.now} extra={<span className="muted">{t.enrolled(settings.enrolled)}</span>}>
        <Facts
          columns={2}
          items={settings.provider.map((p) => [
            titles[p.purpose],
            <span key={p.purpose}>
              <Tag tone={settings.purposes.includes(p.purpose) ? 'good' : 'mute'}>
                {settings.purposes.includes(p.purpose) ? t.on : t.off}
              </Tag>{' '}
              <span className="muted">{t.provider[p.kind]}</span>
            </span>,
          ])}
        />
      </Card>
      <Card title={t.history}>
        {settings.changes.length === 0 ? (
          <Empty title={t.emptyHistory} />
        ) : (
          <Table caption={t.history} columns={columns} rows={settings.changes} rowKey={(c) => c.id} />
        )}
      </Card>
      {proposing && <Propose settings={settings} onClose={() => setProposing(false)} />}
      {open && <Decide {...open} onClose={() => setOpen(null)} />}
    </Page>
  )
}
