import { useQueryClient } from '@tanstack/react-query'
import { factors, session } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { Link } from 'react-router'
import { asApiError } from '../api/errors.ts'
import { api } from '../api/instance.ts'
import { newRequestId } from '../api/request-id.ts'
import { sessionState } from '../api/session-state.ts'
import { accountTexts as t } from '../features/account/texts.ts'
import { timeText } from '../lib/format.ts'
import { Notice } from '../ui/bits.tsx'
import { useMe } from './me.tsx'
import { consolePath } from './menu.ts'

/** Messages about the own account (new place, new role, hand-over), until they were read. */
export function AccountNotices() {
  const me = useMe()
  const client = useQueryClient()
  const { message } = App.useApp()
  if (me.notices.length === 0) return null
  const read = async (id: string) => {
    try {
      await api.call(factors.readNotice, { params: { id }, body: { requestId: newRequestId() } })
      sessionState.setMe(await api.call(session.me, {}))
      await client.invalidateQueries()
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
  return (
    <aside className="account-notices no-print" aria-label={t.noticesLabel}>
      {me.notices.map((n) => (
        <Notice key={n.id} tone="warn" title={n.text}>
          <span className="notice-foot">
            <span className="muted">{timeText(n.at)}</span>
            {n.link && <Link to={consolePath(n.link)}>{t.details}</Link>}
            <Button size="small" onClick={() => void read(n.id)}>
              {t.read}
            </Button>
          </span>
        </Notice>
      ))}
    </aside>
  )
}
