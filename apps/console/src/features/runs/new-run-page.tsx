import { disbursement, programmeCodes } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useRead, useWrite } from '../../api/hooks.ts'
import { periodText, termChoices, termTitle, yuan } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Card, Money, Notice, Stat, Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { programmeOptions } from '../shared/programme.ts'
import { useSchools } from '../shared/schools.ts'
import { runTexts as t } from './texts.ts'

/** Builds a run: which periods are due, who is ready, whether the money suffices. */
export default function NewRunPage() {
  const me = useMe()
  const schools = useSchools()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const build = useWrite(disbursement.buildRun)
  const filters = useFilters(['schoolId', 'programme', 'term', 'period'])
  const [asking, setAsking] = useState(false)
  const terms = termChoices(me.today)
  const schoolId = schools.only ?? filters.values.schoolId
  const programme = filters.oneOf('programme', programmeCodes) ?? 'national-grant'
  const term = filters.oneOf('term', terms) ?? terms[0] ?? ''
  const { period } = filters.values
  const read = useRead(
    disbursement.previewRun,
    { query: { schoolId, programme, term, ...(period && { period }) } },
    { enabled: schoolId !== '' },
  )
  return (
    <Page title={t.newTitle} intro={t.newIntro} back={{ to: '/runs', text: t.back }}>
      <FilterBar
        filters={{ ...filters, values: { ...filters.values, programme, term } }}
        defs={[
          ...(schools.only === undefined
            ? [{ kind: 'select' as const, name: 'schoolId', label: common.school, options: schools.options }]
            : []),
          { kind: 'select', name: 'programme', label: common.programme, options: programmeOptions },
          {
            kind: 'select',
            name: 'term',
            label: common.term,
            options: terms.map((x) => ({ value: x, label: termTitle(x) })),
          },
        ]}
      />
      {schoolId !== '' && (
        <Await read={read}>
          {(p) => {
            const chosen = p.periods.find((x) => x.period === period)
            return (
              <>
                <Card title={t.periodPick}>
                  {p.periods.length === 0 && <p className="muted">{t.nothing}</p>}
                  <ul className="periods">
                    {p.periods.map((x) => (
                      <li key={x.period}>
                        <button
                          type="button"
                          aria-pressed={x.period === period}
                          data-row-link=""
                          onClick={() => filters.set('period', x.period)}
                        >
                          <strong>{periodText(x.period)}</strong>
                          <span>{t.periodLine(x.items)}</span>
                          <Money fen={x.totalFen} />
                          <Tag tone={x.due ? 'good' : 'mute'}>{x.due ? t.dueNow : t.notDue}</Tag>
                        </button>
                      </li>
                    ))}
                  </ul>
                </Card>
                {chosen && (
                  <Card title={periodText(chosen.period)}>
                    <div className="stats">
                      <Stat label={t.ready} value={p.ready} tone="good" />
                      <Stat label={t.readySum} value={yuan(p.readyFen)} />
                      <Stat
                        label={t.withoutCard}
                        value={p.withoutCard}
                        {...(p.withoutCard > 0 && { tone: 'warn' as const, note: t.withoutCardHelp })}
                      />
                      <Stat
                        label={t.available}
                        value={yuan(p.availableFen)}
                        {...(!p.enough && { tone: 'bad' as const })}
                      />
                    </div>
                    {!p.enough && <Notice tone="bad" title={t.notEnough} />}
                    <div className="form-foot">
                      <Button
                        type="primary"
                        size="large"
                        disabled={!p.enough || p.ready === 0}
                        onClick={() => setAsking(true)}
                      >
                        {t.build}
                      </Button>
                    </div>
                    {asking && (
                      <ActDialog
                        title={t.build}
                        intro={t.buildAsk(p.ready, yuan(p.readyFen))}
                        fields={[]}
                        submitText={t.build}
                        onClose={() => setAsking(false)}
                        onSubmit={async () => {
                          const run = await build.run({ body: { schoolId, programme, term, period: chosen.period } })
                          message.success(t.built(run.runNo))
                          void navigate(`/runs/${run.id}`)
                        }}
                      />
                    )}
                  </Card>
                )}
              </>
            )
          }}
        </Await>
      )}
    </Page>
  )
}
