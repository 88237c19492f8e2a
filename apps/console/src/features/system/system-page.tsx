import { staff } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useRead } from '../../api/hooks.ts'
import { Card, Tag } from '../../ui/bits.tsx'
import { Page } from '../../ui/page.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { systemTexts as t } from './texts.ts'

/** Console of the system administrator. */
export default function SystemPage() {
  const status = useRead(staff.systemStatus, {})
  const s = status.data
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <Button loading={status.isFetching} onClick={() => void status.refetch()}>
          {t.refresh}
        </Button>
      }
    >
      {status.error && <Failed error={status.error} retry={() => void status.refetch()} />}
      {!s && !status.error && <Loading rows={6} />}
      {s && (
        <>
          <Card title={t.checks} className="card-flush">
            <Table
              caption={t.checks}
              rows={s.checks}
              rowKey={(c) => c.title}
              rowTone={(c) => (c.ok ? undefined : 'late')}
              columns={[
                { key: 'title', title: t.name, main: true, render: (c) => c.title },
                {
                  key: 'ok',
                  title: t.result,
                  render: (c) => <Tag tone={c.ok ? 'good' : 'bad'}>{c.ok ? t.good : t.bad}</Tag>,
                },
                { key: 'text', title: t.value, render: (c) => c.text },
              ]}
            />
          </Card>
          <Card title={t.queue} className={s.queue.length === 0 ? '' : 'card-flush'}>
            {s.queue.length === 0 ? (
              <p className="muted">{t.emptyQueue}</p>
            ) : (
              <Table
                caption={t.queue}
                rows={s.queue}
                rowKey={(q) => q.task}
                rowTone={(q) => (q.failed > 0 ? 'late' : undefined)}
                columns={[
                  { key: 'task', title: t.task, main: true, render: (q) => q.title },
                  { key: 'waiting', title: t.waiting, align: 'right', render: (q) => q.waiting },
                  { key: 'running', title: t.running, align: 'right', render: (q) => q.running },
                  { key: 'retrying', title: t.retrying, align: 'right', render: (q) => q.retrying },
                  { key: 'failed', title: t.failed, align: 'right', render: (q) => q.failed },
                  {
                    key: 'oldest',
                    title: t.oldest,
                    align: 'right',
                    render: (q) => (q.oldestMinutes === null ? '—' : t.minutes(q.oldestMinutes)),
                  },
                ]}
              />
            )}
          </Card>
          <Card title={t.settings} className="card-flush">
            <p className="muted pad">{t.settingsHelp}</p>
            <Table
              caption={t.settings}
              rows={s.settings}
              rowKey={(x) => x.name}
              columns={[
                { key: 'title', title: t.setting, main: true, render: (x) => x.title },
                { key: 'name', title: t.name, render: (x) => <code>{x.name}</code> },
                { key: 'value', title: t.value, render: (x) => x.value },
              ]}
            />
          </Card>
        </>
      )}
    </Page>
  )
}
