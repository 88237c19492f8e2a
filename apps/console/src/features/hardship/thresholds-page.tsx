import { hardship, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { useRead, useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Facts, Tag, type Tone } from '../../ui/bits.tsx'
import { textOf } from '../../ui/form.ts'
import { Page } from '../../ui/page.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { hardshipTexts, thresholdTexts as t } from './texts.ts'

type View = ReplyOf<typeof hardship.thresholds>
type Change = View['changes'][number]
type Decision = 'confirm' | 'refuse' | 'withdraw'

const tones: Record<Change['status'], Tone> = { waiting: 'warn', confirmed: 'good', refused: 'bad', withdrawn: 'mute' }

function Propose({ view, onClose }: { view: View; onClose: () => void }) {
  const propose = useWrite(hardship.proposeThresholds)
  const line = (name: 'severe' | 'moderate' | 'mild') => ({
    kind: 'text' as const,
    name,
    label: t.lines[name],
    help: t.lineHelp,
    required: true,
    max: 3,
  })
  return (
    <ActDialog
      title={t.propose}
      intro={t.proposeIntro}
      fields={[
        line('severe'),
        line('moderate'),
        line('mild'),
        { kind: 'area', name: 'reason', label: t.reason, max: 200, required: true },
      ]}
      initial={{ severe: String(view.severe), moderate: String(view.moderate), mild: String(view.mild) }}
      submitText={t.propose}
      onClose={onClose}
      onSubmit={async (v) => {
        const score = (name: string) => Number(textOf(v, name).normalize('NFKC'))
        const lines = { severe: score('severe'), moderate: score('moderate'), mild: score('mild') }
        await propose.run({ body: { schoolId: view.schoolId, ...lines, reason: textOf(v, 'reason') } })
        onClose()
      }}
    />
  )
}

function Decide({ change, decision, onClose }: { change: Change; decision: Decision; onClose: () => void }) {
  const decide = useWrite(hardship.decideThresholds)
  return (
    <ActDialog
      title={t.titles[decision]}
      intro={`${t.inWords(change)}。${change.reason}`}
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

/** From which score on which level is proposed at this school; a change needs a second person. */
export default function ThresholdsPage() {
  const me = useMe()
  const read = useRead(hardship.thresholds, { query: { schoolId: me.grant?.orgId ?? '' } })
  const [proposing, setProposing] = useState(false)
  const [open, setOpen] = useState<{ change: Change; decision: Decision } | null>(null)
  const view = read.data
  if (!view) {
    return (
      <Page title={t.title} intro={t.intro}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Loading rows={6} />}
      </Page>
    )
  }
  const acts = (c: Change): readonly Decision[] =>
    c.status !== 'waiting' ? [] : c.proposedById === me.id ? ['withdraw'] : ['confirm', 'refuse']
  const columns: Column<Change>[] = [
    { key: 'change', title: t.change, main: true, render: (c) => t.inWords(c) },
    { key: 'reason', title: t.reason, render: (c) => c.reason },
    { key: 'by', title: t.by, render: (c) => `${c.proposedBy} ${timeText(c.proposedAt)}` },
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
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <Button
          type="primary"
          disabled={view.changes.some((c) => c.status === 'waiting')}
          onClick={() => setProposing(true)}
        >
          {t.propose}
        </Button>
      }
    >
      <Card title={t.now} extra={<span className="muted">{view.own ? t.own : t.default}</span>}>
        <Facts
          columns={4}
          items={[
            [t.lines.severe, t.from(view.severe)],
            [t.lines.moderate, t.from(view.moderate)],
            [t.lines.mild, t.from(view.mild)],
            [hardshipTexts.modelVersion, hardshipTexts.modelName(view.model)],
          ]}
        />
      </Card>
      <Card title={t.history}>
        {view.changes.length === 0 ? (
          <p className="muted">{t.emptyHistory}</p>
        ) : (
          <Table caption={t.history} columns={columns} rows={view.changes} rowKey={(c) => c.id} />
        )}
      </Card>
      {proposing && <Propose view={view} onClose={() => setProposing(false)} />}
      {open && <Decide {...open} onClose={() => setOpen(null)} />}
    </Page>
  )
}
