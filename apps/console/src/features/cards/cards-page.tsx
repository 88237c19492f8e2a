import { cardStatuses, cardStatusTitles, cards } from '@zhuxue/contracts'
import { dayText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { CardActs, type CardRow } from './card-acts.tsx'
import { cardTone, cardTexts as t } from './texts.ts'

const columns: Column<CardRow>[] = [
  { key: 'student', title: t.student, main: true, render: (r) => r.studentName, csv: (r) => r.studentName },
  { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
  { key: 'issuer', title: t.issuer, render: (r) => r.issuer, csv: (r) => r.issuer },
  { key: 'last4', title: t.last4, render: (r) => <span className="mono">{r.last4}</span>, csv: (r) => r.last4 },
  { key: 'opened', title: t.openedOn, render: (r) => dayText(r.openedOn), csv: (r) => r.openedOn },
  { key: 'until', title: t.until, render: (r) => dayText(r.preferentialUntil), csv: (r) => r.preferentialUntil },
  {
    key: 'status',
    title: common.status,
    render: (r) => <Tag tone={cardTone[r.status]}>{r.statusTitle}</Tag>,
    csv: (r) => r.statusTitle,
  },
]

/** Aid cards: list, single acts, ways to the import and to those without a card. */
export default function CardsPage() {
  const can = useCan()
  const filters = useFilters(['q', 'status'])
  const status = filters.oneOf('status', cardStatuses)
  const { q } = filters.values
  const args = { query: { ...(q && { q }), ...(status && { status }) } }
  const manage = can(cards.activateCard.permission)
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <ExportButton route={cards.listCards} args={args} columns={columns} filename={t.title} />
          <LinkButton to="/cards/reports?status=open">{t.reports}</LinkButton>
          <LinkButton to="/cards/missing">{t.missing}</LinkButton>
          {can(cards.importCards.permission) && (
            <LinkButton to="/cards/import" type="primary">
              {t.import}
            </LinkButton>
          )}
        </>
      }
    >
      <FilterBar
        filters={filters}
        defs={[
          { kind: 'search', name: 'q', label: t.find, hint: t.findHint },
          { kind: 'select', name: 'status', label: common.status, options: optionsOf(cardStatuses, cardStatusTitles) },
        ]}
      />
      <ListView
        route={cards.listCards}
        args={args}
        caption={t.title}
        columns={manage ? [...columns, { key: 'act', title: t.act, render: (r) => <CardActs card={r} /> }] : columns}
        rowKey={(r) => r.id}
        linkOf={(r) => (can('students.read') ? `/students/${r.studentId}` : null)}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
    </Page>
  )
}
