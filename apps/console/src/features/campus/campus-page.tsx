import { campus, type ReplyOf } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useRead, useWrite } from '../../api/hooks.ts'
import { dayText, termTitle } from '../../lib/format.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Facts, Notice, Stat, Tag } from '../../ui/bits.tsx'
import { countOf, textOf } from '../../ui/form.ts'
import { Page } from '../../ui/page.tsx'
import { Await, Empty } from '../../ui/states.tsx'
import { campusTexts as t } from './texts.ts'

type Reply = ReplyOf<typeof campus.listCampusRounds>
export type Round = Reply['rounds'][number]
type Offer = Reply['offers'][number]

export const stepsText = (round: Pick<Round, 'steps'>): string =>
  ['学生申请', ...round.steps.map((s) => s.title), '学校发放'].join(' → ')

export function RoundFacts({ round }: { round: Round }) {
  return (
    <>
      <div className="stats">
        <Stat label={t.applications} value={round.applications} />
        <Stat label={t.waiting} value={round.waiting} />
        <Stat label={t.toPublish} value={round.toPublish} />
        <Stat label={t.awarded} value={round.awarded} tone="good" />
      </div>
      <Facts
        columns={3}
        items={[
          [t.window, `${dayText(round.opensOn)} 至 ${dayText(round.closesOn)}`],
          [t.places, round.places === null ? t.unlimited : `${round.places} 名`],
          [t.amount, round.amountText],
        ]}
      />
      <div className="campus-way">
        <Facts columns={1} items={[[t.steps, stepsText(round)]]} />
      </div>
    </>
  )
}

function OpenDialog({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const me = useMe()
  const { message } = App.useApp()
  const open = useWrite(campus.openCampusRound)
  return (
    <ActDialog
      title={t.openTitle(offer.title)}
      intro={t.openIntro}
      fields={[
        { kind: 'day', name: 'opensOn', label: t.opensOn, required: true },
        { kind: 'day', name: 'closesOn', label: t.closesOn, required: true, help: t.closesHelp(offer.leastDays) },
        ...(offer.places === null
          ? []
          : [
              {
                kind: 'number' as const,
                name: 'places',
                label: t.places,
                required: true,
                help: t.placesHelp(offer.places),
              },
            ]),
      ]}
      initial={{ opensOn: me.today, places: offer.places === null ? '' : String(offer.places) }}
      submitText={t.open}
      onClose={onClose}
      onSubmit={async (v) => {
        const reply = await open.run({
          body: {
            programme: offer.programme,
            term: offer.term,
            opensOn: textOf(v, 'opensOn'),
            closesOn: textOf(v, 'closesOn'),
            places: offer.places === null ? null : countOf(v, 'places'),
          },
        })
        message.success(t.opened(reply.studentsTold), 6)
        onClose()
      }}
    />
  )
}

function Offers({ offers }: { offers: readonly Offer[] }) {
  const can = useCan()
  const [opening, setOpening] = useState<Offer | null>(null)
  return (
    <Card title={t.offers}>
      {offers.length === 0 && <p className="muted">{t.offersNone}</p>}
      <ul className="plain-list">
        {offers.map((o) => (
          <li key={o.programme} className="offer">
            <div>
              <strong>{o.title}</strong> <span className="muted">{termTitle(o.term)}</span>
              <p>{o.amountText}</p>
              <p className="muted small">{o.stepsText}</p>
              {o.obstacle !== null && <Notice tone="warn" title={o.obstacle} />}
            </div>
            {o.obstacle === null && (
              <Button type="primary" onClick={() => setOpening(o)} aria-label={`${t.open}：${o.title}`}>
                {t.open}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {can('rules.draft') && (
        <div className="card-links">
          <Link to="/catalogue">{t.catalogue}</Link>
        </div>
      )}
      {opening && <OpenDialog offer={opening} onClose={() => setOpening(null)} />}
    </Card>
  )
}

/** Rounds of the school's own programmes, and what may be opened. */
export default function CampusPage() {
  const can = useCan()
  const read = useRead(campus.listCampusRounds, {})
  return (
    <Page title={t.title} intro={t.intro}>
      <Await read={read} rows={6}>
        {({ rounds, offers }) => (
          <>
            {can(campus.openCampusRound.permission) && <Offers offers={offers} />}
            {rounds.length === 0 && (
              <div className="card">
                <Empty title={t.emptyTitle}>{t.emptyHelp}</Empty>
              </div>
            )}
            {rounds.map((r) => (
              <Card
                key={r.id}
                title={
                  <>
                    <Link to={`/campus/${r.id}`}>{r.title}</Link>
                    <span className="muted head-note">{termTitle(r.term)}</span>
                  </>
                }
                extra={<Tag tone={r.open ? 'good' : 'mute'}>{r.open ? t.state.open : t.state.closed}</Tag>}
              >
                <RoundFacts round={r} />
              </Card>
            ))}
          </>
        )}
      </Await>
    </Page>
  )
}
