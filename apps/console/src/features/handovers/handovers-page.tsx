import { handoverStatuses, handoverStatusTitles, staff } from '@zhuxue/contracts'
import type { RowOf } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { common } from '../../texts.ts'
import { Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { handoverTexts as t } from './texts.ts'

type Row = RowOf<typeof staff.listHandovers>

export const handoverTones: Record<Row['status'], Tone> = {
  waiting: 'warn',
  open: 'info',
  accepted: 'good',
  cancelled: 'mute',
}

/** Hand-overs of the scope (security administrator). */
export default function HandoversPage() {
  const filters = useFilters(['status'])
  const status = filters.oneOf('status', handoverStatuses)
  const args = { query: { ...(status && { status }) } }
  const columns: Column<Row>[] = [
    {
      key: 'post',
      title: t.post,
      main: true,
      render: (h) => `${h.orgName} · ${h.roleTitle}`,
      csv: (h) => `${h.orgName} ${h.roleTitle}`,
    },
    { key: 'from', title: t.from, render: (h) => h.fromName, csv: (h) => h.fromName },
    { key: 'to', title: t.to, render: (h) => h.toName, csv: (h) => h.toName },
    { key: 'at', title: t.at, render: (h) => timeText(h.startedAt), csv: (h) => timeText(h.startedAt) },
    {
      key: 'status',
      title: t.status,
      render: (h) => <Tag tone={handoverTones[h.status]}>{h.statusTitle}</Tag>,
      csv: (h) => h.statusTitle,
    },
  ]
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={<ExportButton route={staff.listHandovers} args={args} columns={columns} filename={t.title} />}
    >
      <FilterBar
        filters={filters}
        defs={[
          {
            kind: 'select',
            name: 'status',
            label: common.status,
            options: optionsOf(handoverStatuses, handoverStatusTitles),
          },
        ]}
      />
      <ListView
        route={staff.listHandovers}
        args={args}
        caption={t.title}
        columns={columns}
        rowKey={(h) => h.id}
        linkOf={(h) => `/handovers/${h.id}`}
        empty={{ title: t.empty, help: t.emptyHelp }}
      />
    </Page>
  )
}
