import type { HeldGroup, privacy, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { Link } from '../../app/router.tsx'
import { call, sayError } from '../../platform/api.ts'
import { dayText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Loaded, Page } from '../../ui/parts.tsx'
import { AnswerCard, useMyData } from './overview.tsx'
import { texts as t } from './texts.ts'

type Answer = ReplyOf<typeof privacy.requestErasure>

export function Group({ name }: { name: string }) {
  const view = useMyData()
  const title = view.data?.groups.find((g) => g.key === name)?.title ?? t.title
  const [asking, setAsking] = useState(false)
  const [answer, setAnswer] = useState<Answer | null>(null)
  return (
    <Page title={title} back="/me/data">
      {answer && (
        <section role="status" aria-label={t.answer}>
          <AnswerCard answer={answer} />
        </section>
      )}
      <Loaded view={view}>
        {(data) => {
          const group = data.groups.find((g) => g.key === name)
          if (!group) return <p class="card">{t.none}</p>
          return (
            <>
              <Items group={group} />
              <button type="button" class="btn wide gap" onClick={() => setAsking(true)}>
                {t.erase[group.erasure]}
              </button>
              {asking && (
                <EraseDialog
                  group={group}
                  onClose={() => setAsking(false)}
                  onAnswer={(a) => {
                    setAsking(false)
                    setAnswer(a)
                    window.scrollTo(0, 0)
                    view.reload()
                  }}
                />
              )}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

function Items({ group: g }: { group: HeldGroup }) {
  return (
    <>
      <p class="hint">
        {t.purpose}：{g.purpose} {t.kept}：{g.kept}。
      </p>
      {g.key === 'roll' && <p class="hint">{t.fullHint}</p>}
      {g.items.length === 0 ? (
        <p class="card">{t.none}</p>
      ) : (
        <ul class="card lines">
          {g.items.map((i, n) => (
            <li key={`${i.label}${n}`}>
              <p class="hint">{i.label}</p>
              <p>{i.value ?? t.unknown}</p>
              <p class="hint">{t.source(i.source, i.asOf ? dayText(i.asOf) : '', i.verifiedBy ?? '')}</p>
            </li>
          ))}
        </ul>
      )}
      {g.key === 'roll' && (
        <Link to="/activate/roll" class="btn main wide gap">
          {t.correct}
        </Link>
      )}
      {g.key === 'devices' && (
        <Link to="/me/devices" class="btn wide gap">
          {t.devices}
        </Link>
      )}
    </>
  )
}

function EraseDialog({
  group,
  onClose,
  onAnswer,
}: {
  group: HeldGroup
  onClose(): void
  onAnswer(answer: Answer): void
}) {
  const [requestId] = useState(uuid)
  const [problem, setProblem] = useState('')
  const send = async () => {
    try {
      onAnswer(await call(routes.requestErasure, { body: { requestId, group: group.key } }))
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <Dialog title={t.eraseTitle(group.title)} onClose={onClose}>
      <p>{t.eraseText[group.erasure]}</p>
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <button
        type="button"
        class={group.erasure === 'kept' ? 'btn main wide' : 'btn danger wide'}
        onClick={() => void send()}
      >
        {t.eraseGo[group.erasure]}
      </button>
    </Dialog>
  )
}
