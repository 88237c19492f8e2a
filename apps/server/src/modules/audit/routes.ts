import { office, staff } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { revealCsv, revealReport } from './reveals.ts'
import { searchAudit } from './search.ts'
import { verifyAudit } from './verify.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(office.auditSearch, (tx, { query }) => searchAudit(tx, query))
  router.read(staff.revealReport, (tx, { query }) => revealReport(tx, query.year))
  router.read(staff.revealReportFile, (tx, { query }) => revealCsv(tx, query.year))
  router.raw(office.auditVerify, async (actor) => {
    const result = await verifyAudit(platform, { within: actor.scope })
    await platform.transaction(actor, async (tx) =>
      tx.audit({
        action: 'audit.verify',
        subjectKind: 'audit',
        scope: actor.scope,
        data: { ok: result.ok, chains: result.chains, events: result.events, problems: result.problems.length },
      }),
    )
    return { ...result, problems: [...result.problems] }
  })
}
