import { ROLL_CHANGES } from '@zhuxue/policy'
import { onHardshipDecided, provideAnswers } from '../hardship/index.ts'
import { onRollChangeConfirmed } from '../roll/index.ts'
import { redetermine } from './decision.ts'
import { answersForHardship } from './staff-form.ts'
import { withdrawByRoll } from './transition.ts'

/** Plugs the applications into the modules before them; called once when the module is loaded. */
export function registerHooks(): void {
  provideAnswers(answersForHardship)
  onHardshipDecided(redetermine)
  onRollChangeConfirmed(async (tx, { studentId, type, effectiveOn, stopsAid }) => {
    if (!stopsAid) return {}
    const reason = `学籍异动：${ROLL_CHANGES[type].label}，${effectiveOn}起生效`
    return { withdrawnApplications: await withdrawByRoll(tx, studentId, reason) }
  })
}
