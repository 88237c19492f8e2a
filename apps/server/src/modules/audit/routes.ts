import { office } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { searchAudit } from './search.ts'
import { verifyAudit } from './verify.ts'

export function routes(router: Router, platform: Platform): void {
  router.read(office.auditSearch, (tx, { query }) => searchAudit(tx, query))
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
