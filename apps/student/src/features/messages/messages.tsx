import type { office, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { useView } from '../../app/context.ts'
import { appPath, Link } from '../../app/router.tsx'
import { call, sayError } from '../../platform/api.ts'
import { timeText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Loaded, Page } from '../../ui/parts.tsx'

const t = {
  title: '消息',
  none: '还没有消息。',
  unread: '未读',
  open: '去看看',
  more: '更早的消息',
}
type Message = ReplyOf<typeof office.messages>['items'][number]

export function Messages() {
  const view = useView('messages', () => call(routes.messages, {}))
  const [older, setOlder] = useState<readonly Message[]>([])
  const [cursor, setCursor] = useState<string | null | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const next = cursor === undefined ? (view.data?.nextCursor ?? null) : cursor
  const more = async () => {
    try {
      const page = await call(routes.messages, next ? { query: { cursor: next } } : {})
      setOlder([...older, ...page.items])
      setCursor(page.nextCursor)
      setProblem('')
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <Page title={t.title}>
      <Loaded view={view}>
        {(data) => (
          <>
            {data.items.length === 0 && <p class="card">{t.none}</p>}
            <ul>
              {[...data.items, ...older].map((m) => (
                <MessageItem key={m.id} m={m} />
              ))}
            </ul>
            {problem && (
              <p class="note bad" role="alert">
                {problem}
              </p>
            )}
            {next && (
              <button type="button" class="btn wide gap" onClick={() => void more()}>
                {t.more}
              </button>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function MessageItem({ m }: { m: Message }) {
  const [open, setOpen] = useState(false)
  const [read, setRead] = useState(m.read)
  const toggle = () => {
    setOpen(!open)
    if (read) return
    setRead(true)
    // Not told to the student when it fails: the message simply stays unread.
    call(routes.readMessage, { params: { id: m.id }, body: { requestId: uuid() } }).then(
      () => window.dispatchEvent(new Event('zx-refresh')),
      () => setRead(false),
    )
  }
  return (
    <li class="card message">
      <button type="button" class="message-head" aria-expanded={open} onClick={toggle}>
        <span class="between">
          <b>{m.title}</b>
          {!read && <span class="tag warn">{t.unread}</span>}
        </span>
        <span class="hint num">{timeText(m.at)}</span>
      </button>
      {open && (
        <div class="message-body">
          <p>{m.body}</p>
          {m.link && (
            <Link to={appPath(m.link)} class="link">
              {t.open}
            </Link>
          )}
        </div>
      )}
    </li>
  )
}
