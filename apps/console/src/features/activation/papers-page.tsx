import { activation, consentPurposeTitles } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Facts, Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { choiceOf } from '../../ui/form.ts'
import { ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { paperTexts as t } from './texts.ts'

type Row = RowOf<typeof activation.listPaperConsents>
const statuses = ['waiting', 'confirmed', 'refused'] as const
const tone: Record<Row['status'], Tone> = { waiting: 'warn', confirmed: 'good', refused: 'mute' }
const guardianOf = (r: Row): string => (r.guardianName ? `${r.guardianName}（${r.guardianRelation ?? ''}）` : t.none)
const decisionsOf = (r: Row): string =>
  r.decisions.map((d) => `${consentPurposeTitles[d.purpose]}：${t[d.decision]}`).join('；')

/** Signed papers: registered by one, confirmed by another. */
export default function PapersPage() {
  const me = useMe()
  const { message } = App.useApp()
  const filters = useFilters(['status'])
  const status = filters.oneOf('status', statuses)
  const decide = useWrite(activation.decidePaperConsent)
  const [open, setOpen] = useState<Row | null>(null)
  const columns: Column<Row>[] = [
    { key: 'student', title: t.student, main: true, render: (r) => r.studentName },
    { key: 'class', title: t.className, render: (r) => r.className },
    { key: 'what', title: t.decisions, render: decisionsOf },
    { key: 'guardian', title: t.guardian, render: guardianOf },
    { key: 'by', title: t.by, render: (r) => r.enteredBy },
    { key: 'at', title: t.at, render: (r) => timeText(r.enteredAt) },
    { key: 'status', title: t.status, render: (r) => <Tag tone={tone[r.status]}>{t.statuses[r.status]}</Tag> },
    {
      key: 'act',
      title: t.act,
      render: (r) =>
        r.status !== 'waiting' ? (
          '—'
        ) : r.enteredById === me.id ? (
          <span className="muted">{t.self}</span>
        ) : (
          <Button data-row-link="" onClick={() => setOpen(r)}>
            {t.decide}
          </Button>
        ),
    },
  ]
  return (
    <Page title={t.title} intro={t.intro}>
      <FilterBar
        filters={filters}
        defs={[{ kind: 'select', name: 'status', label: t.status, options: optionsOf(statuses, t.statuses) }]}
      />
      <ListView
        route={activation.listPaperConsents}
        args={{ query: status ? { status } : {} }}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        linkOf={(r) => `/students/${r.studentId}`}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
      {open && (
        <ActDialog
          title={t.decideTitle(open.studentName)}
          intro={
            <>
              <p>{t.seen}</p>
              <Facts
                items={[
                  [t.decisions, decisionsOf(open)],
                  [t.guardian, guardianOf(open)],
                  [t.by, open.enteredBy],
                ]}
              />
            </>
          }
          fields={[
            {
              kind: 'radio',
              name: 'decision',
              label: t.decision,
              required: true,
              options: [
                { value: 'confirm', label: t.confirm },
                { value: 'refuse', label: t.refuse },
              ],
            },
          ]}
          submitText={t.decide}
          onClose={() => setOpen(null)}
          onSubmit={async (v) => {
            const decision = choiceOf(v, 'decision', ['confirm', 'refuse'])
            if (!decision) return
            await decide.run({ params: { id: open.id }, body: { decision } })
            message.success(t.done)
            setOpen(null)
          }}
        />
      )}
    </Page>
  )
}
