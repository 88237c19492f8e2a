import type { DraftKeeper, DraftSnapshot } from '../../draft/draft.ts'
import { same } from '../../draft/same.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { texts as t } from './conflict-texts.ts'
import { type Context, stepsFor } from './model.ts'
import { answerText } from './summary.ts'
import { texts as form } from './texts.ts'

/** Two devices wrote different things: both are shown where they differ, the newer one is offered first. */
export function ConflictDialog({
  keeper,
  draft,
  context,
  timeText,
}: {
  keeper: DraftKeeper
  draft: DraftSnapshot
  context: Context
  timeText(at: string): string
}) {
  const theirs = draft.conflict
  if (!theirs) return null
  const mine = draft.record
  const theirsNewer = theirs.savedAt !== null && Date.parse(theirs.savedAt) >= mine.changedAt
  const differ = stepsFor(context.form)
    .map((step) => ({ step, a: answerText(step, mine.answers, context), b: answerText(step, theirs.answers, context) }))
    .filter((d) => !same(d.a, d.b))
  const buttons = [
    <button
      key="theirs"
      type="button"
      class={theirsNewer ? 'btn main wide' : 'btn wide'}
      onClick={() => void keeper.resolve('theirs')}
    >
      {theirsNewer ? t.keepTheirs : t.orTheirs}
    </button>,
    <button
      key="mine"
      type="button"
      class={theirsNewer ? 'btn wide' : 'btn main wide'}
      onClick={() => void keeper.resolve('mine')}
    >
      {theirsNewer ? t.orMine : t.keepMine}
    </button>,
  ]
  return (
    <Dialog title={t.title}>
      <p>{t.text(theirs.savedAt ? timeText(theirs.savedAt) : '')}</p>
      <dl class="answers">
        {differ.map((d) => (
          <div key={d.step}>
            <dt>{form.question[d.step]}</dt>
            <dd>
              <p>
                <span class="hint">{t.mine}</span>
                {d.a.join('；')}
              </p>
              <p>
                <span class="hint">{t.theirs}</span>
                {d.b.join('；')}
              </p>
            </dd>
          </div>
        ))}
      </dl>
      {theirsNewer ? buttons : buttons.reverse()}
    </Dialog>
  )
}
