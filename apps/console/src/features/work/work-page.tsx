import { office, type ReplyOf } from '@zhuxue/contracts'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { dayText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { consolePath } from '../../shell/menu.ts'
import { Due, Tag } from '../../ui/bits.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Await, Empty } from '../../ui/states.tsx'
import { workTexts as t } from './texts.ts'

type Group = ReplyOf<typeof office.workList>['groups'][number]

function GroupCard({ group }: { group: Group }) {
  const rest = group.count - group.items.length
  const items = [...group.items].sort((a, b) => Number(b.late) - Number(a.late))
  return (
    <section className="card card-flush" aria-label={t.group(group.title, group.count)}>
      <div className="card-head work-head">
        <h2>
          {group.title}
          <span className="count">{group.count}</span>
        </h2>
        {group.late > 0 && (
          <Tag tone="bad">
            <Icon name="alert" size={14} />
            {t.late(group.late)}
          </Tag>
        )}
        <Link className="work-all" to={consolePath(group.link)}>
          {t.all}
        </Link>
      </div>
      <ul className="work-items">
        {items.map((item) => (
          <li key={item.id} className={item.late ? 'work-item work-late' : 'work-item'}>
            <Link to={consolePath(item.link)} data-row-link="" className="work-link">
              <span className="work-title">{item.title}</span>
              <span className="work-detail">{item.detail}</span>
            </Link>
            {item.dueOn !== null && <Due on={item.dueOn} late={item.late} />}
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Link className="work-rest" to={consolePath(group.link)}>
          {t.more(rest)}
        </Link>
      )}
    </section>
  )
}

/** Landing page: what waits for the acting person, late things first. */
export default function WorkPage() {
  const me = useMe()
  const navigate = useNavigate()
  const read = useRead(office.workList, {})
  const groups = [...(read.data?.groups ?? [])]
    .filter((g) => g.count > 0)
    .sort(
      (a, b) => Number(b.late > 0) - Number(a.late > 0) || (a.oldestDueOn ?? '9').localeCompare(b.oldestDueOn ?? '9'),
    )
  const all = groups.reduce((n, g) => n + g.count, 0)
  const late = groups.reduce((n, g) => n + g.late, 0)
  const first = [...(groups[0]?.items ?? [])].sort((a, b) => Number(b.late) - Number(a.late))[0]
  return (
    <Page
      title={t.title}
      intro={
        <>
          {t.hello(me.name, dayText(me.today))}
          {all > 0 && <span className={late > 0 ? 'text-bad' : undefined}> · {t.sum(all, late)}</span>}
        </>
      }
      actions={
        first && (
          <Button type="primary" data-next="" onClick={() => void navigate(consolePath(first.link))}>
            {t.start}
          </Button>
        )
      }
    >
      <Await read={read} rows={8}>
        {() =>
          groups.length === 0 ? (
            <div className="card">
              <Empty title={t.emptyTitle}>{t.emptyHelp}</Empty>
            </div>
          ) : (
            <>
              {groups.map((g) => (
                <GroupCard key={g.kind} group={g} />
              ))}
              <p className="muted keys-hint">{t.keys}</p>
            </>
          )
        }
      </Await>
    </Page>
  )
}
