import { cards } from '@zhuxue/contracts'
import type { RowOf } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { ExportButton, ListView } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { cardTexts as t } from './texts.ts'

const columns: Column<RowOf<typeof cards.cardsMissing>>[] = [
  { key: 'student', title: t.student, main: true, render: (r) => r.studentName, csv: (r) => r.studentName },
  { key: 'class', title: t.className, render: (r) => r.className, csv: (r) => r.className },
  { key: 'since', title: t.since, render: (r) => timeText(r.since), csv: (r) => timeText(r.since) },
]

/** Students who have an award but no usable card. */
export default function MissingPage() {
  const can = useCan()
  return (
    <Page
      title={t.missing}
      intro={t.missingIntro}
      back={{ to: '/cards', text: t.back }}
      actions={<ExportButton route={cards.cardsMissing} args={{}} columns={columns} filename={t.missing} />}
    >
      <ListView
        route={cards.cardsMissing}
        args={{}}
        caption={t.missing}
        columns={columns}
        rowKey={(r) => r.studentId}
        linkOf={(r) => (can('students.read') ? `/students/${r.studentId}` : null)}
        empty={{ title: t.missingEmpty, help: t.missingEmptyHelp }}
      />
    </Page>
  )
}
