import type { office, ReplyOf } from '@zhuxue/contracts'
import { useEffect, useState } from 'preact/hooks'
import { call, sayError } from '../platform/api.ts'
import { dayText } from '../platform/clock.ts'
import { demoRoutes } from '../platform/session-routes.ts'
import { uuid } from '../platform/uuid.ts'

const t = {
  label: '演示环境',
  today: (day: string) => `演示环境 · 今天 ${dayText(day)}`,
  forward: (n: number) => `前进${n}天`,
  accounts: '演示账号',
  hint: '点一个账号，自动填好证件号码和密码。号码按专门规则生成，不属于任何人。',
}

/** The slim bar of the demo world: moves the server's clock. */
export function DemoBar({ day, onMoved }: { day: string; onMoved(): void }) {
  const [today, setToday] = useState(day)
  const [problem, setProblem] = useState('')
  const move = async (days: number) => {
    try {
      setToday((await call(demoRoutes.move, { body: { requestId: uuid(), days } })).today)
      onMoved()
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <section class="demo-bar" aria-label={t.label}>
      <span role="status">{problem || t.today(today)}</span>
      {[1, 5, 30].map((n) => (
        <button key={n} type="button" class={n > 5 ? 'more' : undefined} onClick={() => void move(n)}>
          {t.forward(n)}
        </button>
      ))}
    </section>
  )
}

type Account = ReplyOf<typeof office.demoAccounts>['students'][number]

/** Demo accounts under the log-in. */
export function DemoAccounts({ onPick }: { onPick(account: Account): void }) {
  const [list, setList] = useState<readonly Account[]>([])
  useEffect(() => {
    call(demoRoutes.accounts, {}).then(
      (r) => setList(r.students),
      () => undefined,
    )
  }, [])
  if (list.length === 0) return null
  return (
    <section class="panel demo-accounts" aria-labelledby="demo-accounts">
      <h2 id="demo-accounts">{t.accounts}</h2>
      <p class="hint">{t.hint}</p>
      {list.map((a) => (
        <button key={a.idNumber} type="button" class="pick" onClick={() => onPick(a)}>
          <b>{a.name}</b>
          <span class="hint">{a.note}</span>
        </button>
      ))}
    </section>
  )
}
