import type { privacy, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { PasswordField } from '../../login/fields.tsx'
import { ApiProblem, call, sayError } from '../../platform/api.ts'
import { timeText } from '../../platform/clock.ts'
import { exportUrl, routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Page } from '../../ui/parts.tsx'
import { useMyData } from './overview.tsx'
import { texts as t } from './texts.ts'

/** A copy of everything: the password once more, then two links that work for ten minutes. */
export function Export() {
  const view = useMyData()
  const [ready, setReady] = useState<ReplyOf<typeof privacy.requestExport> | null>(null)
  const before = view.data?.exports.length ?? 0
  return (
    <Page title={t.exportTitle} back="/me/data">
      {ready ? <Ready copy={ready} /> : <Ask onReady={setReady} />}
      {before > 0 && <p class="hint gap">{t.exportBefore(before)}</p>}
    </Page>
  )
}

function Ask({ onReady }: { onReady(copy: ReplyOf<typeof privacy.requestExport>): void }) {
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setWrong('')
    setProblem('')
    try {
      onReady(await call(routes.requestExport, { body: { requestId: uuid(), password } }))
    } catch (error) {
      const field = error instanceof ApiProblem ? error.problem.fields?.[0] : undefined
      if (field) setWrong(field.text)
      else setProblem(sayError(error))
    }
    setBusy(false)
  }
  return (
    <form class="card" onSubmit={(e) => void send(e)}>
      <p>{t.exportWhy}</p>
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <PasswordField
        id="export-password"
        label={t.password}
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
        error={wrong}
      />
      <button type="submit" class="btn main wide gap" disabled={busy || password === ''}>
        {t.exportGo}
      </button>
    </form>
  )
}

function Ready({ copy }: { copy: ReplyOf<typeof privacy.requestExport> }) {
  return (
    <section class="card" role="status">
      <h2 class="card-title">{t.exportReady}</h2>
      <p>{t.exportUntil(timeText(copy.expiresAt))}</p>
      <a class="btn main wide gap" href={exportUrl(copy.id, 'page')} download>
        {t.exportPage}
      </a>
      <a class="btn wide gap" href={exportUrl(copy.id, 'data')} download>
        {t.exportData}
      </a>
      {/MicroMessenger/.test(navigator.userAgent) && <p class="hint gap">{t.exportWechat}</p>}
    </section>
  )
}
