/** 办公: what waits for each member of staff. Only reads; no decision asks it. */
import { office } from '@zhuxue/contracts'
import type { ServerModule } from '../../platform/index.ts'
import { workList } from './work-list.ts'

export const officeModule: ServerModule = {
  name: 'office',
  routes: (router) => {
    router.read(office.workList, (tx) => workList(tx))
  },
}
