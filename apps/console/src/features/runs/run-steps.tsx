import type { disbursement, ReplyOf, RunStatus } from '@zhuxue/contracts'
import { Notice } from '../../ui/bits.tsx'
import { Icon } from '../../ui/icons.tsx'
import { runTexts as t } from './texts.ts'

type Run = ReplyOf<typeof disbursement.getRun>['run']

/** How many steps are behind a run in each state. */
const bankDone: Record<RunStatus, number> = {
  built: 1,
  approved: 2,
  sealed: 3,
  sent: 4,
  answered: 5,
  closed: 6,
  cancelled: 0,
}
const ledgerDone: Record<RunStatus, number> = {
  built: 1,
  approved: 2,
  sealed: 2,
  sent: 2,
  answered: 3,
  closed: 4,
  cancelled: 0,
}

/** Step bar 组批→审批→封存→送银行→回盘→对账办结 (bank), shorter for money booked to the school. */
export function RunSteps({ run }: { run: Run }) {
  if (run.status === 'cancelled') return <Notice tone="warn" title={t.cancelled} />
  const bank = run.channel === 'bank'
  const steps = bank ? t.steps : t.ledgerSteps
  const done = (bank ? bankDone : ledgerDone)[run.status]
  return (
    <ol className="steps" aria-label={t.stepsLabel}>
      {steps.map((title, i) => {
        const state = i < done ? 'done' : i === done ? 'now' : 'wait'
        return (
          <li key={title} className={`step step-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
            <span className="step-mark">{state === 'done' ? <Icon name="check" size={16} /> : i + 1}</span>
            <span>
              {title}
              <span className="sr-only">
                （{state === 'done' ? t.stepDone : state === 'now' ? t.stepNow : t.stepWait}）
              </span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
