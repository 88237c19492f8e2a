import { Button } from 'antd'
import { saveCsv, toCsv } from '../../lib/csv.ts'
import { Card } from '../../ui/bits.tsx'
import { Table } from '../../ui/table.tsx'
import { cardTexts as t } from '../cards/texts.ts'

export interface LineProblem {
  readonly line: number
  readonly column: string | null
  readonly text: string
}

/** What is wrong with a file, line by line, to show and to hand back to the bank. */
export function LineProblems({ problems, filename }: { problems: readonly LineProblem[]; filename: string }) {
  const save = () =>
    saveCsv(
      toCsv(
        [
          { title: t.line, value: (p: LineProblem) => p.line },
          { title: t.column, value: (p: LineProblem) => p.column },
          { title: t.problem, value: (p: LineProblem) => p.text },
        ],
        problems,
      ),
      `${filename}.csv`,
    )
  return (
    <Card
      title={`${t.problemTitle}（${problems.length}）`}
      extra={<Button onClick={save}>{t.exportProblems}</Button>}
      className="card-flush"
    >
      <Table
        caption={t.problemTitle}
        rows={problems.map((p, i) => ({ ...p, key: `${i}` }))}
        rowKey={(p) => p.key}
        columns={[
          { key: 'line', title: t.line, main: true, render: (p) => p.line },
          { key: 'column', title: t.column, render: (p) => p.column ?? '—' },
          { key: 'text', title: t.problem, render: (p) => p.text },
        ]}
      />
    </Card>
  )
}
