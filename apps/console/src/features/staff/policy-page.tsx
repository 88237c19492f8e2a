import { staff } from '@zhuxue/contracts'
import { useRead } from '../../api/hooks.ts'
import { Card } from '../../ui/bits.tsx'
import { Page } from '../../ui/page.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { policyTexts as t } from './request-texts.ts'

/** The security rules in force, for the security administrator. */
export default function PolicyPage() {
  const policy = useRead(staff.securityPolicy, {})
  const rules = policy.data?.rules ?? []
  return (
    <Page title={t.title} intro={t.intro}>
      {policy.error && <Failed error={policy.error} retry={() => void policy.refetch()} />}
      {!policy.data && !policy.error && <Loading rows={6} />}
      {[...new Set(rules.map((r) => r.area))].map((area) => (
        <Card key={area} title={area} className="card-flush">
          <Table
            caption={area}
            rows={rules.filter((r) => r.area === area)}
            rowKey={(r) => r.title}
            columns={[
              { key: 'title', title: t.rule, main: true, render: (r) => r.title },
              { key: 'value', title: t.value, render: (r) => r.value },
              { key: 'source', title: t.source, render: (r) => <span className="muted">{r.source}</span> },
            ]}
          />
        </Card>
      ))}
    </Page>
  )
}
