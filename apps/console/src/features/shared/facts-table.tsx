import type { ReplyOf, roll } from '@zhuxue/contracts'
import { dayText } from '../../lib/format.ts'
import { common } from '../../texts.ts'
import { Tag } from '../../ui/bits.tsx'
import { Table } from '../../ui/table.tsx'
import { studentTexts as t } from '../students/texts.ts'

type Fact = ReplyOf<typeof roll.getStudent>['facts'][number]

/** Facts with value, source, day and verifier; an unknown fact is said to be unknown. */
export function FactsTable({ facts }: { facts: readonly Fact[] }) {
  return (
    <Table
      caption={t.facts}
      rows={facts}
      rowKey={(f) => f.key}
      columns={[
        { key: 'label', title: t.fact, main: true, render: (f) => f.label },
        {
          key: 'value',
          title: t.value,
          render: (f) => (f.value === null ? <Tag tone="warn">{common.unknown}</Tag> : f.value),
        },
        { key: 'source', title: t.source, render: (f) => f.source },
        { key: 'asOf', title: t.asOf, render: (f) => <span className="nowrap">{dayText(f.asOf)}</span> },
        { key: 'by', title: t.verifiedBy, render: (f) => f.verifiedBy ?? '—' },
      ]}
    />
  )
}
