import { publicity, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Due, Facts, Tag } from '../../ui/bits.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { Objector } from './objector.tsx'
import { noticeTexts as t } from './texts.ts'

type Objection = ReplyOf<typeof publicity.getNotice>['objections'][number]

function Decide({ objection, onClose, onDone }: { objection: Objection; onClose: () => void; onDone: () => void }) {
  const decide = useWrite(publicity.decideObjection)
  return (
    <ActDialog
      title={`${t.decide}：${t.objectionOf(objection.entryNo)}`}
      intro={
        <>
          <blockquote>{objection.text}</blockquote>
          <p>{t.decideIntro}</p>
        </>
      }
      fields={[
        {
          kind: 'radio',
          name: 'decision',
          label: t.decision,
          required: true,
          options: [
            { value: 'dismissed', label: t.dismissed },
            { value: 'upheld', label: t.upheld },
          ],
        },
        { kind: 'area', name: 'reason', label: t.decisionReason, required: true, max: 500 },
      ]}
      submitText={t.decide}
      onClose={onClose}
      onSubmit={async (v) => {
        const decision = choiceOf(v, 'decision', ['upheld', 'dismissed'])
        if (!decision) return
        await decide.run({ params: { id: objection.id }, body: { decision, reason: textOf(v, 'reason') } })
        onDone()
        onClose()
      }}
    />
  )
}

/** Objections of a notice with their deadlines; open ones first. */
export function Objections({
  objections,
  campus,
  onDone,
}: {
  objections: readonly Objection[]
  campus: boolean
  onDone: (id: string) => void
}) {
  const can = useCan()
  const [deciding, setDeciding] = useState<Objection | null>(null)
  const sorted = [...objections].sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open'))
  return (
    <Card title={t.objectionList}>
      {sorted.length === 0 && <p className="muted">{t.noObjections}</p>}
      {sorted.map((o) => (
        <article key={o.id} className="objection">
          <h3 className="sub">
            {t.objectionOf(o.entryNo)} <Tag tone={t.objectionTone[o.state]}>{t.objectionState[o.state]}</Tag>
          </h3>
          <blockquote>{o.text}</blockquote>
          <Facts
            columns={4}
            items={[
              [
                t.objector,
                o.named ? (
                  <Objector key="o" objectionId={o.id} masked={t.named(o.objectorName, o.contactMasked)} />
                ) : (
                  t.anonymous
                ),
              ],
              [t.received, timeText(o.receivedAt)],
              ...(o.state === 'open'
                ? ([
                    [t.ackDue, <Due key="a" on={o.ackDueOn} />],
                    [t.decideDue, <Due key="d" on={o.decideDueOn} />],
                  ] as const)
                : ([
                    [t.decidedBy, o.decidedBy ?? '—'],
                    [t.decision, o.decision ?? '—'],
                  ] as const)),
            ]}
          />
          <div className="card-links no-print">
            {can('applications.read') && (
              <Link to={`${campus ? '/campus-applications' : '/applications'}/${o.applicationId}`}>
                {t.openApplication}
              </Link>
            )}
            {o.state === 'open' && can(publicity.decideObjection.permission) && (
              <Button type="primary" data-row-link="" onClick={() => setDeciding(o)}>
                {t.decide}
              </Button>
            )}
          </div>
        </article>
      ))}
      {deciding && <Decide objection={deciding} onClose={() => setDeciding(null)} onDone={() => onDone(deciding.id)} />}
    </Card>
  )
}
