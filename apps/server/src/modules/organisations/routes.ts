import { organisations } from '@zhuxue/contracts'
import type { Router } from '../../platform/index.ts'
import { listClasses, treeInScope } from './views.ts'

export function routes(router: Router): void {
  router.read(organisations.orgTree, (tx) => treeInScope(tx))
  router.read(organisations.listClasses, (tx, { query }) => listClasses(tx, query))
}
