import { applications, programmes, programmeTitles } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { type RowOf, useList } from '../../api/hooks.ts'
import { dayText, termTitle } from '../../lib/format.ts'
import { useCan, useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Card, Facts, Stat, Tag } from '../../ui/bits.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { OpenRound } from './open-round.tsx'
import { roundTexts as t } from './texts.ts'

type Round = RowOf<typeof programmes.listRounds>

function RoundCard({ round }: { round: Round }) {
  const can = useCan()
  const me = useMe()
  const c = round.counts
  return (
    <Card
      title={
        <>
          {termTitle(round.term)}
          <span className="muted head-note">{round.schoolName}</span>
        </>
      }
      extra={<Tag tone={round.state === 'open' ? 'good' : 'mute'}>{t.state[round.state]}</Tag>}
    >
      <div className="stats">
        <Stat label={t.students} value={c.students} />
        <Stat label={t.submitted} value={c.submitted} />
        <Stat label={t.inProgress} value={c.inProgress} />
        <Stat label={t.noticed} value={c.noticed} />
        <Stat label={t.approved} value={c.approved} tone="good" />
        <Stat label={t.refused} value={c.refused} />
      </div>
      <Facts
        columns={3}
        items={[
          [
            t.windowCol,
            `${dayText(round.opensOn)} 至 ${dayText(round.closesOn)}${round.state === 'open' && round.closesOn === me.today ? '（今天截止）' : ''}`,
          ],
          [t.registrationDate, dayText(round.registrationDate)],
          [t.openedBy, round.openedBy],
          ...round.programmes.map((p): [string, string] => {
            const q = round.quotas.find((x) => x.programme === p)
            const number = q?.authorityNumber ?? null
            return [
              `${programmeTitles[p]}${t.quotaCol}`,
              number === null ? t.quotaAuto : t.quotaOf(number, q?.documentNo ?? null),
            ]
          }),
        ]}
      />
      <div className="card-links">
        {can(applications.listApplications.permission) && (
          <Link to={`/applications?schoolId=${round.schoolId}`}>{t.applications}</Link>
        )}
        {can(applications.committeeList.permission) &&
          round.programmes.map((p) => (
            <Link key={p} to={`/rounds/${round.id}/committee/${p}`}>
              {t.committee}：{programmeTitles[p]}
            </Link>
          ))}
      </div>
    </Card>
  )
}

/** Application rounds of the schools in scope. */
export default function RoundsPage() {
  const can = useCan()
  const list = useList(programmes.listRounds, {})
  const [opening, setOpening] = useState(false)
  const mayOpen = can(programmes.openRound.permission)
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        mayOpen && (
          <Button type="primary" onClick={() => setOpening(true)}>
            {t.open}
          </Button>
        )
      }
    >
      {list.pending && !list.error && <Loading rows={6} />}
      {list.error && <Failed error={list.error} retry={list.refetch} />}
      {!list.pending && !list.error && list.items.length === 0 && (
        <div className="card">
          <Empty title={t.emptyTitle}>{t.emptyHelp}</Empty>
        </div>
      )}
      {list.items.map((r) => (
        <RoundCard key={r.id} round={r} />
      ))}
      {list.hasMore && (
        <div className="list-foot">
          <Button onClick={list.loadMore} loading={list.loadingMore}>
            {common.more}
          </Button>
        </div>
      )}
      {opening && <OpenRound onClose={() => setOpening(false)} />}
    </Page>
  )
}
