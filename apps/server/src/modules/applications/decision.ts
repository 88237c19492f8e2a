import { academicYearOf, type Term } from '@zhuxue/policy'
import type { Platform, Tx } from '../../platform/index.ts'
import type { HardshipDecided } from '../hardship/index.ts'
import { type DeterminedProgramme, type DeterminedStudent, determineFor } from '../programmes/index.ts'
import { type ApplicationPatch, type ApplicationRecord, appendEvents, loadOfStudent, writeChanges } from './store.ts'
import { decisionPatch } from './student-applications.ts'

/**
 * Columns of an application for a determination of today; undefined when it is not eligible by now (then a person
 * rejects it with a reason, nothing is rejected by itself).
 */
export const currentPatch = (
  tx: Tx,
  determined: DeterminedStudent,
  item: DeterminedProgramme,
): ApplicationPatch | undefined =>
  item.result.outcome === 'not-eligible' ? undefined : decisionPatch(tx, determined.facts, item)

/** Does the patch say something else than the application has? */
export const differs = (app: ApplicationRecord, patch: ApplicationPatch): boolean =>
  app.outcome !== patch.outcome ||
  app.route !== patch.route ||
  app.term_fen !== patch.term_fen ||
  app.policy_version !== patch.policy_version

/**
 * 困难认定 was decided: open applications of that academic year are determined again on the new facts. Those already on
 * the committee's decided list stay as they were decided.
 */
export async function redetermine(tx: Tx, platform: Platform, decided: HardshipDecided): Promise<void> {
  const open = await loadOfStudent(tx, decided.studentId, ['submitted', 'checked', 'reviewed', 'returned'])
  const affected = open.filter((app) => academicYearOf(app.term as Term) === decided.academicYear)
  const terms = [...new Set(affected.map((app) => app.term as Term))]
  for (const term of terms) {
    const determined = await determineFor(tx, platform, decided.studentId, term)
    const changes = affected
      .filter((app) => app.term === term)
      .flatMap((app) => {
        const item = determined.items.find((i) => i.programme === app.programme)
        const patch = item && currentPatch(tx, determined, item)
        return patch && differs(app, patch) ? [{ app, patch }] : []
      })
    const updated = await writeChanges(tx, changes)
    await appendEvents(
      tx,
      updated.map((app) => ({
        app,
        action: 'redetermined',
        from: app.status,
        to: app.status,
        reason: `困难认定完成，${app.route_title ?? '资助条件'}：${app.outcome === 'competes' ? '符合条件，名额有限，由领导小组评审' : '符合条件'}。`,
        fields: [],
      })),
    )
    for (const app of updated) {
      tx.audit({
        action: 'application.redetermined',
        subjectKind: 'application',
        subjectId: app.id,
        scope: app.scope,
        data: { outcome: app.outcome, route: app.route, termFen: app.term_fen },
      })
    }
  }
}
