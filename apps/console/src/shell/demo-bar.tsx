import { useQueryClient } from '@tanstack/react-query'
import { office, session } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { asApiError } from '../api/errors.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { api } from '../api/instance.ts'
import { sessionState } from '../api/session-state.ts'
import { dayText } from '../lib/format.ts'
import { Icon } from '../ui/icons.tsx'
import { shellTexts as t } from './texts.ts'

const steps = [1, 5, 30] as const

/** Demo mode only: shows the demo day and moves it. In production the server answers demo:false and nothing is drawn. */
export function DemoBar() {
  const clock = useRead(office.demoClock, {})
  const move = useWrite(office.moveClock)
  const client = useQueryClient()
  const { message } = App.useApp()
  if (!clock.data?.demo) return null
  const forward = async (days: number) => {
    try {
      const reply = await move.run({ body: { days } })
      if (sessionState.get().me) sessionState.setMe(await api.call(session.me, {}))
      await client.invalidateQueries()
      message.success(t.moved(dayText(reply.today)))
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
  return (
    <aside className="demo-bar no-print" aria-label={t.demo}>
      <Icon name="clock" size={16} />
      <span className="demo-words">
        <strong>{t.demo}</strong>
        <span className="demo-day">{t.today(dayText(clock.data.today))}</span>
      </span>
      <span className="demo-buttons">
        {steps.map((n) => (
          <Button key={n} size="small" disabled={move.pending} onClick={() => void forward(n)}>
            {t.forward(n)}
          </Button>
        ))}
      </span>
    </aside>
  )
}
