import { staff } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { asApiError } from '../../api/errors.ts'
import { useRead } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { saveBlob } from '../../lib/csv.ts'
import { useMe } from '../../shell/me.tsx'
import { Card } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { revealTexts as t } from './texts.ts'

/** Yearly report of looks at protected data, for the audit administrator. */
export default function RevealsPage() {
  const { today } = useMe()
  const { message } = App.useApp()
  const filters = useFilters(['year'])
  const now = Number(today.slice(0, 4))
  const years = [now, now - 1, now - 2].map(String)
  const year = years.find((y) => y === filters.values.year) ?? String(now)
  const report = useRead(staff.revealReport, { query: { year } })
  const save = async () => {
    try {
      const file = await api.download(staff.revealReportFile, { query: { year } })
      saveBlob(file.blob, file.filename)
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <Button icon={<Icon name="download" size={16} />} onClick={() => void save()}>
          {t.export}
        </Button>
      }
    >
      <FilterBar
        filters={{ ...filters, values: { year } }}
        defs={[
          {
            kind: 'select',
            name: 'year',
            label: t.year,
            always: true,
            options: years.map((y) => ({ value: y, label: `${y}年` })),
          },
        ]}
      />
      {report.error && <Failed error={report.error} retry={() => void report.refetch()} />}
      {!report.data && !report.error && <Loading rows={6} />}
      {report.data && report.data.rows.length === 0 && (
        <Card>
          <Empty title={t.empty}>{t.emptyHelp}</Empty>
        </Card>
      )}
      {report.data && report.data.rows.length > 0 && (
        <Card title={t.total(report.data.total)} className="card-flush">
          <Table
            caption={t.title}
            rows={report.data.rows}
            rowKey={(r) => `${r.month}${r.role}${r.field}${r.reason}`}
            columns={[
              { key: 'month', title: t.month, main: true, render: (r) => r.month },
              { key: 'role', title: t.role, render: (r) => r.role },
              { key: 'field', title: t.field, render: (r) => r.field },
              { key: 'reason', title: t.reason, render: (r) => r.reason },
              { key: 'looks', title: t.looks, align: 'right', render: (r) => r.looks },
              { key: 'people', title: t.people, align: 'right', render: (r) => r.people },
              { key: 'students', title: t.students, align: 'right', render: (r) => r.students },
            ]}
          />
        </Card>
      )}
    </Page>
  )
}
