import { publicity } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import type { RowOf } from '../../api/hooks.ts'
import { dayText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { NextItem } from '../../shell/next-item.tsx'
import { common } from '../../texts.ts'
import { Tag } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { noticeTexts as t } from './texts.ts'

type Row = RowOf<typeof publicity.listNotices>
const states = ['live', 'ended', 'taken-down'] as const

const columns: Column<Row>[] = [
  { key: 'title', title: t.noticeTitle, main: true, render: (r) => r.title },
  { key: 'school', title: common.school, render: (r) => r.schoolName },
  { key: 'programme', title: t.programme, render: (r) => r.programmeTitle },
  { key: 'from', title: t.publishDay, render: (r) => dayText(r.publishDay) },
  { key: 'to', title: t.lastDay, render: (r) => dayText(r.lastDay) },
  { key: 'names', title: t.names, align: 'right', render: (r) => r.names },
  {
    key: 'objections',
    title: t.objections,
    align: 'right',
    render: (r) => (r.openObjections > 0 ? <Tag tone="bad">{r.openObjections}</Tag> : 0),
  },
  { key: 'state', title: common.status, render: (r) => <Tag tone={t.stateTone[r.state]}>{t.state[r.state]}</Tag> },
]

/** Public notices of the schools in scope. */
export default function NoticesPage() {
  const can = useCan()
  const filters = useFilters(['state'])
  const state = filters.oneOf('state', states)
  const [publishing, setPublishing] = useState(false)
  const [done, setDone] = useState<{ id: string; text: string } | null>(null)
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        can(publicity.publishNotice.permission) && (
          <Button type="primary" onClick={() => setPublishing(true)}>
            {t.publish}
          </Button>
        )
      }
    >
      {done && <NextItem done={done.text} doneId={done.id} />}
      <FilterBar
        filters={filters}
        defs={[{ kind: 'select', name: 'state', label: common.status, options: optionsOf(states, t.state) }]}
      />
      <ListView
        route={publicity.listNotices}
        args={{ query: state ? { state } : {} }}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        linkOf={(r) => `/notices/${r.id}`}
        rowTone={(r) => (r.openObjections > 0 ? 'held' : undefined)}
        empty={{ title: t.emptyTitle, help: t.emptyHelp }}
      />
      {publishing && (
        <PublishDialog onClose={() => setPublishing(false)} onDone={(id, text) => setDone({ id, text })} />
      )}
    </Page>
  )
}
